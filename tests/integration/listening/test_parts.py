"""The first utterance of a pressed article is heard part by part while it is spoken."""

import time
from pathlib import Path

import pytest
import redis

from audio_service.listening.streaming import progressive
from tests.acting import BROKEN, DYING, HALFWAY
from tests.integration.face import Face
from tests.integration.listening.test_stream import Listener, read_tag_size
from tests.mp4_boxes import read_media
from tests.stand import Processes, patience_s, wait_for
from worker.audio.mp3 import count_frames
from worker.jobs.background_pause import let_go_on

PARTS = "listen:narration:pier|tone:220:parts"


def without_tags(mp3: bytes) -> bytes:
    """Return the frames of an MP3, without the ID3 tags before and between them."""
    frames = b""
    while mp3:
        mp3 = mp3[read_tag_size(mp3) :]
        end = mp3.find(b"ID3\x04") % (len(mp3) + 1)
        frames, mp3 = frames + mp3[:end], mp3[end:]
    return frames


def press(face: Face, title: str) -> Listener:
    """Press an article with this title, and return a listener who has heard the first part."""
    face.put("pier", title=title, dek="", html="<p>The first sentence comes after it.</p>")
    assert face.press("pier").status_code == 202
    listener = Listener(face.flask, "pier")
    wait_for(lambda: len(listener.heard) == 32_768)
    return listener


def go_on(face: Face) -> None:
    (face.data_dir / "go-on").touch()


def test_a_listener_hears_the_beginning_while_the_title_is_spoken(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    listener = press(face, f"This title {HALFWAY} and then it is spoken to its end")
    begun = listener.heard[read_tag_size(listener.heard) :]
    assert 1.3 <= count_frames(begun) * 576 / 22_050 < 2.0
    assert face.look("pier")["progress"]["clips_done"] == 0
    late = Listener(face.flask, "pier")
    chromium = Listener(face.flask, "pier", "mp4")
    wait_for(lambda: late.heard and chromium.heard)
    assert len(chromium.heard) == 32_768
    assert 0 < client.ttl(PARTS) <= 60
    go_on(face)
    heard = {listener.until_end(), late.until_end()}
    assert not listener.broke_off
    [heard_by_both] = heard
    track = face.mp3(face.until("pier", "ready"))
    assert without_tags(heard_by_both) == without_tags(track)
    assert without_tags(track).startswith(begun)
    assert read_media(chromium.until_end()) == without_tags(track)
    assert not client.exists(PARTS)
    whole_blocks = heard_by_both.rindex(b"ID3")
    padded = whole_blocks + read_tag_size(heard_by_both[whole_blocks:])
    assert padded % 32_768 == 0, "Chromium hears the title to its end before the next slot is there"


def test_another_process_goes_on_with_the_same_frames_after_one_died_halfway(
    face: Face, workers: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progressive, "STALL_S", patience_s() * 2)  # the other one may be slow
    title = f"This title {HALFWAY} {DYING} and then it is spoken to its end"
    listener = press(face, title)
    wait_for(lambda: (face.data_dir / "died").exists())
    let_go_on([worker.pid for worker in workers.running if worker.is_alive()])  # as a supervisor
    go_on(face)
    heard = listener.until_end()
    assert not listener.broke_off
    track = face.mp3(face.until("pier", "ready"))
    assert without_tags(heard) == without_tags(track)


def test_sound_that_is_faulty_after_its_first_part_is_spoken_again_and_the_stream_breaks_off(
    face: Face, workers: Processes
) -> None:
    listener = press(face, f"This title {HALFWAY} and {BROKEN} and then it is spoken to its end")
    go_on(face)
    listener.until_end()
    assert listener.broke_off
    track = face.mp3(face.until("pier", "ready"))
    again = Listener(face.flask, "pier")
    assert again.answer.status_code == 302
    assert count_frames(track[read_tag_size(track) :]) * 576 / 22_050 > 5


@pytest.mark.parametrize("change", ["taken down", "closed"])
def test_nothing_more_is_heard_of_an_article_that_is_closed_halfway(
    face: Face, workers: Processes, client: redis.Redis, change: str
) -> None:
    title = f"This title {HALFWAY} and then it is spoken to its end"
    listener = press(face, title)
    if change == "taken down":
        assert face.flask.delete("/v1/articles/pier/audio").status_code == 204
        assert not client.exists(PARTS)
    else:
        later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3_600))
        face.put(
            "pier", title=title, dek="", published_at=later,
            html="<p>The first sentence comes after it.</p>",
        )  # fmt: skip
    go_on(face)
    heard = listener.until_end()
    assert listener.broke_off
    assert len(heard) == 32_768


def test_a_narration_made_in_advance_is_not_spoken_in_parts(
    face: Face, workers: Processes, client: redis.Redis, tmp_path: Path
) -> None:
    face.put("pier", title=f"This title {HALFWAY} if anybody waits for it", dek="")
    body = {"article_ids": ["pier"], "priority": "pregenerate"}
    assert face.flask.post("/v1/audio", json=body).status_code == 202
    face.until("pier", "ready")
