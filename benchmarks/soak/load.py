"""Soak test: memory, file descriptors and Redis must not grow over hours of load."""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from benchmarks.figures import Figure
from benchmarks.plots import load_pyplot
from benchmarks.runner import Run
from benchmarks.service import STANDARD, running_service, store
from tests.integration.operations.test_redis_keys import without_end
from tests.stand import Service

SAMPLED_EVERY_S = 5.0
WARM_UP = 0.3
"""Part of the time after which memory should not grow any more."""

GROWTH_LIMIT = 1.05
PRESS_EVERY_S = 20.0
PARAGRAPHS = 3
"""Words of each article. Two cores narrate 350 standard articles of 522 words an hour."""

OUT = Path("out/soak")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--minutes", type=float, default=60.0, help="of load")
    parser.add_argument("--per-hour", type=float, default=500.0, help="narrations")


@dataclass(frozen=True)
class Sample:
    """Resources of a process at one moment.

    Attributes:
        process: Role and process id.
        at_s: Time since the beginning of the load, in seconds.
        memory_mb: Resident memory, in MB.
        descriptors: Number of open files.
    """

    process: str
    at_s: float
    memory_mb: float
    descriptors: int


def measure(options: argparse.Namespace, run: Run) -> Iterator[Figure]:
    """Yield the figures of a service under load."""
    with running_service(LISTEN_VOICES=options.voice) as service:
        samples, stored, asked = _load(service, options, run)
        failed = _drain(service, asked)
        left = without_end(service.redis)
    OUT.mkdir(parents=True, exist_ok=True)
    _draw(samples)
    (OUT / "soak-load.json").write_text(json.dumps([vars(s) for s in samples]))
    before = stored[int(WARM_UP * len(stored))]
    stored_kb = (stored[-1].kb - before.kb) / max(1, stored[-1].narrations - before.narrations)
    growth, leaks = dict(_growths(samples, options)), dict(_leaks(samples, options))
    yield Figure("narrations asked for", len(asked), "", None)
    yield Figure("narrations that failed", failed, "", 0)
    yield Figure("processes that died", _deaths(samples), "", 0)
    for name, value in sorted(growth.items()):
        yield Figure(f"memory of {name}", value, "x", None)
    yield Figure("memory after warm-up, worst process", max(growth.values()), "x", GROWTH_LIMIT)
    yield Figure("file descriptors more than before", max(leaks.values()), "", 3)
    yield Figure("Redis keys without an owner", len(left), "", 0, note=", ".join(map(str, left)))
    yield Figure("Redis memory", stored[-1].kb / 1024, "MB", None)
    yield Figure("Redis memory more for each narration", stored_kb, "KB", None)


class Stored(NamedTuple):
    """Contents of the store at one moment, in KB, and the narrations requested by then."""

    narrations: int
    kb: float


def _load(
    service: Service, options: argparse.Namespace, run: Run
) -> tuple[list[Sample], list[Stored], list[str]]:
    """Request articles at a steady pace for some time; return samples and the article IDs."""
    dice, samples, asked = random.Random(options.seed), list[Sample](), list[str]()  # noqa: S311
    stored = list[Stored]()
    began = time.monotonic()
    next_sample_s = next_press_s = next_article_s = 0.0
    while (now_s := time.monotonic() - began) < options.minutes * 60:
        if now_s >= next_sample_s:
            run.tell(f"{now_s / 60:.1f} of {options.minutes:g} minutes, {len(asked)} narrations")
            samples += _look(service, now_s)
            memory: Any = service.redis.info("memory")
            stored.append(Stored(len(asked), memory["used_memory"] / 1024))
            next_sample_s += SAMPLED_EVERY_S
        if now_s >= next_article_s:
            asked.append(_ask_for(service, len(asked), "pregenerate"))
            next_article_s += 3600 / options.per_hour
        if now_s >= next_press_s:
            asked.append(_ask_for(service, len(asked), "play"))
            for article_id in dice.sample(asked, min(4, len(asked))):
                service.press(article_id)
            next_press_s += PRESS_EVERY_S
        time.sleep(0.1)
    return samples, stored, asked


def _ask_for(service: Service, number: int, priority: str) -> str:
    """Store an article of new sentences, and press play on it."""
    article_id = f"soak-{number}"
    body = "</p>".join(STANDARD.html.split("</p>")[:PARAGRAPHS])
    store(service, article_id, article_id, body.replace(".", f" {number}."))
    if priority == "play":
        service.press(article_id)
    else:
        service.ask("POST", "/v1/audio", {"article_ids": [article_id], "priority": priority})
    return article_id


def _drain(service: Service, asked: list[str]) -> int:
    """Wait until all are done, and return how many failed."""
    failed = 0
    for article_id in asked:
        while (state := service.narration(article_id).get("state")) not in ("ready", "failed"):
            time.sleep(0.5)
        failed += state == "failed"
    return failed


def _look(service: Service, at_s: float) -> Iterator[Sample]:
    for role in ("worker --lane first", "worker --lane rest", "fetcher", "scheduler", "gunicorn",
                 "valkey-server", "audio_service.cli up"):  # fmt: skip
        for pid in service.processes(role):
            try:
                fields = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()
                count = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            except (OSError, IndexError):
                continue
            yield Sample(f"{role} {pid}", round(at_s, 1), int(fields[0]) / 1024, count)


def _by_process(samples: list[Sample]) -> dict[str, list[Sample]]:
    found = defaultdict(list)
    for sample in samples:
        found[sample.process].append(sample)
    return found


def _growths(samples: list[Sample], options: argparse.Namespace) -> Iterator[tuple[str, float]]:
    """Yield the memory of each process in the last quarter, relative to after the warm-up."""
    end_s = options.minutes * 60
    for process, its in _by_process(samples).items():
        before = [s.memory_mb for s in its if WARM_UP <= s.at_s / end_s < WARM_UP + 0.25]
        after = [s.memory_mb for s in its if s.at_s / end_s >= 0.75]
        if before and after:
            yield process, mean(after) / mean(before)


def _leaks(samples: list[Sample], options: argparse.Namespace) -> Iterator[tuple[str, float]]:
    """Yield the growth of each process's open files between warm-up and end."""
    end_s = options.minutes * 60
    for process, its in _by_process(samples).items():
        before = [s.descriptors for s in its if WARM_UP <= s.at_s / end_s < WARM_UP + 0.25]
        after = [s.descriptors for s in its if s.at_s / end_s >= 0.75]
        if before and after:
            yield process, median(after) - median(before)


def _deaths(samples: list[Sample]) -> int:
    last_s = max(sample.at_s for sample in samples)
    return sum(its[-1].at_s < last_s for its in _by_process(samples).values())


def _draw(samples: list[Sample]) -> None:
    plt = load_pyplot()
    _, axes = plt.subplots(figsize=(9, 5))
    for process, its in _by_process(samples).items():
        axes.plot([s.at_s / 60 for s in its], [s.memory_mb for s in its], label=process)
    axes.set_xlabel("minutes")
    axes.set_ylabel("resident memory, MB")
    axes.legend(fontsize=7)
    plt.tight_layout()
    plt.savefig(OUT / "soak-memory.svg")
    plt.close()
