"""A check of all objects in storage: each must be complete."""

import json
from collections.abc import Callable
from pathlib import Path

from cache.audio.paths import name_of_bytes
from worker.audio.mp3 import count_frames
from worker.audio.pcm import decode_flac, decode_mp3


def _check_named(data: bytes, path: Path) -> None:
    assert name_of_bytes(data) == path.stem, "its name is not that of its bytes"


def _check_mark(data: bytes, path: Path) -> None:
    assert data == b""


def _check_slot(data: bytes, path: Path) -> None:
    _check_named(data, path)
    assert count_frames(data) > 0


def _check_track(data: bytes, path: Path) -> None:
    _check_named(data, path)
    sound, _ = decode_mp3(data)
    manifest = json.loads(path.with_suffix(".json").read_text())
    assert len(manifest["slots"]) > 0
    assert len(sound) > 0


def _check_manifest(data: bytes, path: Path) -> None:
    assert json.loads(data)["hash"] == path.stem
    assert path.with_suffix(".mp3").exists(), "its track is not there"


CHECKS: dict[tuple[str, str], Callable[[bytes, Path], object]] = {
    ("clips", ".flac"): lambda data, _: decode_flac(data),
    ("clips", ".shared"): _check_mark,
    ("slots", ".mp3"): _check_slot,
    ("tracks", ".mp3"): _check_track,
    ("tracks", ".json"): _check_manifest,
    ("narrations", ".json"): lambda data, _: json.loads(data)["track"],
    ("voices", ".json"): lambda data, _: json.loads(data)["version"],
}


def find_broken(audio: Path) -> list[str]:
    """Return the fault of each object in a storage that has one.

    A file that was being written when its process died has a `#` in its name; it is no object yet.

    A track without a manifest is left if a process dies between the two; nothing refers to it.

    Args:
        audio: Folder of the storage.
    """
    broken = []
    for path in sorted(path for path in audio.rglob("*") if path.is_file()):
        folder = path.relative_to(audio).parts[0]
        if folder in ("gone", "probe", "identity") or "#" in path.name:
            continue
        check = CHECKS.get((folder, path.suffix))
        if folder == "tracks" and path.suffix == ".mp3" and not path.with_suffix(".json").exists():
            check = _check_named
        try:
            assert check, "a file of no known kind"
            check(path.read_bytes(), path)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told
            broken.append(f"{path.relative_to(audio)}: {type(error).__name__}: {error}")
    return broken
