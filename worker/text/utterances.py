"""Utterances: sentences packed under the engine's limit, with their pauses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from worker.errors import NothingToReadError
from worker.html.plain_text import is_readable
from worker.model.script import Line, Replacement, Role, Script
from worker.model.utterance import Place, Sentence, Utterance
from worker.model.voice import Limits
from worker.pronunciation.lexicon import SILENT, VoiceLexicon
from worker.text.dialogue.casting import voice_of
from worker.text.dialogue.readers import NO_OTHERS, Reader
from worker.text.english.decision.context import Surroundings, surroundings_of_article
from worker.text.english.names.titles import TITLES
from worker.text.pauses import with_pauses
from worker.text.script import ReadingRules
from worker.text.sentences.splitting import Span, split_sentences
from worker.text.spoken_forms.language_parts import language_of_line
from worker.text.spoken_forms.lexicon_matches import respell
from worker.text.spoken_forms.overrides import keep_whole, override, share_out
from worker.text.spoken_forms.silent_signs import has_foreign_words, is_mostly_foreign
from worker.text.spoken_forms.spoken_form import SpokenForm, speak_out

FIRST_MAX_CHARS = 80
"""Longest first utterance; a longer one is cut at a clause, so that sound starts earlier."""

SHORTEST_PART_CHARS = 24
"""Minimum length of the parts of a cut sentence, if there is a choice."""

SHORTEST_UTTERANCE_CHARS = 12
"""Minimum length of an utterance; a shorter sentence is joined to the next or previous one."""

LONGEST_UNCUT_CHARS = 80
"""Longest search for the end of a name in the next part."""

_CUTS = (
    re.compile(r"[;:—–]['\"”’)\]]*\s+|\s+[—–]\s*"),  # between clauses
    re.compile(r"[,，、]['\"”’)\]]*\s*(?<![0-9],)(?=\D)"),
    re.compile(r"\s+(?=(?:and|but|or|nor|so|yet|because|although|while|which|who|that|when)\b)"),
    re.compile(r"\s+"),
)
"""Places to cut a sentence, the best first; a match ends where the next part begins."""

_DIGITS = r"[$€£¥]?\d+(?:[.,:]\d+)*%?"
_NUMBER_WORD = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|point)"
)
_NAME = r"[A-ZÀ-Þ][\w.’'&-]*"
_UNCUT = (
    re.compile(  # page ten; ten to fifteen percent; $5 billion; 10 to 15 Prozent
        rf"(?:\b(?:{_NAME}|\w+\.|between|(?:page|chapter|number|part|version|room|age)s?) )?"
        rf"(?:{_DIGITS}|\b{_NUMBER_WORD}\b)(?: (?:to|and|or|by|[-–]|{_DIGITS}|{_NUMBER_WORD}\b))*"
        r"(?: (?!(?:but|of|in|on|at|from|for|that|which|who|when|while|between)\b)"
        rf"[^\W\d_]+\b(?! (?:{_DIGITS}|{_NUMBER_WORD}\b)))?"  # not the word of the next number
    ),
    re.compile(  # between ten and fifteen, however many numbers follow
        rf"\b(?:between )?(?:{_DIGITS}|{_NUMBER_WORD}\b)(?: {_NUMBER_WORD}\b)*"
        rf" (?:to|and) (?:{_DIGITS}|{_NUMBER_WORD}\b)(?: {_NUMBER_WORD}\b)*"
    ),
    re.compile(  # eighteen Northern and central California counties
        rf"(?:\b(?:{_DIGITS}|{_NUMBER_WORD}) )?\b[^\W\d_]+"
        r"(?:ern|ral|nal|cal|ial|ric|tic|ous|ive|ish|ican)"
        r" (?:and|or) [^\W\d_]+(?: [^\W\d_]+)?"
    ),
    re.compile(  # general Jean-Claude van der Berg; Roe versus Wade; Henry the eighth
        rf"(?:\b(?:{'|'.join(TITLES.values())}) )*{_NAME}"
        rf"(?: (?:(?:of|de|del|della|der|den|van|von|zu|di|da|dos|du|la|le|el|al|bin|ibn|"
        rf"ben|ter|ten|y|versus) )*{_NAME})*(?: (?:junior|senior|the \w+(?:st|nd|rd|th))\b)?"
    ),
)
"""Numbers, dates and names, which are not cut unless a single one is too long."""


_OPENING = (Role.INTRO, Role.TITLE)
"""Roles of lines that are read the same before the rest of the article is known."""


def chunk(
    script: Script,
    limits: Limits,
    rules: ReadingRules,
    lexicon: VoiceLexicon = SILENT,
    others: Mapping[str, Reader] = NO_OTHERS,
) -> list[Utterance]:
    """Return the utterances of a script, in reading order.

    No utterance contains text of two lines, so an edit changes only its own, and an intro changes
    nothing of the article. A sentence that is too long for one call is cut at clauses. A sentence
    is read by another voice if a part of its line for this voice contains all of it.

    Args:
        script: Script of the article.
        limits: Limits of one call of the engine.
        rules: Lengths of pauses.
        lexicon: Pronunciations of the publisher.
        others: The other voices of a dialogue, by name.

    Raises:
        NothingToReadError: The script has only signs, such as emoticons.
    """
    written = "".join(line.written for line in script.lines)
    keeps_all = is_mostly_foreign(written, script.language)
    readers = {**others, "": Reader(limits, lexicon)}
    utterances = _chunk_lines(script, rules, readers, reads_any_script=keeps_all)
    if not any(utterance.spoken for utterance in utterances):
        raise NothingToReadError("no part of the article that is read can be spoken")
    return utterances


def chunk_opening(
    opening: Script, limits: Limits, rules: ReadingRules, lexicon: VoiceLexicon = SILENT
) -> list[Utterance]:
    """Return the utterances of a script's first lines: the same that `chunk` begins with.

    Empty if these lines alone do not tell how they are read: words in another script are read only
    if most of the whole article is in it. Empty as well if nothing of the article is among them.

    Args:
        opening: First lines of the script, the intro and the title.
        limits: Limits of one call of the engine.
        rules: Lengths of pauses.
        lexicon: Pronunciations of the publisher.
    """
    if any(has_foreign_words(line.written, opening.language) for line in opening.lines):
        return []
    readers = {"": Reader(limits, lexicon)}
    utterances = _chunk_lines(opening, rules, readers, reads_any_script=False)
    has_title = any(utterance.role is Role.TITLE for utterance in utterances)
    return utterances if has_title else []


def _chunk_lines(
    script: Script, rules: ReadingRules, readers: Mapping[str, Reader], *, reads_any_script: bool
) -> list[Utterance]:
    """Return the utterances of lines, one line after the other; the reader "" is the usual one."""
    headline = next((line.written for line in script.lines if line.role is Role.TITLE), "")
    article = surroundings_of_article(line.written for line in script.lines)
    chunker = _Chunker(script.language, headline, article, rules, readers, reads_any_script)
    utterances: list[Utterance] = []
    for line in script.lines:
        if line.sound:
            utterances.append(_utterance_of_sound(line, rules))
        else:
            is_first = all(utterance.role is Role.INTRO for utterance in utterances)
            utterances.extend(chunker.chunk_line(line, is_first=is_first))
    return utterances


def cut(form: SpokenForm, max_chars: int) -> list[SpokenForm]:
    """Return a form in parts of at most `max_chars` spoken characters each.

    Parts are about equally long, and cut at the best possible places: never within a number, a
    date or a name, nor within the words of one written word, unless that alone is too long.
    Punctuation at the end may go over the limit.
    """
    parts = []
    rest = form if len(form.text) <= max_chars else form.broken(max_chars)
    while len(rest.text) > max_chars:
        count = -(-len(rest.text) // max_chars)
        at = _best_cut(rest, len(rest.text) // count, max_chars)
        if at is None:
            break
        parts.append(rest.part(0, at))
        rest = rest.part(at, len(rest.pieces))
    return [*parts, rest]


def _best_cut(form: SpokenForm, ideal_chars: int, max_chars: int) -> int | None:
    """Return the index of the piece before which to cut: a good place near the ideal length."""
    numbers = {piece.start: number for number, piece in enumerate(form.pieces)}
    uncut = _find_uncut(form.text, max_chars)
    half = ideal_chars // 2
    choices = [*((pattern, half, uncut) for pattern in _CUTS), (_CUTS[-1], 0, uncut)]
    for pattern, least_chars, spans in [*choices, (_CUTS[-1], 0, [])]:
        ends = [match.end() for match in pattern.finditer(form.text, 0, max_chars + 1)]
        ends = [end for end in ends if end >= max(1, least_chars) and end in numbers]
        ends = [end for end in ends if not _is_within(end, spans)]
        ends = [end for end in ends if _is_good_cut(form.text, end, max_chars)]
        if ends:
            return numbers[min(ends, key=lambda end: abs(end - ideal_chars))]
    starts = [start for start in numbers if _is_good_cut(form.text, start, max_chars)]
    later = [start for start in numbers if start and _is_good_cut(form.text, start, start)]
    best = max(starts, default=min(later, default=None))
    return None if best is None else numbers[best]


def _find_uncut(text: str, max_chars: int) -> list[Span]:
    """Return the spans of the numbers, dates and names that begin in the first `max_chars`."""
    behind = max_chars + LONGEST_UNCUT_CHARS
    spans = [match.span() for pattern in _UNCUT for match in pattern.finditer(text, 0, behind)]
    return [(start, end) for start, end in spans if end - start <= max_chars]


def _is_within(at: int, spans: list[Span]) -> bool:
    return any(start < at < end for start, end in spans)


def _is_good_cut(text: str, at: int, max_chars: int) -> bool:
    """Return whether both parts have something to speak, and the first is not too long."""
    first = text[:at].rstrip()
    return len(first) <= max_chars and is_readable(first) and is_readable(text[at:])


class _Part(NamedTuple):
    """A sentence or a part of it: its spoken form, the pause after it, and its voice."""

    form: SpokenForm
    pause_ms: int
    voice: str


@dataclass(frozen=True, slots=True)
class _Chunker:
    language: str
    headline: str
    article: Surroundings
    rules: ReadingRules
    readers: Mapping[str, Reader]
    reads_any_script: bool

    def chunk_line(self, line: Line, *, is_first: bool) -> Iterator[Utterance]:
        parts = list(self._parts(line))
        if is_first and parts:
            parts = [*self._shorten(parts[0]), *parts[1:]]
        batch: list[_Part] = []
        for number, part in enumerate(parts):
            batch.append(part)
            following = parts[number + 1] if number + 1 < len(parts) else None
            if following is None or not self._fits(batch, following):
                yield _utterance(line, batch)
                batch = []

    def _parts(self, line: Line) -> list[_Part]:
        """Return sentences as they are spoken, cut where they are too long, each with its pause."""
        own = line.replacements
        language = language_of_line(line.written, self.language, line.foreign)
        spans = split_sentences(line.written, language)
        spans = keep_whole(spans, own, len(line.written))
        article = None if line.role in _OPENING else self.article
        around = Surroundings(line.written, self.headline, article)
        sentences: list[list[SpokenForm]] = []
        voices: list[str] = []
        for span, replaced in share_out(spans, own):
            voice = voice_of(line, *span)
            reader = self.readers[voice]
            form = self._speak_out(line, around, reader, span, replaced)
            if is_readable(form.text):
                sentences.append(cut(form, reader.limits.max_chars))
                voices += [voice] * len(sentences[-1])
        paused = with_pauses(sentences, line.role, self.rules)
        return [_Part(*each, voice) for each, voice in zip(paused, voices, strict=True)]

    def _speak_out(
        self,
        line: Line,
        around: Surroundings,
        reader: Reader,
        span: Span,
        own: list[Replacement],
    ) -> SpokenForm:
        names = respell(line.written[slice(*span)], reader.lexicon)
        return speak_out(
            line.written,
            span,
            self.language,
            override(names, own),
            foreign=line.foreign,
            reads_any_script=self.reads_any_script,
            surroundings=around,
        )

    def _shorten(self, first: _Part) -> list[_Part]:
        """Return the first sentence, cut at its first clause if sound starts earlier then."""
        form = first.form
        if len(form.text) > FIRST_MAX_CHARS:
            numbers = {piece.start: number for number, piece in enumerate(form.pieces)}
            longest = min(FIRST_MAX_CHARS, len(form.text) - SHORTEST_PART_CHARS)
            uncut = _find_uncut(form.text, longest)
            for pattern in _CUTS[:2]:
                cuts = [m.end() for m in pattern.finditer(form.text, SHORTEST_PART_CHARS)]
                cuts = [at for at in cuts if at <= longest and at in numbers]
                cuts = [at for at in cuts if not _is_within(at, uncut)]
                if cuts:
                    at = numbers[cuts[-1]]
                    rest = form.part(at, len(form.pieces))
                    begun = _Part(form.part(0, at), self.rules.clause_pause_ms, first.voice)
                    return [begun, first._replace(form=rest)]
        return [first]

    def _fits(self, batch: list[_Part], following: _Part) -> bool:
        """Return whether the next part goes into the same call."""
        last, limits = batch[-1], self.readers[following.voice].limits
        if last.pause_ms != self.rules.sentence_pause_ms or last.voice != following.voice:
            return False
        length = sum(len(part.form.text) + 1 for part in batch)
        is_short = min(length - 1, len(following.form.text)) < SHORTEST_UTTERANCE_CHARS
        is_room = length + len(following.form.text) <= limits.max_chars
        return is_room and (limits.packs_sentences or is_short)


def _utterance(line: Line, batch: list[_Part]) -> Utterance:
    sentences = []
    spoken = ""
    for form, _, _ in batch:
        spoken += " " if spoken else ""
        start, end = form.pieces[0].place_start, form.pieces[-1].place_end
        sentences.append(
            Sentence(
                place=Place(line.block, start, end),
                written=line.written[start:end],
                start=len(spoken),
                end=len(spoken) + len(form.text),
                pieces=tuple(piece.moved(spoken_by=len(spoken)) for piece in form.pieces),
            )
        )
        spoken += form.text
    written = line.written[sentences[0].place.start : sentences[-1].place.end]
    return Utterance(
        line.role,
        written,
        spoken,
        batch[-1].pause_ms,
        tuple(sentences),
        is_common=line.is_common,
        voice=batch[-1].voice,
    )


def _utterance_of_sound(line: Line, rules: ReadingRules) -> Utterance:
    nothing = Sentence(Place(line.block, 0, 0), "", 0, 0)
    pause_ms = rules.pauses_ms[line.role]
    return Utterance(line.role, "", "", pause_ms, (nothing,), line.sound, line.is_common)
