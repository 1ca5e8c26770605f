"""The command line, `listen`."""

import importlib
import inspect
import os
import signal
import sys
from typing import NamedTuple

import click
from click.utils import make_default_short_help

from cache.errors import ListenError


class Command(NamedTuple):
    """A command, known without importing it.

    Attributes:
        module: Name of its module in `audio_service.commands`.
        summary: First sentence of its help; empty if the help does not list it.
    """

    module: str
    summary: str = ""


COMMANDS = {
    "up": Command(
        "processes.up",
        "Start the whole service: Valkey unless REDIS_URL is set, workers, scheduler and HTTP.",
    ),
    "workers": Command(
        "processes.up",
        "Start only the workers (one for first sentences, one for each core) and the fetchers.",
    ),
    "worker": Command("processes.worker"),
    "fetcher": Command("processes.fetcher"),
    "scheduler": Command(
        "processes.scheduler",
        "Put scheduled jobs on their queues, and recover lost jobs.",
    ),
    "narrate": Command(
        "narrate",
        "Narrate SOURCE: an .html, .md, .txt or .json file, a URL, or an article ID.",
    ),
    "script": Command("script", "Print the utterances of SOURCE, one JSON line each."),
    "voices": Command(
        "voices", "Print the available voices, the default first; add and test voices."
    ),
    "lexicon": Command("lexicon", "Manage the pronunciation of names and phrases."),
    "pregenerate": Command("pregenerate", "Narrate articles before a listener asks for them."),
    "keys": Command("keys", "Add, list, rotate and revoke API keys; no process needs a restart."),
    "sign": Command("keys", "Print a signature for an article for subscribers."),
    "status": Command(
        "status",
        "Print the status of the service; the exit status is 1 if listeners are not served.",
    ),
    "backup": Command(
        "backup",
        "Copy articles, audio and the data in Redis into FILE, a .tar or .tar.gz, or - for a pipe.",
    ),
    "restore": Command(
        "backup",
        "Restore the backup in FILE, or - for a pipe; the service must not be running.",
    ),
    "sweep": Command(
        "backup",
        "Remove stored audio that is no longer needed, as the service does four times a day.",
    ),
    "retry": Command(
        "actions",
        "Retry failed narrations: those of an article, or all that may succeed now.",
    ),
    "regenerate": Command(
        "actions",
        "Speak every sentence again; the old MP3 stays live until the new one is ready.",
    ),
    "purge": Command(
        "actions",
        "Delete the narrations of an article; their URLs answer 410 from then on.",
    ),
    "pause": Command(
        "actions",
        "Pause pre-generation until `listen resume`; pressed articles are still narrated.",
    ),
    "resume": Command("actions", "Resume pre-generation."),
    "drain": Command(
        "actions",
        "End a process after its current job; `listen up` starts a new one.",
    ),
    "audit": Command("actions", "Print the audit log, the latest entry first."),
}
"""Commands by name. Only the called one is imported: all of them would take seconds."""


PRIVATE_UMASK = 0o077
"""File mode mask of every command and its processes: articles may be paid or embargoed."""

_COLUMN_GAP = 6
"""Spaces beside the names of commands in the help."""

SERVICES = frozenset({"up", "workers", "worker", "fetcher", "scheduler"})
"""Commands that run as services, whose logs are collected."""


def _hide_errors(command: click.Command) -> None:
    """Remove the section `Raises:`, which is for developers, from the help of a command."""
    command.help = inspect.cleandoc(command.help or "").partition("\n\nRaises:")[0]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _hide_errors(inner)


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and prints errors as sentences.

    Source: https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of all commands, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command; None if there is no such command."""
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        module = importlib.import_module(f"audio_service.commands.{known.module}")
        if cmd_name not in SERVICES and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # a command may clean up
        command: click.Command = getattr(module, cmd_name)
        _hide_errors(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Write the list of commands, without importing any."""
        width = formatter.width - max(map(len, COMMANDS)) - _COLUMN_GAP
        rows = [
            (name, make_default_short_help(known.summary, width))
            for name, known in COMMANDS.items()
            if known.summary
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and print an error as one sentence.

        Raises:
            click.ClickException: The command failed with a known error.
        """
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for numpy: its tasks here are small
        try:
            return super().invoke(ctx)
        except ListenError as error:
            raise click.ClickException(f"{error} [{error.code}]") from error
        except _redis_errors() as error:
            raise click.ClickException(
                f"Redis does not answer; is `listen up` running, is REDIS_URL right? ({error})"
            ) from error


@click.group(cls=LazyGroup)
@click.version_option(package_name="listen-to-article")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Audio for articles, made on your own machine."""
    os.umask(PRIVATE_UMASK)
    logs = importlib.import_module("audio_service.commands.logs")
    logs.set_up(is_service=ctx.invoked_subcommand in SERVICES)


def _redis_errors() -> tuple[type[Exception], ...]:
    """Return the errors of a Redis that does not answer; none if redis-py is not imported."""
    module = sys.modules.get("cache.redis.client")
    return module.REDIS_DOWN if module else ()


if __name__ == "__main__":
    main()
