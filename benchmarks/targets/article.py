"""Benchmark of a whole article, against two raw engine processes that share the same sentences."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks import raw
from benchmarks.figures import Figure, p50
from benchmarks.runner import Run
from benchmarks.service import STANDARD, clear, ready_s, running_service
from worker.jobs.contexts.reading_rules import reading_rules
from worker.settings import WorkerSettings
from worker.speech.piper.engine import PiperEngine
from worker.text.script import write_script
from worker.text.utterances import chunk

ROUNDS = 4
ROUNDS_S = 60.0
LIMIT = 0.75
MEMORY_LIMIT_MB = 450.0


def measure(run: Run) -> Iterator[Figure]:
    """Yield the ratio of the two, measured in turns, and the peak memory of a worker."""
    rules = reading_rules(WorkerSettings())
    utterances = chunk(write_script(STANDARD, rules), PiperEngine.limits, rules)
    sentences = [utterance.spoken for utterance in utterances]
    ratios, ours, theirs = [], [], []
    with running_service() as service:
        for _ in run.rounds("article", ROUNDS, ROUNDS_S):
            clear(service, STANDARD.id)
            theirs.append(raw.synthesize(sentences))
            ours.append(ready_s(service, STANDARD.id))
            ratios.append(ours[-1] / theirs[-1])
        memory_mb = max(_peak_mb(pid) for pid in service.processes("worker"))
    note = f"{p50(ours):.2f} s, raw {p50(theirs):.2f} s"
    yield Figure(
        "article to MP3, of the raw engine's time",
        p50(ratios),
        "x",
        LIMIT,
        samples=ratios,
        note=note,
    )
    yield Figure("memory of a speaking process, peak", memory_mb, "MB", MEMORY_LIMIT_MB)


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
