"""Dialogues: other voices read parts of an article, as one narration.

The voices are tones. Each sentence is heard at the pitch that its voice gives to its text.
"""

import io
import zlib
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from cache.audio.mp3_frames import DELAY_SAMPLES
from cache.narrations.progress import Progress
from cache.settings import read_settings
from tests.contract.speech_engines import open_kokoro
from tests.integration.face import Face
from tests.integration.speech.inline_worker import InlineWorker
from tests.stand import PIPER, ROOT
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp
from worker.errors import EngineRefusedError, EngineUnavailableError
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE, STUDIO
from worker.model.article import Article
from worker.model.clip import Spoken
from worker.narration.calibration import CALIBRATION_TEXTS, measure_voice
from worker.processes.serverless_narration import record_article
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.speech.tone import ToneVoice

NARRATOR, QUOTED, GUEST, NEXT = "tone:220", "tone:330", "tone:440", "tone:550"
QUOTATION = "We waited for a year to see the ships."
CAST = f'[[rules]]\nsection = "Talks"\ncast = {{ quote = "{QUOTED}", guest = "{GUEST}" }}\n'
HTML = """<p>The harbor office opened its gates today.</p>
<blockquote><p>We waited for a year to see the ships.</p></blockquote>
<p>Then the captain came down to the pier.
<q data-listen-voice="Guest">My crew is tired and wants to sleep.</q></p>
<p>Nobody answered him for quite a while.</p>"""
IN_VOICES = {
    "The pier is open again": NARRATOR,
    "The harbor office opened its gates today.": NARRATOR,
    QUOTATION: QUOTED,
    "Then the captain came down to the pier.": NARRATOR,
    "“My crew is tired and wants to sleep.”": GUEST,
    "Nobody answered him for quite a while.": NARRATOR,
}
TITLE, *_ = IN_VOICES


@pytest.fixture
def cast() -> str:
    return CAST


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path, cast: str) -> dict[str, str]:
    (tmp_path / "publication.toml").write_text(cast, "utf-8")
    return {**env, "LISTEN_PUBLICATION_FILE": str(tmp_path / "publication.toml")}


def put(face: Face, **fields: str) -> None:
    given = {"title": TITLE, "dek": "", "html": HTML, "section": "Talks", **fields}
    assert face.put("pier", **given).status_code in (200, 201)


def narrated(face: Face, worker: InlineWorker, **fields: str) -> Any:
    put(face, **fields)
    face.press("pier")
    worker.work()
    narration = face.press("pier").get_json()
    assert narration["state"] == "ready", narration
    return narration


def pitch_of(voice: str, text: str) -> float:
    """Return the pitch at which a tone speaks a text, in Hz."""
    spoken = text.replace("“", '"').replace("”", '"')
    return int(voice.partition(":")[2]) * (1 + zlib.crc32(spoken.encode()) % 1000 / 2000)


def pitch_in(sound: np.ndarray, rate_hz: int) -> float:
    """Return the pitch of a hum, in Hz, by its zero crossings."""
    middle = sound[len(sound) // 4 : -len(sound) // 4]
    rising = np.flatnonzero((middle[:-1] < 0) & (middle[1:] >= 0))
    return float((len(rising) - 1) * rate_hz / (rising[-1] - rising[0]))


def voices_heard(mp3: bytes, cues: list[Any]) -> dict[str, str]:
    """Return the voice that is heard in each sentence of a track."""
    sound, rate_hz = soundfile.read(io.BytesIO(mp3), dtype="float32")
    heard = {}
    for cue in cues:
        hum = sound[round(cue["start_s"] * rate_hz) : round(cue["end_s"] * rate_hz)]
        pitch_hz, written = pitch_in(hum, rate_hz), cue["written"]
        fitting = [
            voice
            for voice in (NARRATOR, QUOTED, GUEST, NEXT)
            if abs(pitch_of(voice, written) - pitch_hz) < 0.01 * pitch_hz
        ]
        heard[written] = " or ".join(fitting) or f"{pitch_hz:.1f} Hz"
    return heard


def cues_of(face: Face) -> list[Any]:
    return list(face.flask.get("/v1/articles/pier/audio/cues.json").get_json()["cues"])


def sound_of(stream: bytes) -> np.ndarray:
    sound: np.ndarray = soundfile.read(io.BytesIO(stream), dtype="float32")[0]
    return sound


def test_each_part_of_a_dialogue_is_heard_in_its_voice_in_one_track(
    face: Face, worker: InlineWorker
) -> None:
    narration = narrated(face, worker)
    cues, sound = cues_of(face), sound_of(face.mp3(narration))
    assert narration["voice"] == NARRATOR
    for cue in cues:
        heard = sound[round(cue["start_s"] * 22050) : round(cue["end_s"] * 22050)]
        assert measure_lufs(heard, 22050) == pytest.approx(-19.0, abs=0.3), cue["written"]
    assert voices_heard(face.mp3(narration), cues) == IN_VOICES
    assert [cue["written"] for cue in cues] == list(IN_VOICES)
    assert [cue["place"]["block"] for cue in cues] == [0, 1, 2, 3, 3, 4]
    assert all(a["end_s"] <= b["start_s"] for a, b in pairwise(cues))
    words = [cues[4]["written"][word["start"] : word["end"]] for word in cues[4]["words"]]
    assert words == "My crew is tired and wants to sleep".split()


def test_stream_and_playlist_have_the_samples_of_the_track(
    face: Face, worker: InlineWorker
) -> None:
    put(face)
    pressed = face.press("pier").get_json()
    worker.work_once(jobs=1)  # the title is spoken, and streams can begin
    stream = face.flask.get(pressed["stream_url"], buffered=False)
    parts = stream.iter_encoded()
    heard = next(parts)
    worker.work()
    heard += b"".join(parts)
    narration = face.press("pier").get_json()
    track = sound_of(face.mp3(narration))
    assert np.array_equal(sound_of(heard), track)
    playlist = face.flask.get(narration["hls_url"] or "/v1/articles/pier/audio/stream.m3u8")
    segments = [
        line for line in playlist.get_data(as_text=True).splitlines() if line.startswith("/audio/")
    ]
    if segments:  # a playlist of a ready article may redirect to the track
        frames = b"".join(face.flask.get(url).data for url in segments)
        assert np.array_equal(sound_of(frames), track)


def test_an_edit_speaks_the_edited_sentence_only(face: Face, worker: InlineWorker) -> None:
    old = narrated(face, worker)
    spoken = worker.context.counters.added("utterances_spoken")
    new = narrated(face, worker, html=HTML.replace("for a year", "for two years"))
    assert worker.context.counters.added("utterances_spoken") == spoken + 1
    assert new["url"] != old["url"]
    assert face.mp3(old), "listeners of the old track hear it to its end"
    edited = {each.replace("for a year", "for two years"): v for each, v in IN_VOICES.items()}
    assert voices_heard(face.mp3(new), cues_of(face)) == edited


def test_a_change_of_the_cast_makes_narrations_out_of_date(
    face: Face, worker: InlineWorker
) -> None:
    sound = worker.context.sound(NARRATOR)
    other = read_publication(None)
    assert SpeakerContext(**{**vars(worker.context), "publication": other}).sound(NARRATOR) != sound


HOSTILE = (
    "piper:../../etc/passwd",
    "tone:1000",
    "kokoro:af_heart",
    "narrator",
    "<script>",
    "a" * 5_000,
)
ALLOWED = (
    "GUEST",
    GUEST,  # a voice of the cast
    "  gu\u200best  ",  # a part of it, after white space and invisible characters
)
NUMBERS = "one two three four five six seven eight nine".split()


def test_a_page_gets_no_voice_that_the_publisher_has_not_allowed(
    face: Face, worker: InlineWorker
) -> None:
    names = [*HOSTILE, *ALLOWED]
    sentences = [f"Give the number {word} another voice than this." for word in NUMBERS]
    html = "".join(
        f'<p data-listen-voice="{name.replace("<", "&lt;")}">{sentence}</p>'
        for name, sentence in zip(names, sentences, strict=True)
    )
    narration = narrated(face, worker, html=html)
    heard = voices_heard(face.mp3(narration), cues_of(face))
    assert [heard[sentence] for sentence in sentences] == [
        *[NARRATOR] * len(HOSTILE),
        *[GUEST] * len(ALLOWED),
    ]


class Broken:
    """A tone that fails while it is broken.

    Args:
        monkeypatch: Fixture with which the voice is replaced.
        voice: Name of the voice.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, voice: str) -> None:
        self.voice = voice
        self.error: Exception | None = None
        say = ToneVoice.say

        def fail(tone: ToneVoice, text: str, take: int = 0) -> Spoken:
            if tone.name == self.voice and self.error:
                raise self.error
            return say(tone, text, take)

        monkeypatch.setattr(ToneVoice, "say", fail)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, worker: InlineWorker) -> Broken:
    for voice in (NARRATOR, QUOTED, GUEST):
        worker.context.speakers.get(voice)  # it is measured before it breaks
    return Broken(monkeypatch, GUEST)


@pytest.mark.parametrize(
    "error", [EngineUnavailableError("down"), EngineRefusedError("no")], ids=["down", "refused"]
)
def test_if_a_voice_of_the_cast_fails_the_narrations_own_voice_reads_everything(
    face: Face, worker: InlineWorker, broken: Broken, error: Exception
) -> None:
    broken.error = error
    narration = narrated(face, worker)
    assert narration["voice"] == NARRATOR
    heard = voices_heard(face.mp3(narration), cues_of(face))
    assert heard == dict.fromkeys(IN_VOICES, NARRATOR)
    failed = worker.context.stores.narrations.failures()
    assert [each["code"] for each in failed] == [error.code]  # type: ignore[attr-defined]
    assert worker.context.counters.added("narrations_taken_over") == 1


def test_a_stream_of_a_dialogue_ends_when_its_narration_starts_over(
    face: Face, worker: InlineWorker, broken: Broken
) -> None:
    put(face)
    pressed = face.press("pier").get_json()
    worker.work_once(jobs=1)
    stream = face.flask.get(pressed["stream_url"], buffered=False)
    parts, heard = stream.iter_encoded(), bytearray()
    heard += next(parts)
    broken.error = EngineRefusedError("no")
    worker.work()
    with pytest.raises(ConnectionResetError):
        heard.extend(chain.from_iterable(parts))
    track = sound_of(face.mp3(face.press("pier").get_json()))
    before = sound_of(bytes(heard))
    assert 0 < len(before) < len(track)
    first_quote = round(cues_of(face)[2]["start_s"] * 22050)
    same = min(len(before), first_quote) - DELAY_SAMPLES
    assert np.array_equal(before[:same], track[:same])


def test_the_old_dialogue_stays_live_until_everything_is_read_again(
    face: Face, worker: InlineWorker, broken: Broken
) -> None:
    old = narrated(face, worker)
    broken.error = EngineRefusedError("no")
    put(face, html=HTML.replace("tired", "hungry"))
    face.press("pier")
    worker.work_once(jobs=1)
    assert face.mp3(old)
    worker.work()
    new = face.press("pier").get_json()
    assert set(voices_heard(face.mp3(new), cues_of(face)).values()) == {NARRATOR}
    broken.error = None
    again = narrated(face, worker, html=HTML)
    assert voices_heard(face.mp3(again), cues_of(face)) == IN_VOICES
    assert again["url"] == old["url"]


def test_a_voice_of_the_cast_that_cannot_be_loaded_leaves_the_article_to_its_own_voice(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = worker.context.speakers.get

    def refuse(name: str) -> Any:
        if name == GUEST:
            raise EngineUnavailableError("its file is damaged")
        return get(name)

    monkeypatch.setattr(worker.context.speakers, "get", refuse)
    narration = narrated(face, worker)
    assert set(voices_heard(face.mp3(narration), cues_of(face)).values()) == {NARRATOR}


class TestTwoVoices:
    """Dialogues of a service that has another voice, if the first one fails."""

    @pytest.fixture
    def env(self, env: dict[str, str]) -> dict[str, str]:
        return {**env, "LISTEN_VOICES": f"{NARRATOR},{NEXT}"}

    def test_if_the_narrations_own_voice_fails_the_next_one_reads_with_the_cast(
        self, face: Face, worker: InlineWorker, broken: Broken
    ) -> None:
        worker.context.speakers.get(NEXT)
        broken.voice, broken.error = NARRATOR, EngineRefusedError("no")
        narration = narrated(face, worker)
        assert narration["voice"] == NEXT
        expected = {text: NEXT if v == NARRATOR else v for text, v in IN_VOICES.items()}
        assert voices_heard(face.mp3(narration), cues_of(face)) == expected


class TestStudio:
    """Dialogues with a studio voice, which reads the article again."""

    @pytest.fixture
    def env(self, env: dict[str, str]) -> dict[str, str]:
        return {**env, "LISTEN_STUDIO_VOICE": f"{NEXT},{GUEST}"}

    @pytest.fixture
    def cast(self) -> str:
        return f'[[rules]]\ncast = {{ quote = ["{QUOTED}", "{GUEST}"] }}\n'

    def test_a_studio_narration_has_the_studio_voices_of_the_cast(
        self, face: Face, worker: InlineWorker
    ) -> None:
        heard = {}
        put(face)
        face.press("pier")
        for queues in ((FIRST, PLAY), (PREGENERATE, STUDIO)):
            worker.work(queues)
            narration = face.press("pier").get_json()
            cues = face.flask.get(narration["cues_url"]).get_json()["cues"]
            found = voices_heard(face.mp3(narration), cues)
            heard[narration["voice"]] = [found[TITLE], found[QUOTATION]]
        assert heard == {NARRATOR: [NARRATOR, QUOTED], NEXT: [NEXT, GUEST]}


def test_voices_are_loaded_when_an_article_needs_them(face: Face, worker: InlineWorker) -> None:
    loaded = worker.context.speakers._voices
    narration = narrated(face, worker, section="Other")
    assert set(voices_heard(face.mp3(narration), cues_of(face)).values()) == {NARRATOR}
    assert set(loaded) == {NARRATOR}
    narrated(face, worker, html="<p>Nobody is quoted in this article.</p>")
    assert set(loaded) == {NARRATOR}
    narrated(face, worker, html="<blockquote>I said so for many years.</blockquote>")
    assert set(loaded) == {NARRATOR, QUOTED}


def test_the_title_is_heard_before_another_voice_is_loaded(
    face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(face)
    face.press("pier")
    loaded: list[set[str]] = []
    announce = Progress.announce_opening

    def note(*arguments: Any, **more: Any) -> Any:
        loaded.append(set(worker.context.speakers._voices))
        return announce(*arguments, **more)

    monkeypatch.setattr(Progress, "announce_opening", note)
    worker.work()
    assert loaded == [{NARRATOR}]
    assert face.press("pier").get_json()["state"] == "ready"


def test_listen_narrate_reads_a_dialogue(settings_env: dict[str, str], tmp_path: Path) -> None:
    settings = read_settings(WorkerSettings)
    publication = read_publication(settings.publication_file)
    article = Article("pier", title=TITLE, html=HTML, section="Talks", language="en")
    for out in (tmp_path / "out.mp3", tmp_path / "out.wav"):
        track = record_article(article, None, out, settings, lambda *_: None, publication)
        sound = io.BytesIO()
        samples, rate_hz = soundfile.read(out)
        shift = DELAY_SAMPLES if out.suffix == ".wav" else 0
        soundfile.write(sound, np.concatenate([np.zeros(shift), samples]), rate_hz, format="WAV")
        cues = [
            {"start_s": cue.start_s, "end_s": cue.end_s, "written": cue.written}
            for cue in track.cues
        ]
        assert voices_heard(sound.getvalue(), cues) == IN_VOICES


def test_real_voices_of_different_rates_are_equally_loud_in_one_track(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_kokoro()
    measured = CALIBRATION_TEXTS[:1]  # Kokoro is slow
    monkeypatch.setattr(loaded_voices, "measure_voice", lambda v, _: measure_voice(v, measured))
    path = tmp_path / "publication.toml"
    path.write_text('[[rules]]\ncast = { quote = "kokoro:am_michael" }\n', "utf-8")
    settings = WorkerSettings(
        voices=(PIPER,),
        data_dir=tmp_path / "var",
        kokoro_dir=ROOT / ".venv" / "voices" / "kokoro",
        workers=1,
    )
    html = (
        "<p>The minister spoke to reporters before the meeting of the council began.</p>"
        "<blockquote><p>We have waited for this day for more than twenty years.</p></blockquote>"
        "<p>The council decides on the plan for the harbor on Tuesday evening.</p>"
    )
    article = Article("harbor", title="The harbor plan is ready", html=html, language="en")
    out = tmp_path / "out.mp3"
    track = record_article(article, None, out, settings, lambda *_: None, read_publication(path))
    sound, rate_hz = soundfile.read(out, dtype="float32")
    assert rate_hz == 22050
    assert true_peak_dbtp(sound) <= -1.0
    quoted = [cue for cue in track.cues if cue.written.startswith("We have")]
    others = [cue for cue in track.cues if cue not in quoted]
    for cues in (quoted, others):
        heard = [sound[round(c.start_s * rate_hz) : round(c.end_s * rate_hz)] for c in cues]
        assert measure_lufs(np.concatenate(heard), rate_hz) == pytest.approx(-19.0, abs=1.0)
    assert all(not cue.estimated for cue in track.cues)
    assert all(cue.words[-1].end_s <= cue.end_s + 0.05 for cue in track.cues)
