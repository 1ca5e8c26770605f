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
        hash: Name of its frames in storage, a hash of their bytes.
        clip: Fingerprint of the clip in it.
        frames: How many there are.
        size: In bytes.
        clip_samples: Length of the sound before the pause.
        rate_hz: Sample rate.
        spoken_again: Whether the engine's first answer was not fit to be published.
        words: When each word of the spoken text is heard in the clip; None if nobody knows.
        is_common: Whether other articles have it too, so that it stays when one is taken down.
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
        """Return the form in which slots are recorded."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the slot in what is recorded of it, whatever else that holds."""
        return cls.from_fields(json.loads(text))

    @classmethod
    def from_fields(cls, recorded: Mapping[str, Any]) -> Self:
        """Return the slot among fields that were recorded; older ones know of no words."""
        own = {field.name: recorded[field.name] for field in fields(cls) if field.name in recorded}
        return cls(**{**own, "words": read_words(own.get("words"))})
