"""Fetching from sources, checks for new articles, and timed work."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis

from cache.errors import StorageError
from cache.messages.tasks import Task
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Priority, State
from cache.redis import keys
from cache.redis.client import as_text
from cache.settings import read_settings
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import opened
from tests.upstreams.site import Reply
from tests.upstreams.wordpress import WordPressSite
from worker.articles.article_table import TakeIn
from worker.articles.intake import Intake
from worker.errors import ArticleNotFoundError
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.jobs.failures.fallbacks import MOST_RETRIES
from worker.jobs.schedule import EVERY_S, schedule_periodic_jobs
from worker.model.article import Article
from worker.settings import WorkerSettings

WAIT = timedelta(minutes=1)


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    with WordPressSite() as there:
        yield there


class Cdn(ThreadingHTTPServer):
    """A CDN that records the URLs that are purged from it."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        self.told: list[str] = []
        cdn = self

        class Handler(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                cdn.told.append(f"{self.path} {self.headers['X-Key']}")
                self.send_response(cdn.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    server = Cdn()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings_env(env, monkeypatch, tmp_path, site, cdn) -> dict[str, str]:
    path = tmp_path / "publication.toml"
    port = cdn.server_address[1]
    purge = f'[purge]\nurl = "http://127.0.0.1:{port}/?{{url}}"\nmethod = "PURGE"\n'
    path.write_text(f'{site.table}\n{purge}headers = {{ "X-Key" = "k" }}\n')
    env["LISTEN_PUBLICATION_FILE"] = str(path)
    env["LISTEN_PRIVATE_HOSTS"] = "127.0.0.1"
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    found: dict[str, str] = env
    return found


@pytest.fixture
def context(settings_env) -> FetcherContext:
    return open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")


def queued(client: redis.Redis, queue: str = "chores") -> list[str]:
    """Return the descriptions of the jobs in a queue, and remove the jobs."""
    ids = client.lrange(f"rq:queue:{queue}", 0, -1)
    client.delete(f"rq:queue:{queue}")
    said = [client.hget(f"rq:job:{as_text(job)}", "description") for job in ids]
    return [as_text(description) for description in said if description is not None]


def names(context: FetcherContext) -> list[str]:
    return sorted(str(name) for name in context.stores.narrations.unfinished())


def test_a_look_takes_in_what_is_new_and_has_it_narrated(context, site) -> None:
    first = site.publish(title="One")
    second = site.publish(title="Two")
    fetch_jobs.poll(context, "wp")
    assert names(context) == [f"{first}|tone:220", f"{second}|tone:220"]
    assert (
        context.stores.narrations.read(NarrationName(first, "tone:220")).priority
        is Priority.PREGENERATE
    )
    assert context.articles.store.get(first).title == "One"


def test_a_look_leaves_the_archive_alone(context, site) -> None:
    site.publish(at=datetime.now(UTC) - timedelta(days=30))
    fetch_jobs.poll(context, "wp")
    assert names(context) == []


def test_a_look_finds_what_is_new_though_the_clock_was_set_back_since_the_last_one(
    context, site
) -> None:
    context.states.looked("wp", time.time() + 86_400, {})
    article_id = site.publish()
    fetch_jobs.poll(context, "wp")
    assert names(context) == [f"{article_id}|tone:220"]


def test_a_second_look_finds_nothing_new(context, site, client) -> None:
    article_id = site.publish()
    fetch_jobs.poll(context, "wp")
    run = context.stores.narrations.read(NarrationName(article_id, "tone:220")).run
    fetch_jobs.poll(context, "wp")
    assert context.stores.narrations.read(NarrationName(article_id, "tone:220")).run == run
    assert queued(client) == []


def test_a_look_finds_what_was_edited(context, site) -> None:
    article_id = site.publish()
    fetch_jobs.poll(context, "wp")
    site.edit(article_id, at=datetime.now(UTC) + WAIT, title="Edited")
    fetch_jobs.poll(context, "wp")
    assert context.articles.store.get(article_id).title == "Edited"


def test_a_source_that_does_not_answer_is_told_in_status_until_it_does(context, site) -> None:
    site.spoil = lambda _: Reply(status=503)
    fetch_jobs.poll(context, "wp")
    with opened() as flask:
        told = flask.get("/status").get_json()["sources"]
        assert told[0]["name"] == "wp"
        assert told[0]["problem"].startswith("source-unavailable: ")
        assert told[0]["looked_at"] is None
        site.spoil = None
        fetch_jobs.poll(context, "wp")
        told = flask.get("/status").get_json()["sources"]
        assert told[0]["problem"] is None
        assert told[0]["looked_at"]


def test_what_is_published_while_a_source_is_down_is_found_later(context, site) -> None:
    fetch_jobs.poll(context, "wp")
    site.spoil = lambda _: Reply(status=503)
    article_id = site.publish()
    fetch_jobs.poll(context, "wp")
    assert names(context) == []
    site.spoil = None
    fetch_jobs.poll(context, "wp")
    assert names(context) == [f"{article_id}|tone:220"]


def test_an_article_that_is_gone_is_withdrawn(context, site) -> None:
    article_id = site.publish()
    fetch_jobs.poll(context, "wp")
    site.unpublish(article_id)
    fetch_jobs.refresh(context, article_id)
    assert names(context) == []
    with opened() as flask:
        asked = flask.post(f"/v1/articles/{article_id}/audio")
        assert problem(asked) == (410, "article-withdrawn")


def test_an_article_that_was_gone_for_a_moment_comes_back(context, site) -> None:
    article_id = site.publish()
    site.spoil = lambda _: Reply(status=404)
    fetch_jobs.refresh(context, article_id)
    assert context.articles.store.get(article_id) is None
    site.spoil = None
    fetch_jobs.refresh(context, article_id)
    assert context.articles.store.get(article_id) is not None
    assert names(context) == [f"{article_id}|tone:220"]


@pytest.mark.parametrize("job", ["fetch", "refresh", "recheck"])
@pytest.mark.parametrize("is_known", [False, True], ids=["new", "known"])
def test_what_is_taken_down_while_it_is_fetched_stays_down(context, site, job, is_known) -> None:
    article_id = site.publish()
    name = NarrationName(article_id, "tone:220")
    if is_known:
        fetch_jobs.refresh(context, article_id)
    asked = context.stores.repository.ask_for(name, Basis("", ""), Priority.PLAY)

    def take_down(reply: Reply) -> Reply:
        context.articles.intake.take_down(article_id)
        return reply

    site.spoil = take_down
    if job == "fetch":
        fetch_jobs.fetch(context, *name, asked.run)
    else:
        getattr(fetch_jobs, job)(context, article_id)
    assert context.stores.narrations.read(name).state is State.ABSENT
    site.spoil = None
    fetch_jobs.refresh(context, article_id)
    assert context.stores.narrations.read(name).state is State.QUEUED


@pytest.mark.parametrize("is_known", [False, True], ids=["new", "known"])
def test_what_is_taken_down_while_its_source_is_polled_stays_down(context, site, is_known) -> None:
    article_id = site.publish()
    name = NarrationName(article_id, "tone:220")
    if is_known:
        fetch_jobs.poll(context, "wp")
        site.edit(article_id, at=datetime.now(UTC) + WAIT, title="Edited")

    def take_down_once(reply: Reply) -> Reply:
        site.spoil = None
        context.articles.intake.take_down(article_id)
        return reply

    site.spoil = take_down_once
    fetch_jobs.poll(context, "wp")
    assert context.articles.store.get(article_id)
    assert context.stores.narrations.read(name).state is State.ABSENT
    site.edit(article_id, at=datetime.now(UTC) + 2 * WAIT, title="Edited again")
    fetch_jobs.poll(context, "wp")
    assert context.stores.narrations.read(name).state is State.QUEUED


@pytest.mark.parametrize("is_removed", [False, True], ids=["kept", "removed"])
def test_what_is_taken_down_before_a_delayed_request_stays_down(
    context, site, monkeypatch, is_removed
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("storage refuses")

    article_id = site.publish()
    with monkeypatch.context() as refusing:
        refusing.setattr(Intake, "_renew", refuse)
        fetch_jobs.refresh(context, article_id)
    assert names(context) == []
    if is_removed:
        context.articles.intake.take_down(article_id)
    tasks = [
        t
        for t in map(Task.parse, map(as_text, context.redis.hkeys(keys.TASKS)))
        if t.kind == "follow"
    ]
    for task in tasks:
        fetch_jobs.follow(context, task.about)
    assert len(names(context)) == (0 if is_removed else 1)


def test_an_article_by_another_name_is_none(context, site, client) -> None:
    number = site.publish().removeprefix("wp:")
    name = NarrationName(f"wp:0{number}", "tone:220")
    asked = context.stores.narrations.request(
        name, context.stores.narrations.read(name).basis, Priority.PLAY
    )
    client.delete("rq:queue:first")
    with pytest.raises(ArticleNotFoundError):
        fetch_jobs.fetch(context, *name, asked.run)
    assert context.stores.narrations.read(name).state is State.FAILED
    assert queued(client, "first") == []


def test_what_was_stored_by_one_who_died_is_narrated_though_it_has_not_changed(
    context, site
) -> None:
    article_id = site.publish()
    found = context.upstreams.of(article_id).fetch(article_id)
    context.articles.store.take_in(found, "wp")
    fetch_jobs.refresh(context, article_id)
    assert names(context) == [f"{article_id}|tone:220"]


def test_an_answer_that_was_overtaken_changes_nothing(context, site, client) -> None:
    article_id = site.publish()
    asked_at = datetime.now(UTC)
    undated = Article(article_id, title="Old", text="Old.")
    context.articles.intake.take_in(replace(undated, title="New"), source="wp")
    taken = context.articles.intake.take_in(undated, source="wp", asked_at=asked_at)
    assert taken is TakeIn.STALE
    assert context.articles.store.get(article_id).title == "New"
    assert not context.articles.intake.withdraw(article_id, asked_at=asked_at)
    context.articles.intake.withdraw(article_id)
    assert context.articles.intake.take_in(undated, source="wp", asked_at=asked_at) is TakeIn.STALE
    assert context.articles.store.get(article_id) is None


def test_what_comes_in_while_it_is_taken_back_is_narrated(context, site, monkeypatch) -> None:
    article_id = site.publish()
    context.articles.intake.take_in(Article(article_id, text="Words."), source="wp")
    take_down = Intake.take_down

    def comes_in_meanwhile(intake: Intake, gone: str) -> int:
        intake.take_in(Article(gone, text="Other words."), source="wp")
        return take_down(intake, gone)

    monkeypatch.setattr(Intake, "take_down", comes_in_meanwhile)
    context.articles.intake.withdraw(article_id)
    assert names(context) == [f"{article_id}|tone:220"]


def test_a_defect_of_ours_leaves_no_errand_behind(context, site, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("oh")

    monkeypatch.setattr("worker.jobs.fetch_jobs._take_from_source", fail)
    fetch_jobs.refresh(context, "wp:1")
    assert context.stores.narrations.failures()[0]["code"] == "internal-error"
    assert context.queues.lost_tasks([]) == []


def test_an_article_that_cannot_be_read_is_among_the_failures(context, site) -> None:
    article_id = site.publish()
    site.spoil = lambda _: Reply(b"<h1>Hello</h1>")
    fetch_jobs.refresh(context, article_id)
    failure = context.stores.narrations.failures()[0]
    assert (failure["article_id"], failure["code"]) == (article_id, "unreadable-source")


def test_a_press_comes_before_the_article_was_ever_fetched(
    context, site, processes, settings_env
) -> None:
    article_id = site.publish(at=datetime(2020, 5, 1, tzinfo=UTC), title="From the archive")
    for lane in ("first", "rest"):
        processes.start_worker(lane)
    processes.start("fetcher", "--name", "fetcher-2", module="audio_service.cli")
    with opened() as flask:
        face = Face(flask, Path(settings_env["LISTEN_DATA_DIR"]))
        assert face.press(article_id).status_code == 202
        ready = face.until(article_id, "ready")
        assert ready["duration_s"] > 1
        assert face.press(article_id).get_json() == ready
        assert face.press("wp:404").status_code == 202
        failed = face.until("wp:404", "failed")
        assert failed["error"]["code"] == "article-gone"
        assert problem(face.press("wp:404")) == (422, "article-gone")
        assert problem(face.press("none:404")) == (404, "article-not-found")


def test_a_press_is_fetched_in_the_order_of_those_who_wait(context, site, client) -> None:
    name = NarrationName(site.publish(), "tone:220")
    asked = context.stores.narrations.request(
        name, context.stores.narrations.read(name).basis, Priority.PLAY
    )
    context.stores.narrations.requeue(name, asked.run, context.queues.enqueue_fetch_for)
    assert queued(client, "fetch") == [f"fetch {name.article_id} in tone:220"]
    client.delete("rq:queue:first")
    fetch_jobs.fetch(context, *name, asked.run)
    assert queued(client, "first") == [f"narrate {name.article_id} in tone:220"]
    fetch_jobs.fetch(context, *name, asked.run - 1)
    assert queued(client, "first") == []


def test_what_failed_and_may_have_passed_is_begun_again(context) -> None:
    names = [NarrationName(article_id, "tone:220") for article_id in ("a", "b", "c")]
    for name, priority, retryable in zip(
        names,
        (Priority.PREGENERATE, Priority.PREGENERATE, Priority.PLAY),
        (True, False, True),
        strict=True,
    ):
        asked = context.stores.narrations.request(
            name, context.stores.narrations.read(name).basis, priority
        )
        context.stores.narrations.fail(name, asked.run, Failure("x", "y", retryable))
    fetch_jobs.retry(context)
    states = [context.stores.narrations.read(name).state for name in names]
    assert states == [State.QUEUED, State.FAILED, State.FAILED]


def test_what_fails_again_and_again_is_left_alone(context) -> None:
    name = NarrationName("a", "tone:220")
    basis = context.stores.narrations.read(name).basis
    context.stores.narrations.request(name, basis, Priority.PREGENERATE)
    tries = 0
    while context.stores.narrations.read(name).state is State.QUEUED and tries < 50:
        run = context.stores.narrations.read(name).run
        context.stores.narrations.fail(name, run, Failure("x", "y", retryable=True))
        tries += 1
        fetch_jobs.retry(context)
    assert tries == MOST_RETRIES + 1
    assert context.stores.narrations.retryable() == {}


def test_what_was_withdrawn_meanwhile_is_not_begun_again(context) -> None:
    name = NarrationName("pier", "tone:220")
    context.articles.store.put(Article("pier", text="Words."))
    asked = context.stores.narrations.request(
        name, context.stores.narrations.read(name).basis, Priority.PREGENERATE
    )
    context.stores.narrations.fail(name, asked.run, Failure("x", "y", retryable=True))
    context.articles.store.withdraw("pier")
    fetch_jobs.retry(context)
    assert context.stores.narrations.read(name).state is State.FAILED
    assert context.stores.narrations.retryable() == {}


def test_an_outage_that_fails_hundreds_leaves_none_behind(context) -> None:
    names = [NarrationName(f"a{number}", "tone:220") for number in range(150)]
    for name in names:
        basis = context.stores.narrations.read(name).basis
        asked = context.stores.narrations.request(name, basis, Priority.PREGENERATE)
        context.stores.narrations.fail(name, asked.run, Failure("x", "y", retryable=True))
    fetch_jobs.retry(context)
    assert {context.stores.narrations.read(name).state for name in names} == {State.QUEUED}


def test_a_cdn_is_told_what_to_forget(context, cdn) -> None:
    fetch_jobs.purge(context, "/audio/tracks/a.mp3")
    assert cdn.told == ["/?/audio/tracks/a.mp3 k"]
    assert context.stores.narrations.failures() == []


def test_a_cdn_that_refuses_is_among_the_failures_in_the_end(context, cdn) -> None:
    cdn.status = 500
    fetch_jobs.purge(context, "/audio/tracks/a.mp3")
    failure = context.stores.narrations.failures()[0]
    assert (failure["article_id"], failure["code"]) == ("/audio/tracks/a.mp3", "source-unavailable")


def test_an_errand_is_done_though_who_had_it_in_hand_died(
    context, site, client, leases, monkeypatch
) -> None:
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    article_id = site.publish()
    for _ in range(2):
        context.articles.intake.fetch(article_id)
        fetch_jobs.remind(context)
    assert queued(client) == [f"refresh {article_id}"]
    context.queues.tasks.take(Task("refresh", article_id), "w1")
    fetch_jobs.remind(context)
    assert queued(client) == []
    leases.bury("w1")
    fetch_jobs.remind(context)
    assert queued(client) == [f"refresh {article_id}"]
    fetch_jobs.refresh(context, article_id)
    fetch_jobs.remind(context)
    assert queued(client) == []


def test_notes_of_withdrawn_articles_are_kept_for_a_while(context) -> None:
    old = datetime.now(UTC) - timedelta(days=100)
    context.articles.intake.withdraw("old", changed_at=old)
    context.articles.intake.withdraw("new")
    fetch_jobs.expire(context)
    assert context.articles.store.edition("old") is None
    assert context.articles.store.edition("new") is not None


def test_two_schedulers_do_nothing_twice(context, client) -> None:
    for _ in range(2):
        cron = schedule_periodic_jobs(
            client, context.publication, context.queues, context.stores.leases
        )
        cron.enqueue_jobs()
    assert sorted(queued(client)) == sorted([*EVERY_S, "poll wp"])
