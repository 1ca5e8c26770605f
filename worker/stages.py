"""What an article is at each stage on its way to a track.

Article ──► Script ──► Utterance ... ──► Clip ... ──► Slot ... ──► Track
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeAlias

if TYPE_CHECKING:  # the HTTP face knows articles and must not load numpy
    import numpy as np
    import numpy.typing as npt

Samples: TypeAlias = "npt.NDArray[np.int16]"
"""Mono sound of shape (n,); full scale is 32767."""

FINGERPRINT_CHARS = 32
"""Length of a fingerprint: 128 bits of SHA-256, in hexadecimal."""


def fingerprint_of(*parts: Any) -> str:
    """Return a fingerprint of values that JSON can hold."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_CHARS]


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


class Role(StrEnum):
    """What a part of an article is to its reader."""

    TITLE = "title"
    DEK = "dek"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    PULL_QUOTE = "pull-quote"
    CAPTION = "caption"
    TABLE = "table"
    CODE = "code"
    ASIDE = "aside"
    FOOTNOTE = "footnote"
    EMBED = "embed"
    RELATED = "related"
    NEWSLETTER = "newsletter"
    INTRO = "intro"
    OUTRO = "outro"


ANNOUNCED = (Role.INTRO, Role.OUTRO)
"""Roles of what the publisher has said around an article, and no article has."""

ARTICLE_ROLES = tuple(role for role in Role if role not in ANNOUNCED)
"""Roles of the parts of an article."""


@dataclass(frozen=True, slots=True)
class Jingle:
    """A sound of the publisher's, as it was when the settings were read.

    Attributes:
        path: Its MP3 or WAV file on the machine that read them.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is heard before or after an article: words or a sound, as `worker.announcements` reads.

    Attributes:
        text: Words with placeholders, as "{title}"; empty if it is a sound.
        sound: None if it is words.
    """

    text: str = ""
    sound: Jingle | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What is heard around an article.

    Attributes:
        intro: Before it, if anything is.
        outro: After it, if anything is.
    """

    intro: Announcement | None = None
    outro: Announcement | None = None


NO_FRAME = Frame()


_UNSAID = frozenset({"tags", "image_url"})
"""Fields of an article that no listener hears, nor reads in a track's tag."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the publisher holds.

    Attributes:
        id: A letter or digit, then up to 199 of `A-Z a-z 0-9 . _ : -`.
        title: Headline, as plain text.
        dek: Standfirst, as plain text.
        byline: Who wrote it, as plain text.
        section: Where it stands, as in "World".
        language: As BCP 47; empty if the publisher does not say.
        published_at: RFC 3339; empty if the publisher does not say.
        url: Its page; empty if the publisher does not say.
        html: Its body; empty if there is `text`.
        text: Its body as plain text, paragraphs parted by blank lines; empty if there is `html`.
        tags: What it is about, as its publisher files it.
        image_url: Of a picture that stands for it; empty if the publisher does not say.
    """

    id: str
    title: str = ""
    dek: str = ""
    byline: str = ""
    section: str = ""
    language: str = ""
    published_at: str = ""
    url: str = ""
    html: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    image_url: str = ""

    @property
    def revision(self) -> str:
        """A fingerprint of all it says; the same again after an edit was undone."""
        said = {name: value for name, value in asdict(self).items() if name not in _UNSAID}
        return fingerprint_of(said)


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is spoken in place of some written characters.

    Attributes:
        start: Of the first of them.
        end: Behind the last; equal to `start` where something is said that is not written.
        spoken: What is said; empty if nothing is.
    """

    start: int
    end: int
    spoken: str

    def moved(self, by: int) -> "Replacement":
        """Return it further on in the written text."""
        return Replacement(self.start + by, self.end + by, self.spoken)


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of an article that is not read.

    Attributes:
        reason: What it is, or why it is left out.
        text: How it begins.
        setting: Name of the setting that would have it read; empty if there is none.
    """

    reason: str
    text: str
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a script: a paragraph, a heading, the title.

    Attributes:
        role: What it is.
        written: Its text as the article has it, white space folded; empty if it is a sound.
        block: Its number among the parts of the article that can be read, from 0; an intro is the
            one before them, an outro the one after.
        replacements: What the article itself says is spoken otherwise than it is written: aliases,
            the numbers of lists, the commas between cells. In order, without overlap.
        sound: What is heard in place of words.
        is_common: Whether it says nothing of the article, and is the same around others.
    """

    role: Role
    written: str
    block: int
    replacements: tuple[Replacement, ...] = ()
    sound: Jingle | None = None
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """The words to be read, in order.

    Attributes:
        lines: In reading order.
        language: As BCP 47.
    """

    lines: Sequence[Line]
    language: str


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


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How a name or a phrase is said; `worker.lexicon` says what may be in one.

    Attributes:
        written: As articles have it.
        respelling: How it would be spelled if it were spelled as it is said, as in "Nwuh-SOO".
        ipa: Its sounds, for engines that take them; these prefer it to the respelling.
        language: Of the articles it is for, as BCP 47, "en" for all English ones; empty for all.
        voice: Whose mouth it is for, a voice or an engine; empty for all.
        case_sensitive: Whether capitals must be as written here.
    """

    written: str
    respelling: str = ""
    ipa: str = ""
    language: str = ""
    voice: str = ""
    case_sensitive: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others; a new one with the same key takes its place."""
        return self.written, self.language, self.voice


@dataclass(frozen=True, slots=True)
class About:
    """What a track says of the article it reads.

    Attributes:
        title: Headline; the article's first words if it has none.
        byline: Who wrote it.
        section: Where it stands.
        language: As BCP 47.
        published_at: RFC 3339.
        url: Its page.
    """

    title: str
    byline: str
    section: str
    language: str
    published_at: str
    url: str


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


class SpokenWord(NamedTuple):
    """When a word of a spoken text is heard.

    Attributes:
        start: Of its first character within the text.
        end: Behind its last one.
        start_sample: Of its sound.
        end_sample: Behind it.
    """

    start: int
    end: int
    start_sample: int
    end_sample: int


def read_words(recorded: Sequence[Sequence[int]] | None) -> tuple[SpokenWord, ...] | None:
    """Return spoken words that JSON made lists of; None if nobody knew them."""
    return None if recorded is None else tuple(SpokenWord(*word) for word in recorded)


class Spoken(NamedTuple):
    """What an engine answers.

    Attributes:
        sound: Mono samples of shape (n,), float32; full scale is 1.0.
        words: When each word of the text is heard, in order; None if the engine does not tell.
    """

    sound: "npt.NDArray[np.float32]"
    words: tuple[SpokenWord, ...] | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of one utterance, trimmed and leveled.

    Attributes:
        pcm: Mono samples of shape (n,), int16.
        rate_hz: Sample rate.
        words: When each word of the spoken text is heard; None if the engine does not tell.
    """

    pcm: Samples
    rate_hz: int
    words: tuple[SpokenWord, ...] | None = None

    @property
    def duration_s(self) -> float:
        """Its length, in seconds."""
        return len(self.pcm) / self.rate_hz


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


@dataclass(frozen=True, slots=True)
class Verdict:
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
    verdict: Verdict
