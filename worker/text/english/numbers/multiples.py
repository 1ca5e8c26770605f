"""Multiples, such as "3x faster"."""

import re

from worker.text.english.decision.candidates import USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, LEFT, NUMBER
from worker.text.english.number_words import cardinal, count

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
    return (f"{said} times", 0.85) if _TIMES_AFTER.match(after) else (f"{said} x", 0.6)


_X_TIMES = re.compile(r"(?<![\w])[x\u00d7](?P<number>[0-9]+)(?![\w])")

RULES = (
    Form(_TIMES, _read_times, needs="x×"),
    Rule(_X_TIMES, lambda match: f"times {cardinal(int(match['number'][:9]))}", "x×", USUAL),
)
