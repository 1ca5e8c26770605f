"""A measured figure with its limit, as a line, as JSON, as a picture."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt  # after the choice of what it draws with


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    Attributes:
        name: What was measured.
        value: The figure.
        unit: Of the figure; "x" for a ratio.
        limit: The highest value allowed, or the lowest where `at_least`; None for
            a part of another figure, which has none.
        at_least: Whether higher is better.
        samples: What the figure was made of, for the plot.
        note: What it was compared with.
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
        """Whether the limit is kept, if there is one."""
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        """Return the row of the table."""
        if self.limit is None:
            return f"      {self.name:<46} {self.value:8.3f} {self.unit:<5} {self.note}"
        sign = ">=" if self.at_least else "<="
        verdict = "ok  " if self.holds else "MISS"
        ratio = self.value / self.limit if self.limit else float(not self.holds)
        return (
            f"{verdict}  {self.name:<46} {self.value:8.3f} {self.unit:<5}"
            f" {sign} {self.limit:<7g} {ratio:5.2f} of limit  {self.note}"
        )

    def to_fields(self) -> dict[str, Any]:
        """Return the row as JSON has it."""
        return {**asdict(self), "samples": list(self.samples), "holds": self.holds}


def p50(samples: Sequence[float]) -> float:
    """Return the median."""
    return median(samples)


def p95(samples: Sequence[float]) -> float:
    """Return what 95 of 100 samples do not exceed."""
    return quantiles(samples, n=20, method="inclusive")[18]


def draw(figures: Sequence[Figure], out: Path) -> None:
    """Draw how near each figure is to its limit, and the samples behind each."""
    shown = [figure for figure in figures if figure.limit]
    _, axes = plt.subplots(figsize=(9, 0.45 * len(shown) + 1))
    colors = ["#0b5563" if figure.holds else "#a3231a" for figure in shown]
    ratios = [f.limit / f.value if f.at_least else f.value / f.limit for f in shown]
    axes.barh([figure.name for figure in shown], ratios, color=colors)
    axes.axvline(1.0, color="black", linewidth=1)
    axes.set_xlabel("share of the limit (less is better)")
    axes.invert_yaxis()
    plt.tight_layout()
    plt.savefig(out / "benchmarks.svg")
    plt.close()
    sampled = [figure for figure in figures if figure.limit and len(figure.samples) > 1]
    _, axes = plt.subplots(figsize=(9, 0.45 * len(sampled) + 1))
    for row, figure in enumerate(sampled):
        axes.scatter([s / figure.limit for s in figure.samples], [row] * len(figure.samples), s=12)
    axes.set_yticks(range(len(sampled)), [figure.name for figure in sampled])
    axes.axvline(1.0, color="black", linewidth=1)
    axes.set_xlabel("single samples, as a share of the limit")
    axes.invert_yaxis()
    plt.tight_layout()
    plt.savefig(out / "samples.svg")
    plt.close()
