"""`listen retry`, `regenerate`, `purge`, `pause`, `resume`, `drain`, `audit`: what operators do."""

import os
import pwd

import click

from audio_service.context import WebContext, open_web_context
from audio_service.operations import actions as act
from audio_service.operations.actions import ActionOutcome
from audio_service.settings import WebSettings
from cache.narrations.answers import rfc3339
from cache.settings import read_settings

_IN_VOICE = click.option("--voice", help="Only in this voice; in all voices if left out.")


@click.command()
@click.argument("article_id", required=False)
@_IN_VOICE
@click.option("--all", "everything", is_flag=True, help="All that may succeed now.")
def retry(article_id: str | None, voice: str | None, *, everything: bool) -> None:
    """Begin failed narrations again: those of an article, or all that may succeed now.

    Raises:
        click.UsageError: It is not clear which.
    """
    if everything == bool(article_id) or (everything and voice):
        raise click.UsageError("say which: the ID of an article, or --all")
    if article_id:
        _tell(act.retry(_desk().actions, _who(), article_id=article_id, voice=voice))
    else:
        _tell(act.retry_all(_desk().actions, _who()))


@click.command()
@click.argument("article_id")
@_IN_VOICE
def regenerate(article_id: str, voice: str | None) -> None:
    """Have every sentence of an article spoken anew; what there is stays live until then."""
    _tell(act.regenerate(_desk().actions, _who(), article_id=article_id, voice=voice))


@click.command()
@click.argument("article_id")
@_IN_VOICE
def purge(article_id: str, voice: str | None) -> None:
    """Take down what was narrated of an article; its URLs answer 410 from then on."""
    _tell(act.purge(_desk().actions, _who(), article_id=article_id, voice=voice))


@click.command()
def pause() -> None:
    """Have nothing pre-generated until `listen resume`; what is pressed goes on."""
    _tell(act.pause(_desk().actions, _who()))


@click.command()
def resume() -> None:
    """Have pre-generation go on."""
    _tell(act.resume(_desk().actions, _who()))


@click.command()
@click.argument("worker")
def drain(worker: str) -> None:
    """Have a process end after its job; `listen up` starts a fresh one."""
    _tell(act.drain(_desk().actions, _who(), worker=worker))


@click.command()
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
def audit(limit: int) -> None:
    """Print what operators did, the latest first."""
    for entry in _desk().actions.audit.latest(limit):
        asked = " ".join(str(value) for value in entry.asked.values())
        what = " ".join(filter(None, (entry.action, asked)))
        line = f"{rfc3339(entry.at)}  {entry.who}: {what}: {entry.result}"
        click.echo("".join(x if x.isprintable() else "\N{REPLACEMENT CHARACTER}" for x in line))


def _tell(outcome: ActionOutcome) -> None:
    click.echo(outcome.detail)
    for each in outcome.narrations:
        click.echo(f"  {each.article_id} in {each.voice}: {each.detail}")


def _desk() -> WebContext:
    return open_web_context(read_settings(WebSettings))


def _who() -> str:
    """Return who sits at the command line, as the audit trail has it."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name  # and not what the environment says
    except KeyError:  # a container may run as a number that has no name
        user = f"user {os.getuid()}"
    return f"{user} at the command line"
