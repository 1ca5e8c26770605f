"""Articles deleted at random moments do not come back, and leave no files."""

from pathlib import Path

import pytest

from tests.deletions import delete_at_random, shore


@pytest.mark.slow
def test_what_is_deleted_at_any_moment_of_its_run_stays_away_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    with shore(tmp_path) as on:
        outcome = delete_at_random(on, seed=15, count=16)
    assert outcome.wrong == []
    assert outcome.deletions > 16
    assert len(outcome.moments) > 3
