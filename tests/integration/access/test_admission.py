"""Admission of presses: exactly the allowed number, also under concurrency."""

import time
from pathlib import Path
from typing import Any

import redis

from cache.narrations.admission_limits import AdmissionLimit, Admissions
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Failure, Priority
from cache.redis import keys
from cache.redis.client import as_text
from tests.integration.access.presses import (
    BEARER,
    FROM,
    Open,
    begun_long_ago,
    finish,
    name,
    press,
    press_at_once,
    put,
)
from tests.integration.asking import problem
from tests.integration.closed_articles import PUBLICATION, SIGNING_KEY
from tests.stand import wait_for
from worker.jobs.queue_names import FETCH_QUEUE, FIRST


def test_of_two_hundred_presses_at_once_exactly_the_limit_begins(start: Open) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=17)
    ids = [f"a{number}" for number in range(200)]
    put(flask, *ids)
    assert press_at_once(flask, ids, "203.0.113.9") == {202: 17, 429: 183}
    assert press(flask, "a0", "203.0.113.10").status_code == 202


def test_no_more_is_under_way_than_may_be_however_many_press(start: Open) -> None:
    flask = start(MAX_PRESSED=17)
    ids = [f"a{number}" for number in range(200)]
    put(flask, *ids)
    assert press_at_once(flask, ids, "203.0.113.9") == {202: 17, 503: 183}


def test_a_day_costs_no_more_than_its_budget_however_many_press(
    start: Open, client: redis.Redis
) -> None:
    flask = start(DAILY_BUDGET_MIN=10)
    ids = [f"a{number}" for number in range(200)]
    put(flask, *ids, words=100)
    each_s = flask.get("/v1/articles/a0/audio").get_json()["estimated_s"]
    fit = 600 // each_s
    assert 5 < fit < 200
    assert press_at_once(flask, ids, "203.0.113.9") == {202: fit, 503: 200 - fit}
    [spent] = client.keys(f"{keys.SPENT}*")
    assert int(client.get(spent) or 0) == fit * each_s


def test_two_hundred_who_press_the_same_article_are_all_served_and_charged_once(
    start: Open, client: redis.Redis
) -> None:
    flask = start(MAX_PRESSED=1, DAILY_BUDGET_MIN=1)
    put(flask, "a", words=100)
    each_s = flask.get("/v1/articles/a/audio").get_json()["estimated_s"]
    assert press_at_once(flask, ["a"] * 200, "203.0.113.9") == {202: 200}
    [spent] = client.keys(f"{keys.SPENT}*")
    assert int(client.get(spent) or 0) == each_s


def test_who_begins_too_many_is_told_when_to_try_again(start: Open) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=2)
    put(flask, "a", "b", "c")
    assert press(flask, "a").status_code == 202
    assert press(flask, "b").status_code == 202
    answer = press(flask, "c")
    assert problem(answer) == (429, "too-many-requests")
    wait_s = int(answer.headers["Retry-After"])
    assert 1 <= wait_s <= 60
    assert answer.headers["RateLimit"] == f'"narrations";r=0;t={wait_s}'
    assert answer.headers["RateLimit-Policy"] == '"narrations";q=2;w=60'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_under_way_is_never_refused_nor_counted(start: Open) -> None:
    flask = start(
        RATE_PER_ADDRESS_PER_MIN=1, RATE_PER_ADDRESS_PER_DAY=1, MAX_PRESSED=1, DAILY_BUDGET_MIN=1
    )
    put(flask, "a", "b")
    for _ in range(20):
        assert press(flask, "a").status_code == 202
    assert press(flask, "b").status_code == 429
    answer = flask.post("/v1/audio", json={"article_ids": ["a"]}, environ_overrides=FROM)
    assert answer.status_code == 202


def test_what_is_ready_is_never_refused_nor_counted(start: Open, narrations: Narrations) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=1, MAX_PRESSED=1, DAILY_BUDGET_MIN=1)
    put(flask, "a", "b", "c")
    press(flask, "a")
    finish(narrations, "a", duration_s=59.0)
    assert press(flask, "b").status_code == 429
    for _ in range(20):
        assert press(flask, "a").status_code == 200


def test_what_was_edited_is_heard_as_it_was_while_it_may_not_be_narrated_anew(
    start: Open, narrations: Narrations
) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=1)
    put(flask, "a", "b")
    press(flask, "a")
    finish(narrations, "a", duration_s=59.0)
    flask.put("/v1/articles/a", json={"title": "Edited", "text": "Anew."}, headers=BEARER)
    narrations.fail(name("a"), narrations.read(name("a")).run, Failure("x", "x", retryable=True))
    answer = press(flask, "a")
    assert answer.status_code in {200, 202}
    assert answer.get_json()["url"]


def kept(client: redis.Redis) -> set[str]:
    """Return all keys except cached editions and counters."""
    found = {as_text(key) for key in client.scan_iter("*")}
    return {key for key in found if not key.startswith((keys.revision(""), keys.COUNTERS))}


def spent(client: redis.Redis) -> int:
    return Admissions(client, AdmissionLimit()).admit([]).spent_s


def test_what_is_over_makes_room_and_costs_what_it_is_long(
    start: Open, client: redis.Redis, narrations: Narrations
) -> None:
    flask = start(MAX_PRESSED=1)
    put(flask, "a", "b", words=100)
    press(flask, "a")
    assert problem(press(flask, "b")) == (503, "too-busy")
    finish(narrations, "a", duration_s=33.3)
    begun_long_ago(client)
    assert spent(client) == 34
    assert press(flask, "b").status_code == 202


def test_what_nobody_could_read_costs_nothing_in_the_end(
    start: Open, client: redis.Redis, narrations: Narrations
) -> None:
    flask = start()
    put(flask, "a", "b", words=100)
    press(flask, "a")
    run = narrations.read(name("a")).run
    narrations.fail(name("a"), run, Failure("article-gone", "it is", retryable=False))
    press(flask, "b")
    narrations.remove(name("b"))
    assert spent(client) > 0
    begun_long_ago(client)
    assert spent(client) == 0


def test_a_spent_budget_says_when_the_next_day_begins(start: Open, client: redis.Redis) -> None:
    flask = start(DAILY_BUDGET_MIN=1)
    put(flask, "a", words=2_000)
    answer = press(flask, "a")
    assert problem(answer) == (503, "budget-spent")
    seconds, _ = client.time()
    assert abs(int(answer.headers["Retry-After"]) - (86_400 - int(seconds) % 86_400)) <= 2
    assert not client.exists(keys.UNFINISHED)
    wait_for(lambda: flask.get("/status").get_json()["presses"]["refused"] == 1)


def test_one_who_is_refused_leaves_nothing_behind(start: Open, client: redis.Redis) -> None:
    flask = start(MAX_PRESSED=1)
    put(flask, "a", "b")
    press(flask, "a")
    press(flask, "b")
    before = kept(client)
    for _ in range(10):
        assert press(flask, "b").status_code == 503
    assert kept(client) == before
    assert client.scard(keys.UNFINISHED) == 1


def test_presses_that_wait_too_long_keep_others_out(start: Open, client: redis.Redis) -> None:
    flask = start(MAX_WAIT_S=20)
    put(flask, "a", "b", "c")
    assert press(flask, "a").status_code == 202
    [job] = client.lrange(f"rq:queue:{FIRST}", 0, -1)
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() - 60))
    client.hset(f"rq:job:{as_text(job)}", "enqueued_at", long_ago)
    flask.application.extensions["listen"].access.queue_waits._read_at = -1.0
    answer = press(flask, "b")
    assert problem(answer) == (503, "too-busy")
    assert answer.headers["Retry-After"] == "10"
    assert press(flask, "a").status_code == 202
    client.delete(f"rq:queue:{FIRST}")
    flask.application.extensions["listen"].access.queue_waits._read_at = -1.0
    assert press(flask, "b").status_code == 202


def test_many_articles_in_one_request_are_admitted_all_or_none(
    start: Open, client: redis.Redis
) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=3)
    put(flask, "a", "b", "c", "d")
    four = {"article_ids": ["a", "b", "c", "d"]}
    answer = flask.post("/v1/audio", json=four, environ_overrides=FROM)
    assert problem(answer) == (429, "too-many-requests")
    assert not client.exists(keys.UNFINISHED)
    three = {"article_ids": ["a", "b", "c"]}
    assert flask.post("/v1/audio", json=three, environ_overrides=FROM).status_code == 202


def test_a_key_has_a_limit_of_its_own_and_costs_no_budget(start: Open, client: redis.Redis) -> None:
    flask = start(RATE_PER_KEY_PER_MIN=2, RATE_PER_ADDRESS_PER_MIN=1, DAILY_BUDGET_MIN=1)
    put(flask, "a", "b", "c", words=2_000)
    assert press(flask, "a", Authorization=BEARER["Authorization"]).status_code == 202
    ahead = {"article_ids": ["b"], "priority": "pregenerate"}
    more = {"json": ahead, "headers": BEARER, "environ_overrides": FROM}
    assert flask.post("/v1/audio", **more).status_code == 202
    assert problem(press(flask, "c", Authorization=BEARER["Authorization"]))[0] == 429
    assert spent(client) == 0


def test_who_waits_before_pressing_a_waiting_pregeneration_is_not_counted(start: Open) -> None:
    flask = start(MAX_PRESSED=1, RATE_PER_ADDRESS_PER_MIN=1)
    put(flask, "a", "b")
    ahead = {"article_ids": ["a"], "priority": "pregenerate"}
    assert flask.post("/v1/audio", json=ahead, headers=BEARER).status_code == 202
    assert press(flask, "b").status_code == 202
    assert press(flask, "a").status_code == 202


def test_a_narration_is_charged_once_until_it_is_over(client: redis.Redis, queues: Any) -> None:
    narrations, admissions = Narrations(client, queues), Admissions(client, AdmissionLimit(0, 600))
    one = name("a")
    assert admissions.admit([(one, 400)]) == admissions.admit([(one, 400)])
    assert admissions.admit([(name("b"), 300)]).refused == "budget-spent"
    narrations.request(one, Basis("r", "s"), Priority.PLAY)
    begun_long_ago(client)
    assert admissions.admit([(one, 400)]).spent_s == 400


def test_the_queue_of_fetches_counts_for_what_must_be_fetched(
    start: Open, client: redis.Redis, tmp_path: Path
) -> None:
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    flask = start(
        MAX_WAIT_S=20, PUBLICATION_FILE=str(tmp_path / "publication.toml"), SIGNING_KEY=SIGNING_KEY
    )
    put(flask, "a")
    web = flask.application.extensions["listen"]
    with client.pipeline() as pipe:
        web.queues.enqueue_fetch_for(pipe, NarrationName("wp:1", "tone:220"), 1, Priority.PLAY)
        pipe.execute()
    [job] = client.lrange(f"rq:queue:{FETCH_QUEUE}", 0, -1)
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(time.time() - 60))
    client.hset(f"rq:job:{as_text(job)}", "enqueued_at", long_ago)
    assert problem(press(flask, "wp:2")) == (503, "too-busy")
    assert press(flask, "a").status_code == 202, "it waits for no fetch"
