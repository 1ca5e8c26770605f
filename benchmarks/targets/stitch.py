"""Benchmark of stitching, from four minutes to four hours of audio: time per minute, and memory."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure
from benchmarks.runner import Run
from cache.audio.paths import name_of_bytes, slot_path
from cache.audio.storage import Storage
from cache.narrations.name import NarrationName
from worker.audio.mp3 import count_frames, encode_frames
from worker.audio.stitch import lay_out
from worker.model.article import About
from worker.model.clip import Clip
from worker.model.script import Role
from worker.model.slot import Slot
from worker.model.track import Track
from worker.model.utterance import Place, Sentence, Utterance
from worker.narration.tracks import stitch_track

MINUTES = (4, 15, 60)
THOROUGH_MINUTES = (*MINUTES, 240)
TIMES = 3
UNEVENNESS_LIMIT = 1.15
MEMORY_LIMIT_MB = 250.0
CLIP_S = 6.0
DIFFERENT_CLIPS = 40
RATE_HZ = 22050
LUFS = -15.0
"""Loudness of the tones that stand for speech."""
ABOUT = About("Title", "Byline", "Section", "en", "2026-11-01T09:00:00Z", "")


def measure(run: Run) -> Iterator[Figure]:
    """Yield the spread of the time per minute, and the memory above the start."""
    runs = {}
    for minutes in THOROUGH_MINUTES if run.thorough else MINUTES:
        run.tell(f"{minutes} minutes")
        runs[minutes] = _in_own_process(minutes)
    per_minute = [its["seconds"] / minutes for minutes, its in runs.items()]
    mean = sum(per_minute) / len(per_minute)
    unevenness = max(max(per_minute) / mean, mean / min(per_minute))
    note = ", ".join(f"{m} min {runs[m]['seconds']:.3f} s" for m in runs)
    yield Figure(
        "stitch, time per minute, farthest from mean",
        unevenness,
        "x",
        UNEVENNESS_LIMIT,
        note=note,
    )
    memory_mb = max(its["memory_mb"] for its in runs.values())
    yield Figure("stitch, memory above the start", memory_mb, "MB", MEMORY_LIMIT_MB)


def _in_own_process(minutes: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.targets.stitch", str(minutes)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _run(minutes: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as directory:
        storage = Storage(Path(directory).as_uri())
        stored = [_store_slot(storage, number) for number in range(DIFFERENT_CLIPS)]
        count = int(minutes * 60 / (stored[0].frames * 576 / RATE_HZ))
        slots = [stored[number % DIFFERENT_CLIPS] for number in range(count)]
        utterances = [_utterance(number) for number in range(count)]
        _stitch(utterances[:40], slots[:40], storage)
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
        before = _peak_mb()
        times = []
        for _ in range(TIMES):
            began = time.perf_counter()
            track = _stitch(utterances, slots, storage)
            times.append(time.perf_counter() - began)
        memory = _peak_mb() - before
    assert abs(track.duration_s - minutes * 60) < 10  # noqa: S101
    return {"seconds": min(times), "memory_mb": memory}


def _stitch(utterances: list[Utterance], slots: list[Slot], storage: Storage) -> Track:
    return stitch_track(
        ABOUT, NarrationName("stitched", "tone:220"), utterances, slots, storage, LUFS
    )


def _peak_mb() -> float:
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
    return int(line.split()[1]) / 1024


def _store_slot(storage: Storage, number: int) -> Slot:
    at = np.arange(int(CLIP_S * RATE_HZ)) / RATE_HZ
    pcm = (9_000 * np.sin(2 * np.pi * (200 + 10 * number) * at)).astype(np.int16)
    clip = Clip(pcm, RATE_HZ)
    frames = encode_frames(lay_out(clip, 280), RATE_HZ)
    name = name_of_bytes(frames)
    storage.write(slot_path(name), frames)
    return Slot(name, "clip", count_frames(frames), len(frames), len(pcm), RATE_HZ)


def _utterance(number: int) -> Utterance:
    text = f"Sentence number {number} of a very long article."
    sentence = Sentence(Place(number, 0, len(text)), text, 0, len(text))
    return Utterance(Role.PARAGRAPH, text, text, 280, (sentence,))


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))  # noqa: T201  # to the process that asked
