"""What a run of the model did, and what it found."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        seed: Of the run.
        done: How often each operation was done.
        wrong: What should not have been, in words.
        left_out: Kinds of operations that cannot be done here, and why.
    """

    seed: int
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return it in one line."""
        done = ", ".join(f"{count} {what}" for what, count in sorted(self.done.items()))
        told = [f"seed {self.seed}: {done}", f"{len(self.wrong)} violations", *self.left_out]
        return "; ".join(told)
