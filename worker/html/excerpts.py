"""Automatic excerpts: texts that a machine cut from an article, and that repeat its beginning."""

import re

_WORD = re.compile(r"[^\W_]+")
_END = re.compile(
    r"\s*(?:\[?\s?(?:…|\.\.\.)\s?\]?|\b(?:continue reading|read more|weiterlesen|mehr lesen"
    r"|lire la suite|leer más|seguir leyendo|leggi tutto|lees verder)\b.{0,200})\W*$",
    re.IGNORECASE | re.DOTALL,
)
_RUN = 3
_LEAST_SHARE = 0.75
"""Minimum share of an excerpt's word sequences in the text that it was cut from: not all, since
captions and buttons between two paragraphs may be only in one of the two."""

_SHORT_WORDS = 12
_BEGINNING_WORDS = 150
"""Number of words in which a short excerpt is searched; farther down, the text only quotes it."""


def is_excerpt(text: str, body: str) -> bool:
    """Return whether a text was cut from the beginning of another, even with text in between.

    Args:
        text: Plain text, such as a dek.
        body: Plain text of the article.
    """
    bare = _END.sub("", text)
    words, within = _words(bare), _words(body)
    if len(words) < _RUN:
        return False
    if len(words) < _SHORT_WORDS:
        if bare == text and text.rstrip()[-1] not in ".!?":
            return False  # a headline in other words
        within = within[:_BEGINNING_WORDS]
    known = set(_runs(within))
    runs = _runs(words)
    return sum(run in known for run in runs) >= _LEAST_SHARE * len(runs)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
