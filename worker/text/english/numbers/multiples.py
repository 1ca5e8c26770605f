"""Multiples, such as "3x faster"."""

import re

from worker.text.english.decision.candidates import USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, LEFT, NUMBER
from worker.text.english.number_words import cardinal, count, plural

_TIMES = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})(?:{DASH}(?P<number2>{NUMBER}))?"
    rf"(?P<gap>\s?)[x\u00d7](?![\w])(?!\s[0-9])"
)

_TIMES_AFTER = re.compile(
    r"[\s-](?:faster|slower|more|less|as|the|higher|lower|bigger|larger|smaller|greater|better"
    r"|cheaper|worse|stronger"
    r"|his|her|its|their|what|sales|revenue|earnings|likely|brighter|thinner|longer|shorter|stake"
    r"|return|increase|oversubscribed"
    r"|leverage|champion|winner|optical|zoom|per|a day|daily|weekly|speed|growth|EBITDA|cash"
    r"|since\b|in (?:a|the|two|three|five|ten|[12])|from\b|last\b|normal|usual|return\w*|growth"
    r"|heavier|lighter|richer|over|that|quicker|deeper|hotter|compared)"
)


def _read_times(match: re.Match[str], _: Context) -> tuple[str, float]:
    said = count(match["number"])
    if match["number2"]:
        said += f" to {count(match['number2'])}"
    after = match.string[match.end() :]
    if re.match(
        r"[\s-](?:champion|winner|Olympian|all-star|All-Star|medall?ist|nominee|Grammy|Oscar|MVP"
        r"|world|NBA|Pro)",
        after,
    ):
        return f"{said} time", 0.85
    is_noun = re.match(r"\s[a-z]{3,}", after) and not match["gap"]
    return (
        (f"{said} times", 0.85)
        if _TIMES_AFTER.match(after)
        else (f"{said} {'times' if is_noun else 'x'}", 0.6)
    )


_X_TIMES = re.compile(r"(?<![\w])[x\u00d7](?P<number>[0-9]+)(?![\w])")

_BY = re.compile(r"(?<![\w.,])(?P<a>[2468])[x×](?P<b>[2468])(?P<many>s?)(?![\w])")
_MULTIPLE = re.compile(r"(?<=[ (])(?P<number>[0-9]+(?:\.[0-9]+)?)x(?=[,.;)]|$)")
_VALUED = re.compile(r"\b(?:P/E|EBITDA|earnings|multiple|sales|leverage|valued|trades?|trading)\b")


def _read_multiple(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "eleven times" for a multiple of earnings at the end of its clause."""
    if not _VALUED.search(context.text):
        return None
    return f"{count(match['number'])} times", 0.9


RULES = (
    Rule(
        _BY,
        lambda match: (
            f"{count(match['a'])} by "
            f"{plural(count(match['b'])) if match['many'] else count(match['b'])}"
        ),
        "x×",
        0.7,
    ),
    Form(_MULTIPLE, _read_multiple, needs="x"),
    Form(_TIMES, _read_times, needs="x×"),
    Rule(_X_TIMES, lambda match: f"times {cardinal(int(match['number'][:9]))}", "x×", USUAL),
)
