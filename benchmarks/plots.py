"""Plots of the figures: their share of the limit, and the samples behind each."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure


def draw(figures: Sequence[Figure], out: Path) -> None:
    """Draw all figures that have a limit, into `benchmarks.svg` and `samples.svg`."""
    _draw_shares([figure for figure in figures if figure.limit], out / "benchmarks.svg")
    sampled = [figure for figure in figures if figure.limit and len(figure.samples) > 1]
    _draw_samples(sampled, out / "samples.svg")


def load_pyplot() -> Any:
    """Return matplotlib's plotting module, which only a run that draws has to load."""
    importlib.import_module("matplotlib").use("svg")
    return importlib.import_module("matplotlib.pyplot")


def _draw_shares(figures: Sequence[Figure], path: Path) -> None:
    plt = load_pyplot()
    _, axes = plt.subplots(figsize=(9, 0.45 * len(figures) + 1))
    colors = ["#0b5563" if figure.holds else "#a3231a" for figure in figures]
    axes.barh([figure.name for figure in figures], [_share(f) for f in figures], color=colors)
    _finish(plt, axes, "share of the limit (less is better)", path)


def _share(figure: Figure) -> float:
    assert figure.limit  # noqa: S101  # the others are not drawn
    if figure.at_least:
        return figure.limit / figure.value if figure.value else 0.0
    return figure.value / figure.limit


def _draw_samples(figures: Sequence[Figure], path: Path) -> None:
    plt = load_pyplot()
    _, axes = plt.subplots(figsize=(9, 0.45 * len(figures) + 1))
    for row, figure in enumerate(figures):
        shares = [sample / (figure.limit or 1) for sample in figure.samples]
        axes.scatter(shares, [row] * len(shares), s=12)
    axes.set_yticks(range(len(figures)), [figure.name for figure in figures])
    _finish(plt, axes, "single samples, as a share of the limit", path)


def _finish(plt: Any, axes: Any, label: str, path: Path) -> None:
    axes.axvline(1.0, color="black", linewidth=1)
    axes.set_xlabel(label)
    axes.invert_yaxis()
    plt.tight_layout()
    plt.savefig(path)
    plt.close()
