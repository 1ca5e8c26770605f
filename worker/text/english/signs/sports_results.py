"""Results as sports pages list them: points by period, "d." for "defeated", scorers, positions."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import count, digits

_LINE_SCORE = re.compile(
    r"(?<![\w.,-])(?<![0-9]\s)(?P<parts>[0-9]{1,3}(?:\s{1,2}[0-9]{1,3}){2,11})\s?[-–—]{1,2}\s?(?P<total>[0-9]{1,3})"
    r"(?![\w.,%-]\w)(?![\w-])"
)


def _is_table_row(match: re.Match[str]) -> bool:
    """Return whether a line is a team and its periods: papers often print a wrong total."""
    highest = max(map(int, match["parts"].split()))
    is_team = re.fullmatch(r"(?:[A-Z][\w.’'&-]*\s)+", match.string[: match.start()])
    is_whole = not match.string[match.end() :].strip()
    return (
        bool(is_team)
        and is_whole
        and len(match["parts"].split()) > 2
        and int(match["total"]) > highest
    )


def _say_line_score(match: re.Match[str]) -> str | None:
    """Return the points of each period and, after a pause, their total; None if it is another."""
    parts, total = match["parts"].split(), match["total"]
    is_sum = sum(map(int, parts)) == int(total) or _is_table_row(match)
    if is_sum and not any(len(each) > 1 and each[0] == "0" for each in parts):
        said = ", ".join(map(count, parts))
    elif len(parts) > 2 and sum(map(int, "".join(parts))) == int(total):
        said = ", ".join(map(digits, parts))
    else:
        return None
    return f"{said}: {count(total)}"


_NAMES = r"[A-Z][\w.’'&-]*(?:\s(?:of\s)?[A-Z(][\w.’'&)-]*){0,4}"
_DEFEATED = re.compile(
    rf"^(?P<winner>{_NAMES})\s(?:d|def|bt)\.?(?=\s{_NAMES}(?:,?\s[0-9(]|[.,;]?$))"
)


def _say_defeated(match: re.Match[str]) -> str:
    return f"{match['winner']} defeated"


_HOME_RUN = re.compile(
    r"(?P<kind>(?:[0-9]+|[Tt]wo|[Tt]hree|[Ss]olo|[Gg]rand)(?:-run)?|[0-9]+(?:st|nd|rd|th)|walk-off)\s"
    r"HR(?P<many>s?)\b(?!\s(?:department|staff|manager|director|managers|professionals|teams?|chief))"
)


def _say_home_run(match: re.Match[str]) -> str | None:
    """Return "two-run home run" for "2-run HR", and "three home runs" for "3 HR"."""
    kind = match["kind"]
    number, _, ending = kind.partition("-")
    if kind.isdecimal():
        is_many = match["many"] or kind != "1"
        return f"{count(kind)} home run{'s' if is_many else ''}"
    if ending == "run" and number.isdecimal():
        kind = f"{count(number)}-run"
    return None if kind[0].isdecimal() else f"{kind} home run{match['many']}"


_NTH_HOME_RUN = re.compile(r"(?<=[0-9](?:st|nd|rd|th) )HR\b")
_SCORED = {"pen": "penalty", "pens": "penalties", "og": "own goal", "o.g.": "own goal"}
_SCORED_BY = re.compile(
    r"(?:(?<=[0-9] )|(?<=[0-9], )|(?<=[0-9]['’] ))(?P<how>pens?|og|o\.g\.)(?=[,;)])"
    r"|(?<=\()(?P<first>pens?|og|o\.g\.)(?=\)|,?\s[0-9])"
)

_POSITIONS = {"F": "forward", "G": "guard", "C": "center"}
_POSITION = re.compile(
    r"(?:(?<=: )|(?<=[;.] )|(?<=^)|(?<=[a-z]s ))(?P<position>[FGC])"
    r"(?=\s[A-Z][\w’'-]+\s[A-Z][a-z’'-]+)"
)
_PLAYED = re.compile(
    r"\b(?:games?|seasons?|points|rebounds|assists|starts?|bench|roster|injur\w+|sprain\w*|sore\w*"
    r"|knee|ankle|hamstring|(?:was|is) out|ruled out|waived|traded|signed|NBA|WNBA|NHL)\b"
)


def _read_position(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return the position of a player, in notes about teams: "Thunder: F Hamidou Diallo"."""
    is_told = context.is_american and _PLAYED.search(context.text)
    return (_POSITIONS[match["position"]], 0.9) if is_told else None


RULES = (
    Rule(_LINE_SCORE, _say_line_score, "-–—", 0.95),
    Rule(_DEFEATED, _say_defeated, "", 0.9),
    Rule(_HOME_RUN, _say_home_run, "H", 0.95),
    Rule(_NTH_HOME_RUN, lambda _: "home run", "H", 0.9),
    Rule(_SCORED_BY, lambda m: _SCORED[m["how"] or m["first"]], "(", LIKELY),
    Form(_POSITION, _read_position, needs="FGC"),
)
