"""Properties of a voice: its loudness, its pace, and the limits of one engine call."""

from dataclasses import dataclass

from cache.voice_choice import VoiceKind


@dataclass(frozen=True, slots=True)
class VoiceLoudness:
    """Measured loudness of a voice.

    Attributes:
        usual_lufs: Loudness of the engine's output over many sentences, in LUFS.
        curve: Loudness after leveling: pairs of gain in dB and loudness in LUFS, both rising.
    """

    usual_lufs: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class VoiceMeasures:
    """Measurements of a voice over many sentences.

    Attributes:
        loudness: Loudness of the voice.
        letters_per_s: Pace in letters per second, as counted by `worker.audio.verify`.
    """

    loudness: VoiceLoudness
    letters_per_s: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one engine call.

    Attributes:
        max_chars: Maximum length of the text, in characters.
        packs_sentences: True if one call may contain several sentences of a paragraph.
        takes_ipa: True if `[[...]]` in a text is spoken as phonemes.
        yields_parts: True if the sound comes in parts, so that the first one is heard early.
        kind: Instant or studio, by the speed of a call.
    """

    max_chars: int
    packs_sentences: bool
    takes_ipa: bool = False
    yields_parts: bool = False
    kind: VoiceKind = VoiceKind.INSTANT


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """Description of a voice by its maker.

    Attributes:
        quality: Quality, such as `medium`; empty if unknown.
        license: License; empty if unknown.
    """

    quality: str = ""
    license: str = ""
