"""Text work: what it costs beside synthesis, and how long it keeps the first utterance waiting.

Each round has sentences of its own, so that nothing is remembered from the one before.
"""

import re
import time
from dataclasses import replace
from itertools import islice

from benchmarks.figures import Figure, p50, p95
from cache.settings import read_settings
from worker.articles.sources import DemoArticles
from worker.settings import WorkerSettings
from worker.speech.registry import load_voice, open_engines
from worker.stages import Article, Limits
from worker.studio import reading_rules
from worker.text import grammar
from worker.text.script import write_script
from worker.text.utterances import chunk

ROUNDS = 30
SHARE_LIMIT = 0.05
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
        began = time.process_time()
        chunk(write_script(article, rules), limits, rules)
        return time.process_time() - began

    def waits_ms(title: str) -> list[float]:
        standard = articles[0]
        edited = [
            replace(standard, title=f"{title} {number}", html=_renumbered(standard.html, number))
            for number in range(ROUNDS)
        ]
        return [text_s(article) * 1000 for article in edited]

    voice = load_voice("piper:en_US-joe-medium", open_engines(settings, threads=1))
    voice.say("Ready.")
    texts = spoken = 0.0
    for article in articles:
        texts += text_s(article)
        utterances = chunk(write_script(article, rules), limits, rules)
        few = list(islice(utterances, 0, None, 4))
        began = time.process_time()
        for utterance in few:
            voice.say(utterance.spoken)
        spoken += (time.process_time() - began) * len(utterances) / len(few)
    plain, numbers = waits_ms(PLAIN_TITLE), waits_ms(NUMBERS_TITLE)
    note = f"p50 {p50(plain):.1f} and {p50(numbers):.1f} ms, the whole article's text each time"
    return [
        Figure("text work, of synthesis CPU", texts / spoken, "x", SHARE_LIMIT),
        Figure("text before a plain title, p95", p95(plain), "ms", PLAIN_LIMIT_MS, samples=plain),
        Figure(
            "text before a title with numbers, p95", p95(numbers), "ms", NUMBERS_LIMIT_MS,
            samples=numbers, note=note,
        ),
    ]  # fmt: skip


def _renumbered(html: str, by: int) -> str:
    return re.sub(r"(?<![0-9,.])[0-9]+(?![0-9,.])", lambda number: str(int(number[0]) + by), html)
