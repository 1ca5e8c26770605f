"""Narrations after an article arrives, is edited or is withdrawn."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audio_service.context import WebContext
from cache.narrations.manifests import Manifests
from cache.redis.client import as_text
from tests.integration.asking import problem
from tests.integration.face import BODY, Face
from tests.stand import opened, wait_for
from worker.articles.article_table import TakeIn
from worker.articles.intake import Intake
from worker.model.article import Article

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)

PUBLICATION = """
[purge]
url = "https://cdn.example/?url={{url}}"

[sources.store]
{store}

[[rules]]
section = "Live"
narrate = "never"

[[rules]]
section = "Press"
narrate = "press"

[[rules]]
tag = "fast"
narrate = "always"

[[rules]]
author = "Jane Doe"
voice = "tone:330"
"""


@pytest.fixture
def edits() -> str:
    """Settings of the store in the publication file."""
    return ""


@pytest.fixture
def face(settings_env: dict[str, str], env, edits, tmp_path, monkeypatch) -> Iterator[Face]:
    path = tmp_path / "publication.toml"
    path.write_text(PUBLICATION.format(store=edits))
    for name, value in {
        "LISTEN_PUBLICATION_FILE": str(path),
        "LISTEN_VOICES": "tone:220, tone:330",
    }.items():
        env[name] = value
        monkeypatch.setenv(name, value)
    with opened() as flask:
        yield Face(flask, Path(settings_env["LISTEN_DATA_DIR"]))


@pytest.fixture
def web(face: Face) -> WebContext:
    found: WebContext = face.flask.application.extensions["listen"]
    return found


def article(words: str, **fields: Any) -> Article:
    return Article("pier", title="The Title", html=f"<p>{words}</p>", **fields)


def written(face: Face, article_id: str = "pier") -> list[str]:
    cues = face.flask.get(f"/v1/articles/{article_id}/audio/cues.json").get_json()["cues"]
    return [cue["written"] for cue in cues]


def test_what_is_pushed_waits_for_a_press(face) -> None:
    assert face.put("pier").status_code == 201
    assert face.look("pier")["state"] == "absent"


def test_voices_that_change_during_an_intake_do_no_harm(web: WebContext) -> None:
    records = web.articles.intake.voices()
    changing = itertools.cycle([records[:1], records[1:]])
    intake = replace(web.articles.intake, voices=lambda: next(changing))
    intake.take_in(article("A sentence.", tags=("fast",)))
    assert len(web.stores.narrations.unfinished()) == 1


def test_what_a_rule_says_is_always_narrated_is_narrated_at_once(face, workers) -> None:
    face.put("pier", tags=["Fast"])
    assert face.until("pier", "ready")["url"]


def test_a_rule_says_who_reads(face, workers) -> None:
    face.put("pier", byline="By Jane Doe")
    assert face.press("pier").get_json()["voice"] == "tone:330"
    ready = face.until("pier", "ready")
    assert ready["voice"] == "tone:330"
    assert face.press("pier").get_json() == ready
    face.put("quay", byline="By Ann Other")
    assert face.press("quay").get_json()["voice"] == "tone:220"


@pytest.mark.parametrize("what", ["", "/cues.json", "/stream.mp3", "/stream.m3u8"])
def test_what_is_never_narrated_is_refused_in_every_voice(face, what: str) -> None:
    face.put("pier", section="Live")
    answer = face.flask.get(f"/v1/articles/pier/audio{what}?voice=tone:330")
    assert problem(answer) == (422, "not-narrated")


def test_what_is_never_narrated_is_refused(face) -> None:
    face.put("pier", section="Live")
    assert problem(face.press("pier")) == (422, "not-narrated")
    asked = face.flask.post("/v1/audio", json={"article_ids": ["pier"]})
    assert problem(asked) == (422, "not-narrated")
    assert problem(face.flask.get("/v1/articles/pier/audio")) == (422, "not-narrated")
    face.put("pier", section="World")
    assert face.press("pier").status_code == 202


def test_an_article_that_is_edited_midway_ends_with_the_newer_text(face, workers) -> None:
    face.put("pier", html=BODY * 20)
    face.press("pier")
    face.put("pier", html="<p>Quite another text.</p>")
    face.until("pier", "ready")
    assert written(face) == ["The Title", "The dek.", "Quite another text."]


def test_an_edited_article_is_narrated_again_by_itself(face, workers) -> None:
    face.put("pier")
    before = face.ready("pier")
    face.spoken()
    face.put("pier", html=BODY.replace("Two is", "Two was"))
    assert face.look("pier")["url"] == before["url"] or face.look("pier")["state"] == "ready"
    wait_for(lambda: face.look("pier")["url"] != before["url"])
    assert face.spoken() == {"Two was here."}


def test_an_edit_changes_nothing_for_an_article_that_nobody_has_heard(face) -> None:
    face.put("pier")
    face.put("pier", html="<p>Other.</p>")
    assert face.look("pier")["state"] == "absent"


@pytest.mark.parametrize("edits", ['edits = "keep"'])
def test_a_narration_may_be_kept_as_it_is(face, workers) -> None:
    face.put("pier")
    before = face.ready("pier")
    face.put("pier", html="<p>Other.</p>")
    pressed = face.press("pier")
    assert (pressed.status_code, pressed.get_json()) == (200, before)


@pytest.mark.parametrize("edits", ["quiet_min = 5"])
def test_an_edited_article_is_narrated_again_when_it_has_been_quiet(face, web, workers) -> None:
    face.put("pier")
    before = face.ready("pier")
    face.put("pier", html="<p>First edit.</p>")
    face.put("pier", html="<p>Second edit.</p>")
    assert face.press("pier").get_json() == before
    assert web.articles.store.settling() == []
    assert web.articles.store.settling(datetime.now(UTC) + timedelta(minutes=6)) == ["pier"]
    due = datetime.now(UTC) + timedelta(minutes=6)
    web.articles.intake.settle("pier", due)
    wait_for(lambda: face.look("pier")["url"] != before["url"])
    assert "Second edit." in written(face)
    assert web.articles.store.settling(datetime.now(UTC) + HOUR) == []


@pytest.mark.parametrize("edits", ["quiet_min = 5"])
def test_who_dies_while_an_edit_settles_leaves_it_to_be_settled(face, web, monkeypatch) -> None:
    face.put("pier")
    face.put("pier", html="<p>Edit.</p>")
    due = datetime.now(UTC) + timedelta(minutes=6)
    with monkeypatch.context() as patched:
        patched.setattr(Intake, "confirm", kill)
        with pytest.raises(KeyboardInterrupt):
            web.articles.intake.settle("pier", due)
    assert web.articles.store.settling(due) == ["pier"]
    web.articles.intake.settle("pier", due)
    assert web.articles.store.settling(due) == []


def kill(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("edits", ["quiet_min = 5"])
def test_an_edit_while_an_older_one_settles_waits_for_its_own_time(face, web) -> None:
    face.put("pier")
    face.put("pier", html="<p>Edit.</p>")
    before = web.articles.store.edition("pier").revision
    web.articles.intake.settle("pier", datetime.now(UTC))
    assert web.articles.store.edition("pier").revision == before
    assert web.articles.store.settling(datetime.now(UTC) + HOUR) == ["pier"]


def test_who_dies_while_audio_is_taken_down_leaves_the_cdn_to_be_told(
    face, web, workers, monkeypatch
) -> None:
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    face.put("pier")
    track = face.ready("pier")["url"]
    with monkeypatch.context() as patched:
        patched.setattr(Manifests, "remove_all", kill)
        with pytest.raises(KeyboardInterrupt):
            web.articles.intake.take_down("pier")
    wanted = {task.about for task in web.queues.lost_tasks({}) if task.kind == "purge"}
    assert track in wanted
    assert sum(url.startswith("/audio/clips/") for url in wanted) == 6 + 6  # also as segments


@pytest.mark.parametrize("edits", ["quiet_min = 5"])
def test_an_edit_that_is_undone_leaves_nothing_to_do(face, web) -> None:
    face.put("pier")
    face.put("pier", html="<p>Edit.</p>")
    face.put("pier")
    assert web.articles.store.settling(NOW + HOUR) == []


def test_an_older_version_changes_nothing(face, web) -> None:
    assert web.articles.intake.take_in(article("New."), changed_at=NOW) is TakeIn.NEW
    assert web.articles.intake.take_in(article("Old."), changed_at=NOW - HOUR) is TakeIn.STALE
    assert web.articles.store.get("pier").html == "<p>New.</p>"
    assert web.articles.intake.take_in(article("New."), changed_at=NOW + HOUR) is TakeIn.UNCHANGED
    assert web.articles.intake.take_in(article("Newer."), changed_at=NOW + HOUR) is TakeIn.CHANGED


def test_a_withdrawn_article_is_gone(face, web, workers) -> None:
    face.put("pier")
    track = face.ready("pier")["url"]
    assert web.articles.intake.withdraw("pier")
    assert problem(face.flask.get(track)) == (410, "audio-gone")
    assert problem(face.press("pier")) == (410, "article-withdrawn")
    for path in ("", "/cues.json", "/cues.vtt", "/stream.mp3", "/stream.m3u8"):
        asked = face.flask.get(f"/v1/articles/pier/audio{path}")
        assert problem(asked) == (410, "article-withdrawn"), path
    assert problem(face.flask.get("/v1/articles/pier"))[0] == 404
    assert face.flask.get("/v1/articles").get_json()["items"] == []
    assert not web.articles.intake.withdraw("pier")


def test_a_withdrawn_article_may_come_back(face, web, workers) -> None:
    face.put("pier", tags=["fast"])
    face.until("pier", "ready")
    web.articles.intake.withdraw("pier", changed_at=NOW + HOUR)
    late = article("Back.", tags=("fast",))
    assert web.articles.intake.take_in(late, changed_at=NOW) is TakeIn.STALE
    assert problem(face.press("pier")) == (410, "article-withdrawn")
    assert web.articles.intake.take_in(late, changed_at=NOW + 2 * HOUR) is TakeIn.NEW
    face.until("pier", "ready")
    assert "Back." in written(face)


def test_an_article_is_withdrawn_before_it_ever_came(face, web) -> None:
    assert web.articles.intake.withdraw("pier", changed_at=NOW)
    assert web.articles.intake.take_in(article("Late."), changed_at=NOW - HOUR) is TakeIn.STALE
    assert web.articles.store.get("pier") is None


def test_a_clock_that_is_behind_ours_may_take_back_what_was_pushed(face, web) -> None:
    face.put("pier")
    assert web.articles.intake.withdraw("pier", changed_at=datetime.now(UTC) - HOUR)


def test_what_is_always_narrated_is_asked_for_though_who_stored_it_died(face, web) -> None:
    stored = article("Words.", tags=("fast",))
    web.articles.store.put(stored)
    assert web.articles.intake.take_in(stored) is TakeIn.UNCHANGED
    assert face.look("pier")["state"] == "queued"


def test_a_cdn_is_told_of_every_address_that_is_gone(face, web, workers, client) -> None:
    face.put("pier")
    track = face.ready("pier")["url"]
    web.articles.intake.take_down("pier")
    ids = client.lrange("rq:queue:chores", 0, -1)
    said = [client.hget(f"rq:job:{as_text(job)}", "description") for job in ids]
    jobs = [as_text(description) for description in said if description is not None]
    assert f"purge {track}" in jobs
    assert sum(job.startswith("purge /audio/clips/") for job in jobs) == 6 + 6  # also as segments


def test_many_at_once_leave_the_newest(face, web, at_once: Callable[..., list[Any]]) -> None:
    versions = [(article(f"Version {n}."), NOW + n * HOUR) for n in range(20)]

    def take_in(version: tuple[Article, datetime]) -> TakeIn:
        found, changed_at = version
        taken: TakeIn = web.articles.intake.take_in(found, changed_at=changed_at)
        return taken

    results = at_once(take_in, versions)
    assert results.count(TakeIn.NEW) == 1
    assert web.articles.store.get("pier").html == "<p>Version 19.</p>"


def test_an_older_withdrawal_loses_against_what_is_published_at_once(face, web, at_once) -> None:
    for number in range(15):
        article_id = f"pier-{number}"
        old, new = (
            Article(article_id, text=text, tags=("fast",)) for text in ("Old words.", "New words.")
        )
        web.articles.intake.take_in(old, changed_at=NOW)
        at_once(
            lambda step: step(),
            [
                lambda i=article_id: web.articles.intake.withdraw(i, changed_at=NOW + HOUR),
                lambda a=new: web.articles.intake.take_in(a, changed_at=NOW + 2 * HOUR),
            ],
        )
        assert web.articles.store.get(article_id) == new
        assert face.look(article_id)["state"] == "queued"


def test_the_same_at_once_changes_it_once(face, web, at_once) -> None:
    web.articles.intake.take_in(article("One."), changed_at=NOW)
    found = at_once(
        lambda _: web.articles.intake.take_in(article("Two."), changed_at=NOW + HOUR), [0] * 8
    )
    assert sorted(found) == [TakeIn.CHANGED, *[TakeIn.UNCHANGED] * 7]


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Call a function with each of several arguments, all in threads at the same time."""
    from concurrent.futures import ThreadPoolExecutor

    def go(function: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
        with ThreadPoolExecutor(len(arguments)) as threads:
            return list(threads.map(function, arguments))

    return go
