"""Settings of reading: the parts of an article that are read, and the voice that reads it."""

from collections.abc import Sequence
from dataclasses import replace

from cache.voice_choice import choose_voice
from worker.model.article import Article
from worker.model.script import ARTICLE_ROLES, Role
from worker.settings import WorkerSettings
from worker.speech.engine import Engine
from worker.speech.registry import know_voice, know_voices
from worker.text.language_detection import language_of
from worker.text.script import ReadingRules, read_setting


def reading_rules(settings: WorkerSettings) -> ReadingRules:
    """Return the settings for the parts of an article that are read, and the pauses."""
    return ReadingRules(
        reads={role: getattr(settings, read_setting(role)) for role in ARTICLE_ROLES},
        reads_footnote_marks=settings.read_footnote_mark,
        pauses_ms={role: getattr(settings, f"pause_{role.replace('-', '_')}_ms") for role in Role},
        sentence_pause_ms=settings.pause_sentence_ms,
        clause_pause_ms=settings.pause_clause_ms,
        english_locale=settings.english_locale,
    )


def choose_reader(
    article: Article, wanted: str | None, names: Sequence[str], engines: dict[str, Engine]
) -> tuple[str, Article]:
    """Return the voice for an article, and the article with the language in which it is read.

    The language is the article's own, or the voice's if it is unknown.

    Args:
        article: Article of the publisher.
        wanted: Name of the requested voice, which need not be among `names`; None for any.
        names: Names of the available voices, in order of preference.
        engines: Engines, by id.

    Raises:
        NoSuchVoiceError: The requested voice, or every voice in `names`, is unknown.
        NoVoiceForLanguageError: No voice speaks the language, or the requested one does not.
    """
    language = language_of(article)
    there = know_voices(names, engines)
    if wanted and wanted not in names:
        there.append(know_voice(wanted, engines))
    voice = choose_voice(there, language, wanted)
    return voice.name, replace(article, language=language or voice.language)
