"""Admission of presses: exactly the allowed number, also under concurrency."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from cache.narrations.admission_limits import AdmissionLimit, Admissions
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Failure, Priority, TrackRecord
from cache.redis import keys
from cache.redis.client import as_text
from tests.integration.asking import KEY, problem
from tests.integration.closed_articles import PUBLICATION, SIGNING_KEY
from tests.stand import ValkeyServer, opened, wait_for
from worker.jobs.queue_names import FETCH_QUEUE, FIRST

FROM = {"REMOTE_ADDR": "203.0.113.9"}
BEARER = {"Authorization": f"Bearer {KEY}"}
Open = Callable[..., FlaskClient]


@pytest.fixture
def start(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Start the HTTP service with further settings; all limits except the given ones are off."""
    with ExitStack() as faces:

        def go(**settings: int | str) -> FlaskClient:
            limits = {
                "RATE_PER_ADDRESS_PER_MIN": 0,
                "RATE_PER_ADDRESS_PER_DAY": 0,
                "RATE_PER_KEY_PER_MIN": 0,
                "PREVIEWS_PER_KEY_PER_MIN": 0,
                "WRONG_KEYS_PER_ADDRESS_PER_MIN": 0,
                "MAX_WAIT_S": 0,
                "MAX_PRESSED": 0,
                "DAILY_BUDGET_MIN": 0,
                "MAX_PRESSED_PER_ADDRESS": 0,
                "DAILY_BUDGET_PER_ADDRESS_MIN": 0,
                "API_KEY": KEY,
            }
            for name, value in (limits | settings).items():
                monkeypatch.setenv(f"LISTEN_{name}", str(value))
            faces.close()
            return faces.enter_context(opened())

        yield go


def put(flask: FlaskClient, *article_ids: str, words: int = 10) -> None:
    for article_id in article_ids:
        article = {"title": "T", "text": "word " * words}
        answer = flask.put(f"/v1/articles/{article_id}", json=article, headers=BEARER)
        assert answer.status_code in {200, 201}


def press(flask: FlaskClient, article_id: str, address: str = "203.0.113.9", **more: str) -> Any:
    environ = {"REMOTE_ADDR": address}
    path = f"/v1/articles/{article_id}/audio"
    return flask.post(path, environ_overrides=environ, headers=more)


def press_at_once(flask: FlaskClient, article_ids: list[str], address: str) -> Counter[int]:
    """Press each article from a thread of its own, and return the number of answers by status."""

    def one(article_id: str) -> int:
        with flask.application.test_client() as client:
            return int(press(client, article_id, address).status_code)

    with ThreadPoolExecutor(len(article_ids)) as threads:
        return Counter(threads.map(one, article_ids))


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


def name(article_id: str) -> NarrationName:
    return NarrationName(article_id, "tone:220")


def finish(narrations: Narrations, article_id: str, duration_s: float) -> None:
    """Complete a narration that was begun."""
    narration = narrations.read(name(article_id))
    track = TrackRecord("0" * 32, duration_s, "f", narration.basis, 3)
    assert narrations.publish(name(article_id), narration.run, track, lambda *_: None)


def begun_long_ago(client: redis.Redis) -> None:
    """Move the admission of all admitted narrations ten seconds into the past."""
    for member, note in client.hgetall(keys.PRESSED).items():
        at, rest = as_text(note).split(" ", 1)
        client.hset(keys.PRESSED, member, f"{int(at) - 10} {rest}")


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


def test_wrong_keys_are_limited_and_shut_out_no_right_key_of_the_same_address(
    start: Open,
) -> None:
    flask = start(WRONG_KEYS_PER_ADDRESS_PER_MIN=5)

    def ask(key: str, address: str = "203.0.113.9") -> Any:
        environ = {"REMOTE_ADDR": address}
        headers = {"Authorization": f"Bearer {key}"}
        return flask.get("/v1/articles", headers=headers, environ_overrides=environ)

    for number in range(5):
        assert problem(ask(f"wrong{number}")) == (401, "bad-key")
    for _ in range(5):
        assert problem(ask("wrong")) == (429, "too-many-requests")
        assert ask(KEY).status_code == 200
    assert problem(ask("wrong", "198.51.100.7")) == (401, "bad-key")


def test_two_hundred_wrong_keys_at_once_are_as_many_as_one_after_the_other(start: Open) -> None:
    flask = start(WRONG_KEYS_PER_ADDRESS_PER_MIN=5)

    def ask(number: int) -> int:
        with flask.application.test_client() as client:
            headers = {"Authorization": f"Bearer wrong{number}"}
            answer = client.get("/v1/articles", headers=headers, environ_overrides=FROM)
            return int(answer.status_code)

    with ThreadPoolExecutor(200) as threads:
        assert Counter(threads.map(ask, range(200))) == {401: 5, 429: 195}


def test_a_forged_header_is_no_way_around_a_limit(start: Open) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=1)
    put(flask, "a", "b", "c")
    assert press(flask, "a", **{"X-Forwarded-For": "198.51.100.1"}).status_code == 202
    assert press(flask, "b", **{"X-Forwarded-For": "198.51.100.2"}).status_code == 429
    behind = {"X-Forwarded-For": "198.51.100.2, 203.0.113.9"}
    assert press(flask, "b", "127.0.0.1", **behind).status_code == 429
    assert press(flask, "b", "127.0.0.1", **{"X-Forwarded-For": "198.51.100.2"}).status_code == 202


def test_one_network_of_ipv6_is_one_caller(start: Open) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=1)
    put(flask, "a", "b")
    assert press(flask, "a", "2001:db8:1:2::1").status_code == 202
    assert press(flask, "b", "2001:db8:1:2:ffff::1").status_code == 429
    assert press(flask, "b", "2001:db8:1:3::1").status_code == 202


def test_programs_on_this_machine_are_held_to_limits_only_if_a_setting_says_so(
    start: Open,
) -> None:
    flask = start(RATE_PER_ADDRESS_PER_MIN=1, MAX_PRESSED=1, DAILY_BUDGET_MIN=1)
    put(flask, "a", "b", "c", words=2_000)
    for article_id in "abc":
        assert press(flask, article_id, "127.0.0.1").status_code == 202
    flask = start(RATE_PER_ADDRESS_PER_MIN=1, RATE_ON_LOOPBACK="true")
    put(flask, "d", "e")
    assert press(flask, "d", "127.0.0.1").status_code == 202
    assert press(flask, "e", "127.0.0.1").status_code == 429


def test_while_redis_is_away_keys_open_doors_and_guesses_are_still_counted(
    start: Open, monkeypatch: pytest.MonkeyPatch, valkey: ValkeyServer
) -> None:
    monkeypatch.setenv("REDIS_URL", valkey.url.replace("v.sock", "nobody.sock"))
    flask = start(WRONG_KEYS_PER_ADDRESS_PER_MIN=5, RATE_PER_ADDRESS_PER_MIN=5)
    monkeypatch.setenv("REDIS_URL", valkey.url)
    assert flask.get("/v1/articles", headers=BEARER, environ_overrides=FROM).status_code == 200
    wrong = {"Authorization": "Bearer wrong"}
    for _ in range(5):
        answer = flask.get("/v1/articles", headers=wrong, environ_overrides=FROM)
        assert problem(answer) == (401, "bad-key")
    answer = flask.get("/v1/articles", headers=wrong, environ_overrides=FROM)
    assert problem(answer) == (429, "too-many-requests")
    assert problem(press(flask, "a")) == (503, "cache-unavailable")


def test_all_that_is_counted_is_forgotten_in_time(start: Open, client: redis.Redis) -> None:
    flask = start(
        RATE_PER_ADDRESS_PER_MIN=5, RATE_PER_ADDRESS_PER_DAY=5, WRONG_KEYS_PER_ADDRESS_PER_MIN=5
    )
    put(flask, "a")
    press(flask, "a")
    flask.get("/v1/articles", headers={"Authorization": "Bearer x"}, environ_overrides=FROM)
    counted = [
        key
        for prefix in (keys.RATES, keys.SPENT, keys.PRESSED)
        for key in client.keys(f"{prefix}*")
    ]
    assert len(counted) >= 5
    for key in counted:
        assert 0 < client.ttl(key) <= 2 * 86_400, key


def test_a_narration_is_charged_once_until_it_is_over(client: redis.Redis, queues: Any) -> None:
    narrations, admissions = Narrations(client, queues), Admissions(client, AdmissionLimit(0, 600))
    one = name("a")
    assert admissions.admit([(one, 400)]) == admissions.admit([(one, 400)])
    assert admissions.admit([(name("b"), 300)]).refused == "budget-spent"
    narrations.request(one, Basis("r", "s"), Priority.PLAY)
    begun_long_ago(client)
    assert admissions.admit([(one, 400)]).spent_s == 400


def test_one_address_leaves_room_in_what_is_under_way_for_others(
    start: Open, client: redis.Redis, narrations: Narrations
) -> None:
    flask = start(MAX_PRESSED=6, MAX_PRESSED_PER_ADDRESS=4)
    ids = [f"a{number}" for number in range(40)]
    put(flask, *ids, "b", "c")
    assert press_at_once(flask, ids, "203.0.113.9") == {202: 4, 429: 36}
    begun = next(i for i in ids if press(flask, i, "203.0.113.9").status_code == 202)
    refused = next(i for i in ids if press(flask, i, "203.0.113.9").status_code == 429)
    answer = press(flask, refused, "203.0.113.9")
    assert problem(answer) == (429, "too-many-requests")
    assert answer.headers["Retry-After"] == "10"
    assert press(flask, "b", "198.51.100.7").status_code == 202
    finish(narrations, begun, duration_s=9.0)
    begun_long_ago(client)
    assert press(flask, refused, "203.0.113.9").status_code == 202
    assert press(flask, "c", "203.0.113.9").status_code == 429


def test_one_address_leaves_most_of_the_days_budget_to_others(
    start: Open, client: redis.Redis, narrations: Narrations
) -> None:
    flask = start(DAILY_BUDGET_MIN=60, DAILY_BUDGET_PER_ADDRESS_MIN=1)
    put(flask, "a", "b", "c", words=150)
    each_s = flask.get("/v1/articles/a/audio").get_json()["estimated_s"]
    assert 30 < each_s < 60
    assert press(flask, "a").status_code == 202
    answer = press(flask, "b")
    assert problem(answer) == (429, "too-many-requests")
    seconds, _ = client.time()
    assert abs(int(answer.headers["Retry-After"]) - (86_400 - int(seconds) % 86_400)) <= 2
    assert press(flask, "c", "198.51.100.7").status_code == 202
    finish(narrations, "a", duration_s=2.0)
    begun_long_ago(client)
    assert press(flask, "b").status_code == 202, "it was shorter than expected"


def test_a_site_of_ipv6_is_one_address_for_admission(start: Open) -> None:
    flask = start(MAX_PRESSED_PER_ADDRESS=1)
    put(flask, "a", "b", "c")
    assert press(flask, "a", "2001:db8:1:2::1").status_code == 202
    assert press(flask, "b", "2001:db8:1:ffff::1").status_code == 429
    assert press(flask, "c", "2001:db8:2:2::1").status_code == 202


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
