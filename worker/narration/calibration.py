"""Calibration: the loudness and pace of a voice, measured over a few sentences."""

from collections.abc import Sequence

import numpy as np

from worker.audio.leveling import measure_voice_loudness
from worker.audio.loudness_meter import measure_lufs
from worker.audio.pcm import (
    trim,
)
from worker.audio.verify import (
    measure_pace,
)
from worker.model.voice import VoiceMeasures
from worker.narration.clips import silence_dbfs
from worker.narration.narrators import Speaker

CALIBRATION_TEXTS = (
    "The council met on Tuesday evening to decide whether the old bridge should be repaired.",
    "It will cost more than expected, and it will take longer than anybody had hoped.",
    "Rain is likely in the north, with bright spells later in the day.",
    "Three people who live near the river told reporters that the water had risen overnight.",
    "Officials said that trains would run again by the end of the week.",
    "The museum, which has been closed since spring, reopens with works from five countries.",
    "Nobody was hurt.",
    "Researchers followed two groups for a year and compared what they ate and how they slept.",
    "Prices rose again last month, though less quickly than in the months before.",
    "The minister thanked the crews who had worked through the night to restore power.",
)
"""Test sentences for a voice of unknown loudness: most of a minute of ordinary news."""


def measure_voice(speaker: Speaker, texts: Sequence[str] = CALIBRATION_TEXTS) -> VoiceMeasures:
    """Measure the loudness and pace of a voice over some sentences of news."""
    sounds = [speaker.say(text).sound for text in texts]
    loud_lufs = measure_lufs(np.concatenate(sounds), speaker.rate_hz)
    threshold_dbfs = silence_dbfs(loud_lufs)
    trimmed = [trim(sound, speaker.rate_hz, threshold_dbfs) for sound in sounds]
    loudness = measure_voice_loudness(trimmed, speaker.rate_hz)
    return VoiceMeasures(loudness, measure_pace(texts, sum(map(len, trimmed)) / speaker.rate_hz))
