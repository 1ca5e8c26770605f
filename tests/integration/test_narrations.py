"""Records and their transitions, in a real Valkey."""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import pytest
import redis

from cache import keys
from cache.connection import QuickReads, as_text
from cache.leases import NOBODY, Leases
from cache.narrations import Narrations
from cache.progress import Progress
from cache.records import (
    Basis,
    Edition,
    Failure,
    Narration,
    NarrationName,
    Priority,
    State,
    TrackRecord,
    Work,
)
from cache.revisions import Revisions
from cache.urls import Addresses, UrlCache
from tests.stand import ValkeyServer, wait_for
from worker.queue import FIRST, PLAY, PREGENERATE, Queues, Waiting
from worker.reconcile import MISSING_FOR_S, Reconciler

NAME = NarrationName("pier", "tone:220")
BASIS = Basis("r1", "s1")
TRACK = TrackRecord("f" * 32, 12.5, "fp", BASIS, 3)
GONE = Failure("nothing-to-read", "no words", retryable=False)
DOWN = Failure("engine-unavailable", "later", retryable=True)


@pytest.fixture
def queues(client: redis.Redis) -> Queues:
    return Queues(client, workers=2)


@pytest.fixture
def narrations(client: redis.Redis, queues: Queues) -> Narrations:
    return Narrations(client, queues)


@pytest.fixture
def progress(client: redis.Redis) -> Progress:
    return Progress(client)


@pytest.fixture
def leases(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Leases:
    """With a worker that lives until it is buried, however slow this machine is."""
    monkeypatch.setattr("cache.leases.ALIVE_S", 3_600)
    leases = Leases(client)
    leases.renew("w1", {"role": "rest"})
    return leases


@pytest.fixture
def url_cache(client: redis.Redis) -> UrlCache:
    return UrlCache(client, Addresses(""))


def jobs(client: redis.Redis, queue: str) -> list[str]:
    return [as_text(job) for job in client.lrange(f"rq:queue:{queue}", 0, -1)]


def work(count: int = 3, slots: dict[int, str] | None = None) -> Work:
    return Work(BASIS, "fp", "{}", [f"u{n}" for n in range(count)], slots or {})


class Begin(Protocol):
    def __call__(self, count: int = 3, priority: Priority = Priority.PLAY) -> Narration: ...


@pytest.fixture
def begin(narrations: Narrations, client: redis.Redis) -> Begin:
    """Bring a narration to where its `narrate` job holds the first utterance and two wait."""

    def go(count: int = 3, priority: Priority = Priority.PLAY) -> Narration:
        queued = narrations.request(NAME, BASIS, priority)
        client.lpop(f"rq:queue:{FIRST if priority is Priority.PLAY else PREGENERATE}")
        assert narrations.speak(queued, work(count), "narrate", "w1")
        return narrations.read(NAME)

    return go


def test_a_request_queues_one_narration(narrations: Narrations, client: redis.Redis) -> None:
    assert narrations.read(NAME).state is State.ABSENT
    narration = narrations.request(NAME, BASIS, Priority.PLAY)
    assert narration.state is State.QUEUED
    assert narrations.request(NAME, BASIS, Priority.PLAY).run == narration.run
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{narration.run}"]
    assert narrations.unfinished() == [NAME]


def test_a_ready_narration_is_read_again_where_that_is_asked_for(
    narrations: Narrations, begin: Begin, url_cache: UrlCache
) -> None:
    begun = begin()
    assert narrations.publish(NAME, begun.run, TRACK, url_cache.write)
    ready = narrations.request(NAME, BASIS, Priority.PREGENERATE)
    assert ready.state is State.READY
    again = narrations.request(NAME, BASIS, Priority.PREGENERATE, again=True)
    assert (again.state, again.track) == (State.QUEUED, TRACK)
    assert again.run > ready.run
    assert narrations.request(NAME, BASIS, Priority.PREGENERATE, again=True).run == again.run


def test_what_is_being_spoken_is_read_again_unless_a_listener_waits(
    narrations: Narrations, begin: Begin, client: redis.Redis
) -> None:
    begun = begin(priority=Priority.PREGENERATE)
    again = narrations.request(NAME, BASIS, Priority.PREGENERATE, again=True)
    assert again.run > begun.run
    client.flushall()
    begun = begin(priority=Priority.PLAY)
    assert narrations.request(NAME, BASIS, Priority.PREGENERATE, again=True).run == begun.run


def test_of_many_requests_at_once_one_begins(client: redis.Redis, valkey: ValkeyServer) -> None:
    barrier = threading.Barrier(60)
    runs = []

    def press() -> None:
        with valkey.connect() as own:
            narrations = Narrations(own, Queues(own, workers=2))
            barrier.wait()
            runs.append(narrations.request(NAME, BASIS, Priority.PLAY).run)

    threads = [threading.Thread(target=press) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 60
    assert len(set(runs)) == 1
    assert len(jobs(client, FIRST)) == 1


def test_pregeneration_waits_in_its_own_queue_until_somebody_presses(
    narrations: Narrations, client: redis.Redis
) -> None:
    waiting = narrations.request(NAME, BASIS, Priority.PREGENERATE)
    assert jobs(client, PREGENERATE) == [f"narrate-{NAME.tag}-{waiting.run}"]
    assert jobs(client, FIRST) == []
    pressed = narrations.request(NAME, BASIS, Priority.PLAY)
    assert (pressed.run, pressed.priority) == (waiting.run, Priority.PLAY)
    assert jobs(client, PREGENERATE) == []
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{waiting.run}"]
    assert client.hget(f"rq:job:narrate-{NAME.tag}-{waiting.run}", "origin") == b"first"


def test_a_press_moves_the_speaking_of_a_pregeneration(
    begin: Begin, narrations: Narrations, client: redis.Redis
) -> None:
    begin(priority=Priority.PREGENERATE)
    other = NarrationName("other", "tone:220")
    narrations.request(other, BASIS, Priority.PREGENERATE)
    assert len(jobs(client, PREGENERATE)) == 3
    narrations.request(NAME, BASIS, Priority.PLAY)
    assert [job.split("-")[1] for job in jobs(client, PREGENERATE)] == [other.tag]
    assert [job.split("-")[0] for job in jobs(client, PLAY)] == ["speak", "speak"]


def test_a_pregeneration_request_does_not_lower_a_press(narrations: Narrations) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    assert narrations.request(NAME, BASIS, Priority.PREGENERATE).priority is Priority.PLAY


def test_an_edit_begins_a_new_run_and_the_old_jobs_have_nothing_to_do(
    progress: Progress, begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    old = begin()
    new = narrations.request(NAME, Basis("r2", "s1"), Priority.PLAY)
    assert (new.state, new.clips_total) == (State.QUEUED, 0)
    assert new.run > old.run
    assert leases.claim(NAME, old.run, "speak0", "w1") is None
    assert progress.store_slot(NAME, old.run, 0, "{}", "narrate") is None
    assert not narrations.fail(NAME, old.run, GONE)
    assert narrations.read(NAME).state is State.QUEUED


def test_exactly_one_sees_the_last_slot_in(
    progress: Progress, begin: Begin, narrations: Narrations
) -> None:
    run = begin(3).run
    answers = [progress.store_slot(NAME, run, i, "{}", "t") for i in (2, 0, 0, 1)]
    assert [answer.is_last for answer in answers if answer] == [False, False, False, True]
    assert narrations.read(NAME).state is State.STITCHING
    assert progress.store_slot(NAME, run, 1, "{}", "t") is None


def test_the_first_slot_of_an_utterance_wins(
    progress: Progress, begin: Begin, narrations: Narrations
) -> None:
    run = begin().run
    progress.store_slot(NAME, run, 0, "first", "t")
    progress.store_slot(NAME, run, 0, "second", "t")
    assert progress.slots(NAME) == {0: "first"}


def test_clips_are_announced(
    progress: Progress, begin: Begin, narrations: Narrations, client: redis.Redis
) -> None:
    run = begin().run
    listener: Any = client.pubsub()  # type: ignore[no-untyped-call]
    with listener:
        listener.subscribe(keys.events(str(NAME)))
        wait_for(lambda: listener.get_message(timeout=1))  # says that it is subscribed
        progress.store_slot(NAME, run, 1, "{}", "t")
        message = wait_for(lambda: listener.get_message(timeout=1))
    assert b'"index":1' in message["data"]
    assert b'"clips_done":1' in message["data"]


def test_a_narration_whose_slots_are_all_known_is_stitched_at_once(
    narrations: Narrations, client: redis.Redis
) -> None:
    queued = narrations.request(NAME, BASIS, Priority.PLAY)
    assert narrations.speak(queued, work(2, {0: "{}", 1: "{}"}), "narrate", "w1")
    assert narrations.read(NAME).state is State.STITCHING
    assert jobs(client, PLAY) == [f"stitch-{NAME.tag}-{queued.run}"]


def test_a_second_narrate_job_of_a_run_changes_nothing(narrations: Narrations) -> None:
    queued = narrations.request(NAME, BASIS, Priority.PLAY)
    assert narrations.speak(queued, work(), "narrate", "w1")
    assert not narrations.speak(queued, work(9), "narrate", "w2")
    assert narrations.read(NAME).clips_total == 3


def test_a_track_is_published_with_its_prepared_answer(
    begin: Begin, narrations: Narrations, url_cache: UrlCache, client: redis.Redis
) -> None:
    run = begin().run
    assert narrations.publish(NAME, run, TRACK, url_cache.write)
    narration = narrations.read(NAME)
    assert (narration.state, narration.track) == (State.READY, TRACK)
    assert (narration.clips_done, narration.clips_total) == (3, 3)
    assert narrations.unfinished() == []
    assert not client.exists(keys.utterances(str(NAME)), keys.slots(str(NAME)))
    edition = Edition("r1", "en-GB")
    Revisions(client).remember("pier", edition)
    found, entries = url_cache.look_up("pier", ["tone:220", "tone:330"])
    assert found == Revisions(client).read("pier") == edition
    assert entries["tone:330"] is None
    body = url_cache.unwrap(entries["tone:220"], BASIS)
    assert body
    assert f'"url": "/audio/tracks/{TRACK.hash}.mp3"'.encode() in body
    assert b'"state": "ready"' in body


@pytest.mark.parametrize(("revision", "sound"), [("r2", "s1"), ("r1", "s2")])
def test_a_prepared_answer_is_not_given_for_another_article_or_sound(
    begin: Begin,
    narrations: Narrations,
    url_cache: UrlCache,
    client: redis.Redis,
    revision: str,
    sound: str,
) -> None:
    narrations.publish(NAME, begin().run, TRACK, url_cache.write)
    _, entries = url_cache.look_up("pier", ["tone:220"])
    assert url_cache.unwrap(entries["tone:220"], Basis(revision, sound)) is None
    elsewhere = UrlCache(client, Addresses("https://news.example"))
    assert elsewhere.unwrap(entries["tone:220"], BASIS) is None


def test_a_ready_narration_is_kept_and_an_outdated_one_is_made_again_while_its_url_lives(
    begin: Begin, narrations: Narrations, url_cache: UrlCache
) -> None:
    narrations.publish(NAME, begin().run, TRACK, url_cache.write)
    assert narrations.request(NAME, BASIS, Priority.PLAY).state is State.READY
    outdated = narrations.request(NAME, Basis("r2", "s1"), Priority.PLAY)
    assert (outdated.state, outdated.track) == (State.QUEUED, TRACK)


def test_what_failed_for_good_is_not_tried_again_until_the_article_changes(
    begin: Begin,
    narrations: Narrations,
) -> None:
    failed = begin()
    assert narrations.fail(NAME, failed.run, GONE)
    assert narrations.request(NAME, BASIS, Priority.PLAY).state is State.FAILED
    assert narrations.request(NAME, Basis("r1", "s2"), Priority.PLAY).state is State.QUEUED
    assert narrations.read(NAME).failure is None
    assert narrations.failures()[0]["code"] == "nothing-to-read"


def test_what_may_pass_is_tried_again_at_the_next_press(
    begin: Begin, narrations: Narrations
) -> None:
    narrations.fail(NAME, begin().run, DOWN)
    assert narrations.read(NAME).failure == DOWN
    assert narrations.request(NAME, BASIS, Priority.PLAY).state is State.QUEUED


def test_a_removed_narration_takes_its_run_with_it(
    begin: Begin, narrations: Narrations, url_cache: UrlCache
) -> None:
    run = begin().run
    assert narrations.remove(NAME).run == run
    assert narrations.read(NAME) == Narration(NAME)
    assert not narrations.publish(NAME, run, TRACK, url_cache.write)
    wait_for(lambda: time.time() * 1000 > run + 1)  # runs are numbered by the millisecond
    assert narrations.request(NAME, BASIS, Priority.PLAY).run > run


def test_a_forgotten_narration_is_restored(narrations: Narrations) -> None:
    restored = narrations.restore(NAME, TRACK)
    assert (restored.state, restored.track, restored.basis) == (State.READY, TRACK, BASIS)
    run = narrations.request(NAME, Basis("r9", ""), Priority.PLAY).run
    assert narrations.restore(NAME, TRACK).run == run


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
    assert (claim.index, claim.attempts_before) == (1, 1)


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
    leases.hand_back(NAME, before, "speak0", 1)
    leases.hold(NAME, before, "narrate", "w1")
    assert leases.held(NAME) == []


def test_what_was_handed_back_is_claimed_uncounted(
    begin: Begin, narrations: Narrations, leases: Leases
) -> None:
    run = begin(3).run
    assert leases.claim(NAME, run, "speak0", "w1")
    leases.hand_back(NAME, run, "speak0", 1)
    assert [lease.worker for lease in leases.held(NAME) if lease.token == "speak0"] == [NOBODY]
    claim = leases.claim(NAME, run, "speak1", "w1")
    assert claim
    assert (claim.index, claim.attempts_before) == (1, 0)


def test_an_utterance_whose_lease_was_lost_is_found_again(
    begin: Begin, narrations: Narrations, leases: Leases, client: redis.Redis
) -> None:
    run = begin(3).run
    for token in ("speak0", "speak1"):
        assert leases.claim(NAME, run, token, "w1")
    client.delete(keys.leases(str(NAME)))
    found = [leases.claim(NAME, run, f"speak{n}", "w1") for n in range(4)]
    assert sorted(claim.index for claim in found if claim) == [0, 1, 2]


def test_jobs_are_told_by_their_ids(begin: Begin, narrations: Narrations, queues: Queues) -> None:
    run = begin().run
    assert queues.waiting() == {Waiting(NAME.tag, run, token) for token in ("speak0", "speak1")}


def test_a_sign_of_life_lasts_five_seconds(client: redis.Redis) -> None:
    Leases(client).renew("w1", {"role": "rest"})
    assert 0 < client.pttl(keys.alive("w1")) <= 5_000
    client.persist(keys.alive("w1"))
    assert Leases(client).living() == {"w1": {"role": "rest"}}
    Leases(client).bury("w1")
    assert Leases(client).living() == {}


class Look(Protocol):
    def __call__(self, at_s: float) -> list[str]: ...


@pytest.fixture
def look(client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues) -> Look:
    """Reconcile as if it was `at_s`, with nobody else who does."""
    reconciler = Reconciler(client, narrations, leases, queues)

    def tick(at_s: float) -> list[str]:
        client.delete(keys.lock("reconcile"))
        return reconciler.tick(now=1_000 + at_s)

    return tick


@pytest.fixture
def lost(look: Look) -> Callable[[], list[str]]:
    """Return what counts as lost, after it was seen to be missing for long enough."""

    def look_twice() -> list[str]:
        assert look(0) == []
        return look(MISSING_FOR_S)

    return look_twice


def test_a_narrate_job_that_vanished_is_queued_again(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    assert look(0) == look(MISSING_FOR_S) == []
    client.lpop("rq:queue:first")
    assert look(10) == look(10 + 0.9 * MISSING_FOR_S) == []
    assert look(10 + MISSING_FOR_S) == [f"{NAME.tag}-{run}-narrate"]
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{run}"]
    assert look(20) == []


def test_a_job_that_was_missing_and_came_back_is_not_lost(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    assert look(0) == []
    client.rename("rq:queue:first", "elsewhere")
    assert look(1) == []
    client.rename("elsewhere", "rq:queue:first")
    assert look(2) == []
    client.lpop("rq:queue:first")
    assert look(3) == []


def test_only_one_looks_at_a_time(
    client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    client.lpop("rq:queue:first")
    assert look(0) == []
    client.set(keys.lock("reconcile"), "1")
    assert Reconciler(client, narrations, leases, queues).tick(now=2_000) == []
    assert look(1_000) != []


def test_speak_jobs_that_vanished_are_queued_again_and_no_more_than_needed(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Callable[[], list[str]]
) -> None:
    run = begin(3).run
    client.delete("rq:queue:first", "rq:queue:play")
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    progress.store_slot(NAME, run, 1, "{}", "speak0")
    assert len(lost()) == 1
    assert len(jobs(client, PLAY)) == 1


def test_what_a_living_worker_has_in_hand_is_left_to_it(
    begin: Begin, client: redis.Redis, leases: Leases, look: Look
) -> None:
    run = begin(2).run
    client.delete("rq:queue:first", "rq:queue:play")
    assert leases.claim(NAME, run, "speak0", "w1")
    assert look(0) == look(10) == look(20) == []
    leases.bury("w1")
    assert look(30) == []
    assert len(look(40)) == 2


def test_a_stitch_job_that_vanished_is_queued_again(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Callable[[], list[str]]
) -> None:
    run = begin(1).run
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    client.delete("rq:queue:first", "rq:queue:play")
    assert lost() == [f"{NAME.tag}-{run}-stitch"]
    assert jobs(client, PLAY) == [f"stitch-{NAME.tag}-{run}"]


def test_a_job_that_waits_for_its_next_try_is_not_lost(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    client.lpop("rq:queue:first")
    client.zadd("rq:scheduled:first", {f"narrate-{NAME.tag}-{run}": time.time() + 60})
    assert look(0) == look(10) == []


def test_quick_reads_outlive_their_connections(client: redis.Redis) -> None:
    reads = QuickReads(client)
    client.set("a", "1")
    assert reads.mget(["a", "b"]) == [b"1", None]
    client.client_kill_filter(skipme=True, _type="normal")
    assert reads.mget(["b", "a"]) == [None, b"1"]
    assert reads.mget(["a"]) == [b"1"]
