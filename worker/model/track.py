"""The track: the whole article read by one voice, as one MP3."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.model.cue import Chapter, Cue


@dataclass(frozen=True, slots=True)
class TrackChecks:
    """Results of the verification of a track.

    Attributes:
        checks: Names of the checks.
        clips: Number of clips, one for each utterance.
        clips_spoken_again: Number of clips that the engine had to speak twice.
        duration_s: Length of the decoded MP3, in seconds.
        lufs: Integrated loudness, in LUFS; None if the track is shorter than 400 ms.
        peak_dbtp: Highest true peak, in dBTP.
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
        hash: Hash of the MP3's bytes, which is its name in storage.
        duration_s: Exact length, in seconds.
        size: Size of the MP3, in bytes.
        cues: Cues, one for each sentence, in order.
        chapters: Chapters in order; empty if the article has no headings.
        verdict: Results of its verification.
    """

    hash: str
    duration_s: float
    size: int
    cues: Sequence[Cue]
    chapters: Sequence[Chapter]
    verdict: TrackChecks
