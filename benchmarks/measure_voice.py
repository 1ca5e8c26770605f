"""Measurement of a voice's loudness and speed on the demo articles, as constants for its engine.

Run with `python -m benchmarks.measure_voice VOICE`. Prints the constants, and the loudness of each
article and of each part of an article.
"""

import sys
from statistics import stdev

import numpy as np

from benchmarks.service import LONG, SHORT, STANDARD
from worker.audio.leveling import LAME_SCALE_DB
from worker.audio.loudness_meter import measure_lufs
from worker.audio.pcm import to_floats
from worker.jobs.contexts.reading_rules import reading_rules
from worker.narration.calibration import measure_voice
from worker.narration.clips import make_clip
from worker.narration.narrators import prepare_narrator
from worker.settings import WorkerSettings
from worker.speech.registry import load_voice, open_engines
from worker.text.script import write_script
from worker.text.utterances import chunk

STRETCH = 8
"""Number of sentences in a part, somewhat less than a minute."""


def main(name: str) -> None:
    """Print loudness and speed of a voice."""
    settings = WorkerSettings()
    rules = reading_rules(settings)
    voice = load_voice(name, open_engines(settings, threads=2))
    utterances = {
        article.id: chunk(write_script(article, rules), voice.limits, rules)
        for article in (STANDARD, LONG, SHORT)
    }
    measures = measure_voice(voice, [u.spoken for some in utterances.values() for u in some])
    narrator = prepare_narrator(voice, settings.loudness_lufs, measures)
    print(f'"{name}": {measures},\n{narrator.leveling}')  # noqa: T201
    for article_id, some in utterances.items():
        clips = [to_floats(make_clip(utterance, narrator).pcm) for utterance in some]

        def loud(first: int, last: int, clips: list[np.ndarray] = clips) -> float:
            return measure_lufs(np.concatenate(clips[first:last]), voice.rate_hz) + LAME_SCALE_DB

        stretches = [loud(n, n + STRETCH) for n in range(0, len(clips) - STRETCH + 1, STRETCH)]
        spread = f"{stdev(stretches):.2f}" if len(stretches) > 1 else "-"
        print(  # noqa: T201
            f"  {article_id}: {loud(0, len(clips)):.2f} LUFS, stretches {min(stretches):.2f} to "
            f"{max(stretches):.2f}, deviation {spread}"
        )


if __name__ == "__main__":
    main(sys.argv[1])
