"""The answers of the newsroom about an article, and its sound."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from cache.audio.mp3_frames import DELAY_SAMPLES, frame_samples
from tests.stand import PATIENCE_S
from worker.audio.mp3 import encode_frames

RATE_HZ = 22050
SLOTS = 12
SLOT_FRAMES = 48
SLOT_S = SLOT_FRAMES * frame_samples(RATE_HZ) / RATE_HZ
TONE_S = 0.85
DURATION_S = SLOTS * SLOT_S
SENTENCES_A_BLOCK = 3
VOICE = "tones"


@cache
def slots() -> list[bytes]:
    """Return the frames of every sentence: a tone, and a pause after it."""
    made = []
    for number in range(SLOTS):
        pcm = np.zeros(SLOT_FRAMES * frame_samples(RATE_HZ), np.int16)
        times = np.arange(int(TONE_S * RATE_HZ)) / RATE_HZ
        pcm[: len(times)] = 3000 * np.sin(2 * np.pi * (220 + 20 * number) * times)
        made.append(encode_frames(pcm, RATE_HZ))
    return made


def cues(*, framed: bool = False) -> list[dict[str, Any]]:
    told = [
        {
            "start_s": round(number * SLOT_S + DELAY_SAMPLES / RATE_HZ, 3),
            "end_s": round(number * SLOT_S + DELAY_SAMPLES / RATE_HZ + TONE_S, 3),
            "place": {"block": number // SENTENCES_A_BLOCK, "start": 0, "end": 10},
            "written": f"Sentence {number}.",
            "pause_after_s": round(SLOT_S - TONE_S, 3),
            "words": [],
            "estimated": True,
        }
        for number in range(SLOTS)
    ]
    if framed:
        told[0] |= {"place": None, "written": ""}
        told[-1] |= {"place": None, "written": "That was Sentence 5."}
    return told


@dataclass
class Told:
    """Behavior of the service for one article.

    Attributes:
        made: Number of sentences that are spoken; None for all, and a finished track.
        status: Status of every answer about the article, if it is not the usual one.
        refusals: Number of answers with this status, after which they are the usual ones; None for
            no end.
        press_status: Status of every answer to a press, if it is not the usual one.
        code: Code of the problem, if the status is an error.
        opens_in_s: Seconds until the article opens, as in the problem.
        retry_after_s: Value of the problem's `Retry-After`; 0 for no such header.
        takes_ranges: True if ranges of the track are supported; a proxy may remove them.
        breaks_at: Number of sentences after which the stream ends early.
        track_status: Status of the answer with the finished MP3.
        state: State of the narration, if it does not follow from the other attributes.
        has_old_track: True if there is a track although the state is not `ready`.
        fingerprint: Fingerprint of the run that speaks or has spoken.
        held: Requests that are not answered for now: "look", "track", or none.
        framed: True if the article begins with a jingle and ends with an outro.
        voices: The voices in which it is ready, the usual one first.
    """

    made: int | None = None
    pressed: bool = False
    status: int = 200
    refusals: int | None = None
    press_status: int = 200
    code: str = "told-so"
    opens_in_s: int = 0
    retry_after_s: int = 0
    takes_ranges: bool = True
    breaks_at: int | None = None
    track_status: int = 200
    state: str | None = None
    has_old_track: bool = False
    fingerprint: str | None = None
    held: str = ""
    framed: bool = False
    voices: tuple[str, ...] = (VOICE,)

    def answer(self) -> int:
        """Return the status of the next answer."""
        if self.refusals is None:
            return self.status
        self.refusals -= 1
        return self.status if self.refusals >= 0 else 200

    def wait(self, what: str) -> None:
        """Wait until these answers are no longer held back."""
        began = time.monotonic()
        while self.held == what and time.monotonic() - began < PATIENCE_S:
            time.sleep(0.02)


def describe(article_id: str, told: Told, voice: str) -> dict[str, Any]:
    """Return the narration as the service shows it."""
    is_ready = told.made is None
    state = told.state or ("ready" if is_ready else "speaking" if told.pressed else "absent")
    has_track = is_ready or told.has_old_track
    is_streaming = state == "speaking"
    path = f"/v1/articles/{article_id}/audio"
    track = f"/audio/tracks/{article_id}{'' if voice == VOICE else f'/by-{voice}'}.mp3"
    return {
        "article_id": article_id,
        "voice": voice,
        **({"voices": told.voices} if len(told.voices) > 1 else {}),
        "state": state,
        "progress": {"clips_done": SLOTS if told.made is None else told.made, "clips_total": SLOTS},
        "url": track if has_track else None,
        "duration_s": round(DURATION_S, 3) if has_track else None,
        "estimated_s": None if has_track else 16.0,
        "stream_url": f"{path}/stream.mp3" if is_streaming else None,
        "hls_url": f"{path}/stream.m3u8" if is_streaming else None,
        "cues_url": f"{path}/cues.json" if has_track else None,
        "fingerprint": told.fingerprint,
        "updated_at": None,
        "error": {"code": "told-so", "detail": "told so", "retryable": False}
        if state == "failed"
        else None,
    }
