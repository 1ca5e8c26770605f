"""Engines of other packages, found by their entry points.

A package declares a function that gets `EngineOptions` and returns an `Engine`:

    [project.entry-points."listen_to_article.engines"]
    chime = "chime_engine:open_engine"
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from cache.upstreams.budget import Budget
from worker.speech.engine import Engine
from worker.speech.upstream.calls import Upstream

GROUP = "listen_to_article.engines"
"""Group of the entry points."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Options for an engine of another package.

    Attributes:
        threads: Number of threads for one utterance.
        open_upstream: Function that returns a speech server for the engine's id and a request
            budget. Calls to this server are retried; all workers share its budget and its circuit
            breaker.
    """

    threads: int
    open_upstream: Callable[[str, Budget], Upstream]


def open_third_party(options: EngineOptions, taken: Collection[str]) -> list[Engine]:
    """Return the engines of other packages.

    If an engine cannot be opened, the error is logged, and the other engines are used without it.

    Args:
        options: Options for each engine.
        taken: Ids of this service's own engines.
    """
    engines: dict[str, Engine] = {}
    for entry in sorted(entry_points(group=GROUP)):
        engine = _open(entry, options)
        if engine is None:
            continue
        if engine.id in taken or engine.id in engines:
            log.error("engine %r of %s is left out: its id is taken", engine.id, entry.value)
            continue
        engines[engine.id] = engine
    return list(engines.values())


def _open(entry: EntryPoint, options: EngineOptions) -> Engine | None:
    try:
        engine: Engine = entry.load()(options)
        log.info("engine %r is provided by %s", engine.id, entry.value)
    except Exception:  # any error of another package
        log.exception("the engine %r of %s cannot be opened", entry.name, entry.value)
        return None
    return engine
