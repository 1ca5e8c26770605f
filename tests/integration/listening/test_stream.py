"""Narrations are heard while they are made."""

import threading
from typing import Any

import pytest
from flask.testing import FlaskClient

from cache.narrations.name import NarrationName
from tests.acting import WAITING
from tests.integration.face import Face
from tests.mp4_boxes import read_media
from tests.stand import Processes, wait_for
from worker.audio.mp3 import count_frames

LONG = f"<p>The first sentence is there at once. The second {WAITING}. The third is last.</p>"


def read_tag_size(data: bytes) -> int:
    """Return the size of the ID3 tag with which `data` begins, in bytes."""
    assert data[:3] == b"ID3"
    size = 0
    for byte in data[6:10]:
        assert byte < 128
        size = size << 7 | byte
    return size + 10


class Listener:
    """Listener of a stream, in a thread."""

    def __init__(self, flask: FlaskClient, article_id: str, ending: str = "mp3") -> None:
        self.heard = b""
        self.broke_off = False
        self.answer = flask.application.test_client().get(
            f"/v1/articles/{article_id}/audio/stream.{ending}", buffered=False
        )
        self.thread = threading.Thread(target=self._hear)
        self.thread.start()

    def _hear(self) -> None:
        try:
            for data in self.answer.iter_encoded():
                self.heard += data
        except ConnectionResetError:
            self.broke_off = True
        finally:
            self.answer.close()

    def until_end(self) -> bytes:
        self.thread.join()
        return self.heard


@pytest.fixture
def halted(face: Face, workers: Processes) -> Face:
    """A face, and a narration that waits at its third utterance."""
    assert face.put("pier", html=LONG, dek="").status_code == 201
    assert face.press("pier").status_code == 202
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] >= 2)
    return face


def go_on(face: Face) -> None:
    (face.data_dir / "go-on").touch()


def test_a_listener_hears_what_is_there_and_then_the_rest(halted: Face) -> None:
    narration = halted.look("pier")
    assert narration["stream_url"] == "/v1/articles/pier/audio/stream.mp3"
    assert narration["hls_url"].startswith("/v1/articles/pier/audio/stream.m3u8?run=")
    listener = Listener(halted.flask, "pier")
    assert listener.answer.headers["Content-Type"] == "audio/mpeg"
    assert listener.answer.headers["Cache-Control"] == "no-store"
    assert listener.answer.headers["Access-Control-Allow-Origin"] == "*"
    wait_for(lambda: len(listener.heard) >= 32_768)
    assert len(listener.heard) % 32_768 == 0
    begun = listener.heard
    assert count_frames(begun[read_tag_size(begun) :]) * 576 / 22_050 >= 1.5
    go_on(halted)
    heard = listener.until_end()
    assert not listener.broke_off
    track = halted.mp3(halted.until("pier", "ready"))
    assert heard[read_tag_size(heard) :] == track[read_tag_size(track) :]


def test_an_mp4_has_the_same_frames(halted: Face) -> None:
    listener = Listener(halted.flask, "pier", "mp4")
    assert listener.answer.headers["Content-Type"] == "audio/mp4"
    wait_for(lambda: len(listener.heard) >= 32_768)
    go_on(halted)
    heard = listener.until_end()
    assert not listener.broke_off
    track = halted.mp3(halted.until("pier", "ready"))
    assert read_media(heard) == track[read_tag_size(track) :]


def test_everybody_hears_the_same(halted: Face) -> None:
    listeners = [Listener(halted.flask, "pier") for _ in range(20)]
    go_on(halted)
    heard = {listener.until_end() for listener in listeners}
    assert len(heard) == 1
    wait_for(
        lambda: not halted.flask.application.extensions["listen"].delivery.live_streams._relays
    )


def test_a_ready_narration_is_heard_from_its_track(halted: Face) -> None:
    go_on(halted)
    narration = halted.until("pier", "ready")
    assert narration["stream_url"] is narration["hls_url"] is None
    answer = halted.flask.get("/v1/articles/pier/audio/stream.mp3")
    assert (answer.status_code, answer.headers["Location"]) == (302, narration["url"])


def test_what_nobody_asked_for_is_not_heard(face: Face) -> None:
    for kind in ("mp3", "mp4", "m3u8"):
        assert face.flask.get(f"/v1/articles/none/audio/stream.{kind}").status_code == 404
    face.put("pier")
    for kind in ("mp3", "mp4", "m3u8"):
        answer = face.flask.get(f"/v1/articles/pier/audio/stream.{kind}")
        assert (answer.status_code, answer.get_json()["code"]) == (409, "not-begun")
        assert "POST /v1/articles/pier/audio" in answer.get_json()["detail"]


def test_a_narration_that_is_taken_down_breaks_off(halted: Face) -> None:
    listener = Listener(halted.flask, "pier")
    wait_for(lambda: listener.heard)
    assert halted.flask.delete("/v1/articles/pier/audio").status_code == 204
    listener.until_end()
    assert listener.broke_off
    go_on(halted)


def test_an_edit_midway_breaks_off_what_was_begun(halted: Face) -> None:
    listener = Listener(halted.flask, "pier")
    wait_for(lambda: listener.heard)
    halted.put("pier", html="<p>All is otherwise now.</p>", dek="")
    halted.press("pier")
    listener.until_end()
    assert listener.broke_off
    go_on(halted)


def test_what_fails_before_it_is_heard_says_why(face: Face, workers: Processes) -> None:
    face.put("pier", title="", dek="", html="<p data-listen='skip'>Words.</p>")
    face.press("pier")
    face.until("pier", "failed")
    answer = face.flask.get("/v1/articles/pier/audio/stream.mp3")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "nothing-to-read")


def playlist(face: Face, query: str = "") -> tuple[list[str], list[float], bool]:
    """Return the addresses and lengths of a playlist's segments, and whether it is at its end."""
    flask = face.flask.application.test_client()  # threads do not share one
    answer = flask.get(f"/v1/articles/pier/audio/stream.m3u8{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "#EXTM3U"
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in lines
    target_s = next(int(x.split(":")[1]) for x in lines if x.startswith("#EXT-X-TARGETDURATION"))
    lengths = [float(x[8:].rstrip(",")) for x in lines if x.startswith("#EXTINF:")]
    assert all(length <= target_s for length in lengths)
    return [x for x in lines if not x.startswith("#")], lengths, "#EXT-X-ENDLIST" in lines


def test_a_playlist_grows_until_its_end(halted: Face) -> None:
    segments, lengths, ended = playlist(halted)
    assert len(segments) == len(lengths) == 2
    assert not ended
    held: list[Any] = []
    waiting = threading.Thread(target=lambda: held.append(playlist(halted, "?_HLS_msn=2")))
    waiting.start()
    go_on(halted)
    waiting.join()
    assert held[0][0][:2] == segments
    assert len(held[0][0]) >= 3
    narration = halted.until("pier", "ready")
    segments, lengths, ended = playlist(halted)
    assert ended
    assert sum(lengths) == pytest.approx(narration["duration_s"], abs=0.001)
    track = halted.mp3(narration)
    bodies = []
    for address in segments:
        answer = halted.flask.get(address)
        assert "immutable" in answer.headers["Cache-Control"]
        bodies.append(answer.data)
    assert b"".join(body[read_tag_size(body) :] for body in bodies) == track[read_tag_size(track) :]
    ticks = [int.from_bytes(body[: read_tag_size(body)][-8:]) for body in bodies]
    assert ticks == [pytest.approx(90_000 * sum(lengths[:n]), abs=1) for n in range(len(lengths))]
    assert halted.flask.get("/v1/articles/pier/audio/stream.m3u8?_HLS_msn=nine").status_code == 200


def test_cues_grow_until_the_last_one(halted: Face) -> None:
    address = "/v1/articles/pier/audio/cues.json"
    begun = halted.flask.get(address).get_json()
    assert (begun["state"], begun["complete"], len(begun["cues"])) == ("speaking", False, 2)
    assert begun["cues"][-1]["end_s"] < begun["duration_s"]
    assert halted.flask.get(f"{address}?from=1").get_json()["cues"] == begun["cues"][1:]
    captions = halted.flask.get(address.replace("json", "vtt")).get_data(as_text=True)
    assert captions.count("-->") == 2
    go_on(halted)
    narration = halted.until("pier", "ready")
    whole = halted.flask.get(address).get_json()
    assert (whole["state"], whole["complete"], len(whole["cues"])) == ("ready", True, 4)
    assert whole["cues"][:2] == begun["cues"]
    assert whole["duration_s"] == narration["duration_s"]
    assert halted.flask.get(f"{address}?from=4").get_json()["cues"] == []


def test_a_playlist_only_ever_grows(halted: Face) -> None:
    address = halted.look("pier")["hls_url"]
    assert halted.flask.get(address).status_code == 200
    halted.put("pier", html="<p>All is otherwise now.</p>", dek="")
    halted.press("pier")
    go_on(halted)
    halted.until("pier", "ready")
    assert halted.flask.get(address).status_code == 409


def test_cues_say_of_which_version_they_are(halted: Face) -> None:
    address = "/v1/articles/pier/audio/cues.json"
    begun = halted.look("pier")
    assert halted.flask.get(address).get_json()["fingerprint"] == begun["fingerprint"]
    go_on(halted)
    first = halted.until("pier", "ready")
    assert first["fingerprint"] == begun["fingerprint"]
    (halted.data_dir / "go-on").unlink()
    halted.put("pier", html=f"<p>This one {WAITING}.</p>", dek="")
    halted.press("pier")
    wait_for(lambda: halted.look("pier")["progress"]["clips_done"] >= 1)
    narration = halted.look("pier")
    assert narration["url"] == first["url"]
    live = halted.flask.get(narration["cues_url"]).get_json()
    assert (live["fingerprint"], len(live["cues"])) == (first["fingerprint"], 4)
    newer = halted.flask.get(address).get_json()
    assert (newer["fingerprint"], newer["complete"]) == (narration["fingerprint"], False)
    assert halted.flask.get(f"{address}?track=nonsense").status_code == 404
    go_on(halted)


def test_a_playlist_whose_slots_nobody_knows_any_more_is_the_track(halted: Face) -> None:
    go_on(halted)
    narration = halted.until("pier", "ready")
    context = halted.flask.application.extensions["listen"]
    wait_for(lambda: context.stores.manifests.find(NarrationName("pier", "tone:220")))
    context.redis.flushall()
    segments, lengths, ended = playlist(halted)
    assert (segments, ended) == ([narration["url"]], True)
    assert lengths == [pytest.approx(narration["duration_s"], abs=0.001)]
