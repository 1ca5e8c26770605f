"""Service levels: targets and measured values."""

from audio_service.operations.service_levels import POINTS, service_levels, write_history
from cache.operations.counters import CACHED_PRESS_S
from cache.operations.history import GAUGES, TOTALS, Sample
from tests.unit.audio_service.sights import NOW, well


def samples(count: int, **growing: float) -> list[Sample]:
    """Samples of which some values grow by as much each time."""
    nothing = dict.fromkeys((*GAUGES, *TOTALS))
    return [
        Sample(NOW + 10 * number, {**nothing, **{n: by * number for n, by in growing.items()}})
        for number in range(count)
    ]


def level(name: str, *seen: Sample) -> dict[str, object]:
    return next(each for each in service_levels(well(samples=seen)) if each["name"] == name)


def test_where_nothing_was_measured_nobody_says_that_it_is_met() -> None:
    assert level("cached_press_p95")["met"] is None


def test_a_level_says_whether_it_is_met() -> None:
    slow = {f"{CACHED_PRESS_S}:6": 5.0}
    assert level("cached_press_p95", *samples(5, **slow))["met"] is False
    assert level("narrations_failed", *samples(5, narrations_failed=1))["value"] == 4
    assert level("narrations_failed", *samples(5, narrations_failed=0))["met"] is True


def test_a_history_tells_what_came_in_each_minute() -> None:
    found = write_history(samples(4, presses_hit=3, presses_missed=1, jobs_first=2))
    assert found["every_s"] == 10
    assert found["at"] == [NOW + 10, NOW + 20, NOW + 30]
    assert found["series"]["presses_hit"] == [18, 18, 18]
    assert found["series"]["hit_ratio"] == [0.75] * 3
    assert found["series"]["jobs_first"] == [2, 4, 6]


def test_a_long_history_has_fewer_points_and_loses_no_press() -> None:
    found = write_history(samples(2161, presses_hit=1, jobs_first=1))
    assert found["every_s"] == 60
    assert len(found["at"]) == POINTS
    assert sum(found["series"]["presses_hit"]) == 2160
    assert found["series"]["jobs_first"][-1] == 2160


def test_an_emptied_redis_makes_no_negative_presses() -> None:
    found = write_history([*samples(3, presses_hit=5), *samples(2, presses_hit=1)])
    assert found["series"]["presses_hit"] == [30, 30, 0, 6]


def test_without_samples_the_history_is_empty() -> None:
    assert write_history([]) == {"every_s": 10, "at": [], "series": {}}
