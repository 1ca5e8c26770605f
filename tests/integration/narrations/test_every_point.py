"""Deletions and deaths at points of a run, at each of which it sends a command or writes a file."""

from tests.points import Stage, disturb


def test_whatever_is_deleted_or_dies_at_some_point_of_a_run_nothing_comes_back_or_is_lost(
    settings_env: dict[str, str],
) -> None:
    done, wrong = disturb(Stage.open(), seed=15, every=9)
    assert wrong == []
    assert min(done.values()) >= 8
