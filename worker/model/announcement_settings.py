"""What is heard before and after articles: words with placeholders, or a sound of the publisher's.

What is read here comes from settings, so that mistakes are `ValueError`s with a sentence, as
pydantic's validators raise them.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from worker.model.announcement import Announcement, IntroAndOutro, Jingle
from worker.model.fingerprint import fingerprint_of

PLACEHOLDERS = ("title", "byline", "date", "section")
"""What an article fills in; `date` is that of its publication."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

SOUND_SUFFIXES = (".mp3", ".wav")
LARGEST_SOUND_BYTES = 64 * 1024 * 1024


def read_words(template: str) -> Announcement:
    """Return the announcement of a text with placeholders.

    Raises:
        ValueError: It has nothing to say, a placeholder that nobody knows, or a brace that is none.
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
    """Return the announcement of a sound; only `worker.audio.jingles` can tell whether it is one.

    Raises:
        ValueError: The file cannot be read, is too large, or is called neither .mp3 nor .wav.
    """
    if path.suffix.lower() not in SOUND_SUFFIXES:
        raise ValueError(f"{path}: its name must end in {' or '.join(SOUND_SUFFIXES)}")
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is no file")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_SOUND_BYTES + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_SOUND_BYTES:
        raise ValueError(f"{path} has more than {LARGEST_SOUND_BYTES:,} bytes")
    return Announcement(sound=Jingle(str(path.absolute()), hashlib.sha256(data).hexdigest()))


def digest_of(frames: Iterable[IntroAndOutro]) -> str:
    """Return a fingerprint of all that frames have heard around articles; empty if that is nothing.

    Where a sound lies does not matter.
    """
    heard = [
        [each and (each.text, each.sound and each.sound.digest) for each in (f.intro, f.outro)]
        for f in frames
    ]
    return fingerprint_of(heard) if any(any(each) for each in heard) else ""
