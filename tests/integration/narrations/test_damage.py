"""Damaged audio is noticed before it is played, and made again."""

import json
from pathlib import Path

import pytest

from cache.audio.paths import manifest_path, narration_path, slot_path, track_path
from cache.audio.storage import Storage
from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from tests.integration.face import Face, live_manifest
from tests.stand import Processes

NAME = NarrationName("pier", "tone:220")


def path_of(face: Face, stored: str) -> Path:
    return face.data_dir / "audio" / stored


def track_of(face: Face, url: str) -> Path:
    return path_of(face, track_path(url.rpartition("/")[2].removesuffix(".mp3")))


def test_a_track_that_was_cut_off_is_not_served_and_made_again(
    face: Face, workers: Processes
) -> None:
    face.put("pier")
    narration = face.ready("pier")
    mp3 = face.mp3(narration)
    track = track_of(face, narration["url"])
    track.write_bytes(mp3[:-5000])
    assert face.flask.get(narration["url"]).status_code == 404
    assert face.mp3(face.ready("pier")) == mp3


def test_a_track_of_the_right_size_and_wrong_bytes_breaks_off_and_is_made_again(
    face: Face, workers: Processes
) -> None:
    face.put("pier")
    narration = face.ready("pier")
    mp3 = face.mp3(narration)
    track_of(face, narration["url"]).write_bytes(mp3[:-1] + b"?")
    with pytest.raises(ConnectionResetError):
        face.flask.get(narration["url"])
    assert face.flask.get(narration["url"]).status_code == 404
    assert face.mp3(face.ready("pier")) == mp3


def test_a_damaged_clip_is_not_served(face: Face, workers: Processes) -> None:
    face.put("pier")
    face.ready("pier")
    web = face.flask.application.extensions["listen"]
    slot = next(iter(live_manifest(web, NAME).slots.values()))["hash"]
    frames = path_of(face, slot_path(slot))
    for query in ("", "?at=0"):
        frames.write_bytes(b"damaged")
        assert face.flask.get(f"/audio/clips/{slot}.mp3{query}").status_code == 404
        assert not frames.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"track": 5},
        {"track": "../../etc"},
        {"track": None, "earlier": 7},
        {"track": ["a"], "earlier": [None, 3, {}]},
    ],
)
def test_a_note_of_what_is_live_that_is_none_harms_nobody(
    tmp_path: Path, fields: dict[str, object]
) -> None:
    storage = Storage(tmp_path.as_uri())
    storage.write_json(narration_path(*NAME), {"format": 1, **fields})
    assert Manifests(storage).tracks_of(NAME) == (None,)
    assert Manifests(storage).find(NAME) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slots", []),
        ("slots", {"k": 5}),
        ("slots", {"k": {"hash": 1, "clip": 2}}),
        ("cues", 5),
        ("cues", [5]),
        ("clips", "five"),
        ("heard", [1]),
        ("sayings", "x"),
        ("hash", 5),
        ("basis", 5),
        ("size", "big"),
    ],
)
def test_a_manifest_of_wrong_types_is_named_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, field: str, value: object
) -> None:
    storage, hash_ = Storage(tmp_path.as_uri()), "a" * 32
    manifests = Manifests(storage)
    manifests.write(Manifest(NAME, TrackRecord(hash_, 1.0, "f", Basis("r", "s"), 1), {}, []))
    assert manifests.of_track(hash_)
    path = tmp_path / manifest_path(hash_)
    path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
    assert manifests.of_track(hash_) is None
    assert manifest_path(hash_) in caplog.text
