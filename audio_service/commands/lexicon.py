"""`listen lexicon`: the pronunciation lexicon."""

import time
from pathlib import Path

import click
from click._termui_impl import ProgressBar

from audio_service.context import WebContext, open_web_context
from audio_service.pregenerate.lexicon_update import request_update
from audio_service.settings import WebSettings
from cache.messages.lexicon_updates import UNFINISHED, LexiconUpdate, UpdateState
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, State
from cache.settings import read_settings
from worker.articles.database import Database
from worker.articles.lexicon_store import LexiconStore, read_table, write_table
from worker.errors import BadEntryError, BadOutputError
from worker.jobs.queue_names import Lane
from worker.processes.serverless_narration import record_preview
from worker.pronunciation.entry_checks import checked
from worker.pronunciation.lexicon_entry import LexiconEntry, ReadAs
from worker.settings import WorkerSettings

LOOKED_EVERY_S = 0.5


@click.group()
def lexicon() -> None:
    """Manage the pronunciation of names and phrases."""


@lexicon.command("list")
def list_entries() -> None:
    """Print all entries, and the errors in the lexicon file."""
    store = _open_store()
    in_file = store.only_in_file()
    for entry in store.entries():
        read_as = f"as {entry.read_as}" if entry.read_as else ""
        said = [entry.respelling, f"/{entry.ipa}/" if entry.ipa else "", read_as]
        marks = [
            entry.language,
            entry.voice,
            entry.section,
            "case-sensitive" if entry.case_sensitive else "",
            "from the file" if entry in in_file else "",
        ]
        shown = ", ".join(filter(None, marks))
        click.echo(f"{entry.written}: {' '.join(filter(None, said))}{shown and f'  ({shown})'}")
    for problem in store.problems():
        click.echo(f"! {problem}", err=True)


@lexicon.command()
@click.argument("written")
@click.option("--respelling", default="", help='Respelling, such as "Nwuh-SOO".')
@click.option("--ipa", default="", help="Phonemes in IPA, for voices that accept them.")
@click.option("--language", default="", help="Only in articles in this language, such as en-GB.")
@click.option("--voice", default="", help="Only for this voice or engine, such as piper.")
@click.option(
    "--read-as",
    type=click.Choice([kind.value for kind in ReadAs]),
    help="Way to read WRITTEN if there are several, in place of a respelling.",
)
@click.option("--section", default="", help="Only in these sections, such as Arts, Books.")
@click.option("--case-sensitive", is_flag=True, help="Match only with the same capitals.")
def add(**fields: str | bool | None) -> None:
    """Set the pronunciation of WRITTEN; an earlier one is replaced."""
    given = {name: value for name, value in fields.items() if value is not None}
    entry = LexiconEntry(**given)  # type: ignore[arg-type]  # the options are its fields
    is_new = _open_store().put([entry])
    click.echo(f"{entry.written}: {'added' if is_new else 'replaced'}")


@lexicon.command()
@click.argument("written")
@click.option("--language", help="Only the entry for this language.")
@click.option("--voice", help="Only the entry for this voice or engine.")
def remove(written: str, language: str | None, voice: str | None) -> None:
    """Remove the entries for WRITTEN.

    Raises:
        click.ClickException: There is no such entry.
    """
    count = _open_store().remove(written, language, voice)
    if not count:
        raise click.ClickException(f"{written}: no such entry is stored; see `listen lexicon list`")
    click.echo(f"{written}: {count} removed")


@lexicon.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_entries(file: Path) -> None:
    """Store all entries of FILE, a table in CSV as `listen lexicon export` writes it.

    Raises:
        click.ClickException: A line is not valid; then nothing is stored.
    """
    content = read_table(file.read_bytes(), file.name)
    if content.problems:
        raise click.ClickException("nothing is stored:\n" + "\n".join(content.problems))
    _open_store().put(content.entries)
    click.echo(f"{file}: {len(content.entries)} entries")


@lexicon.command()
@click.option("-o", "--output", type=click.File("w", encoding="utf-8"), default="-")
def export(output: click.utils.LazyFile) -> None:
    """Write all entries as a table in CSV."""
    output.write(write_table(_open_store().entries()))


@lexicon.command()
@click.option("--dry-run", is_flag=True, help="Only count the sentences to speak again.")
@click.option("--wait", is_flag=True, help="Wait until all are ready.")
def apply(*, dry_run: bool, wait: bool) -> None:
    """Speak all sentences again whose pronunciation has changed in the lexicon.

    Raises:
        click.ClickException: No fetcher is running, or the update has failed.
    """
    web = open_web_context(read_settings(WebSettings))
    living = web.stores.leases.living().values()
    if not any(says["role"] == Lane.FETCH for says in living):
        raise click.ClickException("no fetcher does this work; is `listen up` running?")
    update = _wait_for_update(web, request_update(web, is_dry_run=dry_run))
    counted = f"{update.narrations} narrations, {update.utterances} utterances"
    click.echo(f"{counted} {'would be' if dry_run else 'are being'} spoken again")
    if wait and not dry_run:
        _wait_for(web, [name for name, _ in web.articles.lexicon_updates.found(update.id, -1)])


@lexicon.command()
@click.argument("text")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="MP3 file.",
)  # fmt: skip
@click.option(
    "--voice",
    help="Name of the voice, such as piper:en_US-joe-medium; the default voice if left out.",
)
@click.option(
    "--say", "sayings", multiple=True, metavar="WRITTEN=SAID",
    help='Additional entry, which is not stored: "Nwosu=Nwuh-SOO", or "Nwosu=/nwˈoʊsuː/" for IPA.',
)  # fmt: skip
def preview(text: str, output: Path, voice: str | None, sayings: tuple[str, ...]) -> None:
    """Speak TEXT into a file; this needs no server.

    Raises:
        BadOutputError: The file cannot be written.
    """
    settings = read_settings(WorkerSettings)
    entries = [_entry(saying) for saying in sayings]
    mp3 = record_preview(text, voice or settings.voices[0], settings, entries)
    try:
        output.write_bytes(mp3)
    except OSError as error:
        raise BadOutputError(f"{output} cannot be written: {error.strerror}") from error
    click.echo(str(output))


def _entry(saying: str) -> LexiconEntry:
    """Return the entry of a `WRITTEN=SAID` option.

    Raises:
        BadEntryError: The entry is not valid.
    """
    written, equals, said = saying.partition("=")
    if not equals:
        raise BadEntryError(f"{saying!r} is not WRITTEN=SAID")
    if said.strip().startswith("/"):
        return checked(LexiconEntry(written, ipa=said))
    return checked(LexiconEntry(written, respelling=said))


def _open_store() -> LexiconStore:
    settings = read_settings(WebSettings)
    return LexiconStore(Database(settings.database_location), settings.lexicon_file)


def _wait_for_update(web: WebContext, update_id: str) -> LexiconUpdate:
    """Show the progress of an update until it ends, and return it.

    Raises:
        click.ClickException: It has failed, or Redis was emptied meanwhile.
    """
    told = None
    with _bar("Checking") as bar:
        while (update := web.articles.lexicon_updates.find(update_id)) is not None:
            if update.walk:
                _show(bar, update.checked, update.total)
            if update.state not in UNFINISHED:
                break
            if update.failure and update.failure != told:
                told = update.failure
                click.echo(f"\n{told.code}: {told.detail}; trying again", err=True)
            time.sleep(LOOKED_EVERY_S)
    if update is None:
        raise click.ClickException("the state of the update was deleted; run this again")
    if update.failure and update.state is UpdateState.FAILED:
        raise click.ClickException(f"{update.failure.code}: {update.failure.detail}")
    return update


def _wait_for(web: WebContext, names: list[NarrationName]) -> None:
    """Show progress until all narrations are finished.

    Raises:
        click.ClickException: Some narrations have failed.
    """
    with _bar("Speaking") as bar:
        while True:
            narrations = web.stores.narrations.read_many(names)
            left = sum(narration.state in UNFINISHED_STATES for narration in narrations)
            _show(bar, len(names) - left, len(names))
            if not left:
                break
            time.sleep(LOOKED_EVERY_S)
    failed = [str(n.name) for n in narrations if n.state is State.FAILED]
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}; see `listen status`")


def _bar(label: str) -> "ProgressBar[int]":
    return click.progressbar(length=1, label=label, file=click.get_text_stream("stderr"))


def _show(bar: "ProgressBar[int]", done: int, total: int) -> None:
    bar.length = max(total, 1)
    bar.update(max(done, int(not total)) - bar.pos)
