"""Choice of a voice by listeners: the voices in which an article is ready."""

from typing import Any

import pytest
import redis

from cache.messages.published_voices import Voices
from cache.narrations.name import NarrationName
from cache.narrations.record import State
from tests.integration.face import Face
from tests.integration.records import jobs
from tests.integration.speech.inline_worker import InlineWorker
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE

pytestmark = pytest.mark.usefixtures("voices_are_read_again")

USUAL, OTHER, STUDIO_VOICE = "tone:220", "tone:330", "tone:440"
FRENCH = "tone:550/fr"
ALL = [USUAL, OTHER, STUDIO_VOICE]


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    voices = f"{USUAL},{OTHER},{FRENCH}"
    return {**env, "LISTEN_VOICES": voices, "LISTEN_STUDIO_VOICE": STUDIO_VOICE}


def narrate(face: Face, worker: InlineWorker, *voices: str) -> None:
    """Narrate the article in these voices."""
    for voice in voices:
        asked = {"article_ids": ["pier"], "voice": voice, "priority": "pregenerate"}
        assert face.flask.post("/v1/audio", json=asked).status_code == 202
    worker.work()


def look(face: Face, query: str = "") -> Any:
    return face.flask.get(f"/v1/articles/pier/audio{query}").get_json()


def press(face: Face, query: str = "") -> Any:
    return face.flask.post(f"/v1/articles/pier/audio{query}").get_json()


def test_the_ready_voices_are_named_without_another_request(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    assert "voices" not in look(face)
    narrate(face, worker, OTHER)
    assert "voices" not in look(face)  # the player shows no menu
    narrate(face, worker, STUDIO_VOICE, USUAL)
    assert look(face)["voices"] == ALL
    assert len(face.flask.get("/v1/articles/pier/audio").data) < 1000


def test_a_listener_gets_the_chosen_voice_where_it_is_ready(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    narrate(face, worker, USUAL, OTHER)
    for ask in (look, press):
        assert ask(face)["voice"] == USUAL
        chosen = ask(face, f"?prefer={OTHER}")
        assert (chosen["voice"], chosen["state"]) == (OTHER, "ready")
        assert ask(face, f"?prefer={STUDIO_VOICE}")["voice"] == USUAL  # it is not ready
        assert ask(face, f"?heard={USUAL}&prefer={OTHER}")["voice"] == USUAL


def test_a_choice_starts_no_narration_and_does_not_hold_up_the_usual_one(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    for chosen in (OTHER, STUDIO_VOICE, FRENCH, "tone:9", "nothing"):
        assert press(face, f"?prefer={chosen}")["voice"] == USUAL
    assert len(jobs(client, FIRST)) == 1
    worker.work((FIRST, PLAY))
    narrations = worker.context.stores.narrations
    assert narrations.read(NarrationName("pier", OTHER)).state is State.ABSENT
    narrate(face, worker, STUDIO_VOICE)
    assert press(face, f"?prefer={OTHER}")["voice"] == STUDIO_VOICE
    assert press(face, f"?prefer={USUAL}")["voice"] == USUAL


def test_cues_belong_to_the_voice_that_is_heard(face: Face, worker: InlineWorker) -> None:
    face.put("pier")
    narrate(face, worker, *ALL)
    for voice in ALL:
        heard = look(face, f"?heard={voice}")
        assert heard["voice"] == voice
        address = f"/v1/articles/pier/audio/cues.json?heard={voice}"
        cues = face.flask.get(address).get_json()
        assert cues["fingerprint"] == heard["fingerprint"]
        assert face.flask.get(heard["cues_url"]).get_json()["cues"] == cues["cues"]


def test_a_listener_of_a_stream_keeps_its_voice_when_the_chosen_one_becomes_ready(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    press(face)
    worker.work_once((FIRST,), jobs=1)
    asked = {"article_ids": ["pier"], "voice": OTHER, "priority": "pregenerate"}
    face.flask.post("/v1/audio", json=asked)
    worker.work((PREGENERATE,))
    assert look(face, f"?heard={USUAL}")["state"] == "speaking"
    for ask in (look, press):
        assert ask(face, f"?heard={USUAL}&prefer={OTHER}")["voice"] == USUAL
        assert ask(face, f"?prefer={OTHER}")["voice"] == OTHER


def test_an_edited_article_is_not_offered_in_voices_that_have_not_read_the_edit(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    narrate(face, worker, USUAL, OTHER)
    face.put("pier", title="Another Title")
    assert "voices" not in look(face)
    press(face)
    worker.work((FIRST, PLAY))
    assert look(face, f"?prefer={OTHER}")["voice"] == USUAL
    assert "voices" not in look(face)


def test_voices_that_were_taken_down_or_removed_are_not_offered(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    narrate(face, worker, USUAL, OTHER, STUDIO_VOICE)
    answer = face.flask.delete(f"/v1/articles/pier/audio?voice={OTHER}")
    assert answer.status_code == 204
    assert look(face)["voices"] == [USUAL, STUDIO_VOICE]
    there = Voices(client)
    there.publish([voice for voice in there.all() if voice.name != STUDIO_VOICE])
    worker.publish([USUAL, OTHER])
    assert "voices" not in look(face)


def test_all_voices_are_offered_again_after_redis_was_emptied(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    narrate(face, worker, *ALL)
    before = look(face)
    client.flushall()
    worker.publish(worker.context.settings.all_voices)
    after = look(face)
    assert (after["voices"], after["url"]) == (before["voices"], before["url"])
    chosen = press(face, f"?prefer={OTHER}")
    assert (chosen["voice"], chosen["state"]) == (OTHER, "ready")
