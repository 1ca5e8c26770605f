"""The child processes of the service: web, workers, fetchers and the scheduler.

All but the web process run commands of `listen` in forks of the supervisor.
"""

import sys
from collections.abc import Callable, Sequence

from audio_service.supervisor.child import LISTEN, Child, Listen
from cache.operations.heartbeats import WEB
from worker.jobs.queue_names import Lane
from worker.settings import WorkerSettings


def worker_children(settings: WorkerSettings, listen: Listen) -> list[Child]:
    """Return the speaking processes: one for first sounds, and one for each core.

    If there are several cores, one process does not serve studio voices, whose sentences take
    seconds. So a listener never waits because all processes speak such sentences.
    """

    def command(lane: Lane, *flags: str) -> Callable[[str], Sequence[str]]:
        return lambda name: (*LISTEN, "worker", "--lane", lane.value, "--name", name, *flags)

    rest = settings.workers
    commands = [(Lane.FIRST, command(Lane.FIRST)), *[(Lane.REST, command(Lane.REST))] * rest]
    if rest > 1:
        commands[1] = Lane.REST, command(Lane.REST, "--no-studio")
    return [
        Child("worker", each, listen, niceness=lane.niceness, serves=lane.value)
        for lane, each in commands
    ]


def fetcher_children(settings: WorkerSettings, listen: Listen) -> list[Child]:
    """Return the processes that fetch articles and do scheduled work.

    One of several is reserved for articles that listeners wait for.
    """

    def command(*flags: str) -> Callable[[str], Sequence[str]]:
        return lambda name: (*LISTEN, "fetcher", "--name", name, *flags)

    free = [command("--free")] if settings.fetchers > 1 else []
    commands = [*free, *[command()] * (settings.fetchers - len(free))]
    serves = Lane.FETCH.value
    return [Child("fetcher", each, listen, niceness=10, serves=serves) for each in commands]


def scheduler_child(listen: Listen) -> Child:
    """Return the process that puts scheduled jobs on their queues."""
    return Child("scheduler", lambda name: (*LISTEN, "scheduler", "--name", name), listen)


def web_child() -> Child:
    """Return the web process."""
    command = (sys.executable, "-m", "gunicorn", "-c", "python:audio_service.wsgi")
    return Child("gunicorn", lambda _: (*command, "audio_service.app:create_app()"), serves=WEB)
