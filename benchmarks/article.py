"""A whole article to its MP3, against two raw engine processes that share the same sentences."""

from benchmarks import raw
from benchmarks.figures import Figure, p50
from benchmarks.service import STANDARD, clear, ready_s, running_service
from worker.settings import WorkerSettings
from worker.speech.piper import PiperEngine
from worker.studio import reading_rules
from worker.text.script import write_script
from worker.text.utterances import chunk

ROUNDS = 5
LIMIT = 1.25


def measure() -> list[Figure]:
    """Return the ratio of the two, taken in turns."""
    rules = reading_rules(WorkerSettings())
    utterances = chunk(write_script(STANDARD, rules), PiperEngine.limits, rules)
    sentences = [utterance.spoken for utterance in utterances]
    ratios, ours, theirs = [], [], []
    with running_service() as service:
        for _ in range(ROUNDS):
            clear(service, STANDARD.id)
            theirs.append(raw.synthesize(sentences))
            ours.append(ready_s(service, STANDARD.id))
            ratios.append(ours[-1] / theirs[-1])
    note = f"{p50(ours):.2f} s, raw {p50(theirs):.2f} s"
    return [
        Figure(
            "article to MP3, of the raw engine's time",
            p50(ratios),
            "x",
            LIMIT,
            samples=ratios,
            note=note,
        )
    ]
