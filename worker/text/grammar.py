"""The door to the text normalization grammars, for what no rule of our own knows.

They are exact and slow, 5 to 50 ms for a few words, and are therefore given only these few, and
each of them once.
"""

import re
from functools import cache, lru_cache

from kitten_text_processing import Normalizer

from worker.model.script import Replacement

ENGLISH = "en"
LANGUAGES = frozenset("ar de en es fr hi hu hy it ja ko pt ru rw sv vi zh".split())
"""Languages that have a grammar."""

MOST_CHARS = 80
"""What is longer is no number that a grammar knows, and would take it a second and more."""

_NEEDS_GRAMMAR = re.compile(r"[0-9$€£¥₹%°]")
_WORDS = re.compile(r"\S+")
_NEIGHBOR = re.compile(r"[^\W\d_]{1,12}\.?")


@cache
def _grammar(language: str) -> Normalizer:
    return Normalizer(lang=language)


@lru_cache(maxsize=10_000)
def say(words: str, language: str) -> str:
    """Return how a few words with a number or symbol are spoken; as they are, if they are too many.

    Args:
        words: As few as tell how to say it.
        language: One of `LANGUAGES`.
    """
    return str(_grammar(language).normalize(words)) if len(words) <= MOST_CHARS else words


def find_replacements(text: str, language: str) -> list[Replacement]:
    """Return what is said in place of the numbers and symbols of a sentence, in order.

    Each is looked at together with the words beside it, which may be its unit or its month.
    """
    words = list(_WORDS.finditer(text))
    wanted = [bool(_NEEDS_GRAMMAR.search(word[0])) for word in words]
    found: list[Replacement] = []
    number = 0
    while number < len(words):
        if not wanted[number]:
            number += 1
            continue
        last = number
        most = words[number].start() + MOST_CHARS
        while (
            last + 1 < len(words)
            and words[last + 1].end() <= most
            and _goes_on(words, wanted, last)
        ):
            last += 1
        start, end = words[number].start(), words[last].end()
        written = text[start:end].rstrip('.,;:!?)»”"')
        spoken = say(written, language)
        if spoken != written:
            found.append(Replacement(start, start + len(written), spoken))
        number = last + 1
    return found


def _goes_on(words: list[re.Match[str]], wanted: list[bool], last: int) -> bool:
    """Return whether the next word belongs to the same number: its unit, its month, its year."""
    if words[last][0][-1] in ',;:!?)»”"':
        return False
    following = words[last + 1][0]
    if wanted[last + 1]:
        return True
    return wanted[last] and bool(_NEIGHBOR.match(following))
