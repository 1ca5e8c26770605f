"""Phrases of the vocabulary, as patterns that are found by their first word.

`vocabulary.toml` explains the notation.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Generic, TypeVar

Value = TypeVar("Value")

_TOKEN = re.compile(r"\\.|[*#:\[\]()|']|\s+|[^\\*#:\[\]()|'\s]+")
_PATTERNS = {
    "*": r".{0,160}?",
    "#": r"\d[\d.,\u202f\u00a0]{0,12}[kKmM]?",
    ":": r"\s?[:|»→>]",
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "'": "['’]",
}
_WORD = re.compile(r"\w+")
_BULLETS = (
    " »›▶►▸→➤➡•|>*–—-\ufe0f\u25b6\U0001f4fa\U0001f3a7\U0001f3a5\U0001f449\U0001f4f7\U0001f534"
)
"""Signs before a line, which do not change its meaning."""

_MOST_CHARS = 400
_ANY = "*"
_NUMBER = "#"


class PhraseTable(Generic[Value]):
    """Phrases, each with a value.

    Args:
        phrases: Phrases with their values, in order; the first that matches a text is used.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        self._by_start: defaultdict[str, list[tuple[str, Value]]] = defaultdict(list)
        self._open: list[tuple[str, str, Value]] = []
        for phrase, value in phrases:
            starts = _starts(_TOKEN.findall(phrase))
            if _ANY in starts:
                self._open.append((_word_within(phrase), phrase, value))
            else:
                for start in starts:
                    self._by_start[start].append((phrase, value))

    def find(self, text: str) -> Value | None:
        """Return the value of the first phrase that matches a whole text, or None."""
        if not text or len(text) > _MOST_CHARS:
            return None
        found = self._find(text)
        bare = text.lstrip(_BULLETS) if found is None else text
        return found if bare == text or not bare else self._find(bare)

    def _find(self, text: str) -> Value | None:
        keys = [_start_of(text), _NUMBER] if text[0].isdigit() else [_start_of(text)]
        for key in keys:
            for phrase, value in self._by_start.get(key, ()):
                if compile_phrase(phrase).fullmatch(text):
                    return value
        small = text.lower()
        for word, phrase, value in self._open:
            if word in small and compile_phrase(phrase).fullmatch(text):
                return value
        return None


@cache
def compile_phrase(phrase: str) -> re.Pattern[str]:
    """Return a phrase of the vocabulary as a pattern for a whole text."""
    pattern = "".join(map(_compile_part, _TOKEN.findall(phrase)))
    return re.compile(rf"(?:{pattern})\W*", re.IGNORECASE)


def _word_within(phrase: str) -> str:
    """Return the longest word that every match of a phrase contains; "" if there is none."""
    outside = re.sub(r"\\[()\[\]]", " ", phrase)
    while outside != (inner := re.sub(r"[(\[][^()\[\]]*[)\]]", " ", outside)):
        outside = inner
    words = _WORD.findall(outside.replace("\\", ""))
    return max(words, key=len).lower() if words and "|" not in outside else ""


def _compile_part(part: str) -> str:
    if part.isspace():
        return r"\s*"
    return _PATTERNS.get(part) or re.escape(part.removeprefix("\\"))


def _start_of(text: str) -> str:
    """Return the first word of a text in small letters, or its first sign."""
    match = _WORD.match(text)
    return match[0].lower() if match else text[0]


def _starts(parts: Sequence[str]) -> set[str]:
    """Return the first words that matches of a phrase may have."""
    starts, _, _ = _read_alternatives(parts, 0)
    return starts


def _read_alternatives(parts: Sequence[str], at: int) -> tuple[set[str], bool, int]:
    """Return the first words of alternatives, whether one is empty, and where they end."""
    starts: set[str] = set()
    is_open, is_empty = True, False  # whether this alternative can still begin here
    while at < len(parts) and parts[at] not in (")", "]"):
        part = parts[at]
        if part == "|":
            is_empty, is_open = is_empty or is_open, True
        elif part in ("(", "["):
            inner, is_inner_empty, at = _read_alternatives(parts, at + 1)
            starts |= inner if is_open else set()
            is_open = is_open and (is_inner_empty or parts[at : at + 1] == ["]"])
        elif is_open and not part.isspace():
            starts |= _starts_of_part(part)
            is_open = part == "*"
        at += 1
    return starts, is_empty or is_open, at


def _starts_of_part(part: str) -> set[str]:
    if part in ("*", "#"):
        return {part}
    if part == ":":
        return set(":|»→>")
    return {_start_of(part.removeprefix("\\"))}
