"""Decoding of the audio that speech servers send: MP3, WAV, or raw samples."""

import io
from enum import StrEnum
from typing import cast

from worker.errors import EngineNotAudioError, EngineSampleRateError
from worker.speech.engine import Sound

_NO_LENGTH = (0, 0xFFFFFFFF)
"""Lengths in the header of a WAV that was sent before its length was known."""


class AudioFormat(StrEnum):
    """Audio format of a response."""

    PCM = "pcm"
    """Raw samples: mono, int16, little-endian. The response does not contain the sample rate."""

    WAV = "wav"
    MP3 = "mp3"


def decode_sound(body: bytes, sent_as: AudioFormat, rate_hz: int, name: str) -> Sound:
    """Return the sound in a response as mono samples.

    Args:
        body: Body of the response.
        sent_as: Requested format; MP3 and WAV are recognized even if the other was requested.
        rate_hz: Sample rate that the voice must have.
        name: Name of the server, for messages.

    Raises:
        EngineNotAudioError: The body is not audio, or is cut off.
        EngineSampleRateError: The audio has another sample rate.
    """
    import numpy as np  # commands that only ask for limits must not load them
    import soundfile

    if sent_as is AudioFormat.PCM and not body.startswith((b"RIFF", b"ID3")):
        if not body or len(body) % 2:
            raise EngineNotAudioError(f"{name} answers with {len(body)} bytes: no 16-bit samples")
        return cast("Sound", np.frombuffer(body, "<i2").astype(np.float32) / 32768)
    _check_length(body, name)
    try:
        sound, found_hz = soundfile.read(io.BytesIO(body), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise EngineNotAudioError(f"the answer of {name} is not audio: {error}") from error
    if found_hz != rate_hz:
        raise EngineSampleRateError(f"{name} answers at {found_hz} Hz, which is not {rate_hz}")
    return cast("Sound", sound.mean(axis=1))


def _check_length(body: bytes, name: str) -> None:
    """Check that a WAV has as many bytes as its header says.

    Raises:
        EngineNotAudioError: It is shorter.
    """
    if body[:4] != b"RIFF":
        return
    said = int.from_bytes(body[4:8], "little")
    if said not in _NO_LENGTH and said + 8 > len(body):
        raise EngineNotAudioError(f"{name} has sent {len(body)} of {said + 8} bytes of a WAV")
