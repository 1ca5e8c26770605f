"""Scores and records with their own notation: sets of tennis, Gaelic and Australian football."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT, RIGHT, keep_stop
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import cardinal, count, plural

_SEQUENCE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)[0-9]{{1,3}}(?:[-–][0-9]{{1,3}}){{2,}}{RIGHT}(?![A-Za-z-])"
)

_TIE_BREAK = re.compile(
    r"(?<![\w-])(?P<a>[67])[-–](?P<b>[67])\s?\([0-9]{1,2}(?:[-–/][0-9]{1,2})?\)"
)

_FOOTBALL = re.compile(
    rf"{LEFT}(?P<g1>[0-9])-(?P<p1>[0-9]{{1,2}})(?P<sep>\s(?:to|against|v)\s"
    rf"|,\s)(?P<g2>[0-9])-(?P<p2>[0-9]{{1,2}}){RIGHT}"
)

_AUSSIE = re.compile(
    r"(?<![\w.])(?P<g>[0-9]{1,2})\.(?P<b>[0-9]{1,2})(?:\.|\s?\()(?P<total>[0-9]{1,3})\b\)?"
)

_COUNT = re.compile(
    r"(?<![\w])(?P<a>[0-9]{1,2})-(?P<word>for|of|and|on|to|in)-(?P<b>[0-9]{1,3})(?![\w])"
)

_MATCH_PLAY = re.compile(r"(?<![\w&])(?P<a>[1-9]|10)\s?&\s?(?P<b>[1-9])(?![\w&])")

_CODE_10 = re.compile(r"(?P<open>[\"“‘'])(?P<a>10)-(?P<b>[0-9]{1,2})(?=[,.!?]?[\"”’'])")


def _read_sequence(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    numbers = re.split("[-–]", match[0])
    if any(len(each) > 1 and each[0] == "0" for each in numbers) or len(numbers) > 6:
        return None
    total = sum(map(int, numbers))
    return " ".join(cardinal(int(each)) for each in numbers), 0.75 if total else 0.3


_LISTED_BEFORE = re.compile(
    r"\b(?:pp?\.|pages?|chapters?|verses?|lines?|rows?|ages?|aged|between|under|over)\s$",
    re.IGNORECASE,
)


def _read_tie_break(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return the games of a set; the points of its tie-break would sound like another set."""
    if _LISTED_BEFORE.search(match.string, 0, match.start()):
        return None
    return f"{count(match['a'])} {count(match['b'])}", 0.9


def _read_gaelic(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    is_gaelic = re.search(
        r"\b(?:hurling|Gaelic|GAA|All-Ireland|camogie|county|minor|senior|points?)\b", context.text
    )
    if (match["sep"].startswith(",") and not is_gaelic) or int(match["p1"]) + int(match["p2"]) < 8:
        return None
    sep = ", " if match["sep"].startswith(",") else " to "
    return (
        f"{count(match['g1'])} {count(match['p1'])}{sep}{count(match['g2'])} {count(match['p2'])}",
        0.85 if is_gaelic else 0.6,
    )


def _read_aussie(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return goals, behinds and points: six points a goal and one a behind make the total."""
    if 6 * int(match["g"]) + int(match["b"]) != int(match["total"]):
        return None
    return f"{count(match['g'])} {count(match['b'])}, {count(match['total'])}", 0.95


def _read_count(match: re.Match[str], _: Context) -> tuple[str, float]:
    return f"{count(match['a'])}-{match['word']}-{count(match['b'])}", 0.7


def _read_match_play(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if int(match["b"]) >= int(match["a"]):
        return None
    return f"{count(match['a'])} and {count(match['b'])}", 0.8


def _read_ten_code(match: re.Match[str], _: Context) -> tuple[str, float]:
    return f"{match['open']}ten {count(match['b'])}", 0.95


_TENNIS_POINTS = re.compile(r"(?<![\w.$£€-])(?P<a>0|15|30|40)-(?P<b>0|15|30|40)(?![\w%-]|\.[0-9])")
_NO_POINTS_AFTER = re.compile(r"[\s-](?:years?|year-olds?|minutes?|seconds?|people|percent|age)\b")


def _read_tennis_points(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "fifteen forty", the points of a game of tennis."""
    is_played = context.about(Topic.TENNIS) == 2 and match["a"] != match["b"]
    is_played = is_played and not _LISTED_BEFORE.search(match.string, 0, match.start())
    if not is_played or _NO_POINTS_AFTER.match(match.string, match.end()):
        return None
    return " ".join("love" if each == "0" else count(each) for each in match.group("a", "b")), 0.99


_RADIO = re.compile(r"(?P<open>)(?<![\w.-])(?P<a>10)-(?P<b>[0-9]{1,2})(?![\w-]|\.[0-9])")
_RADIOED = re.compile(
    r"\b(?:radio(?:ed|s)?|dispatch(?:er|ers)?|truckers?|CB|walkie-talkies?|copy that|good buddy"
    r"|ten-codes?)\b"
)
_CALLED = re.compile(r"\b(?:[Cc]all it a|[Tt]hat['’]s a(?: big)?|a big) $")


def _read_radio(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "ten four" in a text about radio messages, or in a phrase such as "call it a 10-4"."""
    is_said = match["b"] == "4" and _CALLED.search(match.string[: match.start()])
    return _read_ten_code(match, context) if is_said or _RADIOED.search(context.text) else None


_AGES = re.compile(r"(?<![\w.,-])(?P<a>[1-9]?[0-9])[-–](?P<b>[1-9]?[1-9])s(?![\w])")

_GRADES = re.compile(
    r"(?<![\w-])(?<!Vitamin )(?<!vitamin )(?P<pre>[Pp]re-)?K[-–](?P<number>[1-9]|1[0-2])(?![\w])"
)


def _read_grades(match: re.Match[str], _: Context) -> tuple[str, float]:
    joint = " " if match["number"] == "12" and not match["pre"] else " through "
    return f"{match['pre'] or ''}K{joint}{count(match['number'])}", 0.85


_DECLARED_ALONE = re.compile(r"(?<=[0-9] )dec\b\.?(?=[\s,;)]|$)")


def _read_declared(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    return (keep_stop(match, "declared"), 0.9) if context.about(Topic.CRICKET) == 2 else None


_RESULT = re.compile(
    r"\b(?P<home>[A-Z][\w’']+(?:\s[A-Z][\w’']+)?)\s(?P<a>[0-9]{1,2}),?\s"
    r"(?P<away>[A-Z][\w’']+(?:\s[A-Z][\w’']+)?)\s(?P<b>[0-9]{1,2})(?=[.;,]|$|\s\()"
)


def _read_result(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return a result with "nil" in it: "Rangers nil Hearts nil"."""
    if context.is_american or "0" not in (match["a"], match["b"]):
        return None
    first, second = ("nil" if each == "0" else count(each) for each in match.group("a", "b"))
    return f"{match['home']} {first}, {match['away']} {second}", 0.7


_DECLARED = re.compile(
    rf"{LEFT}(?P<runs>[0-9]{{2,3}})[-/](?P<wickets>[0-9])\s?(?:d|dec)\b(?!\.[0-9])"
)
_NOT_OUT = re.compile(r"(?<![\w.$£€])(?P<runs>[0-9]{1,3})(?P<mark>\*|no)(?=[\s,;).]|$)")


def _say_declared(match: re.Match[str]) -> str:
    return f"{count(match['runs'])} for {count(match['wickets'])} declared"


def _read_not_out(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "fifty not out" for "50no", and for "50*" in an article about cricket."""
    is_cricket = match["mark"] == "no" or context.is_in_article_about(Topic.CRICKET)
    is_cricket = is_cricket and not context.is_american
    return (f"{count(match['runs'])} not out", 0.8) if is_cricket else None


RULES = (
    Rule(_DECLARED, _say_declared, "d", 0.95),
    Form(_NOT_OUT, _read_not_out, needs="*n"),
    Form(_RESULT, _read_result, needs="0"),
    Form(_DECLARED_ALONE, _read_declared, needs=DIGITS),
    Form(_AUSSIE, _read_aussie, needs="."),
    Form(_TIE_BREAK, _read_tie_break, needs="("),
    Form(_FOOTBALL, _read_gaelic, needs="-"),
    Form(_SEQUENCE, _read_sequence, needs="-–"),
    Form(_TENNIS_POINTS, _read_tennis_points, needs="-"),
    Form(_RADIO, _read_radio, needs="-"),
    Form(_CODE_10, _read_ten_code, needs="-"),
    Rule(_AGES, lambda m: f"{count(m['a'])} to {plural(count(m['b']))}", "-–", 0.85),
    Form(_GRADES, _read_grades, needs="K"),
    Form(_COUNT, _read_count, needs="-"),
    Form(_MATCH_PLAY, _read_match_play, needs="&"),
)
