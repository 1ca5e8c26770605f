"""`listen pregenerate` without a service: options, estimate and progress."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from audio_service.commands.pregenerate import (
    _forecast_lines,
    _read_ids,
    _read_since,
    _read_until,
    _span,
    pregenerate,
)
from audio_service.commands.progress_bar import Meter, clock, describe
from audio_service.pregenerate.batch import BatchCounts, failure_line
from audio_service.pregenerate.estimate import ASSUMED_LENGTH_S, Estimate, measure_speed
from audio_service.pregenerate.selection import Criteria
from cache.articles.edition import Edition, Standing

CONTEXT = click.Context(pregenerate)
OPTION = pregenerate.params[0]
NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name the articles: --ids, --feed URL"),
        (["--dry-run", "--again", "--rate", "5"], "name the articles"),
        (["--all", "--feed", "https://a.example/feed"], "exclude one another"),
        (["--ids", "a", "--all"], "exclude one another"),
        (["--ids", "", "--source", "wp"], "exclude one another"),
        (["--ids", "@/nowhere/at/all"], "cannot be read"),
        (["--all", "--since", "yesterday"], "is neither a date"),
        (["--all", "--until", "2026-13-01"], "is neither a date"),
        (["--all", "--rate", "0"], "0"),
        (["--all", "--vocie", "tone:220"], "No such option"),
    ],
)
def test_what_is_asked_wrongly_is_a_usage_error(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as ended:
        pregenerate.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_ids_are_split_by_commas_and_lines_and_come_once(tmp_path: Path) -> None:
    assert _read_ids(CONTEXT, OPTION, " a,b ,,a") == ["a", "b"]
    ids = tmp_path / "ids"
    ids.write_text("a\r\n\n b\nc,a\n")
    assert _read_ids(CONTEXT, OPTION, f"@{ids}") == ["a", "b", "c"]
    assert _read_ids(CONTEXT, OPTION, None) is None
    ids.write_bytes(b"\xff\xfe")
    with pytest.raises(click.BadParameter):
        _read_ids(CONTEXT, OPTION, f"@{ids}")


def test_a_day_is_meant_from_its_beginning_to_its_end() -> None:
    assert _read_since(CONTEXT, OPTION, "2026-11-05") == datetime(2026, 11, 5, tzinfo=UTC)
    assert _read_until(CONTEXT, OPTION, "2026-11-05") == datetime(2026, 11, 6, tzinfo=UTC)
    for read in (_read_since, _read_until):
        assert read(CONTEXT, OPTION, "2026-11-05T13:00:00+01:00") == NOON
        assert read(CONTEXT, OPTION, "2026-11-05T12:00:00Z") == NOON
        assert read(CONTEXT, OPTION, None) is None


@pytest.mark.parametrize(
    ("section", "at", "fits", "may_fit"),
    [
        ("World", NOON, True, True),
        ("WORLD", NOON, True, True),
        ("Sport", NOON, False, False),
        ("", NOON, False, True),
        ("World", None, True, True),
        ("", None, False, True),
        ("World", datetime(2026, 11, 5, tzinfo=UTC), True, True),
        ("World", datetime(2026, 11, 4, 23, 59, tzinfo=UTC), False, False),
        ("World", datetime(2026, 11, 6, tzinfo=UTC), False, False),
        ("", datetime(2026, 11, 6, tzinfo=UTC), False, False),
    ],
)
def test_criteria_look_at_section_and_day(
    section: str, at: datetime | None, fits: bool, may_fit: bool
) -> None:
    criteria = Criteria(
        frozenset({"world"}),
        datetime(2026, 11, 5, tzinfo=UTC),
        datetime(2026, 11, 6, tzinfo=UTC),
    )
    assert criteria.fit(section, at) is fits
    assert criteria.may_fit(section, at) is may_fit


def test_no_criteria_fit_everything() -> None:
    assert Criteria().fit("", None)
    assert Criteria().fit("World", NOON)


def test_the_speed_is_assumed_before_enough_was_spoken_and_then_measured() -> None:
    little = {"audio_s": 30.0, "synthesis_s": 3.0, "synthesis_cpu_s": 2.0}
    for counters in ({}, little, {"audio_s": 1000.0, "synthesis_s": 90.0}):
        assumed = measure_speed(counters)
        assert not assumed.is_measured
        assert assumed.cpu_rtf == pytest.approx(0.075)
    counters = {"audio_s": 1000.0, "synthesis_s": 160.0, "synthesis_cpu_s": 80.0}
    measured = measure_speed(counters)
    assert measured.is_measured
    assert measured.cpu_rtf == pytest.approx(0.1)
    assert measured.wall_rtf == pytest.approx(0.2)


def test_a_forecast_takes_what_nobody_has_read_to_be_as_long_as_the_others() -> None:
    found = Estimate()
    found.count(Edition("r", "en", 100), is_ready=False)
    found.count(Edition("r", "en", 300), is_ready=False)
    found.count(Edition("r", "en", 900), is_ready=True)
    found.count(Edition("r", "en", 900, standing=Standing.NEVER), is_ready=False)
    found.count(Edition("", "", standing=Standing.UNREAD), is_ready=False)
    assert (found.articles, found.ready, found.left_out, found.to_narrate) == (5, 1, 1, 3)
    assert found.audio_s == 600
    nothing_known = Estimate(articles=2, unread=2)
    assert nothing_known.audio_s == 2 * ASSUMED_LENGTH_S


def test_a_forecast_is_told_with_what_it_rests_on() -> None:
    found = Estimate(articles=12, ready=1, left_out=1, failing=2, known=8, known_s=7200, unread=2)
    assumed = list(_forecast_lines(found, measure_speed({}), workers=2, rate=None))
    assert assumed == [
        "articles   12, 1 ready, 1 excluded by rules, 10 to narrate",
        "           2 more cannot be narrated; see above",
        "audio      2 h 30 min; 2 lengths are not known yet, and estimated as 15 min 0 s each "
        "(the mean of the others)",
        "CPU time   11 min 15 s (0.075 s a second of audio, assumed: too little measured so far)",
        "storage    346 MB",
        "wall time  5 min 38 s with 2 workers",
    ]
    counters = {"audio_s": 1000.0, "synthesis_s": 160.0, "synthesis_cpu_s": 80.0}
    measured = list(_forecast_lines(found, measure_speed(counters), workers=2, rate=0.5))
    assert (
        "CPU time   15 min 0 s (0.100 s a second of audio, as measured on this machine)" in measured
    )
    assert measured[-1] == "wall time  20 min 0 s at 0.5 a minute"


def test_progress_says_how_many_are_done_and_how_long_it_will_take() -> None:
    tally = BatchCounts(listed=30, ready=5, narrated=8, failed=2, left_out=4, unwanted=1)
    assert (tally.total, tally.done) == (25, 15)
    assert describe(tally, 60.0) == "15 of 25+, 2 failed"
    tally.is_whole = True
    assert describe(tally, 60.0) == "15 of 25, 2 failed, 0:01:00 left"
    assert describe(BatchCounts(is_whole=True), 1.0) == "0 of 0"
    assert describe(BatchCounts(listed=3, ready=3, is_whole=True), 1.0) == "3 of 3"


def test_lines_are_told_as_they_are_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = Meter()
    meter.show(BatchCounts(listed=3))
    meter.tell(failure_line("a", "article-gone", "it is\n  gone"))
    meter.end()
    assert capsys.readouterr().err == "a: article-gone: it is gone\n"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (61, "1 min 1 s"), (7_260, "2 h 1 min")],
)
def test_spans_are_told_in_their_two_largest_units(seconds: float, shown: str) -> None:
    assert _span(seconds) == shown


def test_clocks_have_hours() -> None:
    assert clock(3_661.4) == "1:01:01"
