"""Runs and wickets, in either order: "312-7" for a side, "4-31" for a bowler."""

import re

from worker.text.english.decision.context import Context
from worker.text.english.decision.topics import Topic

MOST_WICKETS = 10
_LOWEST_BATTED = 30
LOWEST_TOTAL = 60
"""Minimum number of runs that shows cricket if only the paragraph or the title mentions it."""

BOWLED = re.compile(
    r"\b(?:took|taking|takes|figures of|returned|returning|claimed|claiming|grabbed|finished with"
    r"|bowled|haul of|best of|best)\s(?:\w+\s){0,2}$"
)


def is_cricket(first: str, second: str, context: Context, *, bowled: bool = False) -> bool:
    """Return whether two numbers are runs and wickets, in either order."""
    if "." in first + second or not _is_about_cricket(context):
        return False
    low, high = sorted((int(first.replace(",", "")), int(second.replace(",", ""))))
    if low > 10 or high < 11:
        return low <= MOST_WICKETS and bowled and context.about(Topic.CRICKET) == 2
    is_told = high >= LOWEST_TOTAL and not context.is_american and context.about(Topic.VOTE) < 2
    return context.about(Topic.CRICKET) == 2 or is_told


def _is_about_cricket(context: Context) -> bool:
    """Return whether the texts around are about cricket, or the article is and no other field."""
    if context.about(Topic.CRICKET):
        return True
    is_other = context.is_american or context.about(Topic.BETTING) or _BEATEN.search(context.text)
    return not is_other and context.is_in_article_about(Topic.CRICKET)


_BEATEN = re.compile(r"\b(?:won|wins?|beat|beaten|lost|lose|goals?|tries|half-?time)\b")
_BATTING = re.compile(
    r"\b(?:were|are|reached|reaching|closed on|made|posted|declared (?:at|on)|declared"
    r"|(?:collapsed|slumped|slid|fell|slipped|recovered|crashed) to) $"
)
_RUNS_AFTER = re.compile(
    r"(?: at (?:tea|lunch|stumps|the close)| when| after| overnight| in reply| before| with"
    r"|,(?! up| down| ahead)|\.|;| and| needing| chasing|$)"
)


def is_batted(low: int, high: int, before: str, context: Context) -> bool:
    """Return whether "22/3" is runs and wickets, shown by a verb such as "slumped to"."""
    is_plain = not context.is_american and not context.about(Topic.BETTING)
    return is_plain and low > MOST_WICKETS >= high and bool(_BATTING.search(before))


def is_told_cricket(low: float, high: float, before: str, after: str, *, is_counted: bool) -> bool:
    """Return whether the verb before two numbers shows that they are wickets and runs.

    Args:
        low: First number.
        high: Second number.
        before: The sentence up to them.
        after: The sentence after them.
        is_counted: True if a unit follows, such as "minutes".
    """
    if _BATTING.search(before) and low >= _LOWEST_BATTED and high <= MOST_WICKETS:
        return bool(_RUNS_AFTER.match(after))
    is_told = BOWLED.search(before) or re.search(r"\b[0-9]0?-[0-9]{2,3} and $", before)
    return bool(is_told) and low <= MOST_WICKETS < high <= 200 and not is_counted
