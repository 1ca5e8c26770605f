"""Articles with a publication time in the future: closed until that second, then open at once."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from audio_service.app import create_app
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, api_key, wait_for

TITLE = "A merger nobody knows of"
RULES = """
[[rules]]
section = "Ahead"
narrate = "always"
"""


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Settings of a service that narrates the articles of a section in advance."""
    (tmp_path / "publication.toml").write_text(RULES)
    return env | {"LISTEN_PUBLICATION_FILE": str(tmp_path / "publication.toml")}


@pytest.fixture
def stranger(face: Face) -> FlaskClient:
    return create_app().test_client()


def at(seconds_from_now: float) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds_from_now)).isoformat()


def put(face: Face, opens_in_s: float, article_id: str = "merger", section: str = "Ahead") -> None:
    said = {"title": TITLE, "language": "en", "section": section}
    answer = face.put(article_id, published_at=at(opens_in_s), **said)
    assert answer.status_code in {200, 201}


def ahead(face: Face, article_id: str = "merger") -> Any:
    """Return the narration that was made before its time."""
    key = {"Authorization": f"Bearer {api_key(face.flask.application)}"}

    def made() -> Any:
        looked = face.flask.get(f"/v1/articles/{article_id}/audio", headers=key).get_json()
        return looked if looked.get("state") == "ready" else None

    return wait_for(made)


def addresses(narration: Any) -> list[str]:
    about, track = "/v1/articles/merger/audio", narration["url"].rpartition("/")[2][:-4]
    return [
        narration["url"],
        about,
        f"{about}?voice=tone:220",
        f"{about}/stream.mp3",
        f"{about}/stream.m3u8",
        f"{about}/cues.json",
        f"{about}/cues.vtt?track={track}",
        f"{about}/chapters.json",
        f"{about}/audio-object.json",
        f"{about}/snippet.html",
    ]


def test_it_is_made_ahead_and_nothing_of_it_is_told_before_its_time(
    face: Face, workers: Processes, stranger: FlaskClient
) -> None:
    put(face, 3_600)
    narration = ahead(face)
    unknown = stranger.post("/v1/articles/nothing/audio").get_json()["detail"]
    for address in addresses(narration):
        answer = stranger.get(address)
        assert problem(answer) == (404, "article-not-found"), address
        assert answer.get_json()["detail"] == unknown.replace("nothing", "merger"), address
    assert problem(stranger.post("/v1/articles/merger/audio"))[1] == "article-not-found"
    many = stranger.post("/v1/audio", json={"article_ids": ["merger", "river-pact-nears-end"]})
    assert problem(many)[1] == "article-not-found"
    told = stranger.post("/v1/articles/merger/plays", data=b'{"event": "started"}')
    assert problem(told)[1] == "article-not-found"
    for public in ("/status", "/status?format=json", "/feed.xml", "/metrics", "/readyz"):
        text = stranger.get(public).text
        assert TITLE not in text, public
        assert "merger" not in text, public


def test_it_opens_by_itself_and_is_heard_like_any_cached_press(
    face: Face, workers: Processes, stranger: FlaskClient
) -> None:
    put(face, 3_600)
    ahead(face)
    opens_at = time.time() + 3
    put(face, 3)
    ahead(face)
    early = stranger.post("/v1/articles/merger/audio")
    assert problem(early) == (403, "not-published-yet")
    assert 1 <= int(early.headers["Retry-After"]) <= 4
    time.sleep(max(0.0, opens_at - 1 - time.time()))
    assert stranger.get("/v1/articles/merger/audio").status_code == 403
    time.sleep(max(0.0, opens_at + 1 - time.time()))
    pressed = stranger.post("/v1/articles/merger/audio")
    assert pressed.status_code == 200
    assert pressed.get_json()["state"] == "ready"
    assert stranger.get(pressed.get_json()["url"]).status_code == 200
    wait_for(lambda: TITLE in stranger.get("/feed.xml").text)


def test_it_closes_again_when_its_time_is_moved(
    face: Face, workers: Processes, stranger: FlaskClient
) -> None:
    put(face, -60)
    face.press("merger")
    narration = face.until("merger", "ready")
    wait_for(lambda: TITLE in stranger.get("/feed.xml").text)
    put(face, 3_600)
    for address in addresses(narration):
        assert problem(stranger.get(address))[1] == "article-not-found", address
    assert TITLE not in stranger.get("/feed.xml").text


def test_among_several_it_cannot_be_told_from_one_that_does_not_exist(
    face: Face, stranger: FlaskClient
) -> None:
    put(face, 3_600)
    answer = stranger.post("/v1/audio", json={"article_ids": ["merger", "guess"]})
    assert problem(answer) == (404, "article-not-found")
    assert answer.get_json()["article_ids"] == ["merger", "guess"]


def in_hours(hours: int) -> str:
    """Return a time of day without its zone."""
    time = datetime.now(UTC) + timedelta(hours=hours)
    return time.replace(tzinfo=None).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    "published_at",
    ["2126-01-01T00:00:00", "2126-01-01", "soon", in_hours(3), in_hours(-3), in_hours(48)[:10]],
    ids=["far", "far-day", "no-time", "in-3-h", "3-h-ago", "day-after-tomorrow"],
)
def test_a_time_that_tells_no_moment_is_refused(face: Face, published_at: str) -> None:
    answer = face.put("merger", published_at=published_at)
    assert problem(answer) == (422, "invalid-request")
    assert "zone" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "published_at",
    [in_hours(-30), in_hours(-30)[:10], in_hours(0)[:10]],
    ids=["30-h-ago", "day-30-h-ago", "today"],
)
def test_a_time_that_is_over_everywhere_needs_no_zone(face: Face, published_at: str) -> None:
    assert face.put("merger", published_at=published_at).status_code == 201
