"""The utterance: the text of one engine call, and the written characters that it came from."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from worker.model.announcement import Jingle
from worker.model.script import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A range of characters in the article.

    Attributes:
        block: Number of the line, from 0.
        start: Index of the first character in the line's written text.
        end: Index after the last character.
    """

    block: int
    start: int
    end: int


class Piece(NamedTuple):
    """Link between spoken words and the written characters that they came from.

    Attributes:
        place_start: Index of the first written character in the line.
        place_end: Index after the last written character.
        start: Index of the first spoken character in the utterance.
        end: Index after the last spoken character; equal to `start` if nothing is spoken.
    """

    place_start: int
    place_end: int
    start: int
    end: int

    def moved(self, *, written_by: int = 0, spoken_by: int = 0) -> "Piece":
        """Return the piece shifted in the written or the spoken text."""
        return Piece(
            self.place_start + written_by,
            self.place_end + written_by,
            self.start + spoken_by,
            self.end + spoken_by,
        )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one, within an utterance.

    Attributes:
        place: Place in the article.
        written: Written text at this place.
        start: Index of its first character in the utterance's spoken text.
        end: Index after its last character there.
        pieces: Links between its spoken words and written characters, in order.
    """

    place: Place
    written: str
    start: int
    end: int
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """The text of one engine call, or a jingle instead of it.

    Attributes:
        role: Role of its line.
        written: Text as written in the article.
        spoken: Text for the engine; empty for a jingle.
        pause_after_ms: Silence after it, in milliseconds.
        sentences: Its sentences, in order; a jingle has one without words.
        sound: Jingle played instead of words.
        is_common: True if it does not depend on the article, so that other articles share it.
        voice: Name of the voice that speaks it, in a dialogue; empty for the narration's own voice.
    """

    role: Role
    written: str
    spoken: str
    pause_after_ms: int
    sentences: tuple[Sentence, ...]
    sound: Jingle | None = None
    is_common: bool = False
    voice: str = ""

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Self:
        """Return the utterance with these fields, from `dataclasses.asdict`."""
        sentences = (
            Sentence(
                **{
                    **sentence,
                    "place": Place(**sentence["place"]),
                    "pieces": tuple(Piece(*piece) for piece in sentence["pieces"]),
                }
            )
            for sentence in fields["sentences"]
        )
        sound = fields.get("sound")
        own = {
            "role": Role(fields["role"]),
            "sentences": tuple(sentences),
            "sound": Jingle(**sound) if sound else None,
        }
        return cls(**{**fields, **own})
