"""The decision on a hyphen or dash between numbers: "to", "for", "minus", or nothing at all."""

import re
from collections.abc import Iterator

from worker.text.english.candidates import Context, Form, Rule
from worker.text.english.patterns import DASH, LEFT, NUMBER, RIGHT, SIGN, signed
from worker.text.english.topics import Topic
from worker.text.english.words import cardinal, count, digits, is_year, number, plural

HIGHEST_SCORE = 250

_PAIR = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<first>{NUMBER})(?P<dash>{DASH}"
    rf"|\s?~\s?)(?P<second>{NUMBER}){RIGHT}"
    r"(?![A-Za-z%])(?!-[0-9])(?!/[0-9])"
)
_COUNTED_BEFORE = re.compile(
    r"\b(?:aged?|ages|from|between|about|around|some|takes?|lasts?|pages?|pp?\.?|chapters?|ch\."
    r"|verses?|over|nearly"
    r"|within|every|grades?|rows?|lines?|rooms?|items?|junctions?|exits?|nos?\.?|numbers?|weeks?"
    r"|days?|years?"
    r"|months?|episodes?|levels?|sizes?|roughly|approximately|only|just|up to|another|next|last"
    r"|past|estimated"
    r"|psalms?|sections?|articles?|paragraphs?|figures?|lanes|stages?|rounds?|phases?|zones?"
    r"|units?|lots|seasons?"
    r"|open|hours|daily|weekdays|Mon|Tue|Tues|Wed|Weds|Thu|Thur|Thurs|Fri|Sat|Sun|days|Saturdays?"
    r"|Sundays?"
    r"|Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|scale of|born|reign(?:ed)?|ranked|seeds"
    r"|adults|kids"
    r"|teens|children|people|works? a|working)\.?\s\(?$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"[\s-](?:years?|months?|days?|weeks?|hours?|minutes?|seconds?|miles?|percent|per cent|people"
    r"|seats?|pages?"
    r"|inch(?:es)?|foot|feet|times?|points? (?:range|scale)|scale|range|degrees?|metres?|meters?"
    r"|dollars?|pounds"
    r"|cents|age|year-olds?|jobs|workers|officers|volunteers|students|minutes?|million|billion"
    r"|thousand|trillion"
    r"|business days|working days|mins?|hrs?|secs?|demographic|bracket|p\.m|a\.m|shift|schedule"
    r"|grade)\b"
)
_VOTE_OR_SCORE_AFTER = re.compile(
    r"\s\(?(?:win|loss|defeat|victory|draw|lead|vote|ruling|decision|aggregate|record|score"
    r"|scoreline|thrashing"
    r"|rout|drubbing|advantage|tie|stalemate|majority|count|split|verdict|opinion|margin|shutout"
    r"|triumph|upset"
    r"|hammering|run|start|overall|on aggregate|on penalties|up|down|at half-?time|at the break"
    r"|against|over|away"
    r"|in (?:extra|over|added|the (?:first|second|third|final))|home|series|sweep|deficit|final"
    r"|formation|favor|favour)\b"
)
_VERB_BEFORE = re.compile(
    r"\b(?:won|win|wins|winning|beat|beats|beaten|beating|lost|lose|loses|losing|drew|draw|drawn"
    r"|led|leads?|leading|trail\w*"
    r"|defeated|edged|tied|thrashed|routed|crushed|downed|topped|swept|voted|voting|ruled|went|go"
    r"|going|finished"
    r"|ended|made it|it was|score was|pulled|improved|fell|slipped|dropped|passed|approved"
    r"|rejected|upheld|deadlocked"
    r"|hammered|battered|outscored|decided|split|carried|failed|leading|down|up|score|final|now"
    r"|are|is|were|triumphed)\b[^.;:]{0,40}$"
)
_ODDS_AFTER = re.compile(
    r"[\s-](?:favou?rites?|shots?|long[- ]?shots?|outsiders?|odds|odds-on|chance|on\b|against\b"
    r"|joint|co-|second favou?rite|bet"
    r"|shot|for the|to win|with|price|hope|each[ -]way|ratio|margin|mix|leverage|odds-against"
    r"|mismatch|underdogs?)"
)
_ODDS_BEFORE = re.compile(
    r"\b(?:at|odds of|odds|price from|price of|from|to|priced at|price|into|out to|as|a|an|backed"
    r"|favou?rite|and|tipped at|in from|or)\s\(?$|\($"
)
_RATIO_AFTER = re.compile(
    r"[\s-](?:ratio|margin|majority|mix|leverage|favorite|underdog|split of)\b"
)
_BETWEEN_AND = re.compile(r"\b[Bb]etween $")
_BOWLED = re.compile(
    r"\b(?:took|taking|takes|figures of|returned|returning|claimed|claiming|grabbed|finished with"
    r"|bowled|haul of|best of|best)\s(?:\w+\s){0,2}$"
)
_OPENING_HOURS = re.compile(
    r"\b(?:open|opens|hours|works?|working|office|store|shop|clinic|library|job|(?:Mon|Tues|Wednes"
    r"|Thurs|Fri|Satur|Sun)(?:days?)?"
    r"|Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun|weekdays|weekends|daily)\b"
)
_VOTED = re.compile(
    r"\b(?:[Vv]ot\w+|passed|approved|rejected|motion|[Bb]ill|ballots?|resolution|amendment|Senate"
    r"|Congress|lawmakers|MPs)\b"
)
_SHOWN = re.compile(r"^\s?(?:\)|,|;|\.|$)")


def is_cricket(first: str, second: str, context: Context, *, bowled: bool = False) -> bool:
    """Return whether two numbers are runs and wickets, in either order."""
    if not context.about(Topic.CRICKET) or "." in first + second:
        return False
    low, high = sorted((int(first.replace(",", "")), int(second.replace(",", ""))))
    if low > 10 or high < 11:
        return low <= 10 and bowled and context.about(Topic.CRICKET) == 2
    return context.about(Topic.CRICKET) == 2


def _weigh_pair(match: re.Match[str], context: Context) -> dict[str, float]:
    """Return the meanings of a pair of numbers with their confidence."""
    first, second = match["first"], match["second"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    low, high = (float(text.replace(",", "")) for text in (first, second))
    is_counted = bool(_COUNTED_BEFORE.search(before)) or bool(_UNIT_AFTER.match(after))
    if "~" in match["dash"] or ("," in first + second and low < high):
        return {"range": 0.85}
    odds = _weigh_odds(low, high, before, after, context)
    if is_cricket(first, second, context, bowled=bool(_BOWLED.search(before))) and not is_counted:
        return {"cricket": 0.85, "score": 0.4}
    hours = _weigh_hours(low, high, before, context)
    if hours:
        return {"range": hours}
    score = _weigh_score(match, low, high, is_counted=is_counted, context=context)
    return {"range": 1 - score, "score": score, "odds": odds}


def _weigh_hours(low: float, high: float, before: str, context: Context) -> float:
    """Return the confidence that two numbers are opening hours, such as "9-5"."""
    is_hours = high < low <= 12 and low >= 7 and high <= 11
    if not is_hours:
        return 0
    near = before[-45:]
    return (
        0.85
        if _OPENING_HOURS.search(near)
        and context.about(Topic.VOTE) != 2
        and not re.search(r"\b(?:won|beat|lost|lead|led)\b", near)
        else 0
    )


def _weigh_odds(low: float, high: float, before: str, after: str, context: Context) -> float:
    if context.about(Topic.BETTING) < 2 and not _RATIO_AFTER.match(after):
        return 0
    if _RATIO_AFTER.match(after) and (high == 1 or low == 1):
        return 0.85
    is_priced = high in (1, 2, 4, 5, 6, 8, 9, 10, 11, 13, 15, 20, 40) and low < 1001
    if not is_priced or context.about(Topic.BETTING) < 2:
        return 0
    sure = (
        0.5
        + (0.45 if _ODDS_AFTER.match(after) else 0)
        + (0.3 if _ODDS_BEFORE.search(before) else 0)
    )
    sure += (
        0.15 if re.search(r"\b(?:at|odds of|priced at|backed at|from|into|out to) $", before) else 0
    )
    sure += (
        0.2
        if re.search(
            r"\b(?:odds|bookmakers?|bookies|price|priced|punters|jockey|racecourse)\b", context.text
        )
        else 0
    )
    return min(
        0.95,
        sure
        - (
            0.4
            if re.search(
                r"\b(?:won|beat|lost|win|led|lead|leads|drew|down|up)\s(?:\w+\s)?$", before
            )
            else 0
        ),
    )


def _weigh_score(
    match: re.Match[str], low: float, high: float, *, is_counted: bool, context: Context
) -> float:
    first, second = match["first"], match["second"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if is_year(first) and is_year(second) and low < high:
        return 0.1
    if is_counted:
        return 0.05
    if low >= high:
        return 0.9
    in_brackets = before.endswith("(") and after.startswith(")")
    if (
        in_brackets
        and re.search(r"[A-Z][\w.]*\s\($", before)
        and high <= HIGHEST_SCORE
        and "." not in first + second
    ):
        return 0.8
    if re.search(r"\bon (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s$", before):
        return 0.05
    is_vote = context.about(Topic.VOTE) == 2 and bool(
        re.search(r"\b(?:vot\w+|passed|approved|rejected|motion|bill|ruled|jury)\b", context.text)
    )
    if "." in first + second or (high > HIGHEST_SCORE and not is_vote):
        return 0.1
    if _VOTE_OR_SCORE_AFTER.match(after):
        return 0.85
    sure = 0.25
    if _VERB_BEFORE.search(before[-60:]):
        sure += (
            0.4
            if _SHOWN.match(after)
            or re.match(r"\s(?:to|in|on|at|and|against|over|after|with|away|for)\b", after)
            else 0.15
        )
    if is_vote:
        sure += 0.2
    if re.search(r"[0-9]-[0-9]+,? (?:and )?$", before) or re.match(r",? [0-9]+-[0-9]", after):
        sure += 0.2
    return min(0.9, sure)


def _read_pair(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]]:
    first, second = match["first"], match["second"]
    for meaning, confidence in _weigh_pair(match, context).items():
        if confidence > 0:
            yield _say_pair(meaning, first, second, match["sign"], context), confidence


def _say_pair(meaning: str, first: str, second: str, sign: str | None, context: Context) -> str:
    if meaning == "cricket":
        return f"{_wickets(first)} for {_wickets(second)}"
    if meaning == "score" and max(len(first), len(second)) > 2 and _VOTED.search(context.text):
        return f"{count(first)} to {count(second)}"
    if meaning == "score":
        return say_score(first, second, context)
    if meaning == "odds":
        return f"{count(first)} to {count(second)}"
    say = number if is_year(first) and is_year(second) else count
    return signed(sign, f"{say(first)} to {say(second)}")


def _wickets(text: str) -> str:
    return "nought" if text == "0" else count(text)


def say_score(first: str, second: str, context: Context) -> str:
    """Return how a score is called: "three one", "one nil" in Britain, "six love" in tennis."""
    if first == second == "0" and not context.is_american:
        return "nil nil"
    return " ".join(
        _points(text, other, context) for text, other in ((first, second), (second, first))
    )


def _points(text: str, other: str, context: Context) -> str:
    if text != "0":
        return count(text)
    if (
        context.about(Topic.TENNIS) == 2
        and other in ("6", "15", "30", "40")
        and context.about(Topic.VOTE) < 2
    ):
        return "love"
    is_goals = int(float(other.replace(",", ""))) < 20 and not (
        context.about(Topic.VOTE) == 2
        and re.search(
            r"\b(?:vot\w+|ruling|ruled|justices?|court|jury|decision|passed|approved)\b",
            context.text,
        )
    )
    return "zero" if context.is_american or not is_goals else "nil"


_SEQUENCE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)[0-9]{{1,3}}(?:[-–][0-9]{{1,3}}){{2,}}{RIGHT}(?![A-Za-z-])"
)
_TIE_BREAK = re.compile(
    r"(?<![\w-])(?P<a>[67])-(?P<b>[67])\s?\((?P<low>[0-9]{1,2})(?:-(?P<high>[0-9]{1,2}))?\)"
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


def _read_tie_break(match: re.Match[str], _: Context) -> tuple[str, float]:
    said = f"{count(match['a'])} {count(match['b'])}, {count(match['low'])}"
    return f"{said} {count(match['high'])}" if match["high"] else said, 0.9


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


_AGES = re.compile(r"(?<![\w.,-])(?P<a>[1-9]?[0-9])[-–](?P<b>[1-9]?[1-9])s(?![\w])")
_GRADES = re.compile(r"(?<![\w-])(?P<pre>[Pp]re-)?K[-–](?P<number>[1-9]|1[0-2])(?![\w])")


def _read_grades(match: re.Match[str], _: Context) -> tuple[str, float]:
    joint = " " if match["number"] == "12" and not match["pre"] else " through "
    return f"{match['pre'] or ''}K{joint}{count(match['number'])}", 0.85


FORMS = (
    Form(_AUSSIE, _read_aussie, needs="."),
    Form(_TIE_BREAK, _read_tie_break, needs="("),
    Form(_FOOTBALL, _read_gaelic, needs="-"),
    Form(_SEQUENCE, _read_sequence, needs="-–"),
    Form(_CODE_10, _read_ten_code, needs="-"),
    Form(_PAIR, _read_pair, needs="-–—−~"),
    Rule(_AGES, lambda m: f"{count(m['a'])} to {plural(count(m['b']))}", "-–", 0.85),
    Form(_GRADES, _read_grades, needs="K"),
    Form(_COUNT, _read_count, needs="-"),
    Form(_MATCH_PLAY, _read_match_play, needs="&"),
)

__all__ = ["FORMS", "digits", "is_cricket", "say_score"]
