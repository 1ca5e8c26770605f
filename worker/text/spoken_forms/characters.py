"""Character normalization: characters that a voice would spell out become those it reads.

Ligatures, full-width forms, Roman numeral signs, enclosed and styled letters become plain letters
and digits. Every plain character keeps the written characters that it came from.

Source: Unicode Standard Annex 15 (NFC and NFKC). Compatibility forms with a meaning of their own,
such as raised digits and fractions, are kept.
"""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

CJK_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "wuu"})
"""Languages whose own punctuation is full-width."""

_COMPATIBLE = (
    "\u0132\u0133\u013f\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\u02b8\u02e0-\u02e4"
    "\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2071\u207f\u2080-\u209c"
    "\u2100-\u2115\u2117-\u211f\u2121\u2124-\u214f\u2160-\u2188\u2460-\u249f\u24b6-\u24ff"
    "\u3200-\u33ff\ufb00-\ufdff\ufe70-\ufefc\uff04-\uff06\uff0b\uff10-\uff19\uff1d\uff20-\uff3a"
    "\uff41-\uff5a\uff66-\uff9f\uffe0-\uffe6"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f169\U0001f170-\U0001f189"
)
"""Characters that NFKC turns into plain ones without loss; ™, ℠ and № are not among them."""

_WIDE_PUNCTUATION = (
    "\uff01-\uff03\uff07-\uff0a\uff0c-\uff0f\uff1a-\uff1c\uff1e\uff1f\uff3b-\uff40\uff5b-\uff5e"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff"
_OVERLAYS = re.compile("[\u0334-\u0338\u0488\u0489\u20d0-\u20ff]")
_MOST_MARKS = 2

_OWN = {
    "\u2010": "-", "\u2011": "-", "\u2043": "-", "\u2012": "–", "\u2015": "—",
    "\u2024": ".", "\u2025": "..", "\u2044": "/", "\u2215": "/", "\u2236": ":",
    "\u02bb": "’", "\u02bc": "’", "\u2035": "’", "\u212e": "e",
}  # fmt: skip
for _first in (0x2776, 0x2780, 0x278A):  # digits in black circles
    _OWN |= {chr(_first + number): str(number + 1) for number in range(10)}
for _first in (0x1F150, 0x1F170):  # letters in black circles and squares
    _OWN |= {chr(_first + number): chr(ord("A") + number) for number in range(26)}
"""Characters with a plain form that NFKC does not give."""

_ANY_OWN = "".join(map(re.escape, _OWN))
_ODD = re.compile(f"[{_COMPATIBLE}{_ANY_OWN}{_WIDE_PUNCTUATION}]|[{_MARKS}]")
_COMPATIBLE_CLUSTER = re.compile(f"[{_COMPATIBLE}]")
_WIDE = re.compile(f"[{_WIDE_PUNCTUATION}]")
_CLUSTER = re.compile(rf"[\uff66-\uff9f][\uff9e\uff9f]?|\s|.[{_MARKS}]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text in characters that a voice reads.

    Attributes:
        text: The plain characters.
        written_chars: Length of the text as it was written.
        starts: For each plain character, the place of the written one it came from; None if both
            texts are the same.
    """

    text: str
    written_chars: int
    starts: tuple[int, ...] | None = None

    def to_written(self, place: int) -> int:
        """Return the place in the written text; within an expanded character, the end of it."""
        if self.starts is None or place == 0:
            return place
        if place == len(self.text):
            return self.written_chars
        start = self.starts[place]
        if self.starts[place - 1] < start:
            return start
        following = bisect_left(self.starts, start + 1, lo=place)
        return self.starts[following] if following < len(self.starts) else self.written_chars

    def to_plain(self, place: int) -> int:
        """Return the place in the plain text of a place in the written one."""
        if self.starts is None:
            return place
        return bisect_left(self.starts, place)


def normalize(text: str, language: str) -> PlainText:
    """Return a text in characters that a voice reads; nothing of it is left out.

    Args:
        text: A sentence.
        language: Language tag, as BCP 47; full-width punctuation stays where the language is
            written with it.
    """
    if text.isascii() or not _ODD.search(text):
        return PlainText(text, len(text))
    keeps_wide = language.partition("-")[0].lower() in CJK_LANGUAGES
    parts: list[str] = []
    starts: list[int] = []
    for match in _CLUSTER.finditer(text):
        plain = _plain(match[0], keeps_wide=keeps_wide)
        parts.append(plain)
        starts.extend([match.start()] * len(plain))
    return PlainText("".join(parts), len(text), tuple(starts))


def _plain(cluster: str, *, keeps_wide: bool) -> str:
    """Return the plain form of a character with its marks; never empty."""
    if len(cluster) == 1 and cluster.isascii():
        return cluster
    base = cluster[0]
    if len(cluster) > 1 and not _COMPATIBLE_CLUSTER.match(cluster):
        marks = _OVERLAYS.sub("", cluster[1:])[:_MOST_MARKS]
        cluster = unicodedata.normalize("NFC", base + marks)
    if base in _OWN:
        return _OWN[base]
    is_plain = not _COMPATIBLE_CLUSTER.match(base)
    if is_plain and (keeps_wide or not _WIDE.match(base)):
        return cluster
    return unicodedata.normalize("NFKC", cluster).strip() or cluster
