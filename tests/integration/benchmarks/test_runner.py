"""Benchmarks fail one by one, and earlier figures are kept."""

import json
from pathlib import Path

import pytest

from benchmarks import runner
from benchmarks.catalog import BENCHMARKS
from benchmarks.figures import Failure, Figure, p95
from benchmarks.results import Results, read_values
from benchmarks.runner import Benchmark, Row
from benchmarks.soak.__main__ import command_line
from benchmarks.targets.first_sound import BUSY, IDLE, Limits
from benchmarks.targets.titles import make_titles
from tests.integration.benchmarks import broken
from tests.stand import wait_for

KEPT = Figure("the first", 1.0, "s", 2.0)


def run(benchmark: Benchmark, log: Path, *, thorough: bool = False) -> list[Row]:
    return list(benchmark.run(thorough=thorough, log=log, tell=list[str]().append))


def test_a_benchmark_that_raises_is_a_row_and_loses_no_figure(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "x.log"
    rows = run(Benchmark("x", broken.raises, 60, 60), log)
    assert rows == [KEPT, Failure("x", f"ValueError: no such mark; see {log}")]
    assert rows[-1].line().startswith("FAIL x ")
    assert not rows[-1].holds


def test_what_a_benchmark_and_its_children_print_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    run(Benchmark("x", broken.raises, 60, 60), log)
    printed = log.read_text()
    assert "something that a service says" in printed
    assert "something that a child says" in printed
    assert "ValueError: no such mark" in printed


def test_a_benchmark_whose_process_dies_is_a_row(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    rows = run(Benchmark("x", broken.dies, 60, 60), log)
    assert rows == [KEPT, Failure("x", f"its process ended with 9; see {log}")]


def test_a_benchmark_that_takes_too_long_is_stopped_in_order(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    rows = run(Benchmark("x", broken.never_ends, 5, 60), log)
    assert rows[-1] == Failure("x", f"not done after 5 s; see {log}")
    if len(rows) > 1:  # else the machine was too busy for its first figure
        assert "its service has been stopped" in log.read_text()


def test_a_benchmark_that_cannot_be_stopped_leaves_no_service_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "STOP_S", 0.5)
    benchmark = Benchmark("x", broken.cannot_be_stopped, 60, 60)
    rows = benchmark.run(thorough=False, log=tmp_path / "x.log", tell=list[str]().append)
    child = next(rows)
    assert isinstance(child, Figure)
    rows.close()  # as Ctrl-C does
    status = Path(f"/proc/{int(child.value)}/status")
    wait_for(lambda: not status.exists() or "zombie" in status.read_text())


@pytest.mark.parametrize(("thorough", "rounds"), [(False, 5), (True, 15)])
def test_rounds_end_with_the_time_and_are_more_in_a_thorough_run(
    tmp_path: Path, thorough: bool, rounds: int
) -> None:
    rows = run(Benchmark("x", broken.counts_rounds, 60, 60), tmp_path / "log", thorough=thorough)
    assert [row.value for row in rows if isinstance(row, Figure)] == [rounds, 3]


def test_the_default_run_ends_within_ten_minutes() -> None:
    assert sum(x.limit_s for x in BENCHMARKS.values() if x.by_default) <= 600


@pytest.mark.parametrize("limits", [IDLE, BUSY], ids=["idle", "busy"])
def test_the_parts_of_a_press_may_take_no_longer_than_the_press(limits: Limits) -> None:
    assert sum(limits.of_parts.values()) == pytest.approx(limits.p50_s)


def test_rows_are_in_the_file_before_the_run_is_over(tmp_path: Path) -> None:
    path = tmp_path / "out" / "benchmarks.jsonl"
    results = Results(path, {"all": False})
    results.add("x", KEPT)
    results.add("y", Failure("y", "ValueError"))
    described, *rows = map(json.loads, path.read_text().splitlines())
    assert described["machine"]
    assert [row["benchmark"] for row in rows] == ["x", "y"]
    assert [row["holds"] for row in rows] == [True, False]
    assert read_values(path) == {"the first": 1.0}


def test_a_row_shows_limit_and_the_change_since_an_earlier_run() -> None:
    assert Figure("late", 3.0, "s", 2.0).line(before=1.5).startswith("MISS late")
    assert "<= 2       1.50 of limit  [2.00 of 1.500 before]" in (
        Figure("late", 3.0, "s", 2.0).line(before=1.5)
    )
    assert Figure("many", 3.0, "/s", 2.0, at_least=True).line().startswith("ok   many")


def test_the_95th_percentile_of_one_sample_is_itself() -> None:
    assert p95([2.0]) == 2.0


@pytest.mark.parametrize("length", [30, 60, 100])
def test_titles_have_their_length_and_none_comes_twice(length: int) -> None:
    titles = list(make_titles(length))
    assert {len(title) for title in titles} == {length}
    assert len(set(titles)) == len(titles) >= 120


def test_the_options_of_all_soak_tests_have_different_names() -> None:
    assert command_line().parse_args(["deletions", "--deletions", "7"]).deletions == 7
