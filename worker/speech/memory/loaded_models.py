"""The models in the memory of a process, with a limit of their size.

A model is loaded when a voice needs it. If the models would then be larger than the limit, or if
the machine has too little memory left, those that were used least recently are unloaded first.
"""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from worker.errors import EngineUnavailableError
from worker.speech.memory.system_memory import available_bytes, give_back

log = logging.getLogger(__name__)

M = TypeVar("M")

SHORT_OF_MEMORY_BYTES = 160_000_000
"""If the machine has less memory left than this, all models are unloaded that can be spared."""

IN_USE_S = 30.0
"""A model whose latest use began this recently may still speak, and is not unloaded if memory is
short."""

LATEST_LOADS = 20


class Load(NamedTuple):
    """A time span in which a model was loaded, or a voice was measured.

    Attributes:
        ended_at: Time of its end, in seconds since the epoch.
        seconds: Its duration.
    """

    ended_at: float
    seconds: float


@dataclass(slots=True)
class _Loaded:
    model: Any
    size_bytes: int
    used_at: float


@dataclass
class LoadedModels:
    """The models in the memory of this process. Only one thread may load models.

    Args:
        limit_bytes: Limit of the size of all models together. One model is always allowed,
            besides the permanent one.
        idle_s: Time after which an unused model is unloaded, in seconds.
        clock: Clock of these times.
        available: Function that returns the memory that the machine has left, in bytes.
    """

    limit_bytes: int = sys.maxsize
    idle_s: float = float("inf")
    clock: Callable[[], float] = time.monotonic
    available: Callable[[], int] = available_bytes
    _loaded: dict[str, _Loaded] = field(default_factory=dict, init=False)
    _kept: dict[str, bool] = field(default_factory=dict, init=False)
    _loads: deque[Load] = field(default_factory=lambda: deque(maxlen=LATEST_LOADS), init=False)
    _is_timing: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def use(self, name: str, size_bytes: int, load: Callable[[], M]) -> M:
        """Return a model, after loading it if needed.

        Args:
            name: Name of the model.
            size_bytes: Its size in memory.
            load: Function that loads it.

        Raises:
            EngineUnavailableError: The machine has no memory for it, or it cannot be loaded.
        """
        with self._lock:
            there = self._loaded.get(name)
            if there:
                there.used_at = self.clock()
                found: M = there.model
                return found
        self._make_room(size_bytes)
        if self.available() < size_bytes and not self.is_permanent(name):
            raise EngineUnavailableError(
                f"{name} needs about {size_bytes // 1_000_000} MB of memory, and the machine has "
                f"{self.available() // 1_000_000} MB left"
            )
        with self.timing():
            model = load()
        with self._lock:
            self._loaded[name] = _Loaded(model, size_bytes, self.clock())
        log.debug("loaded %s (about %d MB)", name, size_bytes // 1_000_000)
        return model

    @contextmanager
    def timing(self) -> Iterator[None]:
        """Count the time of the block as loading time.

        Yields:
            Nothing.
        """
        if self._is_timing:  # the time of the outer block contains that of this one
            yield
            return
        began, self._is_timing = time.perf_counter(), True
        try:
            yield
        finally:
            self._is_timing = False
            self._loads.append(Load(time.time(), time.perf_counter() - began))

    def loading_s(self, since: float) -> float:
        """Return the loading time of the latest models, in seconds.

        Args:
            since: Beginning of the period, in seconds since the epoch.
        """
        return sum(load.seconds for load in list(self._loads) if load.ended_at >= since)

    def keep(self, name: str, *, always: bool = False) -> None:
        """Keep a model when it is idle.

        Args:
            name: Name of the model.
            always: True to keep it even if the limit is reached or memory is short.
        """
        self._kept[name] = self._kept.get(name, False) or always

    def is_permanent(self, name: str) -> bool:
        """Return True if a model always stays in memory."""
        is_unlimited = self.limit_bytes == sys.maxsize and self.idle_s == float("inf")
        return self._kept.get(name, is_unlimited)

    @property
    def names(self) -> list[str]:
        """Names of the loaded models, the least recently used one first."""
        with self._lock:
            return sorted(self._loaded, key=lambda name: self._loaded[name].used_at)

    @property
    def size_bytes(self) -> int:
        """Size of all loaded models."""
        with self._lock:
            return sum(each.size_bytes for each in self._loaded.values())

    def has_room(self, size_bytes: int) -> bool:
        """Return True if a model of this size can be loaded without unloading another one."""
        return (
            self.size_bytes + size_bytes <= self.limit_bytes
            and self.available() >= size_bytes + SHORT_OF_MEMORY_BYTES
        )

    def unload_idle(self) -> None:
        """Unload the models that were not used for a long time; if memory is short, all others too.

        A model that must always be kept stays, and so does one that may be speaking now.
        """
        now = self.clock()
        is_short = bool(self.names) and self.available() < SHORT_OF_MEMORY_BYTES
        with self._lock:
            unused_s = {name: now - each.used_at for name, each in self._loaded.items()}
        spared = [
            name
            for name, seconds in unused_s.items()
            if (seconds > self.idle_s and name not in self._kept)
            or (is_short and seconds > IN_USE_S and not self.is_permanent(name))
        ]
        self._unload(spared, "memory is short" if is_short else "idle")

    def forget(self, name: str) -> None:
        """Unload a model whose file has changed."""
        self._unload([name], "its file has changed")

    def _make_room(self, size_bytes: int) -> None:
        """Unload the least recently used models until another one fits."""
        unloaded = []
        for name in self.names:
            if self.has_room(size_bytes):
                break
            if not self.is_permanent(name):
                unloaded.append(name)
                self._unload([name], "another one is loaded")

    def _unload(self, names: list[str], why: str) -> None:
        with self._lock:
            gone = [name for name in names if self._loaded.pop(name, None)]
        if gone:
            give_back()
            log.info("unloaded %s: %s", ", ".join(gone), why)
