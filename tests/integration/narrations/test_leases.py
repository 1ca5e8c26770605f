"""Leases of utterances, in a real Valkey."""

import redis

from cache.narrations.basis import Basis
from cache.narrations.leases import NOBODY, Leases
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import Priority
from cache.redis import keys
from cache.redis.client import as_text
from tests.integration.records import NAME, Begin
from worker.jobs.job_ids import Waiting, parse_job_id
from worker.jobs.queues import Queues


def test_utterances_are_claimed_in_reading_order_and_once(
    progress: Progress, begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    run = begin(4).run
    leases.renew("w2", {})
    claims = [leases.claim(NAME, run, f"speak{n}", f"w{n + 1}") for n in range(2)]
    assert [claim.index for claim in claims if claim] == [1, 2]
    progress.store_slot(NAME, run, 1, "{}", "speak0")
    assert (leases.claim(NAME, run, "speak0", "w1") or 0).index == 3  # type: ignore[union-attr]
    progress.store_slot(NAME, run, 3, "{}", "speak0")
    assert leases.claim(NAME, run, "speak0", "w1") is None


def test_what_the_dead_held_is_claimed_first(
    begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", {})
    assert leases.claim(NAME, run, "speak0", "w2")
    assert leases.claim(NAME, run, "speak1", "w1")
    leases.bury("w2")
    claim = leases.claim(NAME, run, "speak2", "w1")
    assert claim
    assert (claim.index, claim.deaths) == (1, 1)


def test_what_several_dead_held_is_claimed_in_reading_order(
    begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    run = begin(6).run
    workers = ("w2", "w3")
    for worker in workers:
        leases.renew(worker, {})
        assert leases.claim(NAME, run, f"speak-{worker}", worker)
    for worker in workers:
        leases.bury(worker)
    found = [leases.claim(NAME, run, f"speak{n}", "w1") for n in range(5)]
    assert [claim.index for claim in found if claim] == [1, 2, 3, 4, 5]


def test_a_job_of_an_earlier_run_touches_nothing(
    begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    before = begin(6).run
    assert leases.claim(NAME, before, "speak0", "w1")
    run = narrations.request(NAME, Basis("r2", "s1"), Priority.PLAY).run
    assert run > before
    leases.hand_back(NAME, before, "speak0", "w1", 1)
    leases.hold(NAME, before, "narrate", "w1")
    assert leases.held(NAME) == []


def test_what_was_handed_back_is_claimed_uncounted(
    begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    run = begin(3).run
    assert leases.claim(NAME, run, "speak0", "w1")
    leases.hand_back(NAME, run, "speak0", "w1", 1)
    assert [lease.holder for lease in leases.held(NAME) if lease.token == "speak0"] == [NOBODY]
    claim = leases.claim(NAME, run, "speak1", "w1")
    assert claim
    assert (claim.index, claim.deaths) == (1, 0)


def test_an_utterance_whose_lease_was_lost_is_found_again(
    begin: Begin, narrations: Narrations, leases: Leases, client: redis.Redis
) -> None:
    run = begin(3).run
    for token in ("speak0", "speak1"):
        assert leases.claim(NAME, run, token, "w1")
    client.delete(keys.leases(str(NAME)))
    found = [leases.claim(NAME, run, f"speak{n}", "w1") for n in range(4)]
    assert sorted(claim.index for claim in found if claim) == [0, 1, 2]


def test_of_two_jobs_alike_one_works_at_a_time(begin: Begin, leases: Leases) -> None:
    run = begin(6).run
    for worker in ("w2", "w3"):
        leases.renew(worker, {})
    assert leases.claim(NAME, run, "speak0", "w3")
    assert leases.claim(NAME, run, "speak0", "w2") is None
    assert leases.hold(NAME, run, "stitch", "w3") == 0
    assert leases.hold(NAME, run, "stitch", "w2") is None
    leases.bury("w3")
    claim = leases.claim(NAME, run, "speak0", "w2")
    assert claim
    assert (claim.index, claim.deaths) == (1, 1)
    assert leases.hold(NAME, run, "stitch", "w2") == 1


def test_a_clock_put_back_brings_no_dead_worker_to_life_and_holds_no_lock(
    client: redis.Redis, begin: Begin, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", {})
    assert leases.claim(NAME, run, "speak0", "w2")
    assert leases.try_lock("look", 0.9)
    assert not leases.try_lock("look", 0.9)
    client.expire(keys.alive("w2"), 2 * 86_400)  # as its expiry is seen after a jump of a day
    client.expire(keys.lock("look"), 86_400)
    assert "w2" not in leases.living()
    claim = leases.claim(NAME, run, "speak1", "w1")
    assert claim
    assert claim.index == 1
    assert leases.try_lock("look", 0.9)
    assert not leases.try_lock("look", 0.9)


def test_a_clock_put_back_delays_no_next_try(
    client: redis.Redis, begin: Begin, queues: Queues
) -> None:
    now, day_s = 1_000_000.0, 86_400
    client.zadd("rq:scheduled:play", {"late": now + day_s, "soon": now + 3})
    client.zadd("rq:scheduled:chores", {"in-time": now + 3000})
    queues.pull_in(now)
    due = [client.zscore("rq:scheduled:play", job) for job in ("late", "soon")]
    assert due == [now, now + 3]
    assert client.zscore("rq:scheduled:chores", "in-time") == now + 3000


def ended(count: int) -> dict[str, int]:
    return {"jobs_ended": count}


def test_what_a_job_claimed_is_free_once_its_heartbeat_says_that_the_job_has_ended(
    begin: Begin, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", ended(4))
    assert leases.claim(NAME, run, "speak0", "w2#5")
    assert leases.hold(NAME, run, "stitch", "w2#5") == 0
    assert leases.claim(NAME, run, "speak0", "w9#1") is None
    assert leases.hold(NAME, run, "stitch", "w9#1") is None
    leases.renew("w2", ended(5))
    claim = leases.claim(NAME, run, "speak0", "w9#1")
    assert claim
    assert (claim.index, claim.deaths) == (1, 0)
    assert leases.hold(NAME, run, "stitch", "w9#1") == 0


def test_what_a_process_claimed_in_an_earlier_job_is_free_at_once(
    begin: Begin, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", ended(4))
    assert leases.claim(NAME, run, "speak0", "w2#5")
    claim = leases.claim(NAME, run, "speak1", "w2#6")
    assert claim
    assert (claim.index, claim.deaths) == (1, 0)


def test_a_claim_that_is_sent_again_gives_the_same_utterance_and_is_counted_once(
    begin: Begin, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", {})
    first, again = (leases.claim(NAME, run, "speak0", "w2#1") for _ in range(2))
    assert first == again
    assert [leases.hold(NAME, run, "stitch", "w2#1") for _ in range(2)] == [0, 0]
    leases.bury("w2")
    claim = leases.claim(NAME, run, "speak0", "w9#1")
    assert claim
    assert (claim.index, claim.deaths) == (1, 1)


def test_only_processes_that_died_count_against_an_utterance(begin: Begin, leases: Leases) -> None:
    run = begin(6).run
    for number in range(5):
        process = f"v{number}"
        leases.renew(process, ended(0))
        assert leases.claim(NAME, run, "speak0", f"{process}#1")
        leases.renew(process, ended(1))
    leases.bury("v4")
    claim = leases.claim(NAME, run, "speak0", "w9#1")
    assert claim
    assert (claim.index, claim.deaths) == (1, 1)


def test_who_gives_back_late_takes_nothing_from_who_has_it_now(
    begin: Begin, leases: Leases
) -> None:
    run = begin(6).run
    leases.renew("w2", ended(0))
    assert leases.claim(NAME, run, "speak0", "w2#1")
    leases.renew("w2", ended(1))
    assert leases.claim(NAME, run, "speak0", "w9#1")
    leases.hand_back(NAME, run, "speak0", "w2#1", 1)
    assert [lease.holder for lease in leases.held(NAME) if lease.token == "speak0"] == ["w9#1"]


def test_jobs_are_told_by_their_ids(begin: Begin, narrations: Narrations, queues: Queues) -> None:
    run = begin().run
    waiting = {parse_job_id(as_text(job_id)) for job_id in queues.waiting_ids()}
    assert waiting == {Waiting(NAME.tag, run, token) for token in ("speak0", "speak1")}


def test_a_sign_of_life_lasts_five_seconds(client: redis.Redis) -> None:
    Leases(client).renew("w1", {"role": "rest"})
    assert 0 < client.pttl(keys.alive("w1")) <= 5_000
    client.persist(keys.alive("w1"))
    assert Leases(client).living() == {"w1": {"role": "rest", "draining": False}}
    Leases(client).bury("w1")
    assert Leases(client).living() == {}
