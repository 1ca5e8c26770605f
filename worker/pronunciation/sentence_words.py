"""Words of an English sentence with the signs between them, for decisions by neighbors."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_WORD = re.compile(r"(?P<ipa>\[\[[^\[\]]*\]\])|[^\W\d_]+(?:['’][^\W\d_]+)*")


class Word(NamedTuple):
    """A word of a sentence.

    Attributes:
        start: Index of its first character in the text.
        end: Index after its last character.
        text: The word as written, with apostrophes inside it.
        gap: Characters between the previous word and this one.
    """

    start: int
    end: int
    text: str
    gap: str


class SentenceWords:
    """The words of a text, without those that are given as phonemes in `[[...]]`.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[Word] = []
        end = 0
        for match in _WORD.finditer(text):
            if not match["ipa"]:
                self._words.append(Word(*match.span(), match[0], text[end : match.start()]))
            end = match.end()

    def __iter__(self) -> Iterator[Word]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def at(self, number: int) -> str:
        """Return a word; empty before the first word and after the last one."""
        return self._words[number].text if 0 <= number < len(self._words) else ""

    def gap_before(self, number: int) -> str:
        """Return the signs before a word; a full stop at the beginning and the end of the text."""
        if number >= len(self._words):
            return (self._text[self._words[-1].end :] if self._words else "") + "."
        return self._words[number].gap if number else "." + self._words[number].gap

    def neighbor(self, number: int, step: int) -> str:
        """Return the next or previous word if only white space or a hyphen lies between."""
        gap = self.gap_before(max(number, number + step))
        return self.at(number + step) if gap in {" ", "-", "\u00a0"} else ""

    def with_sayings(self, sayings: Iterable[str | None]) -> str:
        """Return the text with one saying in place of each word; None keeps the word."""
        parts: list[str] = []
        end = 0
        for word, said in zip(self._words, sayings, strict=True):
            if said is not None:
                parts += [self._text[end : word.start], said]
                end = word.end
        return "".join([*parts, self._text[end:]])
