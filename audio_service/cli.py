"""The command line, `listen`."""

import importlib
import os

import click

from cache.errors import BadSettingsError, ListenError
from cache.logs import LogFormat, set_up_logs
from cache.redis.client import REDIS_DOWN
from cache.settings import SharedSettings, read_settings

COMMANDS = {
    "up": "audio_service.commands.up",
    "workers": "audio_service.commands.up",
    "worker": "audio_service.commands.worker",
    "fetcher": "audio_service.commands.fetcher",
    "scheduler": "audio_service.commands.scheduler",
    "narrate": "audio_service.commands.narrate",
    "script": "audio_service.commands.narrate",
    "voices": "audio_service.commands.narrate",
    "lexicon": "audio_service.commands.lexicon",
    "pregenerate": "audio_service.commands.pregenerate",
    "keys": "audio_service.commands.keys",
    "sign": "audio_service.commands.keys",
    "status": "audio_service.commands.status",
    "backup": "audio_service.commands.backup",
    "restore": "audio_service.commands.backup",
    "sweep": "audio_service.commands.backup",
    "retry": "audio_service.commands.actions",
    "regenerate": "audio_service.commands.actions",
    "purge": "audio_service.commands.actions",
    "pause": "audio_service.commands.actions",
    "resume": "audio_service.commands.actions",
    "drain": "audio_service.commands.actions",
    "audit": "audio_service.commands.actions",
}
"""Module of each command. Only one is imported: all of them would double a worker's start-up."""


PRIVATE_UMASK = 0o077
"""File mode mask of every command and its processes: articles may be paid or embargoed."""

SERVICES = frozenset({"up", "workers", "worker", "fetcher", "scheduler"})
"""Commands that run as services, whose logs are collected."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and prints errors as sentences.

    Source: https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names of all commands, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command; None if there is no such command."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and print an error as one sentence.

        Raises:
            click.ClickException: The command failed with a known error.
        """
        try:
            return super().invoke(ctx)
        except ListenError as error:
            raise click.ClickException(f"{error} [{error.code}]") from error
        except REDIS_DOWN as error:
            raise click.ClickException(
                f"Redis does not answer; is `listen up` running, is REDIS_URL right? ({error})"
            ) from error


@click.group(cls=LazyGroup)
@click.version_option(package_name="listen-to-article")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Audio for articles, made on your own machine."""
    os.umask(PRIVATE_UMASK)
    try:
        settings = read_settings(SharedSettings)
    except BadSettingsError:
        return set_up_logs()  # the command itself reports bad settings
    is_service = ctx.invoked_subcommand in SERVICES
    form = settings.log_format if is_service else LogFormat.CONSOLE
    return set_up_logs(settings.log_level, form)


if __name__ == "__main__":
    main()
