"""The cast of one narration: a voice for each part, chosen from those that the publisher allows."""

import logging
from collections.abc import Mapping, Sequence

from cache.languages import speaks
from cache.voice_choice import VoiceKind
from worker.errors import NoSuchVoiceError
from worker.settings import WorkerSettings
from worker.speech.engine import Engine
from worker.speech.registry import find_engine

log = logging.getLogger(__name__)


def choose_cast(
    allowed: Mapping[str, Sequence[str]],
    narrator: str,
    language: str,
    settings: WorkerSettings,
    engines: dict[str, Engine],
) -> dict[str, str]:
    """Return the voice of each part; empty for the narration's own voice. No voice is loaded.

    Of the voices that speak the language, the first one of the same kind as the narration's own
    voice is chosen, instant or studio; if there is none, the first one. A part without any such
    voice is left out.

    Args:
        allowed: Part -> voices in order of preference.
        narrator: Name of the narration's own voice.
        language: Language in which the article is read.
        settings: Settings that say which voices are instant or studio voices.
        engines: Engines, by id.
    """
    cast: dict[str, str] = {}
    kind = _kind_of(narrator, settings, engines) if allowed else None
    for part, voices in allowed.items():
        fitting = [voice for voice in voices if _speaks(voice, language, engines)]
        if not fitting:
            log.warning("no voice of %r in the cast speaks %r: %s", part, language, voices)
            continue
        same = (voice for voice in fitting if _kind_of(voice, settings, engines) is kind)
        voice = next(same, fitting[0])
        cast[part] = "" if voice == narrator else voice
    return cast


def _kind_of(voice: str, settings: WorkerSettings, engines: dict[str, Engine]) -> VoiceKind:
    engine, _ = find_engine(voice, engines)
    return settings.kind_of(voice, engine.limits.kind)


def _speaks(voice: str, language: str, engines: dict[str, Engine]) -> bool:
    """Return True if a voice is known to its engine and speaks a language."""
    try:
        engine, name = find_engine(voice, engines)
        return speaks(engine.language(name), language)
    except NoSuchVoiceError:
        return False
