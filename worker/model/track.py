"""The track: the whole article read by one voice, as one MP3."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.model.cue import Chapter, Cue


@dataclass(frozen=True, slots=True)
class TrackChecks:
    """What was found of a track that is fit to be published.

    Attributes:
        checks: What was looked at.
        clips: How many there are, one for each utterance.
        clips_spoken_again: How many of them the engine had to speak twice.
        duration_s: Of the decoded MP3, in seconds.
        lufs: Its integrated loudness; None below the 400 ms that the measure needs.
        peak_dbtp: Its highest true peak.
    """

    checks: tuple[str, ...]
    clips: int
    clips_spoken_again: int
    duration_s: float
    lufs: float | None
    peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Track:
    """The whole article read by one voice.

    Attributes:
        hash: Name of its MP3 in storage, a hash of its bytes.
        duration_s: Exact length, in seconds.
        size: Of the MP3, in bytes.
        cues: One for each sentence, in order.
        chapters: In order; none if the article has no headings.
        verdict: Why it may be published.
    """

    hash: str
    duration_s: float
    size: int
    cues: Sequence[Cue]
    chapters: Sequence[Chapter]
    verdict: TrackChecks
