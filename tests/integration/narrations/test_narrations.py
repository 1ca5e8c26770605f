"""Records and their transitions, in a real Valkey."""

import json
import threading
import time
from typing import Any

import pytest
import redis

from cache.articles.cached_editions import CachedEditions
from cache.articles.edition import Edition
from cache.narrations.basis import Basis
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.prepared_answers import PreparedAnswers
from cache.narrations.progress import Progress
from cache.narrations.public_urls import Addresses
from cache.narrations.record import Narration, Priority, State
from cache.narrations.transitions.requests import would_begin
from cache.redis import keys
from tests.integration.records import BASIS, DOWN, GONE, NAME, TRACK, Begin, jobs, work
from tests.stand import ValkeyServer, wait_for
from worker.jobs.queue_names import CHORES, FETCH_QUEUE, FIRST, PLAY, PREGENERATE
from worker.jobs.queues import Queues


def test_a_request_queues_one_narration(narrations: Narrations, client: redis.Redis) -> None:
    assert narrations.read(NAME).state is State.ABSENT
    narration = narrations.request(NAME, BASIS, Priority.PLAY)
    assert narration.state is State.QUEUED
    assert narrations.request(NAME, BASIS, Priority.PLAY).run == narration.run
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{narration.run}"]
    assert narrations.unfinished() == [NAME]


def test_a_ready_narration_is_read_again_where_that_is_asked_for(
    narrations: Narrations, begin: Begin, prepared_answers: PreparedAnswers
) -> None:
    begun = begin()
    assert narrations.publish(NAME, begun.run, TRACK, prepared_answers.write)
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


def test_a_press_passes_two_hundred_that_wait_and_the_next_press_comes_behind_it(
    narrations: Narrations, client: redis.Redis
) -> None:
    names = [NarrationName(f"a{number}", "tone:220") for number in range(200)]
    for name in names:
        narrations.request(name, BASIS, Priority.PREGENERATE)
    for name in (names[150], names[0], names[199], names[150]):
        narrations.request(name, BASIS, Priority.PLAY)
    pressed = [names[150].tag, names[0].tag, names[199].tag]
    assert [job.split("-")[1] for job in jobs(client, FIRST)] == pressed
    left = [job.split("-")[1] for job in jobs(client, PREGENERATE)]
    assert left == [name.tag for name in names if name.tag not in pressed]


def test_a_press_hastens_what_waits_for_its_next_try_or_for_its_source(
    begin: Begin, narrations: Narrations, queues: Queues, client: redis.Redis
) -> None:
    begin(priority=Priority.PREGENERATE)
    later = client.lpop(f"rq:queue:{PREGENERATE}")
    assert isinstance(later, bytes)
    client.zadd(f"rq:scheduled:{PREGENERATE}", {later: time.time() + 60})
    narrations.request(NAME, BASIS, Priority.PLAY)
    assert later.decode() in jobs(client, PLAY)
    assert not client.exists(f"rq:scheduled:{PREGENERATE}")

    unread = NarrationName("wp:1", "tone:220")
    run = narrations.request(unread, BASIS, Priority.PREGENERATE).run
    client.delete(f"rq:queue:{PREGENERATE}")
    narrations.requeue(unread, run, queues.enqueue_fetch_for)
    assert len(jobs(client, CHORES)) == 1
    narrations.request(unread, BASIS, Priority.PLAY)
    assert (len(jobs(client, CHORES)), len(jobs(client, FETCH_QUEUE))) == (0, 1)
    assert jobs(client, FIRST) == []


def test_what_is_over_has_no_jobs_to_hasten(
    narrations: Narrations, begin: Begin, client: redis.Redis
) -> None:
    run = begin(priority=Priority.PREGENERATE).run
    assert client.exists(keys.jobs(str(NAME)))
    assert narrations.fail(NAME, run, GONE)
    assert not client.exists(keys.jobs(str(NAME)))


@pytest.mark.parametrize("priority", list(Priority), ids=str)
def test_a_request_that_has_seen_no_article_leaves_a_run_as_it_is(
    narrations: Narrations, begin: Begin, priority: Priority
) -> None:
    speaking = begin()
    assert not would_begin(speaking, Basis("", "s2"))
    after = narrations.request(NAME, Basis("", "s2"), priority)
    assert (after.run, after.state, after.basis) == (speaking.run, State.SPEAKING, BASIS)
    edited = narrations.request(NAME, Basis("r2", "s1"), priority)
    assert edited.run > speaking.run


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
    begin: Begin, narrations: Narrations, prepared_answers: PreparedAnswers, client: redis.Redis
) -> None:
    run = begin().run
    assert narrations.publish(NAME, run, TRACK, prepared_answers.write)
    narration = narrations.read(NAME)
    assert (narration.state, narration.track) == (State.READY, TRACK)
    assert (narration.clips_done, narration.clips_total) == (3, 3)
    assert narrations.unfinished() == []
    assert not client.exists(keys.utterances(str(NAME)), keys.slots(str(NAME)))
    edition = Edition("r1", "en-GB")
    CachedEditions(client).remember("pier", edition)
    found, entries = prepared_answers.look_up("pier", ["tone:220", "tone:330"])
    assert found == CachedEditions(client).read("pier") == edition
    assert entries["tone:330"] is None
    body = prepared_answers.unwrap(entries["tone:220"], BASIS)
    assert body
    answer = json.loads(body)
    assert (answer["state"], answer["url"]) == ("ready", f"/audio/tracks/{TRACK.hash}.mp3")


@pytest.mark.parametrize(("revision", "sound"), [("r2", "s1"), ("r1", "s2")])
def test_a_prepared_answer_is_not_given_for_another_article_or_sound(
    begin: Begin,
    narrations: Narrations,
    prepared_answers: PreparedAnswers,
    client: redis.Redis,
    revision: str,
    sound: str,
) -> None:
    narrations.publish(NAME, begin().run, TRACK, prepared_answers.write)
    _, entries = prepared_answers.look_up("pier", ["tone:220"])
    assert prepared_answers.unwrap(entries["tone:220"], Basis(revision, sound)) is None
    elsewhere = PreparedAnswers(client, Addresses("https://news.example"))
    assert elsewhere.unwrap(entries["tone:220"], BASIS) is None


def test_a_ready_narration_is_kept_and_an_outdated_one_is_made_again_while_its_url_lives(
    begin: Begin, narrations: Narrations, prepared_answers: PreparedAnswers
) -> None:
    narrations.publish(NAME, begin().run, TRACK, prepared_answers.write)
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
    begin: Begin, narrations: Narrations, prepared_answers: PreparedAnswers
) -> None:
    run = begin().run
    assert narrations.remove(NAME).before.run == run
    assert narrations.read(NAME) == Narration(NAME)
    assert not narrations.publish(NAME, run, TRACK, prepared_answers.write)
    wait_for(lambda: time.time() * 1000 > run + 1)  # runs are numbered by the millisecond
    assert narrations.request(NAME, BASIS, Priority.PLAY).run > run


def test_a_forgotten_narration_is_restored(narrations: Narrations) -> None:
    restored = narrations.restore(NAME, TRACK)
    assert (restored.state, restored.track, restored.basis) == (State.READY, TRACK, BASIS)
    run = narrations.request(NAME, Basis("r9", ""), Priority.PLAY).run
    assert narrations.restore(NAME, TRACK).run == run
