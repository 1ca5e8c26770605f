"""Cues and chapters: the times at which sentences, words and headings are heard."""

from dataclasses import dataclass, replace

from worker.model.utterance import Place


@dataclass(frozen=True, slots=True)
class CueWord:
    """When a word of a sentence is heard; several that are spoken as one, as a date, count as one.

    Attributes:
        start_s: From the same moment as the cue's own, in seconds.
        end_s: Likewise.
        start: Of its first character within the cue's written text.
        end: Behind its last one.
    """

    start_s: float
    end_s: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """When a sentence is heard, and where it stands.

    Attributes:
        start_s: From the first decoded sample of the track, in seconds.
        end_s: Likewise.
        place: Where it stands in the article; None for an intro or outro, which it does not have.
        written: Its text, as the article has it; empty for a sound.
        pause_after_s: Silence between its end and the next slot, in seconds; 0 where the next
            sentence is in the same slot.
        words: Those of its words that are spoken: in order, without overlap, within its time.
        estimated: Whether the times of its words were shared out by their length, because the
            engine does not tell them.
    """

    start_s: float
    end_s: float
    place: Place | None
    written: str
    pause_after_s: float
    words: tuple[CueWord, ...] = ()
    estimated: bool = True

    def moved(self, by_s: float) -> "Cue":
        """Return it later by so many seconds, rounded to milliseconds."""

        def later(time_s: float) -> float:
            return round(time_s + by_s, 3)

        words = tuple(
            replace(word, start_s=later(word.start_s), end_s=later(word.end_s))
            for word in self.words
        )
        return replace(self, start_s=later(self.start_s), end_s=later(self.end_s), words=words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a track that listeners can go to.

    Attributes:
        start_s: From the first decoded sample of the track, in seconds.
        end_s: Likewise; where the next one begins.
        title: The heading that it begins with.
    """

    start_s: float
    end_s: float
    title: str
