"""English text in the spelling that espeak pronounces as a newsreader would.

Espeak spells "YES", loses the "s" of "NASA's", says "zye" for "Xi" and takes the A of "Group A"
for the article. The text given to the voice is spelled differently in these places. Its words keep
their number and order, so that the times of the respelled words are those of the written ones.
"""

import re
from itertools import pairwise

from worker.pronunciation.acronyms import SAID_AS_WORDS
from worker.pronunciation.capitals import is_ordinary, is_spelled
from worker.pronunciation.heteronyms import disambiguated
from worker.pronunciation.letter_a import SAID, is_letter_a
from worker.pronunciation.names import NAMES
from worker.pronunciation.phonemes import SMALL_WORDS, possessive_ending
from worker.pronunciation.sentence_words import SentenceWords

_INITIAL_A = re.compile(r"(?:(?<=[(“\"‘])|(?<=[.!?]\s)|^)A\.(?=\s[A-Z])")
_CAPITALS = re.compile(r"([^\W\d_]{2,}?)(?:(['’]?s)|(['’](?:S|T|RE|VE|LL|D|M)))?")
_HISSES = ("s", "x", "z", "ch", "sh")


def respelled(text: str) -> str:
    """Return an English text in the spelling that espeak pronounces correctly."""
    words = SentenceWords(_INITIAL_A.sub(SAID, text))
    sayings = [_said(words, at) for at in range(len(words))]
    for at, (said, following) in enumerate(pairwise(sayings)):
        small = SMALL_WORDS.get(words.at(at).lower())
        if small and said is None and following and following.startswith("[["):
            is_beside = words.gap_before(at + 1) == " " and words.gap_before(at)[-1:] in " ."
            sayings[at] = f"[[{small}]]" if is_beside else None
    return words.with_sayings(sayings)


def _said(words: SentenceWords, at: int) -> str | None:
    """Return the respelling of a word; None if it needs none."""
    word = words.at(at)
    if word == "A":
        return SAID if is_letter_a(words, at) else None
    return _name(word) or _capitals(words, at) or disambiguated(words, at)


def _name(word: str) -> str | None:
    """Return the phonemes of a name, or of its possessive."""
    base, ending = (word[:-2], word[-2:]) if word[-2:] in {"'s", "’s"} else (word, "")
    ipa = NAMES.get(base)
    return f"[[{ipa}{possessive_ending(ipa) if ending else ''}]]" if ipa else None


def _capitals(words: SentenceWords, at: int) -> str | None:
    """Return a word in capitals as an ordinary word or as letters; None for other words."""
    word = words.at(at)
    if not word[:2].isupper():
        return None
    match = _CAPITALS.fullmatch(word)
    if not match or not match[1].isupper():
        return None
    base, ending, shouted = match.groups()
    is_contraction = shouted and (shouted[1:] != "S" or base in {"IT", "WHO"})
    if is_contraction or (base == "AM" and words.at(at - 1) == "I"):
        return word.capitalize()
    is_word = not is_spelled(base, is_beside_word=_is_beside_word(words, at))
    if not is_word or _is_abbreviation(words, at):
        return ".".join(base) + (".'s" if ending or shouted else "")
    ending = ending or (shouted or "").lower()
    said = base.capitalize()
    named = _name(base + "'s" if ending else base) or _name(said + "'s" if ending else said)
    return named or said + _plural_ending(said, ending)


def _plural_ending(said: str, ending: str) -> str:
    return "es" if ending == "s" and said.lower().endswith(_HISSES) else ending


def _is_beside_word(words: SentenceWords, at: int) -> bool:
    """Return True if an ordinary word in capitals stands beside a word."""
    return any(
        len(other) > 1 and other.isupper() and is_ordinary(other)
        for other in (words.neighbor(at, -1), words.neighbor(at, 1))
    )


def _is_abbreviation(words: SentenceWords, at: int) -> bool:
    """Return True for the "AT" of "AT and T", and for a short word alone in parentheses."""
    word, linked = words.at(at), words.at(at + 2)
    is_pair = len(word) == 2 and len(linked) == 1 and linked not in "AI"
    is_alone = words.gap_before(at)[-1:] == "(" and words.gap_before(at + 1)[:1] == ")"
    is_ticker = is_alone and len(word) < 4 and word not in SAID_AS_WORDS
    return is_ticker or (is_pair and words.at(at + 1) == "and")
