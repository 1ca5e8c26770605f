"""Housekeeping removes files that are no longer needed, and no others."""

import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from cache.articles.edition import Standing
from cache.audio.paths import (
    clip_path,
    gone_path,
    manifest_path,
    name_of_bytes,
    slot_path,
    track_path,
)
from cache.audio.storage import Storage
from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.settings import read_settings
from tests.forks import listen
from tests.integration.face import SENTENCES, Face
from tests.integration.records import NAME, Begin
from tests.stand import Processes
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.maintenance.storage_cleanup import SWEEP, CleanupLimits, StorageCleanup
from worker.settings import WorkerSettings

DAY = timedelta(days=1)
NOW = datetime.now(UTC)
LIMITS = CleanupLimits(clips_bytes=0, clips_for=180 * DAY, earlier_for=30 * DAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "audio"


@pytest.fixture(params=["file", "memory"])
def storage(request: pytest.FixtureRequest, folder: Path) -> Storage:
    return Storage(folder.as_uri() if request.param == "file" else "memory:///")


@pytest.fixture
def sweeper(
    storage: Storage, folder: Path, narrations: Narrations, progress: Progress
) -> StorageCleanup:
    manifests = Manifests(storage)
    return StorageCleanup(
        storage=storage,
        folder=folder,
        manifests=manifests,
        narrations=narrations,
        progress=progress,
        standing_of=lambda _: Standing.OPEN,
        take_down=lambda article_id: [
            manifests.take_down(n) for n in manifests.voices_of(article_id)
        ],
        limits=LIMITS,
    )


def there(storage: Storage) -> set[str]:
    return {found.path for found in storage.objects("")}


def publish(storage: Storage, article_id: str, *hashes: str) -> None:
    """Make one track after the other an article's live one."""
    manifests, name = Manifests(storage), NarrationName(article_id, "tone:220")
    for track_hash in hashes:
        storage.write(track_path(track_hash), b"mp3")
        track = TrackRecord(track_hash, 12.5, "fp", Basis("r1", "s1"), 1)
        manifests.write(Manifest(name, track, {}, []))
        manifests.make_live(name, track_hash)


def use(storage: Storage, *numbers: str) -> None:
    """Make a live track of the clips and slots of these numbers."""
    manifests, track = Manifests(storage), TrackRecord("f" * 32, 1.0, "fp", Basis("r", "s"), 1)
    slots = {n: {"hash": n * 32, "clip": n * 32} for n in numbers}
    storage.write(track_path(track.hash), b"mp3")
    manifests.write(Manifest(NAME, track, slots, []))
    manifests.make_live(NAME, track.hash)


def only(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("storage", [kind], indirect=True)


def age(folder: Path, path: str, days: float) -> None:
    at = time.time() - days * 86_400
    os.utime(folder / path, (at, at))


@only("file")
def test_the_clips_that_were_unused_for_longest_go_first(
    sweeper: StorageCleanup, storage: Storage, folder: Path
) -> None:
    paths = [clip_path(f"{n}" * 32) for n in range(4)] + [slot_path(f"{n}" * 32) for n in range(4)]
    for number, path in enumerate(paths):
        storage.write(path, bytes(1_000))
        age(folder, path, 2 + number % 4)
    use(storage, *"0123")
    assert storage.read_if_present(paths[3]) is not None  # so it was used just now
    swept = replace(sweeper, limits=LIMITS._replace(clips_bytes=5_500)).sweep()
    assert there(storage) & {*paths} == {paths[0], paths[1], paths[4], paths[5], paths[3]}
    assert (dict(swept.counts), swept.size) == ({"clips": 1, "slots": 2}, 3_000)


@pytest.mark.parametrize(("days", "stays"), [(179, True), (181, False)])
def test_clips_that_nobody_used_for_long_go(
    sweeper: StorageCleanup, storage: Storage, days: int, *, stays: bool
) -> None:
    use(storage, "a")
    storage.write(clip_path("a" * 32), b"clip")
    sweeper.sweep(NOW + days * DAY)
    assert (clip_path("a" * 32) in there(storage)) == stays
    forever = replace(sweeper, limits=LIMITS._replace(clips_for=timedelta(0)))
    storage.write(clip_path("a" * 32), b"clip")
    forever.sweep(NOW + 4_000 * DAY)
    assert clip_path("a" * 32) in there(storage)


def test_what_no_track_and_no_run_has_goes_after_a_day_and_a_dry_run_names_it(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    use(storage, "a")
    left = {clip_path("b" * 32), slot_path("c" * 48)}
    for path in (*left, clip_path("a" * 32)):
        storage.write(path, b"sound")
    assert not sweeper.sweep(NOW + 23 * timedelta(hours=1)).counts
    told = sweeper.sweep(NOW + 25 * timedelta(hours=1), is_dry_run=True)
    assert told.counts == {"clips that no article has": 1, "slots that no article has": 1}
    assert left < there(storage)
    sweeper.sweep(NOW + 25 * timedelta(hours=1))
    assert not left & there(storage)
    assert clip_path("a" * 32) in there(storage)


def test_damaged_tracks_are_found_within_a_month_and_made_again(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    manifests, made_again = Manifests(storage), list[str]()
    for number, content in enumerate((b"whole", b"to be damaged")):
        name = NarrationName(f"a{number}", "tone:220")
        track = TrackRecord(name_of_bytes(content), 1.0, "fp", Basis("r", "s"), 1)
        storage.write(track_path(track.hash), content[:-1] + b"?" if number else content)
        manifests.write(Manifest(name, track, {}, [], size=len(content)))
        manifests.make_live(name, track.hash)
    checking = replace(sweeper, forget_lost=made_again.append)
    for look in range(128):
        checking.sweep(NOW + look * timedelta(hours=6), is_dry_run=True)
    for look in range(128):
        checking.sweep(NOW + look * timedelta(hours=6))
    damaged = name_of_bytes(b"to be damaged")
    assert made_again == [damaged]
    assert track_path(damaged) not in there(storage)
    assert track_path(name_of_bytes(b"whole")) in there(storage)


def test_what_a_run_under_way_has_made_stays(
    sweeper: StorageCleanup, storage: Storage, begin: Begin, progress: Progress
) -> None:
    run = begin(3).run
    recorded = '{"hash": "' + "a" * 32 + '", "clip": "' + "b" * 32 + '"}'
    progress.store_slot(NAME, run, 0, recorded, "narrate")
    needed = {slot_path("a" * 32), clip_path("b" * 32)}
    for path in (*needed, clip_path("c" * 32)):
        storage.write(path, b"sound")
    sweeper.sweep(NOW + 400 * DAY)
    assert there(storage) == needed


def test_earlier_tracks_stay_for_a_while_and_live_ones_for_ever(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    publish(storage, "pier", "1" * 32, "2" * 32, "3" * 32)
    sweeper.sweep(NOW + 29 * DAY)
    assert {track_path(n * 32) for n in "123"} < there(storage)
    swept = sweeper.sweep(NOW + 31 * DAY)
    assert swept.counts == {"earlier tracks and their manifests": 4}
    left = {track_path("3" * 32), manifest_path("3" * 32), "narrations/pier/tone:220.json"}
    assert there(storage) == left
    sweeper.sweep(NOW + 3_000 * DAY)
    assert there(storage) == left
    publish(storage, "pier", "4" * 32)
    assert Manifests(storage).tracks_of(NarrationName("pier", "tone:220")) == ("4" * 32, "3" * 32)


def test_a_track_that_is_live_again_or_elsewhere_stays(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    publish(storage, "pier", "1" * 32, "2" * 32, "1" * 32)
    publish(storage, "ferry", "2" * 32)
    sweeper.sweep(NOW + 300 * DAY)
    assert {track_path("1" * 32), track_path("2" * 32)} < there(storage)


def test_what_no_narration_refers_to_goes_after_a_day(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    storage.write(track_path("1" * 32), b"mp3")
    storage.write(manifest_path("2" * 32), b"{}")
    sweeper.sweep(NOW + 23 * timedelta(hours=1))
    assert len(there(storage)) == 2
    sweeper.sweep(NOW + 25 * timedelta(hours=1))
    assert there(storage) == set()


def test_what_was_taken_down_answers_so_for_a_year(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    publish(storage, "pier", "1" * 32)
    Manifests(storage).take_down(NarrationName("pier", "tone:220"))
    sweeper.sweep(NOW + 364 * DAY)
    assert there(storage) == {gone_path("1" * 32)}
    sweeper.sweep(NOW + 366 * DAY)
    assert there(storage) == set()


@pytest.mark.parametrize("standing", [None, Standing.WITHDRAWN, Standing.UNREAD])
def test_what_was_narrated_of_articles_that_are_gone_is_taken_down(
    sweeper: StorageCleanup, storage: Storage, standing: Standing | None
) -> None:
    for number in range(3):
        publish(storage, f"a{number}", f"{number}" * 32)
    gone = {"a1": standing}
    lost = replace(sweeper, standing_of=lambda name: gone.get(name, Standing.OPEN))
    lost.sweep(NOW)
    assert track_path("1" * 32) in there(storage)  # it is just being published, perhaps
    lost.sweep(NOW + 2 * DAY)
    assert track_path("1" * 32) not in there(storage)
    assert gone_path("1" * 32) in there(storage)
    assert {track_path("0" * 32), track_path("2" * 32)} < there(storage)


def test_a_database_that_is_another_one_takes_no_audio_down(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    for number in range(11):
        publish(storage, f"a{number}", f"{number:032}")
    before = there(storage)
    swept = replace(sweeper, standing_of=lambda _: None).sweep(NOW + 2 * DAY)
    assert there(storage) == before
    assert "11 of 11 narrated articles are in no source" in swept.warnings[0]


@only("file")
def test_files_that_were_half_written_go_and_new_ones_stay(
    sweeper: StorageCleanup, storage: Storage, folder: Path
) -> None:
    storage.write(clip_path("ab" * 16), b"clip")
    for name in ("x.flac#1", "y.flac#2"):
        (folder / "clips" / "ab" / name).write_bytes(b"half")
    age(folder, "clips/ab/x.flac#1", 2)
    sweeper.sweep()
    assert {p.name for p in folder.rglob("*#*")} == {"y.flac#2"}


def test_a_dry_run_tells_the_same_and_removes_nothing(
    sweeper: StorageCleanup, storage: Storage
) -> None:
    publish(storage, "pier", "1" * 32, "2" * 32)
    storage.write(clip_path("a" * 32), b"clip")
    before, then = there(storage), NOW + 400 * DAY
    told = sweeper.sweep(then, is_dry_run=True)
    assert there(storage) == before
    assert told == sweeper.sweep(then)
    assert sweeper.sweep(then).counts == {}


def test_a_sweep_that_is_killed_is_done_by_the_next(
    settings_env: dict[str, str], client: redis.Redis, request: pytest.FixtureRequest
) -> None:
    folder = Path(settings_env["LISTEN_DATA_DIR"]) / "audio"
    storage = Storage(folder.as_uri())
    publish(storage, "nato", "1" * 32)
    for number in range(6):
        storage.write(clip_path(f"{number:032}"), b"clip")
        storage.write(track_path(f"{number + 10:032}"), b"mp3")
    for path in there(storage):
        age(folder, path, 300)
    publish(storage, "nato", "2" * 32)
    for call in (1, 3, 2, 5):
        deadly = {"DIES_AT": "cache.audio.storage.Storage.delete", "DIES_AT_CALL": str(call)}
        done = listen({**os.environ, **deadly}, "sweep", module="tests.dying")
        assert done.returncode == -signal.SIGKILL
        client.delete(keys.lock(SWEEP))  # it would expire later
    context = open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")
    fetch_jobs.sweep(context)
    live = {track_path("2" * 32), manifest_path("2" * 32), "narrations/nato/tone:220.json"}
    assert there(storage) == {*live, track_path("1" * 32), manifest_path("1" * 32)}


def test_what_was_narrated_plays_and_can_be_edited_after_all_clips_have_gone(
    face: Face, workers: Processes, settings_env: dict[str, str]
) -> None:
    face.put("pier")
    mp3 = face.mp3(before := face.ready("pier"))
    context = open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")
    swept = context.sweeper.sweep(NOW + 200 * DAY)
    assert (swept.counts["clips"], swept.counts["slots"]) == (len(SENTENCES), len(SENTENCES))
    assert face.mp3(face.ready("pier")) == mp3
    face.spoken()
    face.put("pier", html="<p>One is here.</p><p>It was edited.</p>")
    after = face.ready("pier")
    assert after["url"] != before["url"]
    assert face.mp3(after)
    assert "It was edited." in face.spoken()
