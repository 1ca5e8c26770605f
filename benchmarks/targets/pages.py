"""Benchmark of pages: CPU time to find the article on large ones, and its growth."""

import time
from collections.abc import Iterator

from benchmarks.figures import Figure
from benchmarks.runner import Run
from worker.sources.page import read_page

PAGE_BYTES = 5_000_000
PAGE_LIMIT_S = 3.0
GROWTH_LIMIT = 6.0
"""Limit of the time for four times as many paragraphs: 4 means linear growth, 16 quadratic."""

FEW, MANY = 12_500, 50_000
ROUNDS = 3
PROSE = (
    "<p>The council of the town met on the pier for the {}th time, and nobody knew for how long, "
    "or <a href='/x'>why</a> it had.</p>"
)
TINY = "<p>Line {}.</p>"


def measure(run: Run) -> Iterator[Figure]:
    """Yield the CPU time of a page of 5 MB, and the growth with the number of paragraphs."""
    run.tell("a page of 5 MB")
    samples = _times_s(_page(PROSE, PAGE_BYTES // len(PROSE)))
    yield Figure(
        "article found on a page of 5 MB, CPU", min(samples), "s", PAGE_LIMIT_S, samples=samples
    )
    run.tell("pages of tiny paragraphs")
    few, many = (min(_times_s(_page(TINY, count))) for count in (FEW, MANY))
    note = f"{few:.2f} s for {FEW:,} paragraphs, {many:.2f} s for {MANY:,}"
    name = "article found among four times as many paragraphs"
    yield Figure(name, many / few, "x", GROWTH_LIMIT, note=note)


def _page(paragraph: str, count: int) -> str:
    body = "".join(map(paragraph.format, range(count)))
    return f"<html><body><article><h1>The pier</h1>{body}</article></body></html>"


def _times_s(page: str) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        read_page(page, "pier")
        times.append(time.process_time() - began)
    return times
