"""The models in the memory of a process: loading, limit, order of unloading."""

import sys
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from worker.errors import EngineUnavailableError
from worker.speech.memory.lazy_model import LazyModel
from worker.speech.memory.loaded_models import SHORT_OF_MEMORY_BYTES, LoadedModels
from worker.speech.memory.system_memory import available_bytes, give_back

SIZE = 100


@dataclass
class Bench:
    """Models with a clock and a memory that a test sets."""

    now: float = 0.0
    left: int = sys.maxsize
    loads: list[str] = field(default_factory=list)

    def models(self, limit_bytes: int = sys.maxsize, idle_s: float = 60.0) -> LoadedModels:
        return LoadedModels(limit_bytes, idle_s, lambda: self.now, lambda: self.left)

    def use(self, models: LoadedModels, *names: str) -> None:
        for name in names:
            self.now += 1
            assert models.use(name, SIZE, partial(self._load, name)) == name.upper()

    def _load(self, name: str) -> str:
        self.loads.append(name)
        return name.upper()


def test_a_model_is_loaded_once_while_there_is_room() -> None:
    bench = Bench()
    models = bench.models()
    bench.use(models, "a", "b", "a", "b")
    assert bench.loads == ["a", "b"]
    assert models.size_bytes == 2 * SIZE


def test_the_least_recently_used_model_makes_room_but_a_permanent_one_never_does() -> None:
    bench = Bench()
    models = bench.models(limit_bytes=3 * SIZE)
    models.keep("a", always=True)
    models.keep("b")
    bench.use(models, "a", "b", "c", "b", "d")
    assert models.names == ["a", "b", "d"]
    bench.use(models, "c")
    assert models.names == ["a", "d", "c"]
    assert bench.loads == ["a", "b", "c", "d", "c"]


def test_one_model_is_loaded_beside_the_permanent_one_whatever_the_limit() -> None:
    bench = Bench()
    models = bench.models(limit_bytes=SIZE)
    models.keep("a", always=True)
    bench.use(models, "a", "b", "c")
    assert models.names == ["a", "c"]


def test_idle_models_are_unloaded_except_those_to_be_kept() -> None:
    bench = Bench()
    models = bench.models(idle_s=60)
    models.keep("a", always=True)
    models.keep("b")
    bench.use(models, "a", "b", "c", "d")
    bench.now += 59.5
    models.unload_idle()
    assert models.names == ["a", "b", "d"]


def test_if_memory_is_short_all_models_are_unloaded_that_can_be_spared() -> None:
    bench = Bench(left=SHORT_OF_MEMORY_BYTES - 1)
    models = bench.models()
    models.keep("a", always=True)
    models.keep("b")
    bench.use(models, "a", "b")
    bench.now += 40
    bench.use(models, "c")
    models.unload_idle()
    assert models.names == ["a", "c"], "the last one may be speaking now"


def test_a_model_for_which_the_machine_has_no_memory_replaces_all_others() -> None:
    bench = Bench()
    models = bench.models()
    models.keep("a", always=True)
    bench.use(models, "a", "b", "c")
    bench.left = SHORT_OF_MEMORY_BYTES
    assert not models.has_room(SIZE)
    bench.use(models, "d")
    assert models.names == ["a", "d"]


def test_a_model_larger_than_the_memory_that_is_left_is_refused_unless_it_is_permanent() -> None:
    bench = Bench(left=SIZE - 1)
    models = bench.models()
    models.keep("a", always=True)
    bench.use(models, "a")
    with pytest.raises(EngineUnavailableError, match="b needs about 0 MB") as told:
        bench.use(models, "b")
    assert told.value.retryable
    bench.left = SIZE
    bench.use(models, "b")
    assert models.names == ["a", "b"]


def test_a_model_that_cannot_be_loaded_is_not_there() -> None:
    def fail() -> str:
        raise ValueError("damaged")

    models = LoadedModels()
    with pytest.raises(ValueError, match="damaged"):
        models.use("a", SIZE, fail)
    assert models.names == []
    assert models.use("a", SIZE, lambda: "whole") == "whole"


def test_loading_time_is_counted_once_even_if_a_measurement_contains_it() -> None:
    models, since = LoadedModels(), time.time()
    began = time.perf_counter()
    with models.timing():
        models.use("a", SIZE, lambda: time.sleep(0.02))
    took_s = time.perf_counter() - began
    assert 0.02 <= models.loading_s(since) <= took_s
    models.use("a", SIZE, lambda: time.sleep(0.02))
    assert models.loading_s(since) <= took_s
    assert models.loading_s(time.time() + 1) == 0


def test_a_lazy_model_tells_if_it_is_loaded_or_has_room() -> None:
    bench = Bench()
    models = bench.models(limit_bytes=SIZE)
    first, second = (LazyModel(models, name, SIZE, lambda: "model") for name in ("a", "b"))
    assert first.has_room
    assert first.get() == "model"
    assert (first.is_loaded, first.has_room) == (True, True)
    assert not second.has_room


def test_available_memory_is_that_of_the_machine_or_of_the_container(tmp_path: Path) -> None:
    meminfo, cgroup = tmp_path / "meminfo", tmp_path / "cgroup"
    assert available_bytes(meminfo, cgroup) == sys.maxsize
    meminfo.write_text("MemTotal: 900 kB\nMemAvailable:  500 kB\n")
    assert available_bytes(meminfo, cgroup) == 500 * 1024
    cgroup.mkdir()
    (cgroup / "memory.max").write_text("max\n")
    (cgroup / "memory.current").write_text("300\n")
    (cgroup / "memory.stat").write_text("anon 200\ninactive_file 50\n")
    assert available_bytes(meminfo, cgroup) == 500 * 1024
    (cgroup / "memory.max").write_text("1000\n")
    assert available_bytes(meminfo, cgroup) == 750
    assert available_bytes() > 0
    give_back()
