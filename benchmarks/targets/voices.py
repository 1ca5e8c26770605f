"""Benchmark of the voices on this machine: speed, memory, and words that a recognizer mishears.

Each voice reads the standard demo article. A speech recognizer listens to every utterance. Its
words are compared with those of the article, both in their spoken form.
"""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from benchmarks.figures import Figure, p50
from benchmarks.recognizer import Recognizer, count_errors, words_of
from benchmarks.runner import Run
from benchmarks.service import STANDARD
from cache.errors import ListenError
from cache.languages import primary_language
from tests.stand import ROOT
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.speech.registry import know_voice, load_voice, open_engines
from worker.text.script import write_script
from worker.text.utterances import chunk

VOICES = ("piper:en_US-joe-medium", "kokoro:af_heart")
"""Voices that are compared, besides those of LISTEN_VOICES; others must not be worse than the first
one."""

TEST_KOKORO = ROOT / ".venv" / "voices" / "kokoro"
THREADS = 2
HEADLINE = "As a River Pact Nears Its End, Two Neighbors Weigh the Costs"
HEADLINES = 5
PLAIN = Limits(max_chars=250, packs_sentences=False)
"""Limits of an engine that takes no phonemes, so that texts consist of words."""

MOST_WRONG = 0.5
"""Share of wrong words above which a sentence counts as lost."""


@dataclass(frozen=True)
class Reading:
    """A voice's reading of an article.

    Attributes:
        headline_s: Times for a headline of 60 characters.
        synthesis_s: Time for the article.
        loaded_mb: Memory after loading.
        peak_mb: Highest memory.
        rate_hz: Sample rate.
        sounds: Sound of each utterance, of shape (n,), float32.
        texts: Spoken form of each utterance, without phonemes.
    """

    headline_s: Sequence[float]
    synthesis_s: float
    loaded_mb: float
    peak_mb: float
    rate_hz: int
    sounds: Sequence[np.ndarray]
    texts: Sequence[str]

    @property
    def audio_s(self) -> float:
        """Length of the sound, in seconds."""
        return sum(map(len, self.sounds)) / self.rate_hz


def measure(run: Run) -> Iterator[Figure]:
    """Yield the figures of each voice."""
    first_wrong = None
    for name in find_voices():
        run.tell(f"{name} reads")
        reading = read(name, STANDARD)
        yield Figure(f"time for a headline, {name}", p50(reading.headline_s), "s", None)
        yield Figure(f"RTF, {name}", reading.synthesis_s / reading.audio_s, "x", None)
        yield Figure(f"memory, {name}", reading.loaded_mb, "MB", None, note="after loading")
        yield Figure(f"memory, {name}", reading.peak_mb, "MB", None, note="peak")
        run.tell(f"{name} is heard")
        wrong, lost = listen(reading)
        yield Figure(f"words heard wrongly, {name}", 100 * wrong, "%", first_wrong)
        yield Figure(f"sentences not heard, {name}", lost, "", 0)
        first_wrong = first_wrong or 100 * wrong


def find_voices() -> list[str]:
    """Return the voices in English that this machine has."""
    settings = _settings()
    engines = open_engines(settings, THREADS)
    found = []
    for name in dict.fromkeys([*VOICES, *settings.voices]):
        try:
            language = know_voice(name, engines).language
            load_voice(name, engines)
        except ListenError:
            continue
        if primary_language(language) in {"en", ""}:
            found.append(name)
    return found


def read(name: str, article: Article) -> Reading:
    """Return a voice's reading of an article, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(name, article, sender), daemon=True)
    process.start()
    sender.close()
    reading: Reading = receiver.recv()
    process.join()
    return reading


def _read(name: str, article: Article, sender: Connection) -> None:
    settings = _settings()
    rules = reading_rules(settings)
    voice = load_voice(name, open_engines(settings, THREADS))
    voice.say("Ready.")
    loaded_mb = _memory_mb("VmRSS")
    headlines = []
    for _ in range(HEADLINES):
        began = time.perf_counter()
        voice.say(HEADLINE)
        headlines.append(time.perf_counter() - began)
    utterances = chunk(write_script(article, rules), voice.limits, rules)
    began = time.perf_counter()
    sounds = [voice.say(utterance.spoken).sound for utterance in utterances]
    synthesis_s = time.perf_counter() - began
    texts = [spoken_form(utterance.written) for utterance in utterances]
    sender.send(
        Reading(
            headlines, synthesis_s, loaded_mb, _memory_mb("VmHWM"), voice.rate_hz, sounds, texts
        )
    )


def _settings() -> WorkerSettings:
    """Return the settings, with the Kokoro voices of the tests if no others are installed."""
    settings = WorkerSettings()
    if settings.kokoro_location.exists() or not TEST_KOKORO.exists():
        return settings
    return settings.model_copy(update={"kokoro_dir": TEST_KOKORO})


def spoken_form(text: str) -> str:
    """Return the words that a voice would speak."""
    rules = reading_rules(WorkerSettings())
    article = Article("heard", text=text, language="en-US")
    return " ".join(each.spoken for each in chunk(write_script(article, rules), PLAIN, rules))


def listen(reading: Reading) -> tuple[float, int]:
    """Return the share of words that a recognizer hears wrongly, and the number of lost sentences.

    A sentence is lost if it has more errors than the share `MOST_WRONG` of its words.
    """
    recognizer = Recognizer()
    wrong = words = lost = 0
    for sound, text in zip(reading.sounds, reading.texts, strict=True):
        expected = words_of(text)
        heard = recognizer.recognize(sound, reading.rate_hz)
        errors = count_errors(expected, words_of(spoken_form(heard)) if heard else [])
        wrong, words = wrong + errors, words + len(expected)
        lost += errors > MOST_WRONG * len(expected)
    return wrong / words, lost


def _memory_mb(field: str) -> float:
    """Return a figure of this process's memory, such as VmHWM: its peak."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) / 1024
