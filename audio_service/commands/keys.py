"""`listen keys` and `listen sign`: API keys, and signatures for subscribers."""

import time

import click

from audio_service.access import signed_urls
from audio_service.access.api_key_store import ApiKeys, Key, Scope
from audio_service.listening.press import checked_id
from audio_service.settings import WebSettings
from cache.logs import without_secrets
from cache.narrations.prepared_answers import rfc3339
from cache.settings import read_settings
from worker.articles.database import Database

DAY_S = 86_400


@click.command()
@click.argument("article_id")
@click.option(
    "--for",
    "for_s",
    default=3_600,
    show_default=True,
    type=click.IntRange(1, 366 * DAY_S),
    help="Validity, in seconds.",
)
def sign(article_id: str, for_s: int) -> None:
    """Print a signature for an article for subscribers.

    Raises:
        click.ClickException: No key is set.
    """
    keys = read_settings(WebSettings).signing_key
    if not keys:
        raise click.ClickException("LISTEN_SIGNING_KEY is not set")
    until = int(time.time()) + for_s
    click.echo(signed_urls.sign(keys[0].get_secret_value(), checked_id(article_id), until))


@click.group()
def keys() -> None:
    """Add, list, rotate and revoke API keys; no process needs a restart."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="Scope of the key; repeatable.",
)
@click.option("--days", type=click.IntRange(1, 36_500), help="Days until it expires.")
def add(name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Add an API key called NAME and print it; it is not shown again."""
    ends_at = time.time() + days * DAY_S if days else None
    _print(_api_keys().add(name, map(Scope, scopes), ends_at))


@keys.command()
@click.argument("name")
@click.option(
    "--overlap-h",
    default=24.0,
    show_default=True,
    type=click.FloatRange(0, 8_760),
    help="Hours for which the old key stays valid.",
)
def rotate(name: str, overlap_h: float) -> None:
    """Add another key for NAME with the same scopes and print it; it is not shown again."""
    _print(_api_keys().rotate(name, overlap_h * 3_600))


@keys.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Revoke all keys called NAME, within a second."""
    count = _api_keys().revoke(name)
    click.echo(f"{name}: {count} revoked")


@keys.command("list")
def list_keys() -> None:
    """Print the names and scopes of all keys, including revoked ones."""
    for key in _api_keys().all():
        click.echo(f"{key.name}: {', '.join(sorted(key.scopes))}  ({_life(key, time.time())})")


def _life(key: Key, now: float) -> str:
    made = f"made {rfc3339(key.made_at)}"
    if key.ends_at is None:
        return made
    return f"{made}, {'ends' if key.is_good_at(now) else 'ended'} {rfc3339(key.ends_at)}"


def _print(secret: str) -> None:
    click.echo(secret)
    click.echo("Save the key now: it is not shown again.", err=True)
    place = without_secrets(read_settings(WebSettings).database_location)
    click.echo(f"It is for the service whose articles are in {place}", err=True)


def _api_keys() -> ApiKeys:
    return ApiKeys(Database(read_settings(WebSettings).database_location))
