"""Words for scores: "three one", "one nil" in Britain, "six love" in tennis."""

import re

from worker.text.english.decision.context import Context
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import count


def say_score(first: str, second: str, context: Context) -> str:
    """Return the words for a score: "three one", "one nil" in Britain, "six love" in tennis."""
    if first == second == "0" and not context.is_american:
        return "nil nil"
    return " ".join(
        _points(text, other, context) for text, other in ((first, second), (second, first))
    )


_SET = r"(?<![\w-])(?:6[-–][0-4]|[0-4][-–]6|7[-–][56]|[56][-–]7)(?![\w-])"
_SETS = re.compile(rf"{_SET}(?:\s?\([0-9/–-]+\))?,?\s(?:and\s)?{_SET}")
"""Two scores of sets beside each other, which only tennis has."""


def _points(text: str, other: str, context: Context) -> str:
    if text != "0":
        return count(text)
    is_tennis = context.about(Topic.TENNIS) == 2 or (other == "6" and _SETS.search(context.text))
    if is_tennis and other in ("6", "15", "30", "40") and context.about(Topic.VOTE) < 2:
        return "love"
    is_goals = int(float(other.replace(",", ""))) < 20 and not (
        context.about(Topic.VOTE) == 2
        and re.search(
            r"\b(?:vot\w+|ruling|ruled|justices?|court|jury|decision|passed|approved)\b",
            context.text,
        )
    )
    return "zero" if context.is_american or not is_goals else "nil"
