"""Histograms of times."""

import pytest

from cache.operations.counters import BOUNDS_S, CACHED_PRESS_S, Times


def counted(**classes: float) -> Times:
    return Times(CACHED_PRESS_S, {f"{CACHED_PRESS_S}:{n[1:]}": c for n, c in classes.items()})


def test_of_no_times_there_is_no_quantile() -> None:
    assert counted().quantile(0.5) is None


def test_a_quantile_lies_within_the_class_of_its_time() -> None:
    times = counted(c0=50, c1=40, c2=10)
    assert times.quantile(0.5) == pytest.approx(0.001)
    assert times.quantile(0.7) == pytest.approx(0.00175)
    assert times.quantile(0.95) == pytest.approx(0.00375)


def test_beyond_the_last_bound_a_quantile_is_that_bound() -> None:
    last = len(BOUNDS_S[CACHED_PRESS_S])
    assert counted(**{f"c{last}": 3}).quantile(0.5) == BOUNDS_S[CACHED_PRESS_S][-1]
