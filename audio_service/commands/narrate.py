"""`listen narrate`, `listen script` and `listen voices`: commands that need no server."""

import json
import re
from dataclasses import replace
from pathlib import Path

import click
from click._termui_impl import ProgressBar

from cache.articles.edition import Standing
from cache.errors import ListenError
from cache.languages import read_tag
from cache.settings import read_settings, variable_name
from worker.articles.database import Database
from worker.articles.lexicon_store import LexiconStore
from worker.articles.lookup import DemoArticles, Sources
from worker.articles.store import ArticleStore
from worker.fetch.client import Fetcher
from worker.html.omissions import Note, note_nothing
from worker.jobs.contexts.loaded_voices import choose_reader
from worker.jobs.contexts.speaker import reading_rules
from worker.model.article import Article
from worker.model.script import Omission
from worker.processes.recording import record_article
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.sources.files import FILE_ENDINGS, read_file
from worker.sources.page import MEDIA_TYPES, read_page
from worker.sources.upstream import Upstreams
from worker.speech.registry import find_engine, load_voice, open_engines
from worker.text.intro_outro import frame_script
from worker.text.script import write_script
from worker.text.spoken_forms.undecided import Undecided, find_undecided
from worker.text.spoken_forms.unspoken import find_unspoken
from worker.text.utterances import chunk

LANGUAGE_HELP = "What SOURCE is in, as fr or pt-BR, whatever it says itself."


def _read_language(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the language of an option.

    Raises:
        click.BadParameter: It is no language tag.
    """
    if value is None or read_tag(value):
        return value
    raise click.BadParameter(f"{value!r} is no language tag, as fr or pt-BR")


@click.command()
@click.argument("source")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="MP3 or WAV file; its cues go beside it, as .vtt.",
)  # fmt: skip
@click.option(
    "--voice",
    help="As in piper:en_US-joe-medium; the first that speaks the article's language if left out.",
)
@click.option("--language", callback=_read_language, help=LANGUAGE_HELP)
def narrate(source: str, output: Path, voice: str | None, language: str | None) -> None:
    """Narrate SOURCE: an .html, .md, .txt or .json file, a URL, or an article ID."""
    settings = read_settings(WorkerSettings)
    article = _find_article(source, settings, language)
    bar: ProgressBar[int] = click.progressbar(
        length=1, label="Speaking", file=click.get_text_stream("stderr")
    )

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    publication = read_publication(settings.publication_file)
    with bar:
        track = record_article(article, voice, output, settings, show, publication)
    click.echo(
        f"{output}: {track.duration_s:.1f} s, {track.verdict.lufs} LUFS, "
        f"{track.verdict.peak_dbtp} dBTP, {len(track.cues)} cues in "
        f"{output.with_suffix('.vtt').name}"
    )


@click.command()
@click.argument("source")
@click.option(
    "--voice",
    help="Whose limits apply; the first that speaks the article's language if left out.",
)
@click.option("--language", callback=_read_language, help=LANGUAGE_HELP)
@click.option(
    "--explain",
    is_flag=True,
    help="Also print on stderr, as JSON lines, what is left out, and forms with several readings.",
)
def script(source: str, voice: str | None, language: str | None, *, explain: bool) -> None:
    """Print the utterances of SOURCE, one JSON line each."""
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    omissions: list[Omission] = []
    found = _find_article(source, settings, language, omissions.append)
    name, article = choose_reader(found, voice, settings.voices, engines)
    engine, _ = find_engine(name, engines)
    rules = reading_rules(settings)
    publication = read_publication(settings.publication_file)
    written = write_script(article, rules, omissions.append)
    written = frame_script(written, article, publication.frame_of(article))
    lexicon = LexiconStore(Database(settings.database_location), settings.lexicon_file).current()
    sayable = lexicon.for_voice(name, written.language, takes_ipa=engine.limits.takes_ipa)
    utterances = chunk(written, engine.limits, rules, sayable)
    for utterance in utterances:
        shown: dict[str, object] = {
            "role": utterance.role,
            "written": utterance.written,
            "spoken": utterance.spoken,
            "pause_after_ms": utterance.pause_after_ms,
        }
        if utterance.sound:
            shown["sound"] = utterance.sound.path
        click.echo(json.dumps(shown, ensure_ascii=False))
    if explain:
        for omission in (*omissions, *find_unspoken(written, utterances)):
            _explain(omission)
        for undecided in find_undecided(written):
            _show_undecided(undecided)


def _show_undecided(undecided: Undecided) -> None:
    """Print a form with several readings: the one that was taken, and the others."""
    shown = {
        "undecided": undecided.written,
        "class": undecided.kind,
        "said": undecided.said,
        "or": undecided.others,
    }
    click.echo(json.dumps(shown, ensure_ascii=False), err=True)


def _explain(omission: Omission) -> None:
    """Print the parts that are left out, why, and the setting that would have them read."""
    setting = omission.setting and variable_name(WorkerSettings, omission.setting)
    shown = {"left_out": omission.reason, "setting": setting or None, "text": omission.text}
    click.echo(json.dumps(shown, ensure_ascii=False), err=True)


@click.command()
def voices() -> None:
    """Print the available voices, the default first."""
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    for name in settings.voices:
        try:
            loaded = load_voice(name, engines)
        except ListenError as error:
            click.echo(f"{name}  cannot be used: {error}")
        else:
            click.echo(f"{name}  {loaded.language}  {loaded.rate_hz} Hz  {loaded.version}")


def _find_article(
    source: str, settings: WorkerSettings, language: str | None, note: Note = note_nothing
) -> Article:
    """Return the article of a SOURCE, in `language` if it is given.

    Parts of its page that are left out are noted.
    """
    article = _read_source(source, settings, note)
    return replace(article, language=language) if language else article


def _read_source(source: str, settings: WorkerSettings, note: Note) -> Article:
    """Return the article of a SOURCE.

    Raises:
        click.UsageError: SOURCE is a folder.
    """
    if re.match(r"[a-z][a-z0-9+.-]*:[/\\]", source, re.IGNORECASE):
        return _fetch_page(source, settings, note)
    path = Path(source)
    if path.is_dir():
        raise click.UsageError(f"{source} is a folder; SOURCE is a file, a URL or an article ID")
    publication = read_publication(settings.publication_file)
    is_of_upstream = publication.upstream_of(source) is not None  # an ID may look like a file name
    endings = FILE_ENDINGS
    if path.is_file() or (path.suffix.lower() in endings and not is_of_upstream):
        return read_file(path, note)
    sources = Sources(
        [ArticleStore(Database(settings.database_location)), DemoArticles()], publication
    )
    edition = sources.edition(source)
    if edition and edition.standing is Standing.UNREAD:
        upstream = Upstreams(publication, _open_fetcher(settings)).of(source)
        found = upstream.fetch(source) if upstream else None
        if found:
            return found.article
    return replace(sources.get(source), id=source)


def _open_fetcher(settings: WorkerSettings) -> Fetcher:
    return Fetcher(
        settings.source_timeout_s, settings.private_hosts, public_url=settings.public_url
    )


def _fetch_page(url: str, settings: WorkerSettings, note: Note) -> Article:
    """Return the article on the page at a URL."""
    page = _open_fetcher(settings).get(url, accept=MEDIA_TYPES)
    name = url.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or "page"
    return read_page(page.text(note), name, page.url, note)
