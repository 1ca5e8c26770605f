"""Repeated outages of Redis while its answers arrive: every narration becomes ready, once."""

from collections.abc import Iterator

import pytest

from tests.redis_storm import Sea, blow, cut_briefly, delay, sea

RECOVERS_S = 60.0


@pytest.fixture(scope="module")
def stormy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sea]:
    with sea(tmp_path_factory.mktemp("sea")) as opened:
        yield opened


@pytest.mark.slow
def test_outages_at_lost_answers_stop_no_narration(stormy: Sea) -> None:
    outcome = blow(stormy, seed=15)
    assert outcome.wrong == []
    assert outcome.outages == 12
    assert max(outcome.late_s) < RECOVERS_S


@pytest.mark.slow
def test_connections_that_are_cut_a_hundred_times_stop_no_narration(stormy: Sea) -> None:
    outcome = cut_briefly(stormy, seed=15)
    assert outcome.wrong == []
    assert max(outcome.late_s) < RECOVERS_S


def test_answers_that_come_late_stop_no_narration(stormy: Sea) -> None:
    assert delay(stormy, seed=15, narrations=3).wrong == []
