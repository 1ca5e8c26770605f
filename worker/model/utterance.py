"""The utterance: the text of one engine call, and the written characters that it came from."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from worker.model.announcement import Jingle
from worker.model.script import Role


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the article something stands.

    Attributes:
        block: Number of the line, from 0.
        start: Of its first character within the line's written text.
        end: Behind its last character.
    """

    block: int
    start: int
    end: int


class Piece(NamedTuple):
    """Some spoken words, and the written characters they came from.

    Attributes:
        place_start: Of the first character within the line's written text.
        place_end: Behind the last one.
        start: Of the first spoken character within the utterance.
        end: Behind the last one; equal to `start` if nothing is said.
    """

    place_start: int
    place_end: int
    start: int
    end: int

    def moved(self, *, written_by: int = 0, spoken_by: int = 0) -> "Piece":
        """Return it further on, in either text."""
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
        place: Where it stands in the article.
        written: Its text there.
        start: Of its first character within the utterance's spoken text.
        end: Behind its last character there.
        pieces: Which of its words came from which characters, in order.
    """

    place: Place
    written: str
    start: int
    end: int
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """The text of one engine call, or a sound in place of it.

    Attributes:
        role: Of the line it belongs to.
        written: As the article has it.
        spoken: As the engine gets it; empty if it is a sound.
        pause_after_ms: Silence that follows, in milliseconds.
        sentences: What it is made of, in order; a sound is one without words.
        sound: What is heard in place of words.
        is_common: Whether it says nothing of the article, and is the same around others.
    """

    role: Role
    written: str
    spoken: str
    pause_after_ms: int
    sentences: tuple[Sentence, ...]
    sound: Jingle | None = None
    is_common: bool = False

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Self:
        """Return the utterance that `dataclasses.asdict` made `fields` of."""
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
