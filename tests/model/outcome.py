"""The outcome of a run of the model: its operations and its findings."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Outcome of a run.

    Attributes:
        seed: Seed of the run.
        done: Number of times that each operation was done.
        wrong: Descriptions of all errors.
        left_out: Kinds of operations that cannot be done here, with the reason.
    """

    seed: int
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the outcome as one line of text."""
        done = ", ".join(f"{count} {what}" for what, count in sorted(self.done.items()))
        told = [f"seed {self.seed}: {done}", f"{len(self.wrong)} violations", *self.left_out]
        return "; ".join(told)
