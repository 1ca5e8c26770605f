"""Raised and lowered words: powers, charges, ordinals, trade marks, indexes, chemistry.

The meaning of `<sup>` and `<sub>` depends on their surroundings. Marks of footnotes are in
`worker.text.html_blocks.footnotes`.
"""

import re
from typing import NamedTuple

from worker.text.formulas.latex import to_mathml
from worker.text.formulas.mathml import read_mathml
from worker.text.formulas.superscripts_and_subscripts import lower, raise_
from worker.text.formulas.words import formula_words

_INTEGER = re.compile(r"[+\-–\u2212]?\d{1,6}")
_CHARGE = re.compile(r"\d?[+\-–\u2212]")
_EXPRESSION = re.compile(r"[\d\s.,a-zA-Z\u0370-\u03ff+\-–\u2212/()·*]{1,15}")
_VARIABLE = re.compile(r"(?:^|[^\w])(?:\d[\d.,]*|[a-zA-Z\u0370-\u03ff])$|\)$")
_NUMBER = re.compile(r"\d$")
_EXPONENTS = frozenset("n m k x y z i j p q t N".split())
_ORDINALS = frozenset("st nd rd th e er re ère ème eme o a os as º ª d de ste è".split())
_SIGNS = {"tm": "™", "(tm)": "™", "sm": "℠", "r": "®", "(r)": "®", "c": "©", "(c)": "©"}
_ELEMENT = re.compile(r"(?:[A-Z][a-z]?|[\])\d])$")
_LONGEST_CHARS = 15


class Shifted(NamedTuple):
    """Raised or lowered words as they are read.

    Attributes:
        written: Their text.
        spoken: Words spoken in its place; empty if it is read as it is written.
        parts: True if a space goes before it.
    """

    written: str
    spoken: str = ""
    parts: bool = False


def read_raised(text: str, before: str, language: str) -> Shifted:
    """Return raised words.

    Args:
        text: Text of an element `sup`, folded.
        before: The end of the text before it.
        language: Language of the article, as BCP 47.
    """
    if text.lower() in _SIGNS and before[-1:].isalnum() and not before[-1:].isdigit():
        return Shifted(_SIGNS[text.lower()])
    if _INTEGER.fullmatch(text) or _CHARGE.fullmatch(text):
        return Shifted(raise_(text))
    if _is_exponent(text, before):
        words = formula_words(language)
        power = words.word("power") if words else ""
        return Shifted(raise_(text), f" {power} {_say(text, language)}" if power else "")
    return Shifted(text)


def read_lowered(text: str, before: str, language: str, *, is_raised_next: bool) -> Shifted:
    """Return lowered words.

    Args:
        text: Text of an element `sub`, folded.
        before: The end of the text before it.
        language: Language of the article, as BCP 47.
        is_raised_next: True if raised words follow directly, such as the charge of an ion.
    """
    is_number = text.replace(".", "").replace(",", "").isdigit()
    if is_number:
        is_ion = is_raised_next and bool(_ELEMENT.search(before))
        return Shifted(lower(text) if is_ion else text)
    words = formula_words(language)
    is_index = bool(_EXPRESSION.fullmatch(text)) and bool(_VARIABLE.search(before))
    if not words or not is_index or before[-1:] == ")":
        is_glued = before[-1:].isalnum() and len(text) > 1 and bool(_EXPRESSION.fullmatch(text))
        return Shifted(text, parts=is_glued)
    index = text if text.isalpha() and len(text) > 1 else _say(text, language)
    return Shifted(lower(text), f" {words.word('sub')} {index}")


def is_long(text: str) -> bool:
    """Return whether raised or lowered words are a text of their own, in small print."""
    return len(text) > _LONGEST_CHARS


def _is_exponent(text: str, before: str) -> bool:
    """Return whether raised letters and signs are a power, not the ending of a word."""
    if not (_EXPRESSION.fullmatch(text) and _VARIABLE.search(before)):
        return False
    if text.isalpha() and (text.lower() in _ORDINALS or len(text) > 2):
        return False
    if text.isalpha() and len(text) == 1:
        is_abbreviation = before[-1:].isupper() and text == "t"
        return text in _EXPONENTS and not is_abbreviation
    return not (text.isalpha() and text.isascii()) or bool(_NUMBER.search(before))


def _say(text: str, language: str) -> str:
    words = formula_words(language)
    return read_mathml(to_mathml(text), words).spoken if words else text
