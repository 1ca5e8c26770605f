"""Circuit breakers and request budgets in a real Valkey, shared by several workers."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random

import pytest
import redis

from cache.redis import keys
from cache.upstreams.budget import Budget
from cache.upstreams.circuit_breaker import (
    OPENS_AT,
    WINDOW,
    BreakerState,
    CircuitBreaker,
    Verdict,
)
from cache.upstreams.request_budget import BudgetSpentError, RequestBudget, rate_of
from tests.contract.speech_engines import open_gtts, open_openai
from tests.speech_servers import SpeechServer, fake_google
from tests.stand import wait_for
from worker.errors import (
    EngineBudgetError,
    EngineBusyError,
    EnginePausedError,
    EngineRefusedError,
    EngineUnavailableError,
)
from worker.speech.upstream import calls
from worker.speech.upstream.shared_gate import SharedGate

SENTENCE = "The ferry leaves at noon."
NO_LIMITS = Budget()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without a pause."""
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.0)


@pytest.fixture
def google() -> Iterator[SpeechServer]:
    with fake_google() as server:
        yield server


@pytest.fixture
def counts() -> Counter[str]:
    return Counter()


def gate(
    client: redis.Redis, counts: Counter[str] | None = None, budget: Budget = NO_LIMITS
) -> SharedGate:
    def count(what: str, amount: float) -> None:
        if counts is not None:
            counts[what] += int(amount)

    return SharedGate(client, "gtts", budget, count)


def report(breaker: CircuitBreaker, outcomes: str) -> None:
    """Record a request for each outcome: 1 is a success, 0 a failure."""
    for outcome in outcomes:
        breaker.report(breaker.admit(5.0), succeeded=outcome == "1")


PAST, FAR = 1, 9_999_999_999


def set_pause_end(client: redis.Redis, at: int, upstream: str = "gtts") -> None:
    """Set the end of an open breaker's pause, in seconds since the epoch."""
    assert client.hset(keys.breaker(upstream), "open_until", at) == 0


def test_a_breaker_opens_when_four_of_five_of_the_last_requests_failed(
    client: redis.Redis,
) -> None:
    breaker = CircuitBreaker(client, "gtts")
    report(breaker, "1" * 100 + "0" * (OPENS_AT - 1))
    assert breaker.read().state is BreakerState.CLOSED
    report(breaker, "0")
    reading = breaker.read()
    assert (reading.requests, reading.failures) == (WINDOW, OPENS_AT)
    assert reading.retry_in_s <= 5
    set_pause_end(client, FAR)
    assert breaker.read().state is BreakerState.OPEN
    refused = CircuitBreaker(client, "gtts").admit(5.0)
    assert (refused.verdict, refused.is_open) == (Verdict.OPEN, False)
    assert CircuitBreaker(client, "another").admit(5.0).is_open


def test_a_breaker_stays_closed_if_three_requests_of_ten_fail(client: redis.Redis) -> None:
    breaker, random = CircuitBreaker(client, "gtts"), Random(1)
    for _ in range(2_000):
        breaker.report(breaker.admit(5.0), succeeded=random.random() >= 0.3)
        assert breaker.admit(0.0).is_open


def test_few_requests_open_no_breaker(client: redis.Redis) -> None:
    breaker = CircuitBreaker(client, "gtts")
    report(breaker, "0" * (WINDOW - 1))
    assert breaker.read().state is BreakerState.CLOSED


def test_one_probe_at_a_time_decides_if_a_breaker_closes(client: redis.Redis) -> None:
    breaker = CircuitBreaker(client, "gtts")
    report(breaker, "0" * WINDOW)
    set_pause_end(client, PAST)
    assert breaker.read().state is BreakerState.HALF_OPEN
    assert breaker.admit(0.0).verdict is Verdict.PROBE  # a look sends nothing
    probe = breaker.admit(600.0)
    assert probe.verdict is Verdict.PROBE
    assert breaker.admit(5.0).verdict is Verdict.OPEN
    breaker.report(probe, succeeded=False)
    assert client.hget(keys.breaker("gtts"), "pauses") == b"2"  # the pause grows
    set_pause_end(client, PAST)
    breaker.report(breaker.admit(5.0), succeeded=True)
    reading = breaker.read()
    assert (reading.state, reading.requests, reading.failures) == (BreakerState.CLOSED, 0, 0)


def test_a_probe_whose_process_died_is_followed_by_another(client: redis.Redis) -> None:
    breaker = CircuitBreaker(client, "gtts")
    report(breaker, "0" * WINDOW)
    set_pause_end(client, PAST)
    assert breaker.admit(0.05).verdict is Verdict.PROBE
    wait_for(lambda: breaker.admit(5.0).verdict is Verdict.PROBE)


def test_a_late_answer_to_a_request_from_before_closes_no_breaker(client: redis.Redis) -> None:
    breaker = CircuitBreaker(client, "gtts")
    early = breaker.admit(5.0)
    report(breaker, "0" * WINDOW)
    breaker.report(early, succeeded=True)
    assert breaker.read().state is not BreakerState.CLOSED


def test_all_keys_of_a_gate_expire(client: redis.Redis, google: SpeechServer) -> None:
    both = gate(client, budget=Budget(concurrent=2, per_min=600))
    open_gtts(google.url, gate=both).load("en").say(SENTENCE)
    assert [key for key in client.scan_iter() if client.ttl(key) == -1] == []


def test_workers_hold_a_dead_server_in_common_and_ask_it_again_when_it_is_back(
    client: redis.Redis, google: SpeechServer, counts: Counter[str]
) -> None:
    workers = [open_gtts(google.url, gate=gate(client, counts)).load("en") for _ in range(3)]
    google.behavior = 503
    for number in range(9):
        with pytest.raises(EngineUnavailableError):
            workers[number % 3].say(SENTENCE)
    assert len(google.texts) == WINDOW
    set_pause_end(client, FAR)
    for voice in workers:
        with pytest.raises(EnginePausedError) as caught:
            voice.say(SENTENCE)
        assert caught.value.is_lasting
    assert len(google.texts) == WINDOW
    google.behavior = 200
    set_pause_end(client, PAST)
    workers[2].say(SENTENCE)
    workers[0].say(SENTENCE)
    assert CircuitBreaker(client, "gtts").read().state is BreakerState.CLOSED
    assert counts["upstream:gtts:engine-unavailable"] == WINDOW
    assert counts["upstream:gtts:answered"] == 2
    assert counts["upstream:gtts:held-back"] >= 3


def test_a_refused_text_is_no_failure_of_the_server(
    client: redis.Redis, google: SpeechServer
) -> None:
    voice = open_gtts(google.url, gate=gate(client)).load("en")
    google.behavior = 400
    for _ in range(WINDOW):
        with pytest.raises(EngineRefusedError):
            voice.say(SENTENCE)
    assert CircuitBreaker(client, "gtts").read().failures == 0


def test_all_workers_keep_the_pause_that_one_was_asked_for(
    client: redis.Redis, google: SpeechServer
) -> None:
    first, second = (open_gtts(google.url, gate=gate(client)).load("en") for _ in range(2))
    google.behavior, google.retry_after = 429, "60"
    with pytest.raises(EngineBusyError):
        first.say(SENTENCE)
    google.behavior = 200
    with pytest.raises(EngineBusyError, match=r"asked for a pause of \d+ s") as caught:
        second.say(SENTENCE)
    assert caught.value.is_lasting
    assert len(google.texts) == 1


def test_a_short_pause_is_waited_for(client: redis.Redis, google: SpeechServer) -> None:
    first, second = (open_gtts(google.url, gate=gate(client)).load("en") for _ in range(2))
    google.behavior, google.retry_after = 429, "1"

    def recover() -> None:
        wait_for(lambda: client.hexists(keys.breaker("gtts"), "quiet_until"))
        google.behavior = 200

    threading.Thread(target=recover).start()
    first.say(SENTENCE)
    second.say(SENTENCE)
    assert google.times[1] - google.times[0] >= 1


def test_no_more_requests_at_once_than_the_budget_allows(
    client: redis.Redis, google: SpeechServer
) -> None:
    google.takes_s = 0.05
    both = Budget(concurrent=2)
    voices = [open_gtts(google.url, gate=gate(client, budget=both)).load("en") for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda voice: [voice.say(SENTENCE) for _ in range(2)], voices))
    assert len(google.texts) == 12
    assert google.most_at_once == 2
    assert client.zcard(keys.upstream_requests("gtts")) == 0


def test_no_more_requests_in_a_window_than_the_budget_allows(
    client: redis.Redis, google: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.upstreams.request_budget.WINDOW_S", 1)
    budget = Budget(per_min=240)  # four a second
    voices = [open_gtts(google.url, gate=gate(client, budget=budget)).load("en") for _ in range(3)]
    began = time.monotonic()
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda voice: [voice.say(SENTENCE) for _ in range(3)], voices))
    assert len(google.times) == 9
    assert max(google.times) - began >= 2  # four in each of two seconds, then the last one


@pytest.mark.parametrize(
    ("per_min", "amount", "window_s"), [(60, 10, 10), (240, 40, 10), (1, 1, 60), (7, 1, 9)]
)
def test_a_rate_is_counted_in_short_windows(per_min: int, amount: int, window_s: int) -> None:
    rate = rate_of(Budget(per_min=per_min))
    assert rate
    assert (rate.amount, rate.get_expiry()) == (amount, window_s)
    assert rate.amount / rate.get_expiry() <= per_min / 60


def test_a_request_that_gets_no_place_in_time_gives_up_and_frees_nothing_of_others(
    client: redis.Redis,
) -> None:
    budget = Budget(concurrent=1)
    first, second = (RequestBudget(client, "gtts", budget) for _ in range(2))
    with first.spend(1.0, 1.0):
        with pytest.raises(BudgetSpentError), second.spend(0.1, 1.0):
            pass
        assert client.zcard(keys.upstream_requests("gtts")) == 1
    with second.spend(0.1, 1.0):
        pass


def test_the_place_of_a_dead_process_becomes_free(client: redis.Redis) -> None:
    budget = RequestBudget(client, "gtts", Budget(concurrent=1))
    client.zadd(keys.upstream_requests("gtts"), {"dead": 1.0})
    with budget.spend(0.1, 1.0):
        pass


def test_two_servers_have_gates_of_their_own(client: redis.Redis, google: SpeechServer) -> None:
    report(CircuitBreaker(client, "openai"), "0" * WINDOW)
    set_pause_end(client, FAR, "openai")
    open_gtts(google.url, gate=gate(client)).load("en").say(SENTENCE)
    other = SharedGate(client, "openai", NO_LIMITS, lambda *_: None)
    with pytest.raises(EnginePausedError):
        open_openai("http://127.0.0.1:9", gate=other).load("alloy").say(SENTENCE)


def test_retries_of_one_call_grow_apart(
    client: redis.Redis, google: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.2)
    monkeypatch.setattr(calls, "uniform", lambda _low, high: high)
    google.behavior = 503
    with pytest.raises(EngineUnavailableError):
        open_gtts(google.url, gate=gate(client)).load("en").say(SENTENCE)
    first_s, second_s = (after - before for before, after in pairwise(google.times))
    assert first_s >= 0.2
    assert second_s >= 0.4


def test_an_error_of_our_own_says_nothing_about_the_server(client: redis.Redis) -> None:
    report(CircuitBreaker(client, "gtts"), "0" * 19)
    with pytest.raises(ZeroDivisionError), gate(client).request(1.0):
        raise ZeroDivisionError
    assert CircuitBreaker(client, "gtts").read().requests == 19


def test_a_request_without_a_place_in_the_budget_says_so_and_is_no_failure_of_the_server(
    client: redis.Redis, google: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.speech.upstream.shared_gate.BUDGET_PATIENCE_S", 0.1)
    budget = Budget(concurrent=1)
    voice = open_gtts(google.url, 0.1, gate(client, budget=budget)).load("en")
    with RequestBudget(client, "gtts", budget).spend(1.0, 60.0), pytest.raises(EngineBudgetError):
        voice.say(SENTENCE)
    assert google.texts == []
    assert CircuitBreaker(client, "gtts").read().requests == 0
