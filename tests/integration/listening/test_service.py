"""The web service and real worker processes, on a real Valkey, with a voice that hums."""

import io
import json
import threading
from collections.abc import Iterator

import mutagen.mp3
import pytest
import redis
import soundfile

from cache.narrations.name import NarrationName
from cache.redis import keys
from tests.acting import DEADLY, WAITING
from tests.integration.face import BODY, SENTENCES, Face, live_manifest
from tests.speech_servers import SpeechServer, fake_google
from tests.stand import Processes, wait_for


def test_a_pressed_article_becomes_one_mp3_with_every_sentence_once_and_in_order(
    face: Face, workers: Processes
) -> None:
    assert face.put("pier").status_code == 201
    pressed = face.press("pier")
    assert pressed.status_code == 202
    assert pressed.get_json()["state"] == "queued"
    narration = face.until("pier", "ready")
    assert narration["progress"] == {"clips_done": 6, "clips_total": 6}
    cues = face.flask.get(narration["cues_url"]).get_json()
    assert [cue["written"] for cue in cues["cues"]] == SENTENCES
    starts = [cue["start_s"] for cue in cues["cues"]]
    assert starts == sorted(starts)
    mp3 = face.mp3(narration)
    assert mutagen.mp3.MP3(io.BytesIO(mp3)).info.length == pytest.approx(
        narration["duration_s"], abs=0.05
    )
    sound, rate_hz = soundfile.read(io.BytesIO(mp3))
    assert len(sound) / rate_hz == pytest.approx(narration["duration_s"], abs=0.001)
    assert face.spoken() == set(SENTENCES)
    wait_for(lambda: face.status()["speech"]["utterances"] >= 6)
    vtt = face.flask.get("/v1/articles/pier/audio/cues.vtt").get_data(as_text=True)
    assert vtt.startswith("WEBVTT\n")
    assert vtt.count(" --> ") == 6


def test_a_ready_narration_is_answered_from_the_cache(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    pressed = face.press("pier")
    assert pressed.status_code == 200
    assert pressed.get_json() == narration
    batch = face.flask.post("/v1/audio", json={"article_ids": ["pier", "pier"]})
    assert batch.status_code == 202
    assert batch.get_json() == {"items": [narration, narration]}


def test_many_presses_at_once_make_one_narration(face: Face, workers: Processes) -> None:
    face.put("pier")
    statuses: list[int] = []
    runs: list[int] = []
    barrier = threading.Barrier(100)
    app = face.flask.application
    narrations = app.extensions["listen"].stores.narrations

    def press() -> None:
        with app.test_client() as flask:
            barrier.wait()
            statuses.append(flask.post("/v1/articles/pier/audio").status_code)
            runs.append(narrations.read(NarrationName("pier", "tone:220")).run)

    threads = [threading.Thread(target=press) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 100
    assert set(statuses) <= {200, 202}
    assert (len(runs), len(set(runs))) == (100, 1)
    face.until("pier", "ready")
    assert face.spoken() == set(SENTENCES)
    wait_for(lambda: face.status()["narrations_ready"] == 1)


def test_an_edited_sentence_is_spoken_alone_while_the_old_url_lives(
    face: Face, workers: Processes
) -> None:
    face.put("pier")
    old = face.ready("pier")
    face.spoken()
    changed = f"Two {WAITING}."
    face.put("pier", html=BODY.replace("Two is here.", changed))
    pressed = face.press("pier")
    assert pressed.status_code == 202
    assert pressed.get_json()["url"] == old["url"]
    (face.data_dir / "go-on").touch()
    new = face.until("pier", "ready")
    assert face.spoken() == {changed}
    assert new["url"] != old["url"]
    face.mp3(old)
    face.mp3(new)


def test_an_edit_that_nobody_hears_speaks_nothing(face: Face, workers: Processes) -> None:
    face.put("pier")
    old = face.ready("pier")
    face.spoken()
    face.put("pier", html=BODY + "<figure><figcaption>New caption</figcaption></figure>")
    pressed = face.press("pier")
    now = pressed.get_json()
    assert now["updated_at"] > old["updated_at"]
    assert pressed.status_code == (200 if now["state"] == "ready" else 202)  # the edit queued it
    assert face.until("pier", "ready")["url"] == old["url"]
    assert face.press("pier").status_code == 200
    assert face.spoken() == set()


def test_an_edit_that_is_undone_finds_its_old_track(face: Face, workers: Processes) -> None:
    face.put("pier")
    old = face.ready("pier")
    face.put("pier", html="<p>Another text.</p>")
    face.ready("pier")
    face.put("pier")
    face.spoken()
    assert face.ready("pier")["url"] == old["url"]
    assert face.spoken() == set()


def test_redis_may_be_emptied_at_any_time(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    face.put("pier")
    narration = face.ready("pier")
    assert face.spoken() == set(SENTENCES)
    client.flushall()
    pressed = face.press("pier")
    assert pressed.status_code == 200
    assert {**pressed.get_json(), "updated_at": ""} == {**narration, "updated_at": ""}
    client.flushall()
    face.put("pier", html=BODY.replace("Two is here.", "Two has changed."))
    wait_for(lambda: client.exists(keys.VOICES))
    face.ready("pier")
    assert face.spoken() == {"Two has changed."}


def test_redis_emptied_in_the_middle_stops_nobody_for_long(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    face.put("pier", html=f"{BODY}<p>Four {WAITING}.</p>")
    face.press("pier")
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] == 6)
    client.flushall()
    assert face.press("pier").status_code == 202
    (face.data_dir / "go-on").touch()
    assert face.until("pier", "ready")["progress"] == {"clips_done": 7, "clips_total": 7}


def test_the_cues_of_what_is_spoken_so_far_are_those_of_the_track_to_come(
    face: Face, workers: Processes
) -> None:
    html = f"<p>One is $5 here.</p><p>Two {WAITING}.</p>"
    face.put("pier", html=BODY)
    face.ready("pier")
    face.put("pier", html=html)
    face.press("pier")
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] == 3)
    progress = face.flask.application.extensions["listen"].stores.progress
    stored = progress.slots(NarrationName("pier", "tone:220"))
    heard = [json.loads(stored[index]) for index in range(3)]
    (face.data_dir / "go-on").touch()
    narration = face.until("pier", "ready")
    cues = face.flask.get(narration["cues_url"]).get_json()["cues"]
    assert [word["end"] for word in cues[2]["words"]] == [3, 6, 9, 14]
    onset_s = 0.0
    for slot, cue in zip(heard, cues, strict=False):
        (relative,) = slot["cues"]
        shifts = [cue["start_s"] - relative["start_s"], cue["end_s"] - relative["end_s"]]
        for late, early in zip(cue["words"], relative["words"], strict=True):
            shifts += [late["start_s"] - early["start_s"], late["end_s"] - early["end_s"]]
            assert (late["start"], late["end"]) == (early["start"], early["end"])
        assert shifts == pytest.approx([onset_s] * len(shifts), abs=0.0011)
        assert {k: v for k, v in cue.items() if not k.endswith("_s") and k != "words"} == {
            k: v for k, v in relative.items() if not k.endswith("_s") and k != "words"
        }
        onset_s += slot["duration_s"]


def test_audio_that_is_taken_down_is_gone(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    web = face.flask.application.extensions["listen"]
    manifest = live_manifest(web, NarrationName("pier", "tone:220"))
    clip_url = f"/audio/clips/{next(iter(manifest.slots.values()))['hash']}.mp3"
    assert face.flask.get(clip_url).status_code == 200
    assert face.flask.delete("/v1/articles/pier/audio").status_code == 204
    for url in (narration["url"], clip_url):
        answer = face.flask.get(url)
        assert (answer.status_code, answer.get_json()["code"]) == (410, "audio-gone")
    assert face.look("pier")["state"] == "absent"
    again = face.ready("pier")
    face.mp3(again)


def test_articles_that_say_the_same_lose_nothing_with_one_another(
    face: Face, workers: Processes
) -> None:
    for article_id in ("pier", "copy"):
        face.put(article_id)
        face.ready(article_id)
    web = face.flask.application.extensions["listen"]
    manifest = live_manifest(web, NarrationName("copy", "tone:220"))
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    for slot in manifest.slots.values():
        assert face.flask.get(f"/audio/clips/{slot['hash']}.mp3").status_code == 200
    face.mp3(face.look("copy"))


def test_what_was_heard_of_a_draft_goes_with_its_article(face: Face, workers: Processes) -> None:
    face.put("pier", html="<p>This is the draft, of which some was heard.</p>")
    face.ready("pier")
    drafted = {path.stem for path in (face.data_dir / "audio" / "slots").rglob("*.mp3")}
    face.put("pier")
    face.ready("pier")
    web = face.flask.application.extensions["listen"]
    name = NarrationName("pier", "tone:220")
    web.stores.manifests.make_live(name, face.look("pier")["url"][14:-4])
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    assert list((face.data_dir / "audio" / "slots").rglob("*.mp3")) == []
    for slot in drafted:
        assert face.flask.get(f"/audio/clips/{name.tag}{slot}.mp3").status_code == 410


def test_an_article_that_is_deleted_takes_its_audio_with_it(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    assert face.flask.get(narration["url"]).status_code == 410
    assert face.press("pier").status_code == 404


def test_slots_that_storage_lost_are_made_again(face: Face, workers: Processes) -> None:
    face.put("pier")
    old = face.ready("pier")
    face.spoken()
    slots = (face.data_dir / "audio" / "slots").rglob("*.mp3")
    for number, slot in enumerate(sorted(slots)):
        if number % 2:
            slot.unlink()
        else:
            slot.write_bytes(b"damaged")
    face.put("pier", title="Another Title")
    new = face.ready("pier")
    assert new["duration_s"] > 0
    assert len(face.mp3(new)) == pytest.approx(len(face.mp3(old)), rel=0.2)
    assert face.spoken() == {"Another Title"}  # all else comes from stored clips


def test_an_article_with_nothing_to_read_fails_and_says_so_until_it_changes(
    face: Face, workers: Processes
) -> None:
    face.put("pier", title="", dek="", html="<figure><figcaption>Words</figcaption></figure>")
    face.press("pier")
    failed = face.until("pier", "failed")
    assert failed["error"]["code"] == "nothing-to-read"
    assert not failed["error"]["retryable"]
    again = face.press("pier")
    assert (again.status_code, again.get_json()["code"]) == (422, "nothing-to-read")
    face.put("pier")
    face.ready("pier")


def test_pregeneration_is_made_too(face: Face, workers: Processes) -> None:
    ids = []
    for number in range(5):
        face.put(f"pier-{number}", title=f"Title {number}")
        ids.append(f"pier-{number}")
    asked = face.flask.post("/v1/audio", json={"article_ids": ids, "priority": "pregenerate"})
    assert asked.status_code == 202
    for article_id in ids:
        face.until(article_id, "ready")


@pytest.fixture
def google(env: dict[str, str]) -> Iterator[SpeechServer]:
    """In `env`, Google is the voice."""
    with fake_google() as server:
        env.update(LISTEN_VOICES="gtts:en", LISTEN_GTTS_BASE_URL=server.url)
        yield server


@pytest.mark.slow
def test_an_engine_that_is_down_is_tried_again_then_fails_and_a_later_press_tries_again(
    google: SpeechServer, face: Face, workers: Processes
) -> None:
    google.behavior = 503
    face.put("pier")
    face.press("pier")
    failed = face.until("pier", "failed")
    assert failed["error"]["code"] == "engine-unavailable"
    assert failed["error"]["retryable"]
    assert len(google.texts) >= 4
    google.behavior = 200
    face.ready("pier")


@pytest.mark.slow
def test_the_third_death_over_one_utterance_fails_that_article_and_no_other(
    face: Face, processes: Processes
) -> None:
    processes.start("workers")  # under their supervisor, which starts again what dies
    wait_for(lambda: face.status()["workers"])
    face.put("bad", html=f"<p>Fine so far. This one is {DEADLY}. Never heard.</p>")
    face.put("good")
    face.press("bad")
    face.press("good")
    face.until("good", "ready")
    failed = face.until("bad", "failed")
    assert failed["error"]["code"] == "deadly-job"
    assert (face.data_dir / "spoken").read_text().count(DEADLY) == 3
