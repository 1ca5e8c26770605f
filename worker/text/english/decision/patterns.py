"""Parts of patterns that several finders share, and functions that put readings into words."""

import re
from collections.abc import Callable

from worker.text.english.number_words import count

DIGITS = "0123456789"

LEFT = r"(?<![A-Za-z0-9_])(?<![0-9][.,:/])"
"""Left edge of a number: no letter, digit or mark of a longer number stands before it."""

RIGHT = r"(?![0-9])(?![.,:/][0-9])"
"""Right edge of a number: no digit follows, nor a mark with a digit."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+"
"""An integer, perhaps with commas, or a decimal."""

SIGN = r"(?:(?<![\w.)])[-−–+])"  # as newspapers write minus
"""Plus or minus, not a hyphen."""

DASH = r"(?:\s?[-–—−]\s?)"
"""Separator between the two ends of a range."""

FRACTION_SIGNS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

_ARTICLE = re.compile(
    r"\b[Aa]n? (?:(?:new|record|further|whopping|mere|massive|extra|cool|total|potential|earlier"
    r"|later|latest|similar|separate|huge|giant|[a-z]{2,}ed|\w+ly),? ){0,2}$"
)
_DETERMINER = re.compile(
    r"\b(?:the|this|that|its|his|her|their|our|my|your|each|every|another|one|any|no|[a-z]+['’]s"
    r"|new|[A-Z]\w+['’]s) $",
    re.IGNORECASE,
)
_NO_NOUN = (
    r"(?:of|in|on|at|to|for|from|by|with|and|or|as|is|was|are|were|be|been|has|had|have|will"
    r"|would"
    r"|that|it|he|she|they|we|you|who|which|than|per|a|an|the|each|every|up|down|into|over|under"
    r"|across"
    r"|ago|behind|ahead|apart|thick|before|after|when|while|if|but|more|less|long|wide|high|tall"
    r"|deep"
    r"|away|off|above|below|south|north|east|west|between|during|through|about|around|out|not"
    r"|could|can"
    r"|may|might|should|must|did|does|do|since|until|because|so|yet|back|today|yesterday|last|next"
    r"|this"
    r"|these|those|worth|because|annually|[a-z]+(?:ed|ing|ly))"
)
"""Words after a quantity that are neither nouns nor adjectives."""

_NOUN = re.compile(rf" (?!{_NO_NOUN}\b)[a-z][a-z-]{{2,}}")
_NAMED_NOUN = re.compile(
    rf" (?:(?!being|including|going|according|having|following|coming)[a-z]+ing"
    rf"|(?!(?:Mr|Mrs|Ms|Dr)\b)[A-Z][\w&.’'-]+) (?!(?:{_NO_NOUN}|paid|spent|made|got|gave|took|won"
    r"|lost|said|will|would|needs|wants|owes|owns|says)\b)[a-z][a-z-]{2,}"
)
"""A noun with a participle or a name before it: "spending bill", "Sprint merger"."""


_SIZED = re.compile(
    r"\s(?:cans?|bottles?|bags?|boxes|steaks?|jars?|glasses|drums?|barrels?|servings?|burgers?"
    r"|patties"
    r"|screens?|monitors?|TVs?|pipes?|poles?|walls?|fences?|ladders?|yachts?|waves?|planks?|nails?"
    r"|cables?|pistols?|guns?|rounds?|shells?|cannons?|howitzers?|lens|lenses|batter(?:y|ies)"
    r"|motors?"
    r"|bulbs?|chips?|drives?|pools?|swells?|gusts?|winds|bikes?|plates?|tiles?|pizzas?|coins?"
    r"|notes|turbos?|engines?|chargers?|charging|diesels?|hatchbacks?)\b"
)
"""Nouns that may follow a size: "12 oz. cans"."""


def describes(before: str, after: str) -> bool:
    """Return whether a quantity describes the noun after it, as in "a $5 bill", "a 6ft wall".

    Args:
        before: The sentence up to the quantity.
        after: The sentence from the end of the quantity.
    """
    if _SIZED.match(after):
        return True
    if _ARTICLE.search(before):
        return _is_noun(after) or bool(re.match(r"-[a-z]{3}", after))
    return bool(_DETERMINER.search(before)) and _is_noun(after)


def _is_noun(after: str) -> bool:
    return bool(_NOUN.match(after) or _NAMED_NOUN.match(after))


def ends_sentence(after: str) -> bool:
    """Return whether nothing but closing quotes and brackets follows."""
    return not after.strip(" \"'”’)]")


SIGNS = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}


def signed(sign: str | None, said: str) -> str:
    """Return a number in words with the word for its sign before it."""
    return SIGNS.get((sign or "").strip(), "") + said


def counted(number: str, one: str, many: str) -> str:
    """Return a count of something in words, as in "one mile" and "two miles"."""
    return f"{count(number)} {one if number == '1' else many}"


def always(said: str) -> Callable[[re.Match[str]], str]:
    """Return a function that gives the same reading for every match."""
    return lambda _: said


def keep_stop(match: re.Match[str], said: str) -> str:
    """Return `said` with the full stop that an abbreviation shares with the end of its sentence."""
    rest = match.string[match.end() :].strip(" \"'”’)]")
    return f"{said}." if match[0].endswith(".") and not rest else said


def alternatives(words: object) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]
