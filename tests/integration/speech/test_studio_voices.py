"""Studio voices: a better voice reads an article again in the background."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import redis
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from audio_service.operations.speech_figures import list_voices
from cache.articles.edition import Edition
from cache.messages.published_voices import VoiceRecord, Voices
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, Priority, State
from cache.operations.counters import FirstClip
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import WorkerActivity
from cache.operations.studio_allowance import StudioAllowance
from cache.operations.voice_figures import ArticlesByVoice
from cache.redis import keys
from cache.settings import SharedSettings, read_settings
from tests.integration.face import SENTENCES, Face
from tests.integration.records import jobs
from tests.integration.speech.inline_worker import InlineWorker
from worker.errors import EngineUnavailableError
from worker.jobs import fetch_jobs
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.contexts.speaker import open_speaker_context
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE, STUDIO, Lane
from worker.jobs.queues import Queues
from worker.jobs.rq_worker import Worker, WorkerAssignment
from worker.model.voice import VoiceMeasures
from worker.narration.calibration import measure_voice
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings
from worker.speech.tone import ToneEngine, ToneVoice

INSTANT_VOICE, STUDIO_VOICE = "tone:220", "tone:440"
BUDGET_MIN = 10
WITH_LISTENERS = (FIRST, PLAY, PREGENERATE)


@pytest.fixture(scope="module")
def measured() -> VoiceMeasures:
    return measure_voice(ToneEngine().load("220"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, measured: VoiceMeasures) -> None:
    """Use voices that were measured before."""
    monkeypatch.setattr(loaded_voices, "measure_voice", lambda *_: measured)


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {
        **env,
        "LISTEN_VOICES": INSTANT_VOICE,
        "LISTEN_STUDIO_VOICE": STUDIO_VOICE,
        "LISTEN_STUDIO_DAILY_MIN": str(BUDGET_MIN),
    }


def recorded(worker: InlineWorker, voice: str, article_id: str = "pier") -> Narration:
    return worker.context.stores.narrations.read(NarrationName(article_id, voice))


def in_both_voices(face: Face, worker: InlineWorker) -> tuple[Any, Any]:
    """Return an article's narrations in the instant voice and in the studio voice, both ready."""
    face.put("pier")
    face.press("pier")
    worker.work(WITH_LISTENERS)
    instant = face.press("pier").get_json()
    worker.work()
    studio = face.press("pier").get_json()
    assert (instant["voice"], instant["state"]) == (INSTANT_VOICE, "ready")
    assert (studio["voice"], studio["state"]) == (STUDIO_VOICE, "ready")
    return instant, studio


def in_advance(face: Face, *article_ids: str) -> list[Any]:
    asked = {"article_ids": article_ids, "priority": "pregenerate"}
    answer = face.flask.post("/v1/audio", json=asked)
    assert answer.status_code == 202
    found: list[Any] = answer.get_json()["items"]
    return found


def spend_budget(client: redis.Redis) -> None:
    StudioAllowance(client, SharedSettings()).spend(BUDGET_MIN * 60)


def renew_budget(client: redis.Redis) -> None:
    client.delete(*client.keys(f"{keys.PREFIX}studio-spent:*"))


def test_a_press_is_answered_by_the_instant_voice_and_the_next_play_by_the_studio_voice(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    pressed = face.press("pier").get_json()
    assert (pressed["voice"], pressed["state"]) == (INSTANT_VOICE, "queued")
    assert len(jobs(client, STUDIO)) == 1
    worker.work(WITH_LISTENERS)
    assert recorded(worker, STUDIO_VOICE).state is State.QUEUED
    first = face.press("pier")
    assert (first.status_code, first.get_json()["voice"]) == (200, INSTANT_VOICE)
    worker.work()
    second = face.press("pier")
    assert (second.status_code, second.get_json()["voice"]) == (200, STUDIO_VOICE)
    assert face.look("pier") == {**second.get_json(), "voices": [INSTANT_VOICE, STUDIO_VOICE]}
    manifest = worker.context.stores.manifests.find(NarrationName("pier", STUDIO_VOICE))
    assert manifest
    assert len(manifest.slots) == len(SENTENCES)


def test_studio_narrations_wait_behind_all_others(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    for article_id in ("pier", "quay"):
        face.put(article_id, title=f"The {article_id}")
    face.press("pier")
    in_advance(face, "quay")
    face.flask.post(
        "/v1/audio",
        json={"article_ids": ["quay"], "voice": INSTANT_VOICE, "priority": "pregenerate"},
    )
    worker.work_once()  # one job after the other, as a worker takes them
    assert recorded(worker, INSTANT_VOICE, "quay").state is State.READY
    assert Lane.REST.queues[-1] == STUDIO


def test_a_listener_of_the_stream_keeps_the_voice_and_its_marks(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    pressed = face.press("pier").get_json()
    worker.work()
    assert face.look("pier")["voice"] == STUDIO_VOICE
    heard = f"heard={INSTANT_VOICE}"
    still = face.flask.get(f"/v1/articles/pier/audio?{heard}").get_json()
    assert (still["voice"], still["state"]) == (INSTANT_VOICE, "ready")
    streamed = face.flask.get(pressed["stream_url"])
    assert streamed.headers["Location"] == still["url"]
    playlist = face.flask.get(pressed["hls_url"])
    assert playlist.status_code == 200
    assert playlist.text.rstrip().endswith("#EXT-X-ENDLIST")
    cues = face.flask.get(f"/v1/articles/pier/audio/cues.json?{heard}").get_json()
    assert cues["fingerprint"] == still["fingerprint"]
    again = face.flask.post(f"/v1/articles/pier/audio?{heard}").get_json()
    assert again["voice"] == INSTANT_VOICE


def test_a_listener_of_the_studio_track_keeps_it_after_an_edit(
    face: Face, worker: InlineWorker
) -> None:
    _, studio = in_both_voices(face, worker)
    face.put("pier", title="Another Title")
    heard = face.flask.get(f"/v1/articles/pier/audio?heard={STUDIO_VOICE}").get_json()
    assert (heard["voice"], heard["url"]) == (STUDIO_VOICE, studio["url"])


def test_an_article_narrated_in_advance_has_the_studio_voice_from_the_first_listener_on(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    assert [item["voice"] for item in in_advance(face, "pier")] == [STUDIO_VOICE]
    assert face.look("pier")["voice"] == STUDIO_VOICE  # not absent
    worker.work()
    answer = face.press("pier")
    assert (answer.status_code, answer.get_json()["voice"]) == (200, STUDIO_VOICE)
    assert recorded(worker, INSTANT_VOICE).state is State.ABSENT


def test_a_press_while_the_studio_voice_reads_in_advance_is_answered_by_the_instant_voice(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    in_advance(face, "pier")
    worker.work_once(jobs=2)
    assert recorded(worker, STUDIO_VOICE).state is State.SPEAKING
    pressed = face.press("pier").get_json()
    assert (pressed["voice"], pressed["state"]) == (INSTANT_VOICE, "queued")
    assert recorded(worker, STUDIO_VOICE).priority is Priority.PREGENERATE
    assert len(jobs(client, FIRST)) == 1
    worker.work(WITH_LISTENERS)
    assert face.press("pier").get_json()["voice"] == INSTANT_VOICE
    worker.work()
    assert face.press("pier").get_json()["voice"] == STUDIO_VOICE


def test_several_articles_in_one_request_are_each_answered_in_the_best_voice_that_is_ready(
    face: Face, worker: InlineWorker
) -> None:
    in_both_voices(face, worker)
    face.put("quay", title="The Quay")
    answer = face.flask.post("/v1/audio", json={"article_ids": ["pier", "quay"]}).get_json()
    assert [item["voice"] for item in answer["items"]] == [STUDIO_VOICE, INSTANT_VOICE]
    assert recorded(worker, STUDIO_VOICE, "quay").state is State.QUEUED


def test_a_voice_that_the_request_names_is_the_only_one(face: Face, worker: InlineWorker) -> None:
    face.put("pier")
    named = face.flask.post("/v1/articles/pier/audio", json={"voice": INSTANT_VOICE}).get_json()
    assert named["stream_url"].endswith(f"voice={INSTANT_VOICE.replace(':', '%3A')}")
    worker.work()
    assert recorded(worker, STUDIO_VOICE).state is State.ABSENT
    face.flask.post("/v1/articles/pier/audio", json={"voice": STUDIO_VOICE})
    assert recorded(worker, STUDIO_VOICE).priority is Priority.PLAY


def test_while_studio_voices_may_not_speak_the_instant_voice_reads_in_advance(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier")
    spend_budget(client)
    assert [item["voice"] for item in in_advance(face, "pier")] == [INSTANT_VOICE]
    renew_budget(client)
    worker.work(WITH_LISTENERS)
    assert face.press("pier").get_json()["voice"] == INSTANT_VOICE
    worker.work()
    assert face.press("pier").get_json()["voice"] == STUDIO_VOICE


def test_a_deleted_article_leaves_no_audio_in_either_voice(
    face: Face, worker: InlineWorker
) -> None:
    instant, studio = in_both_voices(face, worker)
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    for track in (instant, studio):
        assert face.flask.get(track["url"]).status_code == 410
    storage = worker.context.storage
    left = [each for folder in ("tracks/", "slots/") for each in storage.objects(folder)]
    assert [each.path for each in left if each.path.endswith(".mp3")] == []


@pytest.mark.parametrize("jobs_done", [0, 2, 4])
def test_audio_that_is_taken_down_while_the_studio_voice_waits_or_speaks_stays_down(
    face: Face, worker: InlineWorker, jobs_done: int
) -> None:
    face.put("pier")
    face.press("pier")
    worker.work(WITH_LISTENERS)
    if jobs_done:
        worker.work_once(jobs=jobs_done)
    assert face.flask.delete("/v1/articles/pier/audio").status_code == 204
    worker.work()
    states = [recorded(worker, voice).state for voice in (INSTANT_VOICE, STUDIO_VOICE)]
    assert states == [State.ABSENT, State.ABSENT]
    assert face.look("pier")["state"] == "absent"


def test_a_press_that_is_overtaken_by_a_removal_requests_no_studio_narration(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    face.put("pier")
    request = Narrations.request

    def remove_before(self: Narrations, name: NarrationName, *args: Any, **how: Any) -> Narration:
        if name.voice == STUDIO_VOICE:
            monkeypatch.setattr(Narrations, "request", request)
            worker.context.articles.intake.take_down("pier")
        return request(self, name, *args, **how)

    monkeypatch.setattr(Narrations, "request", remove_before)
    face.press("pier")
    worker.work()
    assert recorded(worker, STUDIO_VOICE).state is State.ABSENT


def test_an_edit_is_heard_in_the_instant_voice_until_the_studio_voice_has_read_it(
    face: Face, worker: InlineWorker
) -> None:
    _, studio = in_both_voices(face, worker)
    face.put("pier", title="Another Title")
    worker.work(WITH_LISTENERS)
    edited = face.press("pier").get_json()
    assert (edited["voice"], edited["state"]) == (INSTANT_VOICE, "ready")
    worker.work()
    now = face.press("pier").get_json()
    assert (now["voice"], now["state"]) == (STUDIO_VOICE, "ready")
    assert now["url"] != studio["url"]


def test_a_lost_request_for_the_studio_voice_is_made_by_the_next_press(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    """For example because a process was killed, or because no studio voice was configured."""
    face.put("pier")
    face.flask.post("/v1/articles/pier/audio", json={"voice": INSTANT_VOICE})
    worker.work()
    assert recorded(worker, STUDIO_VOICE).state is State.ABSENT
    assert face.press("pier").status_code == 200
    assert len(jobs(client, STUDIO)) == 1
    assert face.press("pier").status_code == 200


def test_the_studio_track_is_found_again_after_redis_was_emptied(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    _, studio = in_both_voices(face, worker)
    client.flushall()
    worker.publish(worker.context.settings.all_voices)
    answer = face.press("pier")
    assert (answer.status_code, answer.get_json()["url"]) == (200, studio["url"])
    assert client.scard(keys.UNFINISHED) == 0


def fail_in_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    say = ToneVoice.say

    def fail(self: ToneVoice, *args: Any, **how: Any) -> Any:
        if self.name == STUDIO_VOICE:
            raise EngineUnavailableError("out of order")
        return say(self, *args, **how)

    monkeypatch.setattr(ToneVoice, "say", fail)


def test_a_studio_voice_that_fails_is_tried_again_later(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    face.put("pier")
    with monkeypatch.context() as broken:
        fail_in_studio(broken)
        face.press("pier")
        worker.work()
    assert recorded(worker, STUDIO_VOICE).state is State.FAILED
    assert face.press("pier").get_json()["voice"] == INSTANT_VOICE
    fetch_jobs.retry(open_fetcher_context(worker.context.settings, "f1"))
    worker.work()
    assert face.press("pier").get_json()["voice"] == STUDIO_VOICE


def test_the_usual_voice_reads_in_advance_if_the_studio_voice_fails(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_in_studio(monkeypatch)
    face.put("pier")
    in_advance(face, "pier")
    worker.work()
    assert recorded(worker, STUDIO_VOICE).fallback == INSTANT_VOICE
    answer = face.press("pier")
    assert (answer.status_code, answer.get_json()["voice"]) == (200, INSTANT_VOICE)


def test_if_both_voices_fail_none_of_them_goes_on_for_ever(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineUnavailableError("out of order")

    face.put("pier")
    with monkeypatch.context() as broken:
        broken.setattr(ToneVoice, "say", fail)
        face.press("pier")
        worker.work()
    assert face.look("pier")["state"] == "failed"
    states = [recorded(worker, voice).state for voice in (INSTANT_VOICE, STUDIO_VOICE)]
    assert states == [State.FAILED, State.FAILED]


def test_an_article_that_was_pressed_before_it_was_read_gets_its_studio_voice_too(
    face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    name = NarrationName("pier", INSTANT_VOICE)
    worker.context.stores.narrations.request(name, Basis("", ""), Priority.PLAY)
    worker.work()
    assert face.press("pier").get_json()["voice"] == STUDIO_VOICE


def test_a_lexicon_entry_is_heard_in_both_voices(face: Face, worker: InlineWorker) -> None:
    instant, studio = in_both_voices(face, worker)
    worker.context.articles.lexicon.put([LexiconEntry("Heading", "Nwuh-SOO")])
    update = face.flask.post("/v1/lexicon/apply").get_json()
    fetch_jobs.apply_lexicon(open_fetcher_context(worker.context.settings, "f1"), update["id"])
    worker.work()
    stores = worker.context.stores
    for before, voice in ((instant, INSTANT_VOICE), (studio, STUDIO_VOICE)):
        track = stores.narrations.read(NarrationName("pier", voice)).track
        assert track
        assert track.hash not in before["url"]


def test_operators_see_and_regenerate_studio_narrations_behind_the_listeners(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    in_both_voices(face, worker)
    asked = {"article_id": "pier", "voice": STUDIO_VOICE}
    assert face.flask.post("/v1/ops/regenerate", json=asked).status_code == 200
    assert len(jobs(client, STUDIO)) == 1
    assert face.flask.post("/v1/ops/pause", json={}).get_json()["detail"].endswith("1 jobs wait")


def test_a_worker_leaves_the_jobs_of_queues_that_are_closed(client: redis.Redis) -> None:
    queues = Queues(client, 2, lambda voice: voice == STUDIO_VOICE)
    narrations = Narrations(client, queues)
    narrations.request(NarrationName("pier", STUDIO_VOICE), Basis("r", "s"), Priority.PREGENERATE)

    def taken(*closed: str) -> str:
        class Flags(OperatorFlags):
            asked = 0

            def is_draining(self, worker: str) -> bool:  # noqa: ARG002  # as it is called
                self.asked += 1
                return self.asked > 1

        assignment = WorkerAssignment(
            "w1", Lane.REST.queues, narrations, Flags(client), WorkerActivity("w1"), None,
            queues.give_way, lambda: closed,
        )  # fmt: skip
        worker = Worker(
            Lane.REST.queues, name="w1", connection=client, serializer=JSONSerializer,
            assignment=assignment,
        )  # fmt: skip
        try:
            _, queue = worker.dequeue_job_and_maintain_ttl(None)
        except StopRequested:
            return ""
        return str(queue.name)

    assert [taken(STUDIO), taken(PREGENERATE)] == ["", STUDIO]


def test_the_audio_of_studio_voices_is_charged_to_the_day(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    allowance = StudioAllowance(client, SharedSettings(studio_daily_min=BUDGET_MIN))
    _, studio = in_both_voices(face, worker)
    [key] = client.keys(f"{keys.PREFIX}studio-spent:*")
    spent_s = float(client.get(key) or 0)
    assert 0 < spent_s < studio["duration_s"]  # without its pauses
    assert allowance.is_open()
    spend_budget(client)
    assert not allowance.is_open()
    assert StudioAllowance(client, SharedSettings(studio_daily_min=0)).is_open()


def test_the_cost_of_each_voice_is_estimated_and_a_monthly_budget_closes_its_queue(
    env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    client: redis.Redis,
) -> None:
    env |= {"LISTEN_VOICE_PRICES": "tone=0,tone:440=1000000", "LISTEN_MONTHLY_BUDGET": "100"}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    context, text = open_speaker_context(read_settings(WorkerSettings), "w1", Lane.REST), "Words"
    for voice in (INSTANT_VOICE, STUDIO_VOICE):
        context.speakers.get(voice).speaker.say(text)
    now = time.time()
    assert context.voice_costs.spent(now) == len(text)
    assert context.closed_queues() == []
    context.voice_costs.charge(STUDIO_VOICE, 100)
    assert context.closed_queues() == [STUDIO]
    assert not context.studio_allowance.is_open()
    context.counters.flush()
    found = list_voices(
        [context.describe_voice(voice) for voice in (INSTANT_VOICE, STUDIO_VOICE)],
        context.counters.read(),
        {STUDIO_VOICE: 3},
        [FirstClip("pier", 1.0, 1.0, 1.0, 0.1, 1.5, INSTANT_VOICE)],
        {STUDIO_VOICE: 1e6},
    )
    assert [(one["name"], one["kind"], one["articles"], one["cost"]) for one in found] == [
        (INSTANT_VOICE, "instant", 0, None),
        (STUDIO_VOICE, "studio", 3, len(text)),
    ]
    assert [one["first_clip"]["p50_s"] for one in found] == [0.5, None]
    assert all(one["rtf"] is not None for one in found)


def test_articles_are_counted_by_the_voice_of_their_tracks(
    face: Face, worker: InlineWorker
) -> None:
    in_both_voices(face, worker)
    fetcher = open_fetcher_context(worker.context.settings, "f1")
    fetch_jobs.count(fetcher)
    assert ArticlesByVoice(fetcher.redis).read() == {INSTANT_VOICE: 1, STUDIO_VOICE: 1}
    worker.context.articles.intake.take_down("pier", INSTANT_VOICE)
    fetch_jobs.count(fetcher)
    assert ArticlesByVoice(fetcher.redis).read() == {STUDIO_VOICE: 1}


@pytest.fixture
def ruled(env: dict[str, str], tmp_path: Path) -> None:
    """Set rules for some sections, and two studio voices, in `env`."""
    file = tmp_path / "publication.toml"
    env["LISTEN_PUBLICATION_FILE"] = str(file)
    file.write_text(
        '[[rules]]\nsection = "Markets"\nstudio_voice = ""\n'
        '[[rules]]\nsection = "World"\nstudio_voice = "tone:550"\n'
        '[[rules]]\nsection = "News"\nnarrate = "always"\n'
    )
    env["LISTEN_STUDIO_VOICE"] = f"{STUDIO_VOICE},tone:550"


@pytest.mark.parametrize(
    ("section", "voice"),
    [("Markets", INSTANT_VOICE), ("World", "tone:550"), ("Sport", STUDIO_VOICE)],
)
def test_a_rule_of_the_section_decides_on_the_studio_voice(
    ruled: None, face: Face, worker: InlineWorker, section: str, voice: str
) -> None:
    face.put("pier", section=section)
    assert face.press("pier").get_json()["voice"] == INSTANT_VOICE
    worker.work()
    assert face.press("pier").get_json()["voice"] == voice


def test_a_new_article_is_read_by_the_studio_voice_and_by_the_instant_one_if_that_must_wait(
    ruled: None, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    face.put("pier", section="News")
    assert recorded(worker, STUDIO_VOICE).state is State.QUEUED
    assert recorded(worker, INSTANT_VOICE).state is State.ABSENT
    spend_budget(client)
    face.put("quay", title="The Quay", section="News")
    states = [recorded(worker, voice, "quay").state for voice in (INSTANT_VOICE, STUDIO_VOICE)]
    assert states == [State.QUEUED, State.QUEUED]


def test_records_of_earlier_versions_are_read(client: redis.Redis) -> None:
    old = {"name": "tone:220", "language": "en", "rate_hz": 22050, "sound": "s", "rank": 0}
    client.hset(keys.VOICES, "tone:220", json.dumps(old))
    assert Voices(client).all() == [VoiceRecord("tone:220", "en", 22050, "s", 0)]
    assert Edition.parse("r en 60 tone:220 open signed 5").studio == ""
