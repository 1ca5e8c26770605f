"""From a script to utterances: packing sentences under the engine's limit, with their pauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.stages import Limits, Line, Place, Script, Sentence, Utterance
from worker.text.script import ReadingRules
from worker.text.sentences import Span, keep_readable, split_sentences, strip
from worker.text.spoken import speak_out

FIRST_MAX_CHARS = 80
"""A longer first utterance is cut at a clause, where it has one: sound starts earlier."""

SHORTEST_PART_CHARS = 24

_CUTS = (
    re.compile(r"[;:—–]['\"”’)\]]*\s+|\s+[—–]\s*"),  # between clauses
    re.compile(r"[,，、]['\"”’)\]]*\s*(?<![0-9],)(?=\D)"),
    re.compile(r"\s+(?=(?:and|but|or|nor|so|yet|because|although|while|which|who|that|when)\b)"),
    re.compile(r"\s+"),
)
"""Where a sentence may be cut, the best places first; a match ends where the next part begins."""


def chunk(script: Script, limits: Limits, rules: ReadingRules) -> list[Utterance]:
    """Return the utterances of a script, in reading order.

    No utterance reaches across two lines, so an edit changes none but its own. A sentence that is
    too long for one call is cut at clauses.

    Args:
        script: What is read.
        limits: What one call of the engine takes.
        rules: How long the pauses are.
    """
    chunker = _Chunker(script.language, limits, rules)
    utterances = [u for line in script.lines for u in chunker.chunk_line(line)]
    return chunker.shorten_first(script.lines[0], utterances)


def split_clauses(text: str, max_chars: int) -> list[Span]:
    """Return spans of `text` of at most `max_chars` each, cut at the best places there are.

    Parts are about equally long. Only a word longer than `max_chars` is cut within.
    """
    spans = []
    start = 0
    while len(text) - start > max_chars:
        parts = -(-(len(text) - start) // max_chars)
        cut = _best_cut(text, start, (len(text) - start) // parts, max_chars)
        spans.append((start, cut))
        start = strip(text, cut, len(text))[0]
    return keep_readable(text, [*spans, (start, len(text))])


def _best_cut(text: str, start: int, ideal_chars: int, max_chars: int) -> int:
    """Return where to cut what begins at `start`: at a good place near the ideal length."""
    least = start + max(1, ideal_chars // 2)
    for pattern in _CUTS:
        ends = [m.end() for m in pattern.finditer(text, start, start + max_chars + 1)]
        ends = [end for end in ends if least <= end and len(text[start:end].rstrip()) <= max_chars]
        if ends:
            return min(ends, key=lambda end: abs(end - start - ideal_chars))
    return start + max_chars


@dataclass(frozen=True, slots=True)
class _Chunker:
    language: str
    limits: Limits
    rules: ReadingRules

    def chunk_line(self, line: Line) -> Iterator[Utterance]:
        parts = list(self._parts(line))
        batch: list[tuple[Span, str]] = []
        for number, (span, spoken, pause_ms) in enumerate(parts):
            batch.append((span, spoken))
            following = parts[number + 1] if number + 1 < len(parts) else None
            if following is None or not self._fits(batch, following[1], pause_ms):
                yield self._utterance(line, batch, pause_ms)
                batch = []

    def shorten_first(self, line: Line, utterances: list[Utterance]) -> list[Utterance]:
        """Return `utterances` with the first one cut at its first clause, if that helps."""
        first, *others = utterances
        sentence = first.sentences[0]
        if len(first.spoken) <= FIRST_MAX_CHARS or len(first.sentences) > 1:
            return utterances
        start, end = sentence.place.start, sentence.place.end
        least, most = start + SHORTEST_PART_CHARS, start + FIRST_MAX_CHARS
        for pattern in _CUTS[:2]:
            cuts = [m.end() for m in pattern.finditer(line.written, least, end)]
            cuts = [cut for cut in cuts if cut <= most and end - cut >= SHORTEST_PART_CHARS]
            if cuts:
                halves = (strip(line.written, start, cuts[-1]), strip(line.written, cuts[-1], end))
                head, tail = (self._spoken_part(line, half) for half in halves)
                pauses = (self.rules.clause_pause_ms, first.pause_after_ms)
                return [
                    self._utterance(line, [head], pauses[0]),
                    self._utterance(line, [tail], pauses[1]),
                    *others,
                ]
        return utterances

    def _parts(self, line: Line) -> Iterator[tuple[Span, str, int]]:
        """Yield sentences, cut where they are too long, spoken, with the pause after each."""
        sentences = split_sentences(line.written, self.language)
        for number, sentence in enumerate(sentences):
            is_last = number == len(sentences) - 1
            pause_ms = self.rules.pauses_ms[line.role] if is_last else self.rules.sentence_pause_ms
            parts = self._cut(line, sentence)
            for part in parts[:-1]:
                yield *part, self.rules.clause_pause_ms
            yield *parts[-1], pause_ms

    def _cut(self, line: Line, sentence: Span) -> list[tuple[Span, str]]:
        """Return a sentence as parts whose spoken form the engine takes."""
        whole = self._spoken_part(line, sentence)
        excess = len(whole[1]) / self.limits.max_chars
        written = line.written[slice(*sentence)]
        if excess <= 1 or len(written) < 2:
            return [whole]
        at = sentence[0]
        spans = split_clauses(written, max(1, min(len(written) - 1, int(len(written) / excess))))
        if len(spans) == 1:  # all that is too much is punctuation, which makes no part of its own
            return [whole]
        return [part for a, b in spans for part in self._cut(line, (at + a, at + b))]

    def _spoken_part(self, line: Line, span: Span) -> tuple[Span, str]:
        return span, speak_out(line.written[slice(*span)], self.language)

    def _fits(self, batch: list[tuple[Span, str]], following: str, pause_ms: int) -> bool:
        """Return whether the next part goes into the same call."""
        if not self.limits.packs_sentences or pause_ms != self.rules.sentence_pause_ms:
            return False
        length = sum(len(spoken) + 1 for _, spoken in batch) + len(following)
        return length <= self.limits.max_chars

    @staticmethod
    def _utterance(line: Line, batch: list[tuple[Span, str]], pause_ms: int) -> Utterance:
        sentences = []
        spoken = ""
        for (start, end), text in batch:
            spoken += " " if spoken else ""
            sentences.append(
                Sentence(
                    place=Place(line.block, start, end),
                    written=line.written[start:end],
                    start=len(spoken),
                    end=len(spoken) + len(text),
                )
            )
            spoken += text
        return Utterance(
            role=line.role,
            written=line.written[batch[0][0][0] : batch[-1][0][1]],
            spoken=spoken,
            pause_after_ms=pause_ms,
            sentences=tuple(sentences),
        )
