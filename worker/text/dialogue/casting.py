"""Casting: the choice of the voice that reads each part of a script."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter

from worker.model.script import ARTICLE_ROLES, Line, Role, Script, VoicedText
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
    """Return a script whose lines say which parts of them other voices read.

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
        own = cast[turn] if turn in cast else cast.get(role, "")
        voiced = _joined(line, _voices_of(line, own, names))
        lines.append(replace(line, voiced=tuple(each for each in voiced if each.voice)))
        if len(unknown) < _MOST_NOTED:
            unknown |= {k: v for k, v in _unknown(line, names).items() if k not in unknown}
    for name, text in islice(unknown.items(), _MOST_NOTED):
        note(IgnoredVoice(name, "it is not in the cast of the article", text))
    return replace(script, lines=lines)


def voice_of(text: str, start: int, end: int, voiced: Sequence[VoicedText]) -> str:
    """Return the voice of a sentence: that of the part that contains all its letters and digits.

    Args:
        text: Text of the line.
        start: Index of the first character of the sentence.
        end: Index after its last character.
        voiced: Parts of the line that other voices read.

    Returns:
        Name of the voice; empty for the narration's own voice.
    """
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    index = bisect_right(voiced, start, key=attrgetter("start")) - 1
    return voiced[index].voice if index >= 0 and end <= voiced[index].end else ""


def _voices_of(line: Line, own: str, names: Mapping[str, str]) -> Iterator[VoicedText]:
    """Yield the parts of a line with their voices, in order, so that they cover all its words."""
    at = 0
    for mark in line.marked:
        known = (names[name.lower()] for name in mark.names if name.lower() in names)
        yield VoicedText(at, mark.start, own)
        yield VoicedText(mark.start, mark.end, next(known, own))
        at = mark.end
    yield VoicedText(at, len(line.written), own)


def _unknown(line: Line, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names in the markup of a line that name no voice, each with its text."""
    return {
        name: line.written[mark.start : mark.end][:_BEGINNING_CHARS]
        for mark in line.marked
        for name in mark.names
        if name.lower() not in names
    }


def _joined(line: Line, parts: Iterator[VoicedText]) -> Iterator[VoicedText]:
    """Yield parts with words, after joining neighbors with the same voice."""
    last: VoicedText | None = None
    for part in parts:
        if not any(map(str.isalnum, line.written[part.start : part.end])):
            continue
        if last and last.voice == part.voice:
            last = replace(last, end=part.end)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def speakers_in(script: Script) -> list[str]:
    """Return the voices that read parts of a script, in order, without repetition."""
    return list(dict.fromkeys(each.voice for line in script.lines for each in line.voiced))
