"""A damaged file is not sent to its end."""

import io

import pytest

from audio_service.listening.checked_file import CheckedFile
from cache.audio.paths import name_of_bytes

DATA = bytes(range(256)) * 100


def read_all(file: CheckedFile) -> bytes:
    return b"".join(iter(lambda: file.read(1000), b""))


def test_a_sound_file_is_read_to_its_end() -> None:
    file = CheckedFile(io.BytesIO(DATA), name_of_bytes(DATA), len(DATA), pytest.fail)
    assert read_all(file) == DATA


def test_a_damaged_file_breaks_off_before_its_end_and_is_told() -> None:
    told: list[bool] = []
    damaged = DATA[:-1] + b"?"
    file = CheckedFile(
        io.BytesIO(damaged), name_of_bytes(DATA), len(DATA), lambda: told.append(True)
    )
    with pytest.raises(ConnectionResetError):
        read_all(file)
    assert told == [True]


def test_a_part_of_a_file_is_sent_unchecked() -> None:
    file = CheckedFile(io.BytesIO(DATA), "0" * 32, len(DATA), pytest.fail)
    file.seek(500)
    assert read_all(file) == DATA[500:]
