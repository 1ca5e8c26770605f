"""`listen` with voices that follow a test's script; run as `python -m tests.acting`.

Everything that is spoken is noted in the data directory, in the file `spoken`. One phrase kills the
process, one crashes it, one raises an unexpected error, and two hang it in native code, with and
without Python's lock. Another is not spoken before there is a file `go-on`. One comes out as
silence, which is never published, unless there is a file `audible`. Three concern speech in parts:
after the first part, one waits for the file `go-on`, one kills the process while that one waits,
but only once, and one goes on with samples that are no numbers. Storage refuses while there is a
file `refuse`. `ACTING_TAKES_S` is the number of seconds by which every answer is delayed.
"""

import hashlib
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np

from audio_service.cli import main
from cache.audio.native_call_limits import TimeLimitedCalls
from tests.measured import measure_once
from worker.jobs.contexts import loaded_voices, speaker
from worker.model.clip import Spoken
from worker.speech.counted_voice import CountedVoice
from worker.speech.tone import PART_SAMPLES

T = TypeVar("T")

DEADLY = "deadly"
CRASHING = "crashes the engine"
LOOPING = "loops for ever"
HANGING = "hangs for ever"
WAITING = "waits until it may go on"
PUZZLING = "raises what nobody expects"
MUTE = "cannot be heard"
HALFWAY = "halts halfway"
DYING = "and dies there"
BROKEN = "breaks halfway"
REFUSE = "refuse"

_say = CountedVoice.say
_call = TimeLimitedCalls.__call__


def say_in_parts_as_told(self: CountedVoice, text: str, take: int = 0) -> Iterator[Spoken]:
    sound = say_as_told(self, text, take).sound
    for start in range(0, len(sound), PART_SAMPLES):
        while start and HALFWAY in text and not _is_there("go-on"):
            if DYING in text and not _is_there("died"):
                (Path(os.environ["LISTEN_DATA_DIR"]) / "died").touch()
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(0.02)
        part = sound[start : start + PART_SAMPLES]
        is_broken = BROKEN in text and start > 0 and take == 0
        yield Spoken(np.full_like(part, np.nan) if is_broken else part)


def _is_there(name: str) -> bool:
    return (Path(os.environ["LISTEN_DATA_DIR"]) / name).exists()


def say_as_told(self: CountedVoice, text: str, take: int = 0) -> Spoken:
    directory = Path(os.environ["LISTEN_DATA_DIR"])
    with (directory / "spoken").open("a") as spoken:
        spoken.write(f"{text}\n")
    if DEADLY in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if CRASHING in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if PUZZLING in text:
        raise LookupError(text)
    if LOOPING in text:
        sum(itertools.repeat(0))
    if HANGING in text:
        hashlib.pbkdf2_hmac("sha256", b"", b"", 2**31 - 1)
    while WAITING in text and not (directory / "go-on").exists():
        time.sleep(0.02)
    time.sleep(float(os.environ.get("ACTING_TAKES_S", "0")))
    said = _say(self, text, take)
    if BROKEN in text and take:
        said = Spoken(said.sound * np.float32(0.7))
    is_mute = MUTE in text and not (directory / "audible").exists()
    return Spoken(np.zeros_like(said.sound)) if is_mute else said


def call_or_refuse(self: TimeLimitedCalls, call: Callable[[], T]) -> T:
    if (Path(os.environ["LISTEN_DATA_DIR"]) / REFUSE).exists():
        raise PermissionError("storage refuses")
    return _call(self, call)


if __name__ == "__main__":
    TimeLimitedCalls.__call__ = call_or_refuse  # type: ignore[method-assign]
    CountedVoice.say = say_as_told  # type: ignore[method-assign]
    CountedVoice.say_in_parts = say_in_parts_as_told  # type: ignore[method-assign]
    loaded_voices.measure_voice = measure_once  # type: ignore[attr-defined]
    speaker.LOCAL_PATIENCE_S = float(os.environ.get("ACTING_PATIENCE_S", speaker.LOCAL_PATIENCE_S))
    main()
