"""Intros and outros, from the press to the track, with a voice that hums."""

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pytest
import redis
import soundfile
from flask.testing import FlaskClient
from rq.serializers import JSONSerializer

from audio_service.http.schemas.cues import CueList
from cache.audio.paths import slot_path
from cache.settings import read_settings
from tests.integration.asking import KEY
from tests.integration.records import NAME
from tests.stand import PIPER, wait_for
from tests.unit.audio.tones import RATE, speech_like
from worker.articles.lookup import DemoArticles
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE, Lane
from worker.jobs.rq_worker import ContextWorker
from worker.model.announcement import NO_INTRO_AND_OUTRO, IntroAndOutro
from worker.model.article import Article
from worker.model.script import Role
from worker.processes.serverless_narration import record_article
from worker.publication.announcement_settings import digest_of, read_sound, read_words
from worker.publication.publication import Publication
from worker.settings import WorkerSettings

SENTENCES = ["The Title", "One is here.", "Two is here."]


def framed(frame: IntroAndOutro) -> Publication:
    """Return a publication with the same frame around all articles."""
    return cast("Publication", Framed(frame, digest_of([frame])))


class Framed(NamedTuple):
    frame: IntroAndOutro
    frames_digest: str
    casts_digest: str = ""
    cast_voices: Sequence[str] = ()

    def frame_of(self, _article: Article) -> IntroAndOutro:
        return self.frame

    def cast_of(self, _article: Article) -> Mapping[str, Sequence[str]]:
        return {}


class Newsroom:
    """A client of the HTTP service, and a worker that works on demand."""

    def __init__(self, flask: FlaskClient, client: redis.Redis, context: SpeakerContext) -> None:
        self.flask = flask
        self.client = client
        self.context = context
        self.headers = {"Authorization": f"Bearer {KEY}"}
        self.put("pier")

    @property
    def data_dir(self) -> Path:
        return self.context.settings.data_dir

    def frame(self, frame: IntroAndOutro) -> None:
        """Restart the worker with another intro or outro."""
        self.context = replace(self.context, publication=framed(frame))
        self.context.voices.publish([self.context.describe_voice("tone:220")])

    def put(self, article_id: str) -> None:
        article = {"title": "The Title", "text": "\n\n".join(SENTENCES[1:])}
        answer = self.flask.put(f"/v1/articles/{article_id}", json=article, headers=self.headers)
        assert answer.status_code == 201

    def clip_status(self, url: str) -> int:
        """Return the status of a clip's bare address, which only a key opens."""
        return self.flask.get(url, headers=self.headers).status_code

    def press(self, article_id: str = "pier") -> Any:
        return self.flask.post(f"/v1/articles/{article_id}/audio")

    def work(self, *queues: str) -> None:
        self.context.stores.leases.renew(self.context.activity.process, {"role": "rest"})
        names = queues or (FIRST, PLAY, PREGENERATE)
        worker = ContextWorker(
            names, connection=self.client, serializer=JSONSerializer, context=self.context
        )
        worker.work(burst=True, logging_level="WARNING")

    def ready(self, article_id: str = "pier") -> Any:
        self.press(article_id)
        self.work()
        narration = self.press(article_id).get_json()
        assert narration["state"] == "ready", narration
        return narration

    def look(self) -> Any:
        return self.flask.get("/v1/articles/pier/audio").get_json()

    def utterances_spoken(self) -> float:
        return self.context.counters.added("utterances_spoken")

    def get(self, what: str, article_id: str = "pier") -> Any:
        return self.flask.get(f"/v1/articles/{article_id}/audio/{what}")

    def take_down(self, article_id: str) -> None:
        answer = self.flask.delete(f"/v1/articles/{article_id}/audio", headers=self.headers)
        assert answer.status_code == 204


@pytest.fixture
def newsroom(keyed: FlaskClient, client: redis.Redis) -> Newsroom:
    context = open_speaker_context(read_settings(WorkerSettings), "w1", Lane.REST)
    newsroom = Newsroom(keyed, client, context)
    newsroom.frame(NO_INTRO_AND_OUTRO)
    return newsroom


@pytest.fixture
def jingle(tmp_path: Path) -> IntroAndOutro:
    path = tmp_path / "jingle.wav"
    soundfile.write(path, speech_like(3.0), RATE)
    return IntroAndOutro(read_sound(path), read_words("That was {title}."))


def test_a_jingle_is_there_before_anything_is_spoken(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    newsroom.frame(jingle)
    newsroom.press()
    newsroom.work(FIRST)
    assert newsroom.look()["progress"] == {"clips_done": 2, "clips_total": 5}
    cues = newsroom.get("cues.json").get_json()["cues"]
    assert [(cue["place"], cue["written"]) for cue in cues] == [
        (None, ""),
        ({"block": 0, "start": 0, "end": 9}, "The Title"),
    ]


def test_stream_playlist_and_track_have_intro_and_outro(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    newsroom.frame(jingle)
    newsroom.press()
    newsroom.work(FIRST)
    newsroom.work(PLAY)
    narration = newsroom.look()
    assert narration["state"] == "ready"
    track = newsroom.flask.get(narration["url"]).data
    manifest = newsroom.context.stores.manifests.find(NAME)
    assert manifest
    frames = [
        newsroom.context.storage.read(slot_path(slot["hash"])) for slot in manifest.slots.values()
    ]
    assert len(frames) == 5
    assert track.endswith(b"".join(frames))
    cues = CueList.model_validate(newsroom.get("cues.json").get_json()).cues
    assert [cue.place is None for cue in cues] == [True, False, False, False, True]
    assert cues[-1].written == "That was The Title."
    sound, rate_hz = soundfile.read(io.BytesIO(track))
    first = np.flatnonzero(np.abs(sound) > 0.01)[0] / rate_hz
    assert first == pytest.approx(cues[0].start_s, abs=0.1)
    captions = newsroom.get("cues.vtt").get_data(as_text=True)
    assert captions.count(" --> ") == 4


def test_a_long_jingle_lengthens_the_segments_of_a_playlist_and_a_short_one_does_not(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    lengths = []
    for number, seconds in enumerate((2.0, 40.3)):
        path = tmp_path / f"{seconds}.wav"
        soundfile.write(path, speech_like(seconds), RATE)
        newsroom.frame(IntroAndOutro(read_sound(path)))
        newsroom.put(f"a{number}")
        newsroom.press(f"a{number}")
        newsroom.work(FIRST)
        playlist = newsroom.get("stream.m3u8", f"a{number}").get_data(as_text=True)
        lengths.append(int(re.findall(r"TARGETDURATION:(\d+)", playlist)[0]))
        longest = max(map(float, re.findall(r"EXTINF:([\d.]+)", playlist)))
        assert longest <= lengths[-1]
    assert lengths[0] < 10
    assert 40 <= lengths[1] <= 42


def test_a_new_intro_makes_narrations_out_of_date_and_speaks_itself_alone(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    old = newsroom.ready()
    assert newsroom.press().status_code == 200
    newsroom.frame(jingle)
    wait_for(lambda: newsroom.press().status_code == 202)
    spoken = newsroom.utterances_spoken()
    new = newsroom.ready()
    assert newsroom.utterances_spoken() == spoken + 1  # the outro
    assert new["url"] != old["url"]
    newsroom.frame(NO_INTRO_AND_OUTRO)
    wait_for(lambda: newsroom.press().status_code == 202)
    assert newsroom.ready()["url"] == old["url"]
    assert newsroom.utterances_spoken() == spoken + 1


def test_what_is_common_to_articles_outlives_one_that_is_taken_down(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    newsroom.frame(IntroAndOutro(jingle.intro, read_words("Thanks for listening.")))
    newsroom.put("other")
    newsroom.ready("other")
    newsroom.ready()
    manifest = newsroom.context.stores.manifests.find(NAME)
    assert manifest
    slots = list(manifest.slots.values())
    newsroom.press("third")  # a missing file is no error here
    newsroom.take_down("pier")
    found = [newsroom.clip_status(f"/audio/clips/{slot['hash']}.mp3") for slot in slots]
    assert found == [200, 410, 410, 410, 200]
    newsroom.put("late")
    assert newsroom.ready("late")["state"] == "ready"


def test_a_frame_that_stays_is_common_also_while_articles_are_made(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    newsroom.frame(jingle)
    newsroom.press()
    newsroom.work(FIRST)
    made = newsroom.context.stores.progress.slots(NAME)
    newsroom.take_down("pier")
    hashes = [json.loads(made[index])["hash"] for index in (0, 1)]
    found = [newsroom.clip_status(f"/audio/clips/{name}.mp3") for name in hashes]
    assert found == [200, 410]


def test_a_file_that_is_lost_is_heard_as_it_was_stored(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    newsroom.frame(jingle)
    assert newsroom.ready()["progress"]["clips_done"] == 5
    for path in newsroom.data_dir.parent.glob("*.wav"):
        path.unlink()
    newsroom.client.flushall()
    newsroom.frame(jingle)
    newsroom.put("other")
    assert newsroom.ready("other")["progress"]["clips_done"] == 5


def test_pauses_around_articles_count_where_there_are_intros_alone(
    newsroom: Newsroom, jingle: IntroAndOutro
) -> None:
    def sound() -> str:
        return newsroom.context.sound("tone:220")

    plain = sound()
    pauses_ms = {**newsroom.context.rules.pauses_ms, Role.INTRO: 100}
    newsroom.context = replace(
        newsroom.context, rules=replace(newsroom.context.rules, pauses_ms=pauses_ms)
    )
    assert sound() == plain
    newsroom.frame(jingle)
    framed = sound()
    pauses_ms[Role.INTRO] = 200
    assert len({plain, framed, sound()}) == 3


def test_the_real_voice_reads_between_two_jingles(jingle: IntroAndOutro, tmp_path: Path) -> None:
    settings = WorkerSettings(voices=(PIPER,), data_dir=tmp_path / "var", workers=1)
    article = replace(DemoArticles().all()[2], html="<p>He had kept it dry.</p>")
    out = tmp_path / "out.mp3"
    twice = framed(IntroAndOutro(jingle.intro, jingle.intro))
    track = record_article(article, None, out, settings, lambda _done, _total: None, twice)
    sound, rate_hz = soundfile.read(out, dtype="float32")
    assert measure_lufs(sound, rate_hz) == pytest.approx(-19.0, abs=0.5)
    assert true_peak_dbtp(sound) <= -1.0
    intro, title, *_, outro = track.cues
    for cue in (intro, outro):
        assert (cue.place, cue.written) == (None, "")
        heard = sound[round(cue.start_s * rate_hz) : round(cue.end_s * rate_hz)]
        assert measure_lufs(heard, rate_hz) == pytest.approx(-19.0, abs=0.3)
    assert title.written == article.title
    pause = slice(round(intro.end_s * rate_hz) + 600, round(title.start_s * rate_hz) - 600)
    assert np.abs(sound[pause]).max() < 0.001
    onset = pause.stop + np.flatnonzero(np.abs(sound[pause.stop :]) > 0.01)[0]
    assert 0 <= onset / rate_hz - title.start_s < 0.05
    with out.with_suffix(".vtt").open() as captions:
        assert captions.read().count(" --> ") == len(track.cues) - 2
