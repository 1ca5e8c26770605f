"""Casting: the choice of the voice that reads each part of a script."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from operator import attrgetter

from worker.model.script import ARTICLE_ROLES, Line, Role, Script, VoicedText
from worker.model.utterance import Place, Utterance
from worker.text.dialogue.interview_turns import find_turns

NARRATOR = "narrator"
"""Name of the narration's own voice in `data-listen-voice`."""

CAST_ROLES = tuple(role for role in ARTICLE_ROLES if role is not Role.TITLE)
"""Roles that another voice may read. The narration's own voice reads the title, which is spoken
before the rest of the script is known."""

_BEGINNING_CHARS = 80
_MOST_NOTED = 20
"""Maximum number of names of an article that are noted: a page may contain any number."""


@dataclass(frozen=True, slots=True)
class IgnoredVoice:
    """A voice that the article's markup names, and that is not used.

    Attributes:
        name: Name in the markup.
        reason: Reason.
        text: Beginning of the text.
    """

    name: str
    reason: str
    text: str


NoteVoice = Callable[[IgnoredVoice], object]
"""Function that is called with each voice in the markup that is not used."""


def note_no_voice(_ignored: IgnoredVoice) -> None:
    """Ignore a voice that is not used."""


def cast_script(script: Script, cast: Mapping[str, str], note: NoteVoice = note_no_voice) -> Script:
    """Return a script whose lines say which voices read them.

    The markup decides first, then the turn of an interview, then the role of a line.

    Args:
        script: Script of the article.
        cast: Part -> name of its voice, or "" for the narration's own voice. A part is a role, such
            as `quote`, `question`, `answer`, the name of a speaker in lower case, or any other name
            in the markup.
        note: Called once for each name in the markup that is not used.
    """
    if not cast and not any(line.marked for line in script.lines):
        return script
    speakers = cast.keys() - set(ARTICLE_ROLES)
    turns = find_turns(script.lines, speakers) if speakers else [""] * len(script.lines)
    names = {**{voice.lower(): voice for voice in cast.values()}, **cast, NARRATOR: ""}
    lines: list[Line] = []
    unknown: dict[str, str] = {}
    for line, turn in zip(script.lines, turns, strict=True):
        role = line.role if line.role in CAST_ROLES else ""
        voice = cast[turn] if turn in cast else cast.get(role, "")
        lines.append(replace(line, voice=voice, voiced=tuple(_voiced(line, names))))
        if len(unknown) < _MOST_NOTED:
            unknown |= {k: v for k, v in _unknown(line, names).items() if k not in unknown}
    for name, text in islice(unknown.items(), _MOST_NOTED):
        note(IgnoredVoice(name, "it is not in the cast of the article", text))
    return replace(script, lines=lines)


def voice_of(line: Line, start: int, end: int) -> str:
    """Return the voice of a sentence: that of the innermost element that contains all of it.

    Quotes and other signs at its edges do not count.

    Args:
        line: Line of a script from `cast_script`.
        start: Index of the first character of the sentence.
        end: Index after its last character.

    Returns:
        Name of the voice; empty for the narration's own voice.
    """
    text, voiced = line.written, line.voiced
    first = max(0, bisect_right(voiced, start, key=attrgetter("start")) - 1)
    at, common = start, None
    for part in islice(voiced, first, None):
        if part.start >= end or _has_word(text[at : max(at, part.start)]):
            break
        if part.end > at:
            at = part.end
            common = part.voices if common is None else _common(common, part.voices)
    is_covered = not _has_word(text[at:end])
    return common[0] if common and is_covered else line.voice


def find_divided(script: Script, utterances: Iterable[Utterance]) -> Iterator[IgnoredVoice]:
    """Yield the marked parts of a script that contain no whole sentence.

    Args:
        script: Script from `cast_script`.
        utterances: Its utterances.
    """
    heard: dict[int, list[tuple[str, Place]]] = defaultdict(list)
    for utterance in utterances:
        for sentence in utterance.sentences:
            heard[sentence.place.block].append((utterance.voice, sentence.place))
    for line in script.lines:
        for part in line.voiced:
            places = (place for voice, place in heard[line.block] if voice == part.voices[0])
            if not any(place.start < part.end and part.start < place.end for place in places):
                text = line.written[part.start : part.end][:_BEGINNING_CHARS]
                yield IgnoredVoice(part.voices[0], "there is no whole sentence for it", text)


def speakers_in(script: Script) -> list[str]:
    """Return the other voices that may read parts of a script, in order, without repetition."""
    voices = (
        voice
        for line in script.lines
        for voice in (line.voice, *(voice for part in line.voiced for voice in part.voices))
    )
    return list(dict.fromkeys(voice for voice in voices if voice))


def _voiced(line: Line, names: Mapping[str, str]) -> Iterator[VoicedText]:
    """Yield the marked parts of a line whose voices are in the cast."""
    for mark in line.marked:
        voices = tuple(names[name.lower()] for name in mark.names if name.lower() in names)
        if voices:
            yield VoicedText(mark.start, mark.end, voices)


def _unknown(line: Line, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names in the markup of a line that name no voice, each with its text."""
    return {
        name: line.written[mark.start : mark.end][:_BEGINNING_CHARS]
        for mark in line.marked
        for name in mark.names
        if name.lower() not in names
    }


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return the voices of the elements that are around both of two parts."""
    both = takewhile(
        lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False)
    )
    return tuple(voice for voice, _ in both)[::-1]


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))
