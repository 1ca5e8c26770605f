"""Commands repeated after a lost answer have the effect of one, in a real Valkey."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from audio_service.access.rate_limits import CountedRate, RateLimits
from audio_service.http.request_errors import RequestError
from audio_service.settings import WebSettings
from cache.articles.cached_editions import CachedEditions
from cache.articles.edition import Edition
from cache.messages.previews import Previews
from cache.messages.tasks import Task
from cache.messages.webhook_deliveries import WebhookDeliveries
from cache.narrations.admission_limits import AdmissionLimit, Admissions
from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import Failure, Priority, State
from cache.operations.audit_log import BEGUN, AuditLog, Entry
from cache.operations.counters import Counters, FirstClip
from cache.operations.history import History, Sample
from cache.operations.plays import PlayEvent, Plays
from cache.redis import keys
from cache.redis.client import REDIS_DOWN
from tests.integration.records import BASIS, NAME, Begin, jobs
from tests.slow_redis import SCRIPT, TRANSACTION, Line, line
from tests.stand import ValkeyServer
from worker.jobs.queue_names import CHORES, FIRST, PLAY
from worker.jobs.queues import Queues
from worker.jobs.schedule import PeriodicJob


@pytest.fixture
def wire(valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    path = tmp_path_factory.mktemp("w") / "w.sock"
    with line(path, valkey.directory / "v.sock") as opened:
        yield opened


@pytest.fixture
def far(wire: Line, client: redis.Redis) -> redis.Redis:
    """A connection through a proxy, which sends a command again if it gets no answer."""
    retry = Retry(NoBackoff(), 5)
    return redis.Redis.from_url(wire.url, retry=retry, retry_on_error=list(REDIS_DOWN))


def test_a_press_begins_one_run(wire: Line, far: redis.Redis, client: redis.Redis) -> None:
    cut = wire.cut_at(TRANSACTION, is_lost=True)
    narration = Narrations(far, Queues(far, 2)).request(NAME, BASIS, Priority.PLAY)
    assert cut.begun.is_set()
    assert narration.state is State.QUEUED
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{narration.run}"]


def test_a_transition_that_happened_says_so_and_queues_one_job(
    wire: Line, far: redis.Redis, client: redis.Redis, begin: Begin
) -> None:
    run, queues = begin(3).run, Queues(far, 2)
    client.delete(f"rq:queue:{PLAY}")
    cut = wire.cut_at(TRANSACTION, is_lost=True)
    enqueue = partial(queues.enqueue_tokens, tokens=["speak0"])
    assert Narrations(far, queues).requeue(NAME, run, enqueue)
    assert cut.begun.is_set()
    assert len(jobs(client, PLAY)) == 1


def test_who_stored_the_last_slot_learns_it_and_sees_to_the_stitch(
    wire: Line, far: redis.Redis, begin: Begin, leases: Leases, progress: Progress
) -> None:
    run = begin(2).run
    assert leases.claim(NAME, run, "speak0", "w1#1")
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    over_the_wire = Progress(far)
    over_the_wire.store_slot(NAME, run, 0, "{}", "narrate")  # the script is loaded by now
    cut = wire.cut_at(SCRIPT, is_lost=True)
    stored = over_the_wire.store_slot(NAME, run, 1, "{}", "speak0")
    assert cut.begun.is_set()
    assert stored
    assert stored.is_last
    assert progress.store_slot(NAME, run, 1, "{}", "speak0") is None


def test_what_was_counted_is_counted_once(wire: Line, far: redis.Redis) -> None:
    counters = Counters(far)
    counters.add("presses_hit", 3)
    cut = wire.cut_at(TRANSACTION, is_lost=True)
    counters.flush()
    assert cut.begun.is_set()
    assert counters.read() == {"presses_hit": 3}


def test_a_lock_whose_answer_was_lost_is_taken(wire: Line, far: redis.Redis) -> None:
    leases = Leases(far)
    far.ping()
    cut = wire.cut_at(re.compile(rb"\r\nSET\r\n"), is_lost=True)
    assert leases.try_lock("look", 60)
    assert cut.begun.is_set()
    assert not leases.try_lock("look", 60)


def test_timed_work_is_queued_once_and_never_skipped(
    wire: Line, far: redis.Redis, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    periodic = PeriodicJob("settle", (), 60, Queues(far, 2), Leases(far))
    cut = wire.cut_at(TRANSACTION, is_lost=True)
    assert periodic.enqueue(far)
    assert cut.begun.is_set()
    assert len(jobs(client, CHORES)) == 1
    assert periodic.enqueue(far) is None
    client.delete(keys.lock("timed:settle"), f"rq:queue:{CHORES}")

    def refuse(*_: object, **__: object) -> None:
        raise redis.ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(Queues, "_new_task_job", refuse)
        with pytest.raises(redis.ConnectionError):
            periodic.enqueue(far)
    assert periodic.enqueue(far)
    assert len(jobs(client, CHORES)) == 1


Counting = Callable[[redis.Redis], object]


def hit(client: redis.Redis) -> None:
    RateLimits(client, WebSettings(rate_per_address_per_min=3)).count(
        CountedRate.NARRATIONS, "a.b.c.d"
    )


def enqueue_preview(client: redis.Redis) -> None:
    Queues(client, 2).enqueue_preview("t", {"text": "Yes.", "voice": "tone:220"}, 60)


CLIP, FAILED = FirstClip("a", 1, 2, 3, 4, 5), Failure("x", "y", retryable=True)
ENTRY = Entry(1.0, "ann", "pause", {}, changed=False, result=BEGUN)
LISTS: dict[str, tuple[Counting, str]] = {
    "first clips": (lambda r: Counters(r).note_first_clip(CLIP), keys.FIRST_CLIPS),
    "verified tracks": (lambda r: Counters(r).note_verdict({"ok": True}), keys.VERDICTS),
    "failures": (lambda r: narrations_of(r).note_failure(NAME, FAILED), keys.FAILURES),
    "audit": (lambda r: AuditLog(r).begin("ann", "pause", {}), keys.AUDIT),
    "audit ends": (lambda r: AuditLog(r).end(ENTRY, "paused", changed=True), keys.AUDIT),
    "history": (lambda r: History(r).add(Sample(1.0, {})), keys.HISTORY),
    "previews": (lambda r: Previews(r).deliver("t", b"mp3"), keys.preview("t")),
    "tasks": (lambda r: Queues(r, 2).enqueue_task(Task("refresh", "a")), f"rq:queue:{CHORES}"),
    "jobs of previews": (enqueue_preview, f"rq:queue:{FIRST}"),
}  # fmt: skip


def narrations_of(client: redis.Redis) -> Narrations:
    return Narrations(client, Queues(client, 2))


@pytest.mark.parametrize("what", list(LISTS))
def test_a_list_has_an_entry_once(
    wire: Line, far: redis.Redis, client: redis.Redis, what: str
) -> None:
    add, key = LISTS[what]
    cut = wire.cut_at(TRANSACTION, is_lost=True)
    add(far)
    assert cut.begun.is_set()
    assert client.llen(key) == 1


def test_a_play_is_counted_once(wire: Line, far: redis.Redis, client: redis.Redis) -> None:
    CachedEditions(client).remember("pier", Edition("r1", "en", 10))
    plays = Plays(far)
    assert plays.count("pier", PlayEvent.STARTED)  # the script is loaded by now
    cut = wire.cut_at(SCRIPT, is_lost=True)
    assert plays.count("pier", PlayEvent.STARTED)
    assert cut.begun.is_set()
    assert (plays.of("pier")["started"], plays.begun_today()) == (2, 2)
    assert not plays.count("quay", PlayEvent.STARTED)


def test_an_admission_is_charged_once(wire: Line, far: redis.Redis) -> None:
    admissions = Admissions(far, AdmissionLimit(2, 100))
    admissions.look()
    cut = wire.cut_at(SCRIPT, is_lost=True)
    assert admissions.admit([(NAME, 40)]).refused == ""
    assert cut.begun.is_set()
    assert (admissions.look().spent_s, admissions.look().under_way) == (40, 1)


def test_a_request_counts_once_against_its_limit(wire: Line, far: redis.Redis) -> None:
    hit(far)
    cut = wire.cut_at(SCRIPT, is_lost=True)
    hit(far)
    assert cut.begun.is_set()
    hit(far)
    with pytest.raises(RequestError):
        hit(far)


def test_a_preview_whose_answer_is_lost_is_heard(wire: Line, far: redis.Redis) -> None:
    Previews(far).deliver("t", b"mp3")
    cut = wire.cut_at(re.compile(rb"\r\nBLMOVE\r\n"), is_lost=True)
    assert Previews(far).wait("t", 5) == b"mp3"
    assert cut.begun.is_set()


def test_a_webhook_whose_lock_was_not_answered_is_processed(wire: Line, far: redis.Redis) -> None:
    deliveries = WebhookDeliveries(far)
    far.ping()
    cut = wire.cut_at(re.compile(rb"\r\nSET\r\n"), is_lost=True)
    with deliveries.once("ghost", "d1") as is_new:
        assert is_new
    assert cut.begun.is_set()
    with deliveries.once("ghost", "d1") as is_new:
        assert not is_new
