"""Metrics in Prometheus's text format."""

from prometheus_client.parser import text_string_to_metric_families

from audio_service.operations.prometheus import write_metrics
from audio_service.operations.speech_figures import list_speech_servers, list_voices
from cache.operations.voice_figures import voice_counter
from cache.upstreams.circuit_breaker import BreakerReading, BreakerState
from tests.unit.audio_service.sights import well

COUNTERS = {
    "presses_hit": 3.0,
    "presses_missed": 1.0,
    "failed:timed-out": 2.0,
    "refused:budget-spent": 4.0,
    "plays:started": 7.0,
    "died:rest": 1.0,
    "narrations_taken_over": 5.0,
    "upstream:gtts:answered": 30.0,
    "upstream:gtts:engine-busy": 6.0,
    "something_new_s": 2.5,
    "cached_press_s:0": 2.0,
    "cached_press_s:3": 1.0,
    "cached_press_s:sum": 0.008,
}


def read(**otherwise: object) -> dict[tuple[str, str], float]:
    """Return each value by its name and the values of its labels."""
    text = write_metrics(well(counters=COUNTERS, **otherwise)).decode()
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counters_have_names_and_labels_of_prometheus() -> None:
    found = read()
    assert found["listen_presses_total", "hit"] == 3
    assert found["listen_presses_total", "miss"] == 1
    assert found["listen_failures_total", "timed-out"] == 2
    assert found["listen_presses_refused_total", "budget-spent"] == 4
    assert found["listen_plays_total", "started"] == 7
    assert found["listen_process_deaths_total", "rest"] == 1
    assert found["listen_something_new_seconds_total", ""] == 2.5


def test_a_speech_server_has_its_requests_by_outcome_and_the_state_of_its_breaker() -> None:
    breakers = [
        BreakerReading("gtts", BreakerState.OPEN, 20, 16, 4.5),
        BreakerReading("piper", BreakerState.CLOSED, 0, 0, 0.0),
    ]
    found = read(breakers=breakers)
    assert found["listen_speech_server_requests_total", "answered,gtts"] == 30
    assert found["listen_speech_server_requests_total", "engine-busy,gtts"] == 6
    assert found["listen_speech_server_paused", "gtts"] == 1
    assert ("listen_speech_server_paused", "piper") not in found
    assert found["listen_narrations_total", "taken-over"] == 5
    assert [name for name, _ in found if name.startswith("listen_upstream")] == []
    shown = list_speech_servers(breakers, COUNTERS)
    assert [(one["name"], one["state"], one["failures"]) for one in shown] == [("gtts", "open", 16)]
    assert shown[0]["outcomes"] == {"answered": 30, "engine-busy": 6}


def test_each_voice_has_the_state_of_its_servers_breaker() -> None:
    breakers = [BreakerReading("gtts", BreakerState.HALF_OPEN, 20, 16, 0.0)]
    voices = ("gtts:fr", "gtts:de", "piper:en_US-joe-medium")
    counters = COUNTERS | {voice_counter(voice, "characters"): 9.0 for voice in voices}
    text = write_metrics(well(counters=counters, breakers=breakers)).decode()
    assert 'listen_voice_paused{voice="gtts:fr"} 1.0' in text
    assert 'listen_voice_paused{voice="gtts:de"} 1.0' in text
    assert 'listen_voice_paused{voice="piper' not in text
    shown = list_voices([], counters, {}, [], {}, breakers)
    assert {one["name"]: one["breaker"] for one in shown} == {
        "gtts:fr": "half-open",
        "gtts:de": "half-open",
        "piper:en_US-joe-medium": None,
    }


def test_a_histogram_is_cumulative_and_ends_in_its_count() -> None:
    found = read()
    name = "listen_cached_press_seconds"
    counts = [found[f"{name}_bucket", le] for le in ("0.001", "0.005", "0.01", "1.0", "+Inf")]
    assert counts == [2, 2, 3, 3, 3]
    assert found[f"{name}_count", ""] == 3
    assert found[f"{name}_sum", ""] == 0.008


def test_an_alert_is_1_while_it_lasts() -> None:
    found = read(has_voices=False)
    assert found["listen_alert", "no-voice,critical"] == 1
    assert found["listen_alert", "no-first-worker,critical"] == 0
    assert found["listen_ok", ""] == 0


def test_what_nobody_knows_while_redis_is_down_is_left_out() -> None:
    found = read(redis_down="refused", latency_s=None)
    assert found["listen_redis_up", ""] == 0
    assert ("listen_workers", "first") not in found
    assert ("listen_redis_latency_seconds", "") not in found
