"""Measurements of the tone, made once for all the processes that a process of tests forks.

Each data directory begins without measurements of voices, and a measurement takes most of a second.
"""

from worker.model.voice import VoiceMeasures
from worker.narration.calibration import measure_voice
from worker.speech.engine import Voice
from worker.speech.tone import ToneVoice

_known: dict[str, VoiceMeasures] = {}


def measure_once(voice: Voice) -> VoiceMeasures:
    """Return the measurements of a voice; those of a tone are made once."""
    if not isinstance(voice, ToneVoice):
        return measure_voice(voice)
    if voice.name not in _known:
        _known[voice.name] = measure_voice(voice)
    return _known[voice.name]
