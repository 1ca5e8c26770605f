"""The sound of the real voice, from article to MP3."""

import io
import itertools
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.stand import PATIENCE_S, PYTHON, Service, http
from worker.articles.lookup import DemoArticles
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp

FRAME_S = 576 / 22050
STANDARD, LONG, SHORT = [article.id for article in DemoArticles().all()]


@pytest.fixture(scope="module")
def sound(service: Service) -> tuple[np.ndarray, int]:
    service.press(STANDARD)
    narration = service.until(STANDARD, "ready")
    mp3 = service.ask("GET", narration["url"]).body
    decoded, rate_hz = soundfile.read(io.BytesIO(mp3), dtype="float32")
    assert len(decoded) / rate_hz == pytest.approx(narration["duration_s"], abs=0.001)
    return decoded, rate_hz


def test_an_article_is_as_loud_as_a_podcast(sound: tuple[np.ndarray, int]) -> None:
    assert measure_lufs(*sound) == pytest.approx(-19.0, abs=0.5)


def test_no_true_peak_of_the_decoded_mp3_is_over_the_limit(sound: tuple[np.ndarray, int]) -> None:
    assert true_peak_dbtp(sound[0]) <= -1.0


def test_pauses_are_as_long_as_the_settings_say(
    service: Service, sound: tuple[np.ndarray, int]
) -> None:
    samples, rate_hz = sound
    cues = service.ask("GET", f"/v1/articles/{STANDARD}/audio/cues.json").json["cues"]
    heard = 0
    for before, after in itertools.pairwise(cues):
        block, pause_s = after["place"]["block"], after["start_s"] - before["end_s"]
        is_within = before["place"]["block"] == block
        if not before["pause_after_s"]:
            continue  # short sentences, in one utterance
        wanted_s = 0.28 if is_within else 0.7 if block <= 2 else 0.6  # after title and dek
        assert wanted_s - 0.002 < pause_s < wanted_s + FRAME_S + 0.002
        begins, ends = (int(s * rate_hz) for s in (before["end_s"], after["start_s"]))
        assert np.abs(samples[begins + 600 : ends - 600]).max() < 0.001
        assert np.abs(samples[ends : ends + rate_hz // 4]).max() > 0.01  # an s begins softly
        heard += 1
    assert heard > 20


def test_the_times_of_words_are_measured(service: Service) -> None:
    cues = service.ask("GET", f"/v1/articles/{STANDARD}/audio/cues.json").json["cues"]
    assert all(cue["words"] and not cue["estimated"] for cue in cues)
    vtt = service.ask("GET", f"/v1/articles/{STANDARD}/audio/cues.vtt").body.decode()
    assert vtt.count("<00:") > sum(len(cue["words"]) for cue in cues) / 2


def test_the_command_line_narrates_a_demo_article_with_nothing_running(tmp_path: Path) -> None:
    out = tmp_path / "out.mp3"
    done = subprocess.run(
        [PYTHON, "-m", "audio_service.cli", "narrate", SHORT, "-o", str(out)],
        env={"PATH": "/usr/bin:/bin", "LISTEN_DATA_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    sound, rate_hz = soundfile.read(out)
    assert f"{len(sound) / rate_hz:.1f} s" in done.stdout
    assert 30 < len(sound) / rate_hz < 120
    assert out.with_suffix(".vtt").read_text().count(" --> ") > 5


def test_the_command_line_narrates_a_saved_page_to_wav(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>A page</title><h1>A page</h1>" + "<p>One short sentence.</p>" * 3)
    subprocess.run(
        [PYTHON, "-m", "audio_service.cli", "narrate", str(page), "-o", str(tmp_path / "o.wav")],
        env={"PATH": "/usr/bin:/bin", "LISTEN_DATA_DIR": str(tmp_path / "var")},
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert soundfile.info(tmp_path / "o.wav").samplerate == 22050


def test_who_sends_too_much_is_told_so(service: Service) -> None:
    answer = http("POST", f"{service.url}/v1/audio", b"x" * 6_000_000)
    assert answer.status == 413
    assert answer.json["code"] == "too-large"
