"""Order of jobs: narrations with listeners come before those whose listeners have left."""

import time
from datetime import UTC, datetime

import pytest
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import Priority
from cache.operations.listeners import Listeners
from cache.redis import keys
from tests.integration.face import Face
from tests.integration.records import BASIS, jobs, work
from tests.stand import wait_for
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE
from worker.jobs.queue_scripts import FIRST_SLOTS, GIVES_WAY_S
from worker.jobs.queues import Queues

LEFT, HEARD, OTHER = (NarrationName(name, "tone:220") for name in ("left", "heard", "other"))
Waiting = list[str]


@pytest.fixture
def waiting(
    narrations: Narrations, client: redis.Redis, progress: Progress, queues: Queues
) -> Waiting:
    """Return the first jobs of three narrations that already have `FIRST_SLOTS` slots, in order."""
    for name in (LEFT, OTHER, HEARD):
        queued = narrations.request(name, BASIS, Priority.PLAY)
        client.lpop(f"rq:queue:{FIRST}")
        assert narrations.speak(queued, work(9), "narrate", "w1")
        for index in range(FIRST_SLOTS):
            client.hset(keys.slots(str(name)), str(index), "{}")
    found = [job for job in jobs(client, PLAY) if "-0-" in job]
    client.delete(f"rq:queue:{PLAY}")
    client.rpush(f"rq:queue:{PLAY}", *found[1:])
    assert [LEFT.tag in found[0], OTHER.tag in found[1], HEARD.tag in found[2]] == [True] * 3
    return found


def test_a_job_without_a_listener_gives_way_to_the_first_one_that_has_one(
    queues: Queues, client: redis.Redis, waiting: Waiting
) -> None:
    Listeners(client).note(HEARD)
    assert queues.give_way(waiting[0], LEFT, time.time())
    assert jobs(client, PLAY) == [waiting[2], waiting[0], waiting[1]]


def test_a_job_without_a_listener_begins_if_none_has_one(
    queues: Queues, client: redis.Redis, waiting: Waiting
) -> None:
    assert not queues.give_way(waiting[0], LEFT, time.time())
    assert jobs(client, PLAY) == waiting[1:]


def test_a_job_with_a_listener_begins_in_its_turn(
    queues: Queues, client: redis.Redis, waiting: Waiting
) -> None:
    Listeners(client).note(LEFT)
    Listeners(client).note(HEARD)
    assert not queues.give_way(waiting[0], LEFT, time.time())


def test_the_first_slots_are_made_for_a_listener_who_is_about_to_come(
    queues: Queues, client: redis.Redis, waiting: Waiting
) -> None:
    Listeners(client).note(HEARD)
    client.hdel(keys.slots(str(LEFT)), "0")
    assert not queues.give_way(waiting[0], LEFT, time.time())


def test_what_was_requested_long_ago_gives_way_no_more(
    queues: Queues, client: redis.Redis, waiting: Waiting
) -> None:
    Listeners(client).note(HEARD)
    assert not queues.give_way(waiting[0], LEFT, time.time() + GIVES_WAY_S + 1)


@pytest.mark.parametrize(
    ("priority", "queue", "is_first"),
    [(Priority.PREGENERATE, PREGENERATE, True), (Priority.PLAY, FIRST, False)],
)
def test_a_retry_in_advance_does_not_wait_for_all_articles_behind_it(
    narrations: Narrations,
    client: redis.Redis,
    queues: Queues,  # the store queues jobs with it
    priority: Priority,
    queue: str,
    is_first: bool,
) -> None:
    narrations.request(LEFT, BASIS, priority)
    [waiting] = jobs(client, queue)
    job = Job.fetch(waiting, client, serializer=JSONSerializer)
    assert not job.should_enqueue_at_front()
    job.ended_at = datetime.now(UTC)
    assert job.should_enqueue_at_front() is is_first


def sentences(article_id: str, count: int) -> str:
    return "".join(f"<p>Here {article_id} says number {number}.</p>" for number in range(count))


@pytest.mark.usefixtures("workers")
def test_what_everybody_has_left_waits_for_what_is_heard_and_is_finished_later(face: Face) -> None:
    face.put("left", html=sentences("left", 80))
    face.put("heard", html=sentences("heard", 30))

    def made() -> int:
        return int(face.look("left")["progress"]["clips_done"])

    face.press("left")
    wait_for(lambda: made() > FIRST_SLOTS)
    face.press("heard")
    with face.flask.get("/v1/articles/heard/audio/stream.mp3", buffered=False) as stream:
        frames = iter(stream.response)
        next(frames)
        before = made()
        for _ in frames:
            pass
        assert made() - before < 15
    face.until("left", "ready")
