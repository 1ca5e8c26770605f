"""Reader of announcements in the settings: words with placeholders, or sound files.

Mistakes raise `ValueError` with a message, as expected by pydantic's validators.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from worker.model.announcement import (
    PLACEHOLDER,
    PLACEHOLDERS,
    Announcement,
    IntroAndOutro,
    Jingle,
)
from worker.model.fingerprint import fingerprint_of

SOUND_SUFFIXES = (".mp3", ".wav")
LARGEST_SOUND_BYTES = 64 * 1024 * 1024


def read_words(template: str) -> Announcement:
    """Return the announcement of a text with placeholders.

    Raises:
        ValueError: The text has no words, an unknown placeholder, or a stray brace.
    """
    text = " ".join(template.split())
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    if unknown:
        shown = ", ".join(f"{{{name}}}" for name in unknown)
        raise ValueError(f"{shown}: there is no such placeholder; there are {known}")
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValueError(f"has a brace that belongs to no placeholder; there are {known}")
    if not any(map(str.isalnum, text)):
        raise ValueError("has no letter and no digit")
    return Announcement(text=text)


def read_sound(path: Path) -> Announcement:
    """Return the announcement of a sound file; `worker.audio.jingles` checks its content later.

    Raises:
        ValueError: The file cannot be read, is too large, or its suffix is neither .mp3 nor .wav.
    """
    if path.suffix.lower() not in SOUND_SUFFIXES:
        raise ValueError(f"{path}: its name must end in {' or '.join(SOUND_SUFFIXES)}")
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is not a file")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_SOUND_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_SOUND_BYTES:
        raise ValueError(f"{path} has more than {LARGEST_SOUND_BYTES:,} bytes")
    return Announcement(sound=Jingle(str(path.absolute()), hashlib.sha256(data).hexdigest()))


def digest_of(frames: Iterable[IntroAndOutro]) -> str:
    """Return a fingerprint of all announcements; empty if there are none.

    The paths of sound files do not affect it.
    """
    heard = [
        [each and (each.text, each.sound and each.sound.digest) for each in (f.intro, f.outro)]
        for f in frames
    ]
    return fingerprint_of(heard) if any(any(each) for each in heard) else ""
