"""Updates of all narrations to the lexicon during deaths, cuts and halts: each is done once."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import redis

from audio_service.app import create_app
from cache.audio.paths import manifest_path
from cache.errors import StorageError
from cache.messages.lexicon_updates import KIND, UpdateState
from cache.messages.published_voices import VoiceRecord, Voices
from cache.messages.tasks import NOBODY, Task
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, State
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.redis.client import as_text
from cache.settings import read_settings
from tests.integration.face import Face
from tests.integration.narrations.archive import VOICE, Archive
from tests.points import Points
from tests.slow_redis import ANYTHING, line
from tests.stand import ValkeyServer
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.contexts.speaker import open_speaker_context
from worker.jobs.queue_names import CHORES, PREGENERATE, Lane
from worker.maintenance import lexicon_update
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings

NWOSU, MARSH = LexiconEntry("Nwosu", "Nwuh-SOO"), LexiconEntry("Marsh", "mash")


@pytest.fixture
def archive(settings_env: dict[str, str], client: redis.Redis) -> Archive:
    Voices(client).publish([VoiceRecord(VOICE, "", 16_000, "s", 0)])
    settings = read_settings(WorkerSettings)
    return Archive(
        create_app().extensions["listen"],
        open_speaker_context(settings, "w1", Lane.REST),
        open_fetcher_context(settings, "f1"),
    )


@pytest.fixture
def people(archive: Archive) -> list[Narration]:
    """Six ready narrations, of which an entry for Nwosu changes three."""
    made = [
        archive.add(f"p{number}", f"{'Marsh' if number % 2 else 'Nwosu'} is number {number}.")
        for number in range(6)
    ]
    archive.web.redis.delete(f"rq:queue:{PREGENERATE}")  # the jobs of what is ready
    return made


def begun_again(archive: Archive, people: list[Narration]) -> list[str]:
    """Return the articles that have a newer run than in `people`."""
    return [n.name.article_id for n in people if archive.read(n.name.article_id).run != n.run]


def jobs_of(archive: Archive, article_id: str) -> list[str]:
    """Return the jobs that wait for a narration."""
    tag = NarrationName(article_id, VOICE).tag
    return [job.decode() for job in archive.web.queues.waiting_ids() if tag in job.decode()]


def test_a_request_during_an_update_joins_it_and_a_later_one_begins_another(
    archive: Archive, people: list[Narration]
) -> None:
    first = archive.request()
    assert archive.request() == first
    assert archive.request(is_dry_run=True) != first
    assert archive.web.redis.llen(f"rq:queue:{CHORES}") == 2
    assert archive.finish(first).state is UpdateState.DONE
    assert archive.request() != first


def test_an_update_queues_what_disagrees_and_leaves_the_rest(
    archive: Archive, people: list[Narration]
) -> None:
    archive.say(NWOSU)
    counted = archive.finish(archive.request(is_dry_run=True))
    assert (counted.total, counted.checked, counted.narrations, counted.utterances) == (6, 6, 3, 3)
    assert begun_again(archive, people) == []
    done = archive.finish(archive.request())
    assert (done.total, done.checked, done.narrations, done.utterances) == (6, 6, 3, 3)
    assert begun_again(archive, people) == ["p0", "p2", "p4"]
    assert archive.waiting() == []
    found = archive.web.articles.lexicon_updates.found(done.id, 2)
    assert found == [(NarrationName("p0", VOICE), 1), (NarrationName("p2", VOICE), 1)]
    assert archive.web.articles.lexicon_updates.under_way(done.id) == 3


def test_a_long_update_takes_turns_with_other_chores(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon_update, "SLICE_S", 0.0)
    monkeypatch.setattr(lexicon_update, "AT_ONCE", 2)
    archive.say(NWOSU)
    update_id = archive.request()
    archive.web.redis.delete(f"rq:queue:{CHORES}")
    fetch_jobs.apply_lexicon(archive.fetcher, update_id)
    state = archive.state(update_id)
    assert (state.state, state.checked, state.narrations) == (UpdateState.RUNNING, 2, 1)
    [job] = archive.web.redis.lrange(f"rq:queue:{CHORES}", 0, -1)
    assert archive.fetcher.queues.tasks.job(Task(KIND, update_id)) == as_text(job)
    assert archive.finish(update_id).checked == 6


def test_an_update_goes_on_after_its_process_died_at_any_point_and_doubles_nothing(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon_update, "AT_ONCE", 2)
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    for point in range(0, 1_000, 2):
        archive.say(LexiconEntry("Nwosu", f"Nwosu {point}"))
        before = [archive.read(each.name.article_id) for each in people]
        update_id, points = archive.request(), Points()
        points.actions[point] = points.die
        victim = open_fetcher_context(read_settings(WorkerSettings), "f2")
        with points.watch(victim):
            fetch_jobs.apply_lexicon(victim, update_id)
        if points.count <= point:
            break  # it ended before this point
        if archive.state(update_id).state is not UpdateState.DONE:
            archive.web.redis.delete(f"rq:queue:{CHORES}")
            assert archive.fetcher.queues.lost_tasks({}) == [Task(KIND, update_id)], point
        done = archive.finish(update_id)
        assert (done.checked, done.narrations, done.utterances) == (6, 3, 3), point
        changed = [each.name.article_id for each in before if is_begun(archive, each)]
        assert changed == [] if point else changed == ["p0", "p2", "p4"]  # queued already
        assert [len(jobs_of(archive, f"p{number}")) for number in range(6)] == [1, 0, 1, 0, 1, 0]
    assert point > 20


def is_begun(archive: Archive, before: Narration) -> bool:
    return archive.read(before.name.article_id).run != before.run


def test_an_update_survives_cuts_of_redis_at_every_answer(
    archive: Archive,
    people: list[Narration],
    valkey: ValkeyServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setattr(lexicon_update, "AT_ONCE", 2)
    path = tmp_path_factory.mktemp("w") / "w.sock"
    archive.say(NWOSU)
    with line(path, valkey.directory / "v.sock") as wire:
        monkeypatch.setenv("REDIS_URL", wire.url)
        far = open_fetcher_context(read_settings(WorkerSettings), "f2")
        for after in range(0, 60, 3):
            update_id = archive.request()
            cut = wire.cut_at(ANYTHING, is_lost=True, after=after)
            done = archive.finish(update_id, far)
            assert (done.state, done.checked) == (UpdateState.DONE, 6), after
            assert (done.narrations, done.utterances) == (3, 3), after
            if not cut.begun.is_set():
                break
    assert after > 10
    assert begun_again(archive, people) == ["p0", "p2", "p4"]
    assert [len(jobs_of(archive, f"p{number}")) for number in range(6)] == [1, 0, 1, 0, 1, 0]


def during(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something once, as an update checks its third narration."""
    real, seen = lexicon_update.count_outdated, Counter[str]()

    def count(manifest: Manifest, *arguments: object) -> int:
        seen["checked"] += 1
        if seen["checked"] == 3:
            act()
        return real(manifest, *arguments)  # type: ignore[arg-type]  # passed on as they are

    monkeypatch.setattr(lexicon_update, "count_outdated", count)


def test_an_update_starts_over_for_a_request_after_another_change_of_the_lexicon(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.say(NWOSU)
    update_id = archive.request()

    def change() -> None:
        archive.say(MARSH)
        assert archive.request() == update_id

    during(monkeypatch, change)
    done = archive.finish(update_id)
    assert (done.state, done.walk, done.checked, done.narrations) == (UpdateState.DONE, 2, 6, 6)
    assert begun_again(archive, people) == [f"p{number}" for number in range(6)]


def test_a_request_at_the_end_of_an_update_that_sees_the_same_lexicon_starts_nothing_over(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    update_id = archive.request()
    during(monkeypatch, archive.request)
    done = archive.finish(update_id)
    assert (done.state, done.walk, done.asked) == (UpdateState.DONE, 1, 2)


def test_what_is_deleted_during_an_update_stays_deleted(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.say(NWOSU)
    update_id = archive.request()

    def delete() -> None:
        archive.web.articles.intake.take_down("p2")
        archive.web.articles.intake.delete("p4")

    during(monkeypatch, delete)
    done = archive.finish(update_id)
    assert (done.state, done.checked, done.narrations) == (UpdateState.DONE, 6, 1)
    assert [archive.read(f"p{n}").state for n in (2, 4)] == [State.ABSENT, State.ABSENT]


def test_a_worker_that_was_halted_and_replaced_changes_nothing_afterwards(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.say(NWOSU)
    update_id = archive.request()
    during(monkeypatch, lambda: archive.finish(update_id))
    fetch_jobs.apply_lexicon(archive.fetcher, update_id)
    done = archive.state(update_id)
    assert (done.state, done.checked, done.narrations) == (UpdateState.DONE, 6, 3)
    assert [len(jobs_of(archive, f"p{number}")) for number in range(6)] == [1, 0, 1, 0, 1, 0]


def test_an_update_tells_its_last_error_and_fails_when_it_is_given_up(
    archive: Archive, people: list[Narration], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.say(NWOSU)
    update_id = archive.request()

    def refuse() -> None:
        raise StorageError("the store is away")

    with monkeypatch.context() as patch:
        during(patch, refuse)
        fetch_jobs.apply_lexicon(archive.fetcher, update_id)  # without RQ, nothing is retried
    failed = archive.state(update_id)
    assert failed.state is UpdateState.FAILED
    assert failed.failure
    assert (failed.failure.code, failed.failure.retryable) == ("storage-unavailable", True)
    assert archive.waiting() == []
    assert archive.finish(archive.request()).narrations == 3


def test_an_update_waits_for_the_voices_of_the_workers(
    archive: Archive, people: list[Narration], client: redis.Redis
) -> None:
    client.delete(keys.VOICES)
    update_id = archive.request()
    fetch_jobs.apply_lexicon(archive.fetcher, update_id)
    failure = archive.state(update_id).failure
    assert failure
    assert (failure.code, failure.retryable) == ("voices-unknown", True)


def test_a_manifest_with_too_few_cues_stops_no_update(archive: Archive) -> None:
    archive.add("good", "Nwosu came.")
    odd = archive.add("odd", "Nwosu came.")
    manifest = archive.web.stores.manifests.find(odd.name)
    assert manifest
    fields = manifest.to_fields() | {"sayings": [[1, []], [3, []]]}
    archive.web.storage.write_json(manifest_path(manifest.track.hash), fields)
    archive.say(NWOSU)
    assert archive.finish(archive.request()).state is UpdateState.DONE


def test_an_emptied_redis_ends_an_update(
    archive: Archive, people: list[Narration], client: redis.Redis
) -> None:
    update_id = archive.request()
    client.flushall()
    fetch_jobs.apply_lexicon(archive.fetcher, update_id)
    assert archive.web.articles.lexicon_updates.find(update_id) is None
    assert archive.fetcher.queues.tasks.holder(Task(KIND, update_id)) == NOBODY


def test_the_state_of_an_update_is_told_over_http(face: Face, client: redis.Redis) -> None:
    begun = face.flask.post("/v1/lexicon/apply")
    assert (begun.status_code, begun.get_json()["state"]) == (202, "queued")
    assert begun.headers["Location"] == begun.get_json()["url"]
    told = face.flask.get(begun.headers["Location"])
    assert (told.status_code, told.get_json()) == (200, begun.get_json())
    again = face.flask.post("/v1/lexicon/apply", json={})
    assert again.headers["Location"] == begun.headers["Location"]


@pytest.fixture(autouse=True)
def _quiet(client: redis.Redis) -> Iterator[None]:
    """Remove all tasks, so that no other test gets them."""
    yield
    client.delete(keys.TASKS)
