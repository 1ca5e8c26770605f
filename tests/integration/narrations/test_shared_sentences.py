"""Sentences that two articles share outlive the deletion of one of them."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cache.settings import read_settings
from tests.integration.face import Face
from tests.stand import Processes
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.settings import WorkerSettings

SHARED = ["Everybody says so.", "That is how it began."]
HTML = "".join(f"<p>{sentence}</p>" for sentence in SHARED)


def segments(face: Face, article_id: str) -> list[str]:
    """Return the addresses in an article's playlist."""
    hls = face.look(article_id)["hls_url"] or f"/v1/articles/{article_id}/audio/stream.m3u8"
    answer = face.flask.get(hls)
    assert answer.status_code == 200
    return re.findall(r"^(?!#)(.+)$", answer.get_data(as_text=True), re.MULTILINE)


def statuses(face: Face, addresses: list[str]) -> set[int]:
    return {face.flask.get(address).status_code for address in addresses}


@pytest.fixture
def pair(face: Face, workers: Processes) -> dict[str, list[str]]:
    """Two articles that share all sentences but their titles, and the segments of each."""
    found = {}
    for article_id in ("pier", "quay"):
        face.put(article_id, title=f"About the {article_id}", dek="", html=HTML)
        face.press(article_id)
        found[article_id] = segments(face, article_id)
        face.until(article_id, "ready")
    return found


def sweep(later: timedelta, settings_env: dict[str, str]) -> Any:
    context = open_fetcher_context(read_settings(WorkerSettings), "sweep")
    context.sweeper.sweep(datetime.now(UTC) + later)
    return context.storage


@pytest.mark.slow
def test_a_deletion_leaves_what_the_other_article_names(
    face: Face, pair: dict[str, list[str]], settings_env: dict[str, str]
) -> None:
    named = {article_id: segments(face, article_id) for article_id in pair}
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    assert statuses(face, named["pier"] + pair["pier"]) == {410}
    assert statuses(face, named["quay"] + pair["quay"]) == {200}
    assert len(named["quay"]) == 3
    face.spoken()
    face.put("shore", title="About the shore", dek="", html=HTML)
    face.ready("shore")
    assert face.spoken() == {"About the shore"}
    storage = sweep(timedelta(days=3), settings_env)
    assert [found.path for found in storage.objects("clips/")] != []
    face.put("dune", title="About the dune", dek="", html=HTML)
    face.ready("dune")
    assert face.spoken() == {"About the dune"}


@pytest.mark.slow
def test_once_the_last_article_is_deleted_a_sweep_leaves_nothing(
    face: Face, pair: dict[str, list[str]], settings_env: dict[str, str]
) -> None:
    for article_id in pair:
        assert face.flask.delete(f"/v1/articles/{article_id}").status_code == 204
    storage = sweep(timedelta(days=3), settings_env)
    folders = ("clips/", "slots/", "tracks/")
    assert [found.path for folder in folders for found in storage.objects(folder)] == []
