"""The slot: a clip and the pause after it, as whole MP3 frames."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from worker.model.clip import SpokenWord, read_words


@dataclass(frozen=True, slots=True)
class Slot:
    """A clip and the pause after it, as whole MP3 frames.

    Attributes:
        hash: Hash of its frames, which is their name in storage.
        clip: Fingerprint of its clip.
        frames: Number of MP3 frames.
        size: Size of the frames, in bytes.
        clip_samples: Length of the clip, in samples.
        rate_hz: Sample rate, in Hz.
        spoken_again: True if the engine's first output failed the checks.
        words: Times of the spoken words in the clip; None if unknown.
        is_common: True if other articles share it, so that it stays when one is taken down.
    """

    hash: str
    clip: str
    frames: int
    size: int
    clip_samples: int
    rate_hz: int
    spoken_again: bool = False
    words: tuple[SpokenWord, ...] | None = None
    is_common: bool = False

    def to_json(self) -> str:
        """Return the recorded form, as JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the slot in its recorded JSON; unknown fields are ignored."""
        return cls.from_fields(json.loads(text))

    @classmethod
    def from_fields(cls, recorded: Mapping[str, Any]) -> Self:
        """Return the slot with these recorded fields; older records have no words."""
        own = {field.name: recorded[field.name] for field in fields(cls) if field.name in recorded}
        return cls(**{**own, "words": read_words(own.get("words"))})
