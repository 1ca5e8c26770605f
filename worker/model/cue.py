"""Cues and chapters: the times at which sentences, words and headings are heard."""

from dataclasses import dataclass, replace

from worker.model.utterance import Place


@dataclass(frozen=True, slots=True)
class CueWord:
    """Time of a word of a sentence; words that are spoken as one unit, such as a date, are one.

    Attributes:
        start_s: Start time, in seconds, on the same time line as the cue's.
        end_s: End time, in seconds.
        start: Index of its first character in the cue's written text.
        end: Index after its last character.
    """

    start_s: float
    end_s: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """Cue of a sentence: its times, and its place in the article.

    Attributes:
        start_s: Start time from the first decoded sample of the track, in seconds.
        end_s: End time, in seconds.
        place: Place in the article; None for an intro or outro.
        written: Text as written in the article; empty for a jingle.
        pause_after_s: Silence between its end and the next slot, in seconds; 0 if the next
            sentence is in the same slot.
        words: Its spoken words, in order, without overlap, within its time.
        estimated: True if the word times were estimated from the length of the words, because the
            engine does not give them.
    """

    start_s: float
    end_s: float
    place: Place | None
    written: str
    pause_after_s: float
    words: tuple[CueWord, ...] = ()
    estimated: bool = True

    def moved(self, by_s: float) -> "Cue":
        """Return the cue shifted by some seconds, rounded to milliseconds."""

        def later(time_s: float) -> float:
            return round(time_s + by_s, 3)

        words = tuple(
            replace(word, start_s=later(word.start_s), end_s=later(word.end_s))
            for word in self.words
        )
        return replace(self, start_s=later(self.start_s), end_s=later(self.end_s), words=words)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a track, to which listeners can jump.

    Attributes:
        start_s: Start time from the first decoded sample of the track, in seconds.
        end_s: End time, in seconds, which is the start of the next chapter.
        title: Heading at its beginning.
    """

    start_s: float
    end_s: float
    title: str
