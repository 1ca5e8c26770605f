"""`listen retry`, `regenerate`, `purge`, `pause`, `resume`, `drain`, `audit`: operator actions."""

import os
import pwd

import click

from audio_service.context import WebContext, open_web_context
from audio_service.operations import actions as act
from audio_service.operations.actions import ActionOutcome
from audio_service.settings import WebSettings
from cache.narrations.prepared_answers import rfc3339
from cache.settings import read_settings

_IN_VOICE = click.option("--voice", help="Only in this voice; by default in all voices.")


@click.command()
@click.argument("article_id", required=False)
@_IN_VOICE
@click.option(
    "--all", "everything", is_flag=True, help="All failed narrations that may succeed now."
)
def retry(article_id: str | None, voice: str | None, *, everything: bool) -> None:
    """Retry failed narrations: those of an article, or all that may succeed now.

    Raises:
        click.UsageError: Neither an article nor --all is given, or both are.
    """
    if everything == bool(article_id) or (everything and voice):
        raise click.UsageError("give the ID of an article, or --all")
    if article_id:
        _tell(act.retry(_web().actions, _who(), article_id=article_id, voice=voice))
    else:
        _tell(act.retry_all(_web().actions, _who()))


@click.command()
@click.argument("article_id")
@_IN_VOICE
def regenerate(article_id: str, voice: str | None) -> None:
    """Speak every sentence again; the old MP3 stays live until the new one is ready."""
    _tell(act.regenerate(_web().actions, _who(), article_id=article_id, voice=voice))


@click.command()
@click.argument("article_id")
@_IN_VOICE
def purge(article_id: str, voice: str | None) -> None:
    """Delete the narrations of an article; their URLs answer 410 from then on."""
    _tell(act.purge(_web().actions, _who(), article_id=article_id, voice=voice))


@click.command()
def pause() -> None:
    """Pause pre-generation until `listen resume`; pressed articles are still narrated."""
    _tell(act.pause(_web().actions, _who()))


@click.command()
def resume() -> None:
    """Resume pre-generation."""
    _tell(act.resume(_web().actions, _who()))


@click.command()
@click.argument("worker")
def drain(worker: str) -> None:
    """End a process after its current job; `listen up` starts a new one."""
    _tell(act.drain(_web().actions, _who(), worker=worker))


@click.command()
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
def audit(limit: int) -> None:
    """Print the audit log, the latest entry first."""
    for entry in _web().actions.audit.latest(limit):
        asked = " ".join(str(value) for value in entry.asked.values())
        what = " ".join(filter(None, (entry.action, asked)))
        line = f"{rfc3339(entry.at)}  {entry.who}: {what}: {entry.result}"
        click.echo("".join(x if x.isprintable() else "\N{REPLACEMENT CHARACTER}" for x in line))


def _tell(outcome: ActionOutcome) -> None:
    click.echo(outcome.detail)
    for each in outcome.narrations:
        click.echo(f"  {each.article_id} in {each.voice}: {each.detail}")


def _web() -> WebContext:
    return open_web_context(read_settings(WebSettings))


def _who() -> str:
    """Return the user of the command line, for the audit log."""
    try:
        user = pwd.getpwuid(
            os.getuid()
        ).pw_name  # not from the environment, which every user can change
    except KeyError:  # a container may run under a user id without a name
        user = f"user {os.getuid()}"
    return f"{user} at the command line"
