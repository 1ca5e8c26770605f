"""Jingles: the publisher's sounds as clips, in mono, at a voice's sample rate and loudness."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import numpy as np
import soundfile

from cache.audio.mp3_frames import DELAY_SAMPLES
from cache.errors import BadSettingsError
from worker.audio.leveling import CEILING_DBTP, LAME_SCALE_DB, limit
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp
from worker.audio.mp3 import encode_frames
from worker.audio.pcm import Floats, decode_mp3, fade_edges, find_speech, to_samples
from worker.audio.resampling import resample
from worker.audio.stitch import lay_out
from worker.audio.verify import CEILING_DBTP as HIGHEST_DBTP
from worker.errors import BadJingleError, EmptyClipError
from worker.model.announcement import IntroAndOutro, Jingle
from worker.model.clip import Clip

JINGLES = "jingle-1"
"""Version of the processing: it changes whenever the same file would become another clip."""

MOST_S = 60.0
RATES_HZ = range(4_000, 192_001)

QUIETEST_LUFS = -60.0
"""Minimum loudness; quieter sound is rejected as silence, since amplified it would be noise."""

SILENCE_BELOW_LOUDNESS_DB = 50.0
"""Level below a jingle's average loudness at which its edges count as silence, in dB."""

MEASURED_S = 0.4
TRIES = 6
TOLERANCE_LU = 0.1
MOST_MORE_DB = 6.0
"""Maximum extra gain, in dB, that makes up for the limiter; more would only raise the peaks."""


def make_jingle(jingle: Jingle, rate_hz: int, target_lufs: float) -> Clip:
    """Return a jingle as a clip.

    Silence at its edges is cut off. As a slot, it has the target loudness unless its peaks prevent
    that, and no true peak over the ceiling.

    Args:
        jingle: Jingle whose file is on this machine.
        rate_hz: Sample rate of the clip, in Hz.
        target_lufs: Target loudness of the track, in LUFS.

    Raises:
        BadJingleError: The file cannot be read, has changed, or is not sound, silent or too long.
    """
    with _naming(jingle):
        sound, own_hz = decode_jingle(_read(jingle))
        faded = fade_edges(resample(sound, own_hz, rate_hz), rate_hz)
        return _level(faded, rate_hz, target_lufs)


def check_jingles(frames: Iterable[IntroAndOutro]) -> None:
    """Check that all configured jingles can be used.

    Raises:
        BadSettingsError: A file cannot be read, or is not sound, silent or too long.
    """
    announcements = (each for frame in frames for each in (frame.intro, frame.outro))
    for jingle in {each.sound for each in announcements if each and each.sound}:
        try:
            with _naming(jingle):
                decode_jingle(_read(jingle))
        except BadJingleError as error:
            raise BadSettingsError(str(error)) from error


@contextmanager
def _naming(jingle: Jingle) -> Iterator[None]:
    """Add the name of a jingle's file to error messages.

    Raises:
        BadJingleError: The block raised it.
    """
    try:
        yield
    except BadJingleError as error:
        raise BadJingleError(f"{jingle.path} {error}") from error


def _read(jingle: Jingle) -> bytes:
    """Return the content of a jingle's file.

    Raises:
        BadJingleError: The file cannot be read on this machine, or has changed.
    """
    try:
        data = Path(jingle.path).read_bytes()
    except OSError as error:
        raise BadJingleError(f"cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != jingle.digest:
        raise BadJingleError("has changed; restart the service to use the new file")
    return data


def decode_jingle(data: bytes) -> tuple[Floats, int]:
    """Return the sound of an MP3 or WAV file without the silence around it, and its sample rate.

    Raises:
        BadJingleError: The file is not sound, is silent, or is too long.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate_hz = int(file.samplerate)
            most = round(MOST_S * rate_hz)
            sound = file.read(most + 1, dtype="float32", always_2d=True).mean(axis=1)
    except soundfile.LibsndfileError as error:
        raise BadJingleError(f"cannot be read as sound: {error.error_string}") from error
    if rate_hz not in RATES_HZ or not np.isfinite(sound).all():
        raise BadJingleError("is not sound: its samples or its sample rate make no sense")
    if len(sound) > most:
        raise BadJingleError(f"lasts more than {MOST_S:.0f} s")
    lufs = _lufs(sound, rate_hz)
    try:
        kept = find_speech(sound, rate_hz, lufs - SILENCE_BELOW_LOUDNESS_DB)
    except EmptyClipError as error:
        raise BadJingleError("is silent") from error
    return cast("Floats", sound[kept]), rate_hz


def _level(sound: Floats, rate_hz: int, target_lufs: float) -> Clip:
    """Return a clip whose MP3 has the target loudness, or the highest that its peaks allow.

    Raises:
        BadJingleError: Its peaks cannot be kept below the ceiling.
    """
    first_db = gain_db = target_lufs - LAME_SCALE_DB - _lufs(sound, rate_hz)
    ceiling_dbtp = CEILING_DBTP
    for _ in range(TRIES):
        clip = Clip(to_samples(limit(sound, rate_hz, gain_db, ceiling_dbtp)), rate_hz)
        heard = _decode(clip)
        over_db = true_peak_dbtp(heard) - HIGHEST_DBTP
        more_db = min(target_lufs - _lufs(heard, rate_hz), first_db + MOST_MORE_DB - gain_db)
        if over_db <= 0 and abs(more_db) <= TOLERANCE_LU:
            break
        gain_db += more_db
        ceiling_dbtp -= max(0.0, over_db)
    if over_db > 0:
        raise BadJingleError("has peaks that cannot be lowered enough")
    return clip


def _decode(clip: Clip) -> Floats:
    """Return the decoded sound of a clip in a track."""
    frames = encode_frames(lay_out(clip, 0), clip.rate_hz)
    heard, _ = decode_mp3(frames)
    return heard[DELAY_SAMPLES : DELAY_SAMPLES + len(clip.pcm)]


def _lufs(sound: Floats, rate_hz: int) -> float:
    """Return the loudness of a sound; a sound too short for the measurement is repeated.

    Raises:
        BadJingleError: The sound is silent.
    """
    least = round(MEASURED_S * rate_hz) + 1
    measured = np.resize(sound, max(least, len(sound))) if len(sound) else sound
    lufs = measure_lufs(measured, rate_hz) if len(sound) else -np.inf
    if lufs < QUIETEST_LUFS:
        raise BadJingleError("is silent, or nearly so")
    return lufs
