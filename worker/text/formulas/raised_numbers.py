"""Raised and lowered characters of Unicode in a sentence: powers, charges, isotopes, indexes."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from worker.model.script import Replacement
from worker.text.english.number_words import cardinal
from worker.text.formulas.superscripts_and_subscripts import SUBSCRIPTS, SUPERSCRIPTS
from worker.text.formulas.words import FormulaWords, formula_words

_RAISED = "".join(sorted(set(SUPERSCRIPTS.values()) - set("⁽⁾")))
_LOWERED = "".join(sorted(set(SUBSCRIPTS.values()) - set("₍₎")))
_SHIFTED = re.compile(rf"(?P<raised>[{_RAISED}]+)|(?P<lowered>[{_LOWERED}]+)")
_NUMBER = re.compile("[0-9]+")
_MOST_DIGITS = 9
_CHARGE = re.compile(r"\d*[+\u2212]")


def find_raised(
    sentence: str, language: str, taken: Sequence[Replacement]
) -> Iterator[Replacement]:
    """Yield the replacements of raised and lowered characters of a sentence.

    Args:
        sentence: Sentence as it is written.
        language: Language tag, as BCP 47; nothing is yielded if it has no words for formulas.
        taken: Replacements that exist already; nothing is looked for in them.
    """
    words = formula_words(language)
    if words is None or sentence.isascii():
        return
    for match in _SHIFTED.finditer(sentence):
        is_taken = any(each.start < match.end() and match.start() < each.end for each in taken)
        if not is_taken:
            said = _say(match, sentence, words)
            said = _NUMBER.sub(_spell, said) if language.startswith("en") else said
            is_parted = any(each.end == match.start() for each in taken)
            yield Replacement(match.start(), match.end(), said.lstrip() if is_parted else said)


def _say(match: re.Match[str], sentence: str, words: FormulaWords) -> str:
    text = unicodedata.normalize("NFKC", match[0])
    behind = sentence[match.end() : match.end() + 1]
    before = sentence[match.start() - 1 : match.start()] if match.start() else ""
    if match["lowered"] or not (before.isalnum() or before in (")", "]")):
        said = text  # an index; the number of an isotope
    elif text in ("2", "3"):
        said = words.word("squared" if text == "2" else "cubed")
    elif _CHARGE.fullmatch(text):
        said = _with_signs(text, words)
    else:
        said = f"{words.word('power')} {_with_signs(text, words)}"
    return f" {said}{' ' if behind.isalnum() else ''}"


def _spell(number: re.Match[str]) -> str:
    """Return a number in English words, as all numbers are said in English."""
    parts = number[0] if len(number[0]) > _MOST_DIGITS else [number[0]]
    return " ".join(cardinal(int(part)) for part in parts)


def _with_signs(text: str, words: FormulaWords) -> str:
    """Return digits, letters and signs with the names of the signs."""
    parts = re.findall(r"\d+|[^\d]", text)
    return " ".join(words.sign(part) or part for part in parts)
