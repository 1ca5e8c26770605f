"""Narrations of articles by a speech server that fails, and checks of their tracks.

The first voice is gTTS, whose server is on loopback. The second voice is a tone with another sample
rate. So the sample rate of each slot of a track shows which voice spoke it.
"""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cache.audio.storage import Storage
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.track_manifest import Manifest
from cache.upstreams.circuit_breaker import BreakerState, CircuitBreaker
from tests.speech_servers import SpeechServer
from tests.stand import Service, wait_for

FIRST_VOICE, SECOND_VOICE = "gtts:en", "tone:220"
RATES_HZ = {FIRST_VOICE: 24000, SECOND_VOICE: 22050}
SENTENCES = 12
AT_ONCE, PER_MIN = 4, 3_000


def sentences_of(number: int) -> list[str]:
    """Return the sentences of an article, its title first; no other article has them."""
    title = f"Report number {number} of the harbor office"
    return [title, *(f"Ship {number} of line {n} came in before noon." for n in range(SENTENCES))]


def fields_of(number: int) -> dict[str, str]:
    """Return the fields of an article for the service, with a paragraph for each sentence."""
    title, *body = sentences_of(number)
    return {"title": title, "html": "".join(f"<p>{sentence}</p>" for sentence in body)}


def what_is_wrong(manifest: Manifest | None, number: int) -> list[str]:
    """Return descriptions of all errors in the track of an article."""
    if manifest is None:
        return [f"article {number} has no track"]
    voice, wrong = manifest.name.voice, []
    rates = {slot["rate_hz"] for slot in manifest.slots.values()}
    if rates != {RATES_HZ[voice]}:
        wrong.append(f"article {number} in {voice} has slots of {rates} Hz")
    written = [cue["written"] for cue in manifest.cues]
    if written != sentences_of(number):
        wrong.append(f"article {number} is read as {written}")
    return wrong


@dataclass
class Outcome:
    """Result of the narrations of a number of articles.

    Attributes:
        voices: Number of articles in each voice.
        wrong: Descriptions of all errors.
        requests: Number of requests to the server.
        most_at_once: Highest number of them at the same time.
        most_in_a_minute: Highest number of them within a minute.
        opened: True if the circuit breaker was seen open.
        waits_s: Times from a press to the first clip, in seconds.
        closed_after_s: Time from the end of the outage to the closed breaker, in seconds.
    """

    voices: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    requests: int = 0
    most_at_once: int = 0
    most_in_a_minute: int = 0
    opened: bool = False
    waits_s: list[float] = field(default_factory=list)
    closed_after_s: float = 0.0


class Harbor:
    """A whole service whose first voice speaks through a server on loopback."""

    def __init__(self, directory: Path, google: SpeechServer) -> None:
        self.google = google
        self.service = Service(
            directory / "var",
            {
                "LISTEN_VOICES": f"{FIRST_VOICE},{SECOND_VOICE}",
                "LISTEN_GTTS_BASE_URL": google.url,
                "LISTEN_GTTS_MAX_CONCURRENT": str(AT_ONCE),
                "LISTEN_GTTS_MAX_PER_MIN": str(PER_MIN),
                "LISTEN_WORKERS": "4",
                "LISTEN_FETCHERS": "1",
            },
        )

    @property
    def breaker(self) -> CircuitBreaker:
        return CircuitBreaker(self.service.redis, "gtts")

    def track(self, number: int) -> Manifest | None:
        storage = Storage((self.service.data_dir / "audio").as_uri())
        voice = self.service.narration(f"a-{number}")["voice"]
        return Manifests(storage).find(NarrationName(f"a-{number}", voice))

    def judge(self, numbers: Sequence[int], outcome: Outcome) -> None:
        for number in numbers:
            self.service.until(f"a-{number}", "ready")
            manifest = wait_for(partial(self.track, number))
            assert manifest
            outcome.voices[manifest.name.voice] += 1
            outcome.wrong += what_is_wrong(manifest, number)
        google = self.google
        outcome.requests, outcome.most_at_once = len(google.times), google.most_at_once
        times = sorted(google.times)
        outcome.most_in_a_minute = max(
            sum(begin <= at < begin + 60 for at in times) for begin in times
        )


def read_through_failures(harbor: Harbor, articles: int, share: float) -> Outcome:
    """Narrate articles while a share of all requests fails, and return the result."""
    harbor.google.fails, outcome = share, Outcome()
    ids = [f"a-{number}" for number in range(articles)]
    for number, article_id in enumerate(ids):
        harbor.service.put(article_id, **fields_of(number))
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            outcome.opened |= harbor.breaker.read().state is not BreakerState.CLOSED

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for begin in range(0, articles, 50):
            body = {"article_ids": ids[begin : begin + 50], "priority": "pregenerate"}
            assert harbor.service.ask("POST", "/v1/audio", body).status == 202
        harbor.judge(range(articles), outcome)
    finally:
        ended.set()
        watcher.join()
        harbor.google.fails = 0.0
    return outcome


def press_through_outage(harbor: Harbor, first: int, outage_s: float, every_s: float) -> Outcome:
    """Press new articles during an outage of the server, and until the breaker is closed again."""
    harbor.google.behavior, outcome, number = 503, Outcome(), first
    ends_at = time.monotonic() + outage_s
    while time.monotonic() < ends_at:
        harbor.service.put(f"a-{number}", **fields_of(number))
        outcome.waits_s.append(_press(harbor, number))
        outcome.opened |= harbor.breaker.read().state is not BreakerState.CLOSED
        number += 1
        time.sleep(every_s)
    harbor.google.behavior, back_at = 200, time.monotonic()

    def is_closed() -> bool:
        nonlocal number
        harbor.service.put(f"a-{number}", **fields_of(number))
        harbor.service.press(f"a-{number}")
        number += 1
        time.sleep(1)
        return harbor.breaker.read().state is BreakerState.CLOSED

    while not is_closed():
        assert time.monotonic() - back_at < 120, "the breaker stays open"
    outcome.closed_after_s = time.monotonic() - back_at
    harbor.judge(range(first, number), outcome)
    return outcome


def _press(harbor: Harbor, number: int) -> float:
    """Press an article, and return the time until its first clip is made, in seconds."""
    began = time.monotonic()
    harbor.service.press(f"a-{number}")

    def sounds() -> bool:
        narration = harbor.service.narration(f"a-{number}")
        return bool(narration["state"] == "ready" or narration["progress"]["clips_done"])

    wait_for(sounds)
    return time.monotonic() - began
