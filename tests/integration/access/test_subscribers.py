"""Articles for subscribers: every address of their audio and text needs a signature."""

import signal
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import redis
from click.testing import CliRunner

from audio_service.access.signed_urls import sign
from audio_service.app import create_app
from audio_service.cli import main
from cache.errors import BadSettingsError
from cache.redis.client import as_text
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, ValkeyServer, wait_for

KEY, OLD = "a-key-for-signatures-of-32-characters", "the-key-that-they-had-before-this-one"
PUBLICATION = """
[[rules]]
section = "Paid"
access = "signed"

[sources.wp]
kind = "wordpress"
url = "https://news.example"

[[rules]]
source = "wp"
access = "signed"
"""


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings of a service with articles for subscribers."""
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    return env | {
        "LISTEN_PUBLICATION_FILE": str(tmp_path / "publication.toml"),
        "LISTEN_SIGNING_KEY": f"{KEY}, {OLD}",
    }


def good(article_id: str = "paid", key: str = KEY, for_s: int = 3_600) -> str:
    return sign(key, article_id, int(time.time()) + for_s)


def with_signature(address: str, signature: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}signature={signature}"


def ready(face: Face, article_id: str = "paid", section: str = "Paid") -> Any:
    face.put(article_id, section=section)
    signature = good(article_id)
    face.flask.post(f"/v1/articles/{article_id}/audio?signature={signature}")

    def narrated() -> Any:
        path = f"/v1/articles/{article_id}/audio?signature={signature}"
        narration = face.flask.get(path).get_json()
        return narration if narration["state"] == "ready" else None

    return wait_for(narrated)


def test_every_address_of_a_subscribers_article_wants_its_signature(
    face: Face, workers: Processes
) -> None:
    narration = ready(face)
    track = urlsplit(narration["url"]).path
    name = track.rpartition("/")[2].removesuffix(".mp3")
    about = "/v1/articles/paid/audio"
    addresses = [
        track,
        about,
        f"{about}?voice=tone:220",
        f"{about}/stream.mp3",
        f"{about}/stream.mp3?voice=tone:220",
        f"{about}/stream.m3u8",
        f"{about}/stream.m3u8?voice=tone:220",
        f"{about}/cues.json",
        f"{about}/cues.json?voice=tone:220",
        f"{about}/cues.json?track={name}",
        f"{about}/cues.vtt?track={name}&voice=tone:220",
        f"{about}/chapters.json?track={name}",
        f"{about}/audio-object.json",
        f"{about}/snippet.html",
    ]
    get = face.flask.get
    for address in addresses:
        assert problem(get(address)) == (403, "signature-needed"), address
        for shown, code in (
            (good("other"), "signature-wrong"),
            (good(key="x" * 32), "signature-wrong"),
            (good(for_s=-1), "signature-expired"),
            (f"{int(time.time()) + 9_999}.{good().partition('.')[2]}", "signature-wrong"),
        ):
            assert problem(get(with_signature(address, shown))) == (403, code), address
        for key in (KEY, OLD):
            answer = get(with_signature(address, good(key=key)))
            assert answer.status_code in {200, 302}, address
            assert "private" in answer.headers["Cache-Control"], address
            assert "public" not in answer.headers["Cache-Control"], address
    assert problem(face.flask.post(about)) == (403, "signature-needed")
    assert problem(face.flask.post("/v1/audio", json={"article_ids": ["paid"]}))[0] == 403
    assert face.flask.head(track).status_code == 403
    assert get(track, headers={"Range": "bytes=0-9"}).status_code == 403


def test_a_player_is_led_from_address_to_address(face: Face, workers: Processes) -> None:
    narration = ready(face)
    signature = parse_qs(urlsplit(narration["url"]).query)["signature"][0]
    pressed = face.flask.post(f"/v1/articles/paid/audio?signature={signature}").get_json()
    for found in (narration, pressed):
        assert face.flask.get(found["url"]).status_code == 200
        assert face.flask.get(found["cues_url"]).status_code == 200
    moved = face.flask.get(f"/v1/articles/paid/audio/stream.mp3?signature={signature}")
    assert face.flask.get(moved.headers["Location"]).status_code == 200
    playlist = face.flask.get(f"/v1/articles/paid/audio/stream.m3u8?signature={signature}").text
    segments = [line for line in playlist.splitlines() if line and not line.startswith("#")]
    assert segments
    for segment in segments:
        assert face.flask.get(segment).status_code == 200
        assert "private" in face.flask.get(segment).headers["Cache-Control"]
        bare = segment.partition("signature=")[0].rstrip("?&")
        assert problem(face.flask.get(bare)) == (403, "signature-needed")
        unproved = segment.replace("article=paid", "article=open")
        assert problem(face.flask.get(unproved)) == (404, "audio-not-found")
        assert segment.partition("signature=")[2] == signature
    age = face.flask.get(narration["url"]).cache_control.max_age
    assert age is not None
    assert 0 < age <= 3_600


def test_other_articles_are_heard_as_ever(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    face.put("open", section="News")
    face.press("open")
    narration = face.until("open", "ready")
    answer = face.flask.get(narration["url"])
    assert answer.status_code == 200
    assert "public" in answer.headers["Cache-Control"]
    playlist = face.flask.get("/v1/articles/open/audio/stream.m3u8").text
    for line in playlist.splitlines():
        if line and not line.startswith("#"):
            assert face.flask.get(line).status_code == 200
    assert "signature" not in narration["url"]


def test_tracks_are_heard_while_redis_hangs(
    face: Face, workers: Processes, valkey: ValkeyServer
) -> None:
    paid = ready(face)["url"]
    face.put("open", section="News")
    face.press("open")
    opened = face.until("open", "ready")["url"]
    assert valkey.process
    valkey.process.send_signal(signal.SIGSTOP)
    try:
        statuses = [face.flask.get(url).status_code for url in (opened, paid, paid.split("?")[0])]
    finally:
        valkey.process.send_signal(signal.SIGCONT)
    assert statuses == [200, 200, 403]


def test_what_was_open_is_closed_when_it_becomes_the_subscribers(
    face: Face, workers: Processes
) -> None:
    face.put("a", section="News")
    face.press("a")
    url = face.until("a", "ready")["url"]
    assert face.flask.get(url).status_code == 200
    face.put("a", section="Paid")
    assert problem(face.flask.get(url)) == (403, "signature-needed")
    assert face.flask.get(with_signature(url, good("a"))).status_code == 200
    face.put("a", section="News")
    assert face.flask.get(url).status_code == 200


def test_a_cached_press_of_a_subscriber_is_one_read(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    ready(face)
    path = f"/v1/articles/paid/audio?signature={good()}"
    face.flask.post(path)
    workers.stop()  # they use the record for a moment longer
    with client.monitor() as monitor:  # type: ignore[no-untyped-call]  # redis-py has no types here
        assert face.flask.post(path).status_code == 200
        client.echo("over")
        commands = []
        for said in monitor.listen():
            if said["command"].startswith("ECHO"):
                break
            commands.append(as_text(said["command"]))
    ours = [command for command in commands if "listen:answer" in command]
    assert len(ours) == 1
    assert not [command for command in commands if "listen:narration:paid" in command]


def test_it_is_no_episode_of_the_podcast(face: Face, workers: Processes) -> None:
    ready(face)
    face.put("open", section="News")
    face.press("open")

    def feed() -> str:
        return str(face.flask.get("/feed.xml").text)

    wait_for(lambda: "/v1/articles/open/" in feed() or "open" in feed())
    assert "paid" not in feed().replace("Paid", "")


def test_what_nobody_has_fetched_is_its_sources(face: Face) -> None:
    assert problem(face.press("wp:1")) == (403, "signature-needed")
    assert face.flask.post(f"/v1/articles/wp:1/audio?signature={good('wp:1')}").status_code == 202


def test_the_snippet_hands_the_signature_to_the_player(face: Face, workers: Processes) -> None:
    ready(face)
    signature = good()
    page = face.flask.get(f"/v1/articles/paid/audio/snippet.html?signature={signature}")
    assert f'signature="{signature}"></listen-to-article>' in page.text
    assert f"?signature={signature}" in page.text


def test_the_command_signs(settings_env: dict[str, str], face: Face) -> None:
    face.put("paid", section="Paid")
    done = CliRunner().invoke(main, ["sign", "paid", "--for", "60"])
    assert done.exit_code == 0
    path = f"/v1/articles/paid/audio?signature={done.output.strip()}"
    assert face.flask.get(path).status_code == 200


def test_a_rule_without_a_key_stops_the_start(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LISTEN_SIGNING_KEY")
    with pytest.raises(BadSettingsError, match="LISTEN_SIGNING_KEY"):
        create_app()
    monkeypatch.setenv("LISTEN_SIGNING_KEY", "short")
    with pytest.raises(BadSettingsError, match="LISTEN_SIGNING_KEY") as raised:
        create_app()
    assert "short" not in str(raised.value)
