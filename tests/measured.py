"""Measurements of the tone, made once for all processes that a test process forks.

Each data directory begins without measurements of voices, and a measurement takes most of a second.
"""

from collections.abc import Sequence

from worker.model.voice import VoiceMeasures
from worker.narration.calibration import CALIBRATION_TEXTS, measure_voice
from worker.narration.narrators import Speaker
from worker.speech.tone import ToneVoice

_known: dict[tuple[str, str, int], VoiceMeasures] = {}


def measure_once(speaker: Speaker, texts: Sequence[str] = CALIBRATION_TEXTS) -> VoiceMeasures:
    """Return the measurements of a voice; those of a tone are made once."""
    if not isinstance(speaker, ToneVoice):
        return measure_voice(speaker, texts)
    key = speaker.name, speaker.version, len(texts)
    if key not in _known:
        _known[key] = measure_voice(speaker, texts)
    return _known[key]
