"""Limits of keys and addresses: wrong keys, forged headers, networks of IPv6, and Redis away."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis

from cache.narrations.narration_store import Narrations
from cache.redis import keys
from tests.integration.access.presses import (
    BEARER,
    FROM,
    Open,
    begun_long_ago,
    finish,
    press,
    press_at_once,
    put,
)
from tests.integration.asking import KEY, problem
from tests.stand import ValkeyServer


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
