"""Redis that is down, emptied, slow or full: no loss, no hang, and an alert meanwhile."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acting import WAITING
from tests.listener import Listener, is_honest
from tests.slow_redis import Line, line
from tests.stand import Service, ValkeyServer, wait_for

RECOVERS_S = 120.0
REFUSED_WITHIN_S = 20.0
"""Time limit, in seconds. Without other tests it takes one, or five if Redis does not answer."""


def sentences_of(name: str) -> list[str]:
    """Return the sentences of an article, the title first; the middle one waits for a file."""
    told = [f"Sentence number {n} of {name} tells of gulls." for n in range(8)]
    told[5] = f"This one {WAITING}, says {name}."
    return [f"The title of {name}", *told]


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def slow_line(
    redis_server: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Line]:
    path = tmp_path_factory.mktemp("l") / "l.sock"
    with line(path, redis_server.directory / "v.sock") as opened:
        yield opened


@pytest.fixture(scope="module")
def faulty(slow_line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    env = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "2", "REDIS_URL": slow_line.url}
    started = Service(tmp_path_factory.mktemp("f"), env, module="tests.acting")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def midway(faulty: Service, request: pytest.FixtureRequest) -> Iterator[str]:
    """An article that is spoken in part, and whose rest waits; it continues after the block."""
    go_on = faulty.data_dir / "go-on"
    go_on.unlink(missing_ok=True)
    name = request.node.name.replace("_", "-")[-60:]
    title, *sentences = sentences_of(name)
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    faulty.put(name, title=title, html=body)
    faulty.press(name)
    wait_for(lambda: faulty.narration(name)["progress"]["clips_done"] >= 4)
    yield name
    go_on.touch()


def recover(service: Service, began: float) -> None:
    wait_for(service.is_ready, every=0.1)
    assert time.monotonic() - began < RECOVERS_S


def is_whole(service: Service, article_id: str) -> bool:
    cues = service.ask("GET", f"/v1/articles/{article_id}/audio/cues.json").json["cues"]
    return [cue["written"] for cue in cues] == sentences_of(article_id)


def track_of(service: Service, ready: Any) -> bytes:
    return service.ask("GET", ready["url"]).body


def assert_refused(service: Service, article_id: str) -> None:
    began = time.monotonic()
    answer = service.ask("POST", f"/v1/articles/{article_id}/audio")
    assert time.monotonic() - began < REFUSED_WITHIN_S
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["code"] == "cache-unavailable"
    assert int(answer.headers["retry-after"]) > 0


def test_redis_that_goes_away_is_told_and_all_goes_on_when_it_is_back(
    faulty: Service, redis_server: ValkeyServer, midway: str
) -> None:
    listener = Listener.of(faulty, midway)
    wait_for(lambda: listener.heard)
    redis_server.stop()
    (faulty.data_dir / "go-on").touch()
    assert_refused(faulty, midway)
    assert faulty.ask("GET", "/readyz").status == 503
    time.sleep(4)
    began = time.monotonic()
    redis_server.start()
    recover(faulty, began)
    ready = faulty.until(midway, "ready")
    assert time.monotonic() - began < RECOVERS_S
    assert is_whole(faulty, midway)
    listener.end()
    assert is_honest(listener, track_of(faulty, ready))


def test_redis_that_is_emptied_costs_one_press_and_no_synthesis(
    faulty: Service, redis_server: ValkeyServer, midway: str
) -> None:
    listener = Listener.of(faulty, midway)
    wait_for(lambda: listener.heard)
    began = time.monotonic()
    with redis_server.connect() as client:
        client.flushall()
    (faulty.data_dir / "go-on").touch()
    assert listener.end() == "broken"
    recover(faulty, began)
    faulty.press(midway)
    ready = faulty.until(midway, "ready")
    assert time.monotonic() - began < RECOVERS_S
    assert is_whole(faulty, midway)
    assert is_honest(listener, track_of(faulty, ready))
    spoken = (faulty.data_dir / "spoken").read_text().splitlines()
    of_this = [text for text in spoken if midway in text]
    assert len(of_this) <= len(set(of_this)) + 2  # at most the sentences that were being spoken


def test_redis_that_is_slow_delays_and_breaks_nothing(
    faulty: Service, slow_line: Line, midway: str
) -> None:
    listener = Listener.of(faulty, midway)
    slow_line.delay_s = 0.05
    try:
        (faulty.data_dir / "go-on").touch()
        ready = faulty.until(midway, "ready")
        assert is_whole(faulty, midway)
        assert listener.end() == "whole"
        assert is_honest(listener, track_of(faulty, ready))
    finally:
        slow_line.delay_s = 0.0


def test_redis_that_falls_silent_hangs_nobody(
    faulty: Service, slow_line: Line, midway: str
) -> None:
    slow_line.delay_s = 12.0
    began = time.monotonic()
    answer = faulty.ask("POST", f"/v1/articles/{midway}/audio")
    assert answer.status == 503
    assert time.monotonic() - began < REFUSED_WITHIN_S
    slow_line.delay_s = 0.0
    began = time.monotonic()
    (faulty.data_dir / "go-on").touch()
    recover(faulty, began)
    faulty.until(midway, "ready")
    assert is_whole(faulty, midway)


def test_redis_that_is_full_is_told_and_what_failed_of_it_is_ready_at_the_next_press(
    faulty: Service, redis_server: ValkeyServer, midway: str
) -> None:
    with redis_server.connect() as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "1")
        (faulty.data_dir / "go-on").touch()
        time.sleep(4)
        assert faulty.ask("GET", "/readyz").status == 503
        assert_refused(faulty, "river-pact-nears-end")
        began = time.monotonic()
        client.config_set("maxmemory", "0")
    recover(faulty, began)
    faulty.press(midway)
    faulty.until(midway, "ready")
    assert time.monotonic() - began < RECOVERS_S
    assert is_whole(faulty, midway)


def test_an_append_only_file_whose_end_was_torn_off_is_read_as_far_as_it_goes(
    tmp_path: Path,
) -> None:
    service = Service(tmp_path / "d", {"LISTEN_VOICES": "tone:220"}, module="tests.acting")
    service.start()
    try:
        service.put("torn", title="Torn", html="<p>It was torn off.</p>")
        service.press("torn")
        url = service.until("torn", "ready")["url"]
        assert service.process
        os.kill(service.process.pid, signal.SIGKILL)
        service.process.wait()
        wait_for(lambda: not service.processes(""))
        (log,) = (service.data_dir / "valkey").glob("appendonlydir/*.incr.aof")
        os.truncate(log, log.stat().st_size - 37)
        service.start()
        service.press("torn")
        assert service.until("torn", "ready")["url"] == url
    finally:
        service.stop()
