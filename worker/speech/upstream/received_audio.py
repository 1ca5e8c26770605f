"""Decoding of the audio that speech servers send: MP3, WAV, or raw samples."""

import io
import struct
import sys
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from typing import cast

from worker.errors import EngineNotAudioError, EngineSampleRateError
from worker.speech.engine import Sound

FIRST_PART_S = 0.5
"""Length of the first part of a sound that is decoded while it is received; the next is twice as
long, and so on, because the work for a part grows with the sound before it."""

_WAV_HEAD_BYTES = 44
_SAMPLE_BYTES = 2

_NO_LENGTH = (0, 0xFFFFFFFF)
"""Lengths in the header of a WAV that was sent before its length was known."""


class AudioFormat(StrEnum):
    """Audio format of a response."""

    PCM = "pcm"
    """Raw samples: mono, int16, little-endian. The response does not contain the sample rate."""

    WAV = "wav"
    MP3 = "mp3"


def decode_sound(body: bytes, rate_hz: int, name: str) -> Sound:
    """Return the sound in a whole MP3 or WAV as mono samples.

    Args:
        body: Body of the response.
        rate_hz: Sample rate that the voice must have.
        name: Name of the server, for messages.

    Raises:
        EngineNotAudioError: The body is not audio, or is cut off.
        EngineSampleRateError: The audio has another sample rate.
    """
    import soundfile  # commands that only ask for limits must not load it

    _check_length(body, name)
    try:
        sound, found_hz = soundfile.read(io.BytesIO(body), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise EngineNotAudioError(f"the answer of {name} is not audio: {error}") from error
    if found_hz != rate_hz:
        raise EngineSampleRateError(f"{name} answers at {found_hz} Hz, which is not {rate_hz}")
    return cast("Sound", sound.mean(axis=1))


def decode_pieces(
    pieces: Iterator[bytes], sent_as: AudioFormat, rate_hz: int, name: str
) -> Iterator[Sound]:
    """Yield the sound in a response while it is being received, in growing parts.

    Only raw samples can be decoded before the end: those of `AudioFormat.PCM`, and those of a mono
    WAV with 16 bits. Other audio is yielded as a whole.

    Args:
        pieces: Body of the response.
        sent_as: Requested format.
        rate_hz: Sample rate that the voice must have.
        name: Name of the server, for messages.

    Raises:
        EngineNotAudioError: The body is not audio, or is cut off.
        EngineSampleRateError: The audio has another sample rate.
    """
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) >= _WAV_HEAD_BYTES:
            break
    start = _samples_from(body, sent_as, rate_hz)
    if start is None:
        body += b"".join(pieces)
        yield decode_sound(bytes(body), rate_hz, name)
        return
    at, least = start, round(FIRST_PART_S * rate_hz) * _SAMPLE_BYTES
    behind = _end_of_samples(body) if start else sys.maxsize
    for piece in chain([b""], pieces):
        body += piece
        received = min(len(body), behind)
        if received - at >= least:
            end = received - (received - at) % _SAMPLE_BYTES
            yield _to_sound(body[at:end])
            at, least = end, 2 * least
    if start:
        _check_length(body, name)
    end = min(len(body), behind)
    if (end - at) % _SAMPLE_BYTES or end == start:
        raise EngineNotAudioError(f"{name} answers with {len(body)} bytes: no 16-bit samples")
    yield _to_sound(body[at:end])


def _samples_from(body: bytes | bytearray, sent_as: AudioFormat, rate_hz: int) -> int | None:
    """Return the position of the first sample; None if only the whole body can be decoded."""
    if body.startswith((b"RIFF", b"ID3")) or sent_as is not AudioFormat.PCM:
        mono = struct.pack("<4sIHHII2H4s", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16, b"data")
        is_plain = body.startswith(b"RIFF") and body[8:12] == b"WAVE" and body[12:40] == mono
        return _WAV_HEAD_BYTES if is_plain else None
    return 0


def _end_of_samples(body: bytes | bytearray) -> int:
    """Return the position behind the samples of a WAV; other data, such as its title, may follow.

    If the WAV was sent before its length was known, everything is samples.
    """
    said = int.from_bytes(body[_WAV_HEAD_BYTES - 4 : _WAV_HEAD_BYTES], "little")
    return sys.maxsize if said in _NO_LENGTH else _WAV_HEAD_BYTES + said


def _to_sound(samples: bytes | bytearray) -> Sound:
    import numpy as np  # commands that only ask for limits must not load it

    return cast("Sound", np.frombuffer(bytes(samples), "<i2").astype(np.float32) / 32768)


def _check_length(body: bytes | bytearray, name: str) -> None:
    """Check that a WAV has as many bytes as its header says.

    Raises:
        EngineNotAudioError: It is shorter.
    """
    if body[:4] != b"RIFF":
        return
    said = int.from_bytes(body[4:8], "little")
    if said not in _NO_LENGTH and said + 8 > len(body):
        raise EngineNotAudioError(f"{name} has sent {len(body)} of {said + 8} bytes of a WAV")
