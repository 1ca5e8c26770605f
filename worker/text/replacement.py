"""What is said in place of some written characters."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is said in place of some written characters.

    Attributes:
        start: Of the first of them within a sentence.
        end: Behind the last.
        spoken: What is said; empty if nothing is.
    """

    start: int
    end: int
    spoken: str
