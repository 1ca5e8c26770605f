"""A model that is loaded when a voice first speaks, and unloaded when it is not needed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from worker.speech.memory.loaded_models import LoadedModels

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class LazyModel(Generic[M]):
    """A model that is loaded when it is needed.

    Attributes:
        models: The models of the process.
        name: Name of the model.
        size_bytes: Its size in memory.
        load: Function that loads it.
    """

    models: LoadedModels
    name: str
    size_bytes: int
    load: Callable[[], M]

    def get(self) -> M:
        """Return the model, after loading it if needed.

        Raises:
            EngineUnavailableError: The files of the model are damaged.
        """
        return self.models.use(self.name, self.size_bytes, self.load)

    @property
    def is_loaded(self) -> bool:
        """True if it is in memory now."""
        return self.name in self.models.names

    @property
    def has_room(self) -> bool:
        """True if it is loaded, or can be loaded without unloading another one."""
        return self.is_loaded or self.models.has_room(self.size_bytes)

    def keep(self, *, always: bool) -> None:
        """Keep the model when it is idle.

        Args:
            always: True to keep it even if the limit is reached or memory is short.
        """
        self.models.keep(self.name, always=always)


@runtime_checkable
class SpeaksWithModel(Protocol):
    """A voice with a model that is loaded when it first speaks."""

    @property
    def lazy_model(self) -> LazyModel[Any]:
        """The model."""
