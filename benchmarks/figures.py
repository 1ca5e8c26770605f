"""Rows of the table of results: a measured figure with its limit, or a failure with its reason."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

NAME_WIDTH = 50


@dataclass(frozen=True)
class Figure:
    """A measured figure: one row of the table.

    Attributes:
        name: Name of the figure.
        value: The measured value.
        unit: Unit of the value; "x" for a ratio.
        limit: The highest value allowed, or the lowest where `at_least`; None for a part of
            another figure, which has no limit of its own.
        at_least: True if higher is better.
        samples: The single measurements behind the value.
        note: A remark, such as the value with which it was compared.
    """

    name: str
    value: float
    unit: str
    limit: float | None
    at_least: bool = False
    samples: Sequence[float] = field(default_factory=list)
    note: str = ""

    @property
    def holds(self) -> bool:
        """True if the limit is kept, or if there is none."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self, before: float | None = None) -> str:
        """Return the row as text, with the ratio to the value of an earlier run if there is one."""
        cells = [f"{self._verdict():<4} {self.name:<{NAME_WIDTH}} {self.value:9.3f} {self.unit:<3}"]
        if self.limit is not None:
            sign = ">=" if self.at_least else "<="
            ratio = self.value / self.limit if self.limit else float(not self.holds)
            cells.append(f"{sign} {self.limit:<6g} {ratio:5.2f} of limit")
        if before is not None:
            change = f"{self.value / before:.2f} of {before:.3f} before" if before else "0 before"
            cells.append(f"[{change}]")
        if len(self.samples) > 1:
            cells.append(f"n={len(self.samples)}")
        return "  ".join([*cells, self.note]).rstrip()

    def to_fields(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return {**asdict(self), "samples": list(self.samples), "holds": self.holds}

    def _verdict(self) -> str:
        if self.limit is None:
            return ""
        return "ok" if self.holds else "MISS"


@dataclass(frozen=True)
class Failure:
    """A failed benchmark: a row in place of its figures.

    Attributes:
        name: Name of the benchmark.
        reason: The error, in one line.
    """

    name: str
    reason: str
    holds = False

    def line(self, before: float | None = None) -> str:  # noqa: ARG002  # as a figure has it
        """Return the row as text."""
        return f"FAIL {self.name:<{NAME_WIDTH}} {self.reason}"

    def to_fields(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return {**asdict(self), "holds": False}


def p50(samples: Sequence[float]) -> float:
    """Return the median."""
    return median(samples)


def p95(samples: Sequence[float]) -> float:
    """Return the 95th percentile."""
    if len(samples) == 1:
        return samples[0]
    return quantiles(samples, n=20, method="inclusive")[18]
