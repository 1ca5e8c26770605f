"""Benchmark of text processing: share of CPU time, growth, and wait of the first utterance.

Each round has new sentences, so that no cache holds anything of the round before.
"""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.figures import Figure, p50, p95
from benchmarks.runner import Run
from cache.settings import read_settings
from tests.unit.text.test_hostile import SHAPES, read
from worker.articles.lookup import DemoArticles
from worker.jobs.contexts.reading_rules import choose_reader, reading_rules
from worker.model.article import Article
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.narration.narrators import prepare_narrator
from worker.narration.plan import plan_opening
from worker.pronunciation.lexicon import Lexicon
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings
from worker.speech.registry import load_voice, open_engines
from worker.text.language_detection import detect_language, language_of
from worker.text.script import ReadingRules, write_script
from worker.text.utterances import chunk

ROUNDS = 30
VOICE = "piper:en_US-joe-medium"
ENTRIES = 5_000
SHARE_LIMIT = 0.01
LOOK_LIMIT = 0.25
GROWTH_LIMIT = 8.0
"""Limit of the time for four times the text: 4 means linear growth, 16 quadratic."""

MEASURABLE_S = 0.02
TITLES = (
    ("plain title", "Two Ferries Share One Berth, and Their Captains Ask for Another", 10.0),
    (
        "title with numbers",
        "2 Ferries, $5.2bn and 10-15% More by June 14, 2026: Gen. Marsh at 8:30 a.m. EST",
        20.0,
    ),
)
"""Titles by kind, with the limit of the time before they are spoken, in milliseconds."""

LONG = 20
"""Number of demo articles in the long one: about 10,000 words."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield the share of text processing in the CPU time of a demo article, and the waits."""
    settings = read_settings(WorkerSettings)
    rules, limits = reading_rules(settings), Limits(250, packs_sentences=False)
    articles = DemoArticles().all()

    def utterances_of(article: Article) -> list[Utterance]:
        return list(chunk(write_script(article, rules), limits, rules))

    def text_s(article: Article) -> float:
        return _cpu_s(lambda: utterances_of(article))

    run.tell("waits")
    yield from _waits(articles[0], settings, rules)
    run.tell("text work and synthesis")
    texts_s = sum(map(text_s, articles))
    spoken_s = _synthesis_s([utterances_of(article) for article in articles], settings)
    yield Figure("text work, of synthesis CPU", texts_s / spoken_s, "x", SHARE_LIMIT)
    run.tell("single looks")
    words = "\n".join(utterance.written for utterance in utterances_of(articles[0]))
    entries = [LexiconEntry(f"Name{number} of Place", "said") for number in range(ENTRIES)]
    lexicon = Lexicon(entries).for_voice(VOICE, "en-US", takes_ipa=True)
    looks: dict[str, Callable[[], object]] = {
        "language found, of text work": lambda: detect_language(words),
        f"{ENTRIES:,} lexicon entries, of text work": lambda: lexicon.find(words),
    }
    whole_s = min(text_s(articles[0]) for _ in range(ROUNDS))
    for name, look in looks.items():
        share = min(map(_cpu_s, [look] * ROUNDS)) / whole_s
        yield Figure(name, share, "x", LOOK_LIMIT)
    yield _growth_figure(run)


def _waits(standard: Article, settings: WorkerSettings, rules: ReadingRules) -> Iterator[Figure]:
    """Yield the CPU time of all text work before the first utterance of a long article.

    It is the work of the job `narrate` up to that point: choice of the reader, then the opening.
    """
    engines = open_engines(settings, threads=1)
    voice = load_voice(VOICE, engines)
    assert voice.measures  # noqa: S101  # a local voice has them
    narrator = prepare_narrator(voice, settings.loudness_lufs, voice.measures)
    lexicon, language = Lexicon([]), language_of(standard)

    def begin(article: Article) -> None:
        _, known = choose_reader(article, VOICE, [VOICE], engines)
        opening = plan_opening(known, narrator, rules, lexicon)
        assert opening.utterances  # noqa: S101  # or the whole plan would come first

    for kind, title, limit_ms in TITLES:
        waits_ms = []
        for number in range(ROUNDS):
            html = _renumbered(standard.html, number) * LONG
            article = Article(
                "new", title=f"{title} {number}", dek=standard.dek, language=language, html=html
            )
            waits_ms.append(_cpu_s(partial(begin, article)) * 1000)
        note = f"p50 {p50(waits_ms):.1f} ms, before an article of {len(html.split()):,} words"
        name = f"text before a {kind}, p95"
        yield Figure(name, p95(waits_ms), "ms", limit_ms, samples=waits_ms, note=note)


def _synthesis_s(articles: list[list[Utterance]], settings: WorkerSettings) -> float:
    """Return the CPU seconds for the speech of articles, computed from every fourth utterance."""
    voice = load_voice(VOICE, open_engines(settings, threads=1))
    voice.say("Ready.")
    seconds = 0.0
    for utterances in articles:
        few = utterances[::4]
        began = time.process_time()
        for utterance in few:
            voice.say(utterance.spoken)
        seconds += (time.process_time() - began) * len(utterances) / len(few)
    return seconds


def _growth_figure(run: Run) -> Figure:
    growths = {}
    for shape, make in SHAPES.items():
        run.tell(f"growth: {shape}")
        growths[shape] = _growth(make)
    worst = max(growths, key=growths.__getitem__)
    name = "text work for four times as much, worst"
    samples = list(growths.values())
    return Figure(name, growths[worst], "x", GROWTH_LIMIT, samples=samples, note=worst)


def _growth(make: Callable[[int], str]) -> float:
    """Return the time for four times a hostile text, relative to the time for one."""

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
