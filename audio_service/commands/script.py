"""`listen script`: the utterances of an article, and all that is left out of it."""

import json

import click

from audio_service.commands.article_source import LANGUAGE_HELP, find_article, read_language
from cache.settings import read_settings, variable_name
from worker.jobs.contexts.reading_rules import choose_reader, reading_rules
from worker.model.script import Omission
from worker.pronunciation.lexicon import Lexicon
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.speech.registry import find_engine, open_engines
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
    help="Also print the parts left out, and ambiguous expressions, as JSON on stderr.",
)
def script(source: str, voice: str | None, language: str | None, *, explain: bool) -> None:
    """Print the utterances of SOURCE, one JSON line each."""
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    omissions: list[Omission] = []
    found = find_article(source, settings, language, omissions.append)
    name, article = choose_reader(found, voice, settings.voices, engines)
    engine, _ = find_engine(name, engines)
    rules = reading_rules(settings)
    publication = read_publication(settings.publication_file)
    written = write_script(article, rules, omissions.append)
    written = frame_script(written, article, publication.frame_of(article))
    lexicon = _read_lexicon(settings)
    sayable = lexicon.for_voice(
        name,
        article.language or DEFAULT_LANGUAGE,
        takes_ipa=engine.limits.takes_ipa,
        section=article.section,
    )
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


def _read_lexicon(settings: WorkerSettings) -> Lexicon:
    """Return the current lexicon; an empty one if there is neither a database nor a file of it."""
    is_new = not settings.database_url and not (settings.data_dir / "articles.db").exists()
    if is_new and settings.lexicon_file is None:
        return Lexicon([])
    from worker.articles.database import Database  # SQLAlchemy takes long to import
    from worker.articles.lexicon_store import LexiconStore

    return LexiconStore(Database(settings.database_location), settings.lexicon_file).current()


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
