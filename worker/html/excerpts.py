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
"""So many of an excerpt's runs of words stand in the text that it was cut from: not all, since
captions and buttons between two paragraphs may be in the one and not in the other."""

_SHORT_WORDS = 12
_BEGINNING_WORDS = 150
"""A short dek that stands far below in the text was written, and the text quotes it."""


def is_excerpt(text: str, body: str) -> bool:
    """Return whether a text was cut from the beginning of another, whatever stands between.

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
