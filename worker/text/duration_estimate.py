"""Estimates of the length of an article's audio, before it is narrated.

Every character of the text has a weight: the time it takes to read, compared with a letter. A voice
reads a known number of letters a second, pauses included. Fitted to the three demo articles and a
fourth of 3,500 letters, read by `piper:en_US-joe-medium` with the usual pauses: within 2 % of 62,
207, 244 and 925 s (2026-11). In scripts with a character for a syllable or a word, each character
takes longer.
"""

import unicodedata
from collections import Counter

from worker.html.plain_text import without_markup
from worker.model.article import Article

LETTERS_PER_S = 15.5

_DIGIT = 6
_SENTENCE_END = 7
_SYLLABLE = 3
_SENTENCE_ENDS = frozenset(".!?…。！？।؟")
_UNREAD = ("figcaption", "table", "aside", "pre", "nav", "form", "button")


def estimate_s(article: Article) -> int:
    """Return the estimated length of an article's audio, in seconds, at least 1.

    Only the parts that are read by default count: title, dek, and the body without captions,
    tables, boxes and code.
    """
    body = without_markup(article.html, *_UNREAD) if article.html else article.text
    signs = Counter(f"{article.title} {article.dek} {body}")
    letters = sum(_weight(sign) * count for sign, count in signs.items())
    return max(1, round(letters / LETTERS_PER_S))


def _weight(sign: str) -> int:
    """Return the time that a character takes to read, compared with a letter."""
    if sign in _SENTENCE_ENDS:
        return _SENTENCE_END
    if sign.isdigit():
        return _DIGIT
    if not sign.isalpha():
        return 0
    return _SYLLABLE if unicodedata.east_asian_width(sign) == "W" else 1
