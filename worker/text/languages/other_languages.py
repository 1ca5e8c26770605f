"""Spoken forms of sentences that are not English; languages without a table stay as written."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

from worker.model.script import Replacement
from worker.text.languages.grammar import amounts, calendar, counts, left_as_written
from worker.text.languages.language import Language
from worker.text.languages.rule import Rule, any_of, apply, rule

_MODULES = {
    "de": "german.language",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}
"""Language -> the module of its words, loaded when the first sentence needs it."""

_MOST_LANGUAGES = 16
_BEFORE_NAME = re.compile(
    r"\s(?:[A-ZÀ-Þ]|d['’]|de |di |van |von |zu |et |e |y |en |und |[a-z]{1,7}\.)"
)


def find_replacements(
    sentence: str, language: str, given: Sequence[Replacement] = ()
) -> Sequence[Replacement]:
    """Return the given replacements and those of the language's own rules, in order.

    Args:
        sentence: A sentence or a part of one, normalized.
        language: Language tag, as BCP 47.
        given: Replacements that exist already; no rule may touch them.
    """
    code, _, rest = language.partition("-")
    if code.lower() not in _MODULES:
        return given
    region = rest.rpartition("-")[2].upper()
    return apply(_rules(code.lower(), region), sentence, given)


@lru_cache(maxsize=_MOST_LANGUAGES)
def _rules(code: str, region: str) -> tuple[Rule, ...]:
    module = import_module(f"worker.text.languages.{_MODULES[code]}")
    language: Language = module.SPOKEN(region)
    return (
        *left_as_written.RULES,
        *language.own_rules(),
        *calendar.rules(language),
        *left_as_written.NUMBER_RULES,
        *amounts.rules(language),
        *_abbreviations(language),
        *counts.rules(language),
        rule("[†‡™®©]|(?<![^\\W_])·|·(?![^\\W_])", lambda _: "", needs="†‡™®©·"),
    )


def _abbreviations(language: Language) -> list[Rule]:
    """Return the rule for words that are always said in full."""
    words, titles = language.vocabulary.abbreviations, language.words["before_names"]
    pattern = rf"(?<![^\W_])(?:{any_of(words)})(?![^\W_])"

    def say(match: re.Match[str]) -> str | None:
        rest = match.string[match.end() :]
        if match[0] in titles and not _BEFORE_NAME.match(rest):
            return None
        is_last = not rest.strip(" \"'”’»)")
        return words[match[0]] + ("." if is_last and match[0].endswith(".") else "")

    return [rule(pattern, say, needs="")] if words else []
