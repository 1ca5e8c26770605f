"""Articles in several languages, and the voices that may read them."""

import io
import json
from pathlib import Path
from typing import Any

import mutagen.id3
import pytest
import redis
from click.testing import CliRunner
from flask.testing import FlaskClient

from audio_service.cli import main
from cache.messages.published_voices import VoiceRecord, Voices
from tests.stand import Processes, opened, wait_for
from worker.articles.lookup import DemoArticles

ENGLISH = "The council voted on Monday night to close the old market while its roof is replaced."
FRENCH = "Le conseil a décidé lundi soir de fermer le vieux marché, le temps de refaire sa toiture."
GERMAN = "Der Rat hat am Montag beschlossen, den alten Markt zu schließen, bis das Dach fertig ist."

VOICES = [
    {"name": "tone:220", "language": "en"},
    {"name": "tone:330/fr", "language": "fr"},
    {"name": "tone:440/fr-CA", "language": "fr-CA"},
]


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {**env, "LISTEN_VOICES": ",".join(voice["name"] for voice in VOICES)}


@pytest.fixture
def published(flask: FlaskClient, client: redis.Redis) -> None:
    """The voices, as workers would publish them; no worker runs."""
    Voices(client).publish(
        [
            VoiceRecord(voice["name"], voice["language"], 22050, "s", rank)
            for rank, voice in enumerate(VOICES)
        ]
    )


@pytest.fixture
def workers(processes: Processes, flask: FlaskClient) -> Processes:
    for lane in ("first", "rest", "rest"):
        processes.start_worker(lane)
    processes.start_scheduler()
    wait_for(lambda: flask.get("/readyz").status_code == 200)
    return processes


def put(flask: FlaskClient, article_id: str, text: str, language: str = "") -> None:
    body = {"title": "Title", "text": text, "language": language}
    assert flask.put(f"/v1/articles/{article_id}", json=body).status_code in {200, 201}


def press(flask: FlaskClient, article_id: str, voice: str | None = None) -> Any:
    return flask.post(f"/v1/articles/{article_id}/audio", json={"voice": voice} if voice else None)


def until(flask: FlaskClient, article_id: str, state: str, query: str = "") -> Any:
    def reached() -> Any:
        narration = flask.get(f"/v1/articles/{article_id}/audio{query}").get_json()
        return narration if narration["state"] == state else None

    return wait_for(reached)


def refused(answer: Any) -> Any:
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "no-voice-for-language")
    return problem


def test_an_article_is_read_by_the_first_voice_that_speaks_its_language(
    flask: FlaskClient, workers: Processes
) -> None:
    put(flask, "french", FRENCH)
    put(flask, "english", ENGLISH)
    for article_id, voice, code in (
        ("french", "tone:330/fr", "fra"),
        ("english", "tone:220", "eng"),
    ):
        pressed = press(flask, article_id)
        assert (pressed.status_code, pressed.get_json()["voice"]) == (202, voice)
        ready = until(flask, article_id, "ready")
        assert ready["voice"] == voice
        again = press(flask, article_id)
        assert (again.status_code, again.get_json()) == (200, ready)
        tag = mutagen.id3.ID3(io.BytesIO(flask.get(ready["url"]).data))
        assert tag["TLAN"].text == [code]
        assert flask.get(ready["cues_url"]).status_code == 200
        assert flask.get(f"/v1/articles/{article_id}/audio/cues.vtt").status_code == 200


def test_an_edit_that_changes_the_language_changes_the_voice(
    flask: FlaskClient, workers: Processes
) -> None:
    put(flask, "pier", ENGLISH)
    press(flask, "pier")
    english = until(flask, "pier", "ready")
    put(flask, "pier", FRENCH)
    assert press(flask, "pier").get_json()["voice"] == "tone:330/fr"
    assert until(flask, "pier", "ready")["voice"] == "tone:330/fr"
    assert refused(press(flask, "pier", "tone:220"))
    put(flask, "pier", FRENCH, language="fr-CA")
    assert press(flask, "pier").get_json()["voice"] == "tone:440/fr-CA"
    put(flask, "pier", ENGLISH)
    again = press(flask, "pier")
    assert (again.status_code, again.get_json()) == (200, english)


def test_several_articles_of_several_languages_are_asked_for_at_once(
    flask: FlaskClient, published: None
) -> None:
    put(flask, "a", FRENCH)
    put(flask, "b", ENGLISH)
    put(flask, "c", ENGLISH, language="fr_CA")
    put(flask, "d", "Words")
    put(flask, "e", FRENCH, language="français")
    for priority in ("play", "pregenerate"):
        ids = ["a", "b", "c", "d", "e", "a"]
        asked = flask.post("/v1/audio", json={"article_ids": ids, "priority": priority})
        assert asked.status_code == 202
        assert [(item["article_id"], item["voice"]) for item in asked.get_json()["items"]] == [
            ("a", "tone:330/fr"),
            ("b", "tone:220"),
            ("c", "tone:440/fr-CA"),
            ("d", "tone:220"),
            ("e", "tone:330/fr"),
            ("a", "tone:330/fr"),
        ]


def test_a_language_that_nobody_speaks_is_stored_and_refused_with_the_voices_there_are(
    flask: FlaskClient, published: None
) -> None:
    put(flask, "german", GERMAN)
    put(flask, "english", ENGLISH)
    stored = flask.get("/v1/articles/german").get_json()
    assert (stored["text"], stored["language"]) == (GERMAN, "")
    for answer in (press(flask, "german"), flask.get("/v1/articles/german/audio")):
        problem = refused(answer)
        assert problem["voices"] == VOICES
        assert "'de'" in problem["detail"]
        assert "tone:330/fr (fr)" in problem["detail"]
    batch = flask.post("/v1/audio", json={"article_ids": ["english", "german"]})
    problem = refused(batch)
    assert (problem["article_ids"], problem["voices"]) == (["german"], VOICES)
    assert flask.get("/v1/articles/english/audio").get_json()["state"] == "absent"


def test_a_voice_of_another_language_is_refused_and_one_of_another_region_is_not(
    flask: FlaskClient, published: None
) -> None:
    put(flask, "french", FRENCH)
    put(flask, "unclear", "Words")
    problem = refused(press(flask, "french", "tone:220"))
    assert problem["voices"] == VOICES
    assert "'tone:220' does not speak 'fr'" in problem["detail"]
    asked = flask.post("/v1/audio", json={"article_ids": ["french"], "voice": "tone:220"})
    assert refused(asked)["voices"] == VOICES
    assert press(flask, "french", "tone:440/fr-CA").status_code == 202
    assert press(flask, "unclear", "tone:330/fr").status_code == 202
    put(flask, "french", FRENCH, language="en")
    assert press(flask, "french", "tone:220").status_code == 202


def test_the_demo_articles_are_read_in_english(flask: FlaskClient, published: None) -> None:
    for article in DemoArticles().all():
        assert press(flask, article.id).get_json()["voice"] == "tone:220"


def test_what_narrate_alone_sees_fails_for_good_until_the_article_changes(
    flask: FlaskClient, processes: Processes, client: redis.Redis
) -> None:
    put(flask, "pier", FRENCH)
    assert press(flask, "pier").get_json()["voice"] == "tone:220"  # no worker has named voices yet
    processes.start_worker("first")
    failed = until(flask, "pier", "failed", "?voice=tone:220")
    assert failed["error"]["code"] == "no-voice-for-language"
    assert not failed["error"]["retryable"]
    assert "tone:330/fr (fr)" in failed["error"]["detail"]
    wait_for(lambda: flask.get("/v1/voices").get_json()["items"])
    assert press(flask, "pier").get_json()["voice"] == "tone:330/fr"
    processes.stop()
    Voices(client).publish([])
    with opened() as other:
        again = refused(press(other, "pier"))
        assert again["detail"] == failed["error"]["detail"]
        assert [voice["name"] for voice in again["voices"]] == [v["name"] for v in VOICES]
        put(other, "pier", ENGLISH)
        assert press(other, "pier").status_code == 202


def test_a_cached_press_is_one_read_in_any_language(
    flask: FlaskClient, workers: Processes, client: redis.Redis
) -> None:
    put(flask, "pier", FRENCH)
    press(flask, "pier")
    until(flask, "pier", "ready")
    assert press(flask, "pier").status_code == 200
    workers.stop()
    directory = flask.application.extensions["listen"].presses.voices
    directory._read_at = float("inf")  # the voices are known for the rest of this test
    before = calls(client)
    for _ in range(20):
        assert press(flask, "pier").status_code == 200
    flask.application.extensions["listen"].counters.flush()
    after = calls(client)
    reads = {name: after[name] - before.get(name, 0) for name in after}
    assert reads["mget"] == 20
    touched = {name: reads.get(name, 0) for name in ("get", "hget", "hgetall", "hvals")}
    assert not any(touched.values()), touched
    assert reads.get("watch", 0) <= 1  # of the flush of the counters, which takes effect once


def calls(client: redis.Redis) -> dict[str, int]:
    stats: Any = client.info("commandstats")
    return {name.removeprefix("cmdstat_"): int(stat["calls"]) for name, stat in stats.items()}


def listen(*arguments: str) -> Any:
    return CliRunner().invoke(main, list(arguments))


def test_the_command_line_chooses_by_language_too(
    settings_env: dict[str, str], tmp_path: Path
) -> None:
    source, output = tmp_path / "pier.txt", tmp_path / "pier.mp3"
    source.write_text(f"Titre\n\n{FRENCH}\n")
    done = listen("narrate", str(source), "-o", str(output))
    assert done.exit_code == 0, done.output
    tag = mutagen.id3.ID3(output)
    assert tag["TLAN"].text == ["fra"]
    assert "tone:330/fr" in tag["TXXX:Voice"].text[0]
    done = listen("narrate", str(source), "-o", str(output), "--language", "fr-CA")
    assert done.exit_code == 0, done.output
    assert "tone:440/fr-CA" in mutagen.id3.ID3(output)["TXXX:Voice"].text[0]


def test_the_command_line_refuses_in_the_same_words(
    settings_env: dict[str, str], flask: FlaskClient, published: None, tmp_path: Path
) -> None:
    source, output = tmp_path / "pier.txt", tmp_path / "pier.mp3"
    source.write_text(f"Title\n\n{FRENCH}\n")
    put(flask, "pier", FRENCH)
    detail = refused(press(flask, "pier", "tone:220"))["detail"]
    for command in (["narrate", str(source), "-o", str(output)], ["script", str(source)]):
        done = listen(*command, "--voice", "tone:220")
        assert done.exit_code != 0
        assert f"{detail} [no-voice-for-language]" in done.output
        done = listen(*command, "--language", "de")
        assert "no voice speaks 'de'" in done.output
        done = listen(*command, "--language", "german")
        assert "'german' is not a language tag" in done.output
    assert not output.exists()
    shown = listen("script", str(source), "--language", "en", "--voice", "tone:220")
    assert [json.loads(line)["role"] for line in shown.output.splitlines()] == [
        "title",
        "paragraph",
    ]
