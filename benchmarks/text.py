"""Text work: what it costs beside synthesis, how it grows, how long the first utterance waits.

Each round has sentences of its own, so that nothing is remembered from the one before.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from benchmarks.figures import Figure, p50, p95
from cache.settings import read_settings
from tests.unit.text.test_hostile import SHAPES, read
from worker.articles.language import detect_language
from worker.articles.sources import DemoArticles
from worker.lexicon import Lexicon, LexiconEntry
from worker.settings import WorkerSettings
from worker.speech.registry import load_voice, open_engines
from worker.stages import Article, Limits
from worker.studio import reading_rules
from worker.text import grammar
from worker.text.script import write_script
from worker.text.utterances import chunk

ROUNDS = 30
VOICE = "piper:en_US-joe-medium"
ENTRIES = 5_000
SHARE_LIMIT = 0.05
LOOK_LIMIT = 0.25
GROWTH_LIMIT = 8.0
"""Of four times as much: 4 is a straight line, 16 a square."""

MEASURABLE_S = 0.02
PLAIN_LIMIT_MS, NUMBERS_LIMIT_MS = 20.0, 60.0
PLAIN_TITLE = "Two Ferries Share One Berth, and Their Captains Ask for Another"
NUMBERS_TITLE = "2 Ferries, $5.2bn and 10-15% More by June 14, 2026: Gen. Marsh at 8:30 a.m. EST"


def measure() -> list[Figure]:
    """Return the share of text work in the CPU time of a demo article, and the waits."""
    settings = read_settings(WorkerSettings)
    rules, limits = reading_rules(settings), Limits(250, packs_sentences=False)
    grammar.say("1", grammar.ENGLISH)
    articles = DemoArticles().all()

    def text_s(article: Article) -> float:
        return _cpu_s(lambda: chunk(write_script(article, rules), limits, rules))

    def waits_ms(title: str) -> list[float]:
        standard = articles[0]
        edited = [
            replace(standard, title=f"{title} {number}", html=_renumbered(standard.html, number))
            for number in range(ROUNDS)
        ]
        return [text_s(article) * 1000 for article in edited]

    voice = load_voice(VOICE, open_engines(settings, threads=1))
    voice.say("Ready.")
    texts = spoken = 0.0
    for article in articles:
        texts += text_s(article)
        utterances = chunk(write_script(article, rules), limits, rules)
        few = list(islice(utterances, 0, None, 4))
        few_s = _cpu_s(lambda few=few: [voice.say(utterance.spoken) for utterance in few])
        spoken += few_s * len(utterances) / len(few)
    words = "\n".join(u.written for u in chunk(write_script(articles[0], rules), limits, rules))
    entries = [LexiconEntry(f"Name{number} of Place", "said") for number in range(ENTRIES)]
    lexicon = Lexicon(entries).for_voice(VOICE, "en-US", takes_ipa=True)
    looks = {
        "language found, of text work": lambda: detect_language(words),
        f"{ENTRIES:,} lexicon entries, of text work": lambda: lexicon.find(words),
    }
    whole_s = min(text_s(articles[0]) for _ in range(ROUNDS))
    shares = {name: min(map(_cpu_s, [look] * ROUNDS)) / whole_s for name, look in looks.items()}
    growths = {shape: _growth(make) for shape, make in SHAPES.items()}
    worst = max(growths, key=growths.__getitem__)
    plain, numbers = waits_ms(PLAIN_TITLE), waits_ms(NUMBERS_TITLE)
    note = f"p50 {p50(plain):.1f} and {p50(numbers):.1f} ms, the whole article's text each time"
    return [
        Figure("text work, of synthesis CPU", texts / spoken, "x", SHARE_LIMIT),
        *(Figure(name, share, "x", LOOK_LIMIT) for name, share in shares.items()),
        Figure("text work for four times as much, worst", growths[worst], "x", GROWTH_LIMIT,
               samples=list(growths.values()), note=worst),
        Figure("text before a plain title, p95", p95(plain), "ms", PLAIN_LIMIT_MS, samples=plain),
        Figure(
            "text before a title with numbers, p95", p95(numbers), "ms", NUMBERS_LIMIT_MS,
            samples=numbers, note=note,
        ),
    ]  # fmt: skip


def _growth(make: Callable[[int], str]) -> float:
    """Return the time for four times as much of a hostile shape, over that for so much."""

    def least_s(count: int) -> float:
        html = f"<p>He begins.</p>{make(count)}"
        return min(_cpu_s(lambda: read(html)) for _ in range(3))

    count = 1_000
    while (little_s := least_s(count)) < MEASURABLE_S and count < 16_000:
        count *= 2
    return least_s(4 * count) / max(little_s, MEASURABLE_S)


def _cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _renumbered(html: str, by: int) -> str:
    return re.sub(r"(?<![0-9,.])[0-9]+(?![0-9,.])", lambda number: str(int(number[0]) + by), html)
