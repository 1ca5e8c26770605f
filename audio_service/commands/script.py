"""`listen script`: the utterances of an article, and all that is left out of it."""

import json

import click

from audio_service.commands.article_source import LANGUAGE_HELP, find_article, read_language
from cache.settings import read_settings, variable_name
from worker.jobs.contexts.dialogue_casts import choose_cast
from worker.jobs.contexts.reading_rules import choose_reader, reading_rules
from worker.model.article import Article
from worker.model.script import Omission
from worker.pronunciation.lexicon import Lexicon
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.speech.engine import Engine
from worker.speech.registry import find_engine, open_engines
from worker.text.dialogue.casting import IgnoredVoice, cast_script, find_divided, speakers_in
from worker.text.dialogue.readers import Reader
from worker.text.intro_outro import frame_script
from worker.text.script import DEFAULT_LANGUAGE, write_script
from worker.text.spoken_forms.report_undecided import Undecided, find_undecided
from worker.text.spoken_forms.report_unspoken import find_unspoken
from worker.text.utterances import chunk


@click.command()
@click.argument("source")
@click.option(
    "--voice",
    help="Voice whose limits apply; by default the first that speaks the language.",
)
@click.option("--language", callback=read_language, help=LANGUAGE_HELP)
@click.option(
    "--explain",
    is_flag=True,
    help="Also print the parts left out, ignored voices, and ambiguous expressions, as JSON on "
    "stderr.",
)
def script(source: str, voice: str | None, language: str | None, *, explain: bool) -> None:
    """Print the utterances of SOURCE, one JSON line each."""
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    omissions: list[Omission] = []
    found = find_article(source, settings, language, omissions.append)
    name, article = choose_reader(found, voice, settings.voices, engines)
    rules = reading_rules(settings)
    publication = read_publication(settings.publication_file)
    allowed = publication.cast_of(article)
    cast = choose_cast(allowed, name, article.language, settings, engines)
    ignored: list[IgnoredVoice] = []
    written = cast_script(write_script(article, rules, omissions.append), cast, ignored.append)
    lexicon = _read_lexicon(settings)
    readers = {
        each: _reader(each, article, lexicon, engines) for each in (name, *speakers_in(written))
    }
    written = frame_script(written, article, publication.frame_of(article))
    utterances = chunk(written, readers[name].limits, rules, readers[name].lexicon, readers)
    for utterance in utterances:
        shown: dict[str, object] = {
            "role": utterance.role,
            "written": utterance.written,
            "spoken": utterance.spoken,
            "pause_after_ms": utterance.pause_after_ms,
        }
        if utterance.sound:
            shown["sound"] = utterance.sound.path
        else:
            shown["voice"] = utterance.voice or name
        click.echo(json.dumps(shown, ensure_ascii=False))
    if explain:
        for omission in (*omissions, *find_unspoken(written, utterances)):
            _explain(omission)
        for each in (*ignored, *find_divided(written, utterances)):
            _show_ignored(each)
        for undecided in find_undecided(written):
            _show_undecided(undecided)


def _read_lexicon(settings: WorkerSettings) -> Lexicon:
    """Return the current lexicon; an empty one if there is neither a database nor a file of it."""
    is_new = not settings.database_url and not (settings.data_dir / "articles.db").exists()
    if is_new and settings.lexicon_file is None:
        return Lexicon([])
    from worker.articles.database import Database  # SQLAlchemy takes long to import
    from worker.articles.lexicon_store import LexiconStore

    return LexiconStore(Database(settings.database_location), settings.lexicon_file).current()


def _reader(name: str, article: Article, lexicon: Lexicon, engines: dict[str, Engine]) -> Reader:
    """Return the properties of a voice that decide its utterances."""
    engine, _ = find_engine(name, engines)
    sayable = lexicon.for_voice(
        name,
        article.language or DEFAULT_LANGUAGE,
        takes_ipa=engine.limits.takes_ipa,
        section=article.section,
    )
    return Reader(engine.limits, sayable)


def _show_ignored(ignored: IgnoredVoice) -> None:
    """Print a voice that the article names in `data-listen-voice`, and that is not used."""
    shown = {"ignored_voice": ignored.name, "reason": ignored.reason, "text": ignored.text}
    click.echo(json.dumps(shown, ensure_ascii=False), err=True)


def _show_undecided(undecided: Undecided) -> None:
    """Print an ambiguous expression: the reading that was chosen, and the others."""
    shown = {
        "undecided": undecided.written,
        "class": undecided.kind,
        "said": undecided.said,
        "or": undecided.others,
    }
    click.echo(json.dumps(shown, ensure_ascii=False), err=True)


def _explain(omission: Omission) -> None:
    """Print each part that is left out, the reason, and the setting that would include it."""
    setting = omission.setting and variable_name(WorkerSettings, omission.setting)
    shown = {"left_out": omission.reason, "setting": setting or None, "text": omission.text}
    click.echo(json.dumps(shown, ensure_ascii=False), err=True)
