"""Properties of a voice: its loudness, its pace, and the limits of one engine call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceLoudness:
    """How loud a voice is.

    Attributes:
        usual_lufs: Over many sentences, as the engine gives them.
        curve: How loud it is once leveled: pairs of a gain in dB and LUFS, both rising.
    """

    usual_lufs: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """What was measured of a voice over many sentences.

    Attributes:
        loudness: How loud it is.
        letters_per_s: How fast it reads, as `worker.audio.verify` counts letters.
    """

    loudness: VoiceLoudness
    letters_per_s: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call of an engine takes.

    Attributes:
        max_chars: Longest text.
        packs_sentences: Whether several sentences of one paragraph go into one call.
        takes_ipa: Whether `[[...]]` in a text is spoken as the phonemes it holds.
    """

    max_chars: int
    packs_sentences: bool
    takes_ipa: bool = False
