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
    """

    seed: int
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return it in one line."""
        done = ", ".join(f"{count} {what}" for what, count in sorted(self.done.items()))
        return f"seed {self.seed}: {done}; {len(self.wrong)} violations"
