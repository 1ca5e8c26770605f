"""Spoken forms: the text for the engine, in place of the written one.

Rules replace written forms: "$5.2bn" becomes "five point two billion dollars". All other words stay
as they are. Every spoken word keeps the written characters that it came from.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.model.script import ForeignText, Replacement
from worker.model.utterance import Piece
from worker.text.english import rules as english
from worker.text.english.decision.context import Context, Surroundings
from worker.text.formulas.raised_numbers import find_raised
from worker.text.languages import other_languages
from worker.text.spoken_forms.characters import normalize
from worker.text.spoken_forms.language_parts import divide
from worker.text.spoken_forms.silent_signs import find_signs

_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "\u2032": "'", "“": '"', "”": '"', "\u2033": '"'}
    | {"…": "...", "\u00a0": " ", "[": "(", "]": ")"}
)
"""Plain forms of typographic signs; an engine would read words in square brackets as phonemes."""

_WORD = re.compile(r"[^\s\uff0c\u3001]{1,20}[\uff0c\u3001]*|[\uff0c\u3001]+")
"""Pieces of a text; long runs without white space, as in Chinese, become many pieces."""


@dataclass(frozen=True, slots=True)
class SpokenForm:
    """A text as it is spoken.

    Attributes:
        text: Text for the engine.
        pieces: Spoken words with the written characters that they came from: in order, without
            overlap, and together all of the written text except its white space.
    """

    text: str
    pieces: tuple[Piece, ...]

    def broken(self, max_chars: int) -> "SpokenForm":
        """Return the form with no piece longer than `max_chars`.

        All written characters of a divided piece go with its first part.
        """
        pieces: list[Piece] = []
        for piece in self.pieces:
            rest = piece
            while rest.end - rest.start > max_chars:
                at = self.text.rfind(" ", rest.start + 1, rest.start + max_chars + 1) + 1
                at = at or rest.start + max_chars
                pieces.append(rest._replace(end=len(self.text[:at].rstrip())))
                rest = rest._replace(place_start=rest.place_end, start=at)
            pieces.append(rest)
        return SpokenForm(self.text, tuple(pieces))

    def part(self, first: int, behind: int) -> "SpokenForm":
        """Return the pieces from `first` to before `behind`, as a form of their own."""
        pieces = self.pieces[first:behind]
        start, end = pieces[0].start, pieces[-1].end
        text = self.text[start:end].rstrip()
        return SpokenForm(text, tuple(piece.moved(spoken_by=-start) for piece in pieces))


def speak_out(  # noqa: PLR0913  # each is a different fact about the sentence
    text: str,
    span: tuple[int, int],
    language: str,
    given: Sequence[Replacement] = (),
    *,
    foreign: Sequence[ForeignText] = (),
    reads_any_script: bool = False,
    surroundings: Surroundings | None = None,
) -> SpokenForm:
    """Return the spoken form of a sentence; its pieces have positions in the whole of `text`.

    Args:
        text: A line of the script.
        span: Place of the sentence in that line.
        language: Language tag, as BCP 47.
        given: Replacements that exist already, counted from the beginning of the sentence. No rule
            looks across words that are inserted between two others.
        foreign: Parts of `text` in other languages, in order; only their own rules read them.
        reads_any_script: True if words in other scripts than the language's own are kept.
        surroundings: Paragraph and title, whose topics decide between readings.
    """
    start, end = span
    around = surroundings or Surroundings(text)
    written = text[start:end]
    plain = normalize(written, language)
    known = [
        Replacement(plain.to_plain(each.start), plain.to_plain(each.end), each.spoken)
        for each in given
    ]
    replacements: list[Replacement] = []
    for part in divide(written, language, [each.moved(-start) for each in foreign], given):
        begin, behind = plain.to_plain(part.start), plain.to_plain(part.end)
        own = [each.moved(-begin) for each in known if _is_between(each, begin, behind)]
        own = find_signs(
            plain.text[begin:behind], part.language, own, reads_any_script=reads_any_script
        )
        found = _find_in_part(plain.text[begin:behind], part.language, own, around)
        replacements += (each.moved(begin) for each in found)
    form = assemble(plain.text, replacements)
    pieces = (
        piece._replace(
            place_start=plain.to_written(piece.place_start) + start,
            place_end=plain.to_written(piece.place_end) + start,
        )
        for piece in form.pieces
    )
    return SpokenForm(form.text, tuple(pieces))


def _is_between(each: Replacement, begin: int, behind: int) -> bool:
    """Return whether a replacement lies within a part; one between two parts is the first's."""
    if each.start == each.end:
        return begin < each.end <= behind or begin == each.end == 0
    return begin <= each.start and each.end <= behind


def _find_in_part(
    sentence: str, language: str, given: Sequence[Replacement], around: Surroundings
) -> Iterator[Replacement]:
    """Yield all replacements of a part of a sentence, in order, looking across no insertion."""
    within: list[Replacement] = []
    at = 0
    for each in (*given, None):
        if each is not None and each.start < each.end:
            within.append(each.moved(-at))
            continue
        end = each.start if each else len(sentence)
        here = _find_replacements(sentence[at:end], language, within, around)
        yield from (found.moved(at) for found in here)
        if each is not None:
            yield each
        within = []
        at = end


def _find_replacements(
    sentence: str, language: str, given: Sequence[Replacement], around: Surroundings
) -> Sequence[Replacement]:
    found: Sequence[Replacement]
    if language.partition("-")[0].lower() == "en":
        found = english.find_replacements(sentence, given, Context(sentence, language, around))
    else:
        found = other_languages.find_replacements(sentence, language, given)
    raised = find_raised(sentence, language, found)
    return sorted([*found, *raised], key=lambda each: each.start)


def assemble(written: str, replacements: Iterable[Replacement], offset: int = 0) -> SpokenForm:
    """Return the spoken form of `written`.

    Args:
        written: A sentence.
        replacements: Replacements in order and without overlap.
        offset: Number that is added to every written position.
    """
    builder = _Builder()
    at = 0
    for replacement in replacements:
        builder.keep(written, at, replacement.start)
        builder.replace(replacement, written)
        at = replacement.end
    builder.keep(written, at, len(written))
    return SpokenForm(builder.text, tuple(p.moved(written_by=offset) for p in builder.pieces))


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.pieces: list[Piece] = []
        self._written_end = 0
        self._is_apart = False

    def keep(self, written: str, start: int, end: int) -> None:
        """Add the words between two places as they are."""
        for word in _WORD.finditer(written, start, end):
            said = word[0].translate(_TYPOGRAPHY)
            is_loose = not any(map(str.isalnum, said))
            if is_loose and self.pieces and word.start() == self._written_end:
                last = self.pieces[-1]
                self.text += said
                self.pieces[-1] = last._replace(place_end=word.end(), end=len(self.text))
                self._written_end = word.end()
            else:
                self._add(word.start(), word.end(), said)

    def replace(self, replacement: Replacement, written: str) -> None:
        """Add the words that are spoken in place of written ones."""
        start, end = replacement.start, replacement.end
        follows = written[end : end + 1]
        said = replacement.spoken
        if start > self._written_end or start == 0:
            said = said.lstrip()
        if not follows.strip():
            said = said.rstrip()
        elif said and follows.isalnum() and said[-1] not in " '-":
            said += " "
        self._add(start, end, said, is_apart=bool(said) and said[0].isalnum())

    def _add(self, start: int, end: int, said: str, *, is_apart: bool = False) -> None:
        touches = start == self._written_end and start > 0 and not self._is_apart
        self._is_apart = not said and not touches
        glued = touches and not (is_apart and self.text[-1:].isalnum())
        glued = glued or said.startswith(",")
        if said and self.text and not glued and not self.text.endswith(" "):
            self.text += " "
        begin = len(self.text)
        self.text += said
        self.pieces.append(Piece(start, end, begin, len(self.text)))
        self._written_end = end
