"""The status of the service, from a real Valkey, real disks and real processes."""

import threading
import time
from pathlib import Path

import pytest
import redis
from click.testing import CliRunner
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from audio_service.cli import main
from audio_service.http.schemas.status import Status
from audio_service.operations.probes import Probe
from cache.errors import StorageError
from cache.narrations.leases import Leases
from cache.operations import history
from cache.operations.alert_times import AlertTimes
from cache.operations.deaths import Death, Deaths
from cache.operations.heartbeats import Heartbeat
from cache.operations.history import GAUGES, TOTALS, History, Sample, growth
from tests.acting import MUTE
from tests.integration.face import Face
from tests.stand import Processes, ValkeyServer, opened, wait_for

NOTHING = dict.fromkeys((*GAUGES, *TOTALS))


def absent(tmp_path: Path) -> redis.Redis:
    return redis.Redis.from_url(f"unix://{tmp_path}/none.sock")


def test_all_processes_know_since_when_something_is_wrong(client: redis.Redis) -> None:
    one, other = AlertTimes(client), AlertTimes(client)
    assert one.of(["no-voice"], now=10.0) == {"no-voice": 10.0}
    assert other.of(["no-voice", "redis-slow"], now=20.0) == {"no-voice": 10.0, "redis-slow": 20.0}


def test_what_has_ended_begins_anew(client: redis.Redis) -> None:
    alert_times = AlertTimes(client)
    alert_times.of(["no-voice"], now=10.0)
    assert alert_times.of([], now=20.0) == {}
    assert alert_times.of(["no-voice"], now=30.0) == {"no-voice": 30.0}


def test_who_passes_by_changes_nothing(client: redis.Redis) -> None:
    service, passer_by = AlertTimes(client), AlertTimes(client)
    service.of(["source-failing"], now=10.0)
    passer_by.of(["no-fetcher"], now=20.0, is_told=False)
    assert service.of(["source-failing", "no-fetcher"], now=30.0) == {
        "source-failing": 10.0,
        "no-fetcher": 30.0,
    }


def test_a_process_knows_since_when_redis_is_down(tmp_path: Path) -> None:
    alert_times = AlertTimes(absent(tmp_path))
    alert_times.of(["redis-down"], now=10.0)
    assert alert_times.of(["redis-down"], now=20.0) == {"redis-down": 10.0}


def test_deaths_that_redis_could_not_be_told_are_told_later(
    client: redis.Redis, tmp_path: Path
) -> None:
    deaths, death = Deaths(absent(tmp_path)), Death("valkey", "v", "a", -9, 1.0)
    deaths.note(death)
    deaths._redis = client
    assert deaths.latest() == []
    deaths.tell()
    deaths.tell()
    assert deaths.latest() == [death]


def test_the_oldest_sample_makes_room(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "KEPT", 3)
    kept = History(client)
    for number in range(5):
        kept.add(Sample(float(number), {**NOTHING, "presses_hit": number}))
    assert [sample.at for sample in kept.read()] == [2, 3, 4]
    assert growth(kept.read(), "presses_hit") == 2
    assert client.ttl("listen:history") > 0


def test_a_sample_of_another_version_is_left_out(client: redis.Redis) -> None:
    client.lpush("listen:history", "[1.0,2]")
    History(client).add(Sample(2.0, NOTHING))
    assert [sample.at for sample in History(client).read()] == [2.0]


def test_signs_of_life_tell_how_far_the_clock_is_off(
    client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.time
    monkeypatch.setattr("cache.operations.heartbeats.time.time", lambda: clock() + 60)
    leases = Leases(client)
    heartbeat = Heartbeat(leases, "ahead", "rest")
    heartbeat.start()
    wait_for(lambda: leases.living().get("ahead", {}).get("ahead_s"))
    said = leases.living()["ahead"]
    heartbeat.end()
    assert said["ahead_s"] == pytest.approx(60, abs=5)
    assert said["memory_bytes"] > 1_000_000


def test_a_probe_that_hangs_is_told_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("audio_service.operations.probes.HANGS_AFTER_S", 0.5)
    go_on, looks = threading.Event(), []

    def look() -> str:
        looks.append(1)
        go_on.wait()
        return "well"

    probe = Probe(look, every_s=3_600)
    began = time.monotonic()
    assert probe.seen().what is None
    assert time.monotonic() - began < 30
    error = wait_for(lambda: probe.seen().error) or ""
    assert "has not answered" in error
    go_on.set()
    assert wait_for(lambda: probe.seen().what) == "well"
    assert looks == [1]


def test_a_probe_tells_why_it_failed() -> None:
    def look() -> None:
        raise StorageError("no such bucket")

    probe = Probe(look, every_s=0)
    assert wait_for(lambda: probe.seen().error) == "no such bucket"


def test_many_who_ask_write_one_object_now_and_then(
    flask: FlaskClient, settings_env: dict[str, str]
) -> None:
    probe = Path(settings_env["LISTEN_DATA_DIR"]) / "audio" / "probe"
    wait_for(lambda: flask.get("/status").get_json()["storage"]["ok"])
    assert probe.stat().st_size > 0
    written = {probe.stat().st_mtime_ns for _ in range(20) if flask.get("/status").data}
    assert len(written) < 20


def test_a_finished_narration_tells_how_it_came_about(face: Face, workers: Processes) -> None:
    face.put("pier")
    face.ready("pier")
    face.put("mute", html=f"<p>This {MUTE}.</p>")
    face.press("mute")
    face.until("mute", "failed")
    found = face.status()
    Status.model_validate(found)
    failed, ready = found["narrations"][:2]
    assert (ready["article_id"], ready["state"], ready["error"]) == ("pier", "ready", None)
    assert ready["queued_at"] <= ready["first_clip_at"] <= ready["ready_at"] == ready["ended_at"]
    assert ready["clips_done"] == ready["clips_total"] > 0
    assert (failed["article_id"], failed["error"]["code"]) == ("mute", "clip-implausible")
    assert failed["ready_at"] is None
    assert found["failures"][0]["retryable"] is False


def test_what_workers_do_is_told(face: Face, workers: Processes) -> None:
    said = {each["role"]: each for each in face.status()["workers"]}
    assert said.keys() == {"first", "rest", "scheduler"}
    assert said["first"]["voice_loaded"] is True
    assert said["first"]["memory_bytes"] > 10_000_000
    face.put("slow", html="<p>This waits until it may go on.</p>")
    face.press("slow")
    busy = wait_for(lambda: [each for each in face.status()["workers"] if each["busy_with"]])
    assert "slow" in busy[0]["busy_with"]
    (face.data_dir / "go-on").touch()
    face.until("slow", "ready")


def test_the_metrics_are_those_of_all_processes(face: Face, workers: Processes) -> None:
    face.put("pier")
    face.ready("pier")
    face.press("pier")

    def read() -> dict[tuple[str, ...], float]:
        text = face.flask.get("/metrics").get_data(as_text=True)
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    wait_for(lambda: read().get(("listen_cached_press_seconds_count",)))
    wait_for(lambda: read().get(("listen_narrations_total", "ready")))
    found = read()
    assert found["listen_presses_total", "miss"] == 1
    assert found["listen_first_sound_seconds_count",] == 1
    assert found["listen_workers", "rest"] == 2
    memory = next(at for at in found if at[0].endswith("memory_bytes") and "rest" in at)
    assert found[memory] > 10_000_000


def test_without_redis_the_status_is_told_at_once(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/none.sock")
    with opened() as flask:
        found = flask.get("/status").get_json()
        Status.model_validate(found)
        assert found["alerts"][0]["name"] == "redis-down"
        assert found["status"] == "degraded"
        assert flask.get("/metrics").status_code == 200


def test_listen_status_tells_alerts_levels_and_processes(
    settings_env: dict[str, str], valkey: ValkeyServer
) -> None:
    found = CliRunner().invoke(main, ["status"])
    assert found.exit_code == 1, found.output
    assert "! no-first-worker: " in found.output
    assert "first_sound_p95" in found.output
    assert "storage" in found.output
