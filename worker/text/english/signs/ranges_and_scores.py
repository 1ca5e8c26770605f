"""The decision on a hyphen or dash between numbers: "to", "for", "minus", or nothing at all.

Ranges of percentages, money, measures and dates are read in their own modules.
"""

import re
from collections.abc import Iterator

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, LEFT, NUMBER, RIGHT, SIGN, signed
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import count, is_year, number
from worker.text.english.signs.cricket_scores import BOWLED, is_cricket, is_told_cricket
from worker.text.english.signs.score_words import say_score

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
    r"\s\(?(?:punch|finish|defen[sc]e|win|loss|defeat|victory|draw|lead|vote|ruling|decision|aggregate|record|score"
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
    r"\b(?:at|odds (?:were|are|was|is|of)|odds|price from|price of|from|to|priced at|price|into"
    r"|out to|as|a|an|backed"
    r"|favou?rite|and|tipped at|in from|or)\s\(?$|\($"
)

_AT_ODDS = re.compile(
    r"\b(?:at|odds (?:were|are|was|is|of)|priced at|backed at|from|into|out to) $"
)
_STARTED = re.compile(
    r"\b(?:started|starting|opened|quoted|available|priced|backed|returned|went off|sent off"
    r"|drifted|shortened) (?:in |out )?(?:at|from|to) $"
)
_SHORT_PRICES = frozenset((1, 2, 3, 4, 5, 8))
_RACED = re.compile(
    r"\b(?:race[sd]?|racehorses?|hors(?:e|es)|gelding|mare|filly|colt|chase|hurdle|jockey|evens"
    r"|Evens|bookies|bookmakers?|odds)\b"
)
_PRICED = re.compile(r"(?:\b[Aa]t|[Ee]vens \w+,|[0-9]-[0-9] and) $")
_TO_RETAIN = re.compile(r"\sto (?:win|retain|lift|score|qualify|survive|go down|reach|finish)\b")
_SHORT_ODDS = frozenset((2, 4, 5, 6, 7, 8, 9, 10, 11, 13))
_ODDS_ON = re.compile(r"\son(?=[,.;)]|$)")
LONG_ODDS = 20
_TO_WIN = re.compile(r"\s(?:to|for|on|against|outsiders?|shots?|chance)\b")
_FAVORITE_AFTER = re.compile(r"[\s-](?:favorite|underdog)s?\b")
_RATIO_AFTER = re.compile(
    r"[\s-](?:ratio|margin|majority|mix|leverage|favorite|underdog|split of)\b"
)

_BETWEEN_AND = re.compile(r"\b[Bb]etween $")

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

_TEAM_BEFORE = re.compile(r"[A-Z][\w.]*\s\($")
_MONTH_BEFORE = re.compile(r"\bon (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s$")
_VOTED_ON = re.compile(r"\b(?:vot\w+|passed|approved|rejected|motion|bill|ruled|jury)\b")
_SCORED_AFTER = re.compile(r"\s(?:to|in|on|at|and|against|over|after|with|away|for)\b")


_SUM = re.compile(r"[+=×÷√]|\b(?:plus|minus|equals?|sum|subtract\w*)\b")


def _weigh_sign(match: re.Match[str], context: Context) -> dict[str, float]:
    """Return the one meaning of a minus in a sum, or of the figures of a bowler."""
    is_minus = match["dash"].strip() == "−" and _SUM.search(match.string)
    if is_minus or re.match(r"\s?=\s?[0-9]", match.string[match.end() :]):
        return {"minus": 0.95}
    before, after = match.string[: match.start()], match.string[match.end() :]
    low, high = (float(match[part].replace(",", "")) for part in ("first", "second"))
    if context.is_american:
        return {}
    is_counted = bool(_UNIT_AFTER.match(after))
    is_told = is_told_cricket(low, high, before, after, is_counted=is_counted)
    return {"cricket": 0.9} if is_told else {}


def _weigh_pair(match: re.Match[str], context: Context) -> dict[str, float]:
    """Return the meanings of a pair of numbers with their confidence."""
    first, second = match["first"], match["second"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    low, high = (float(text.replace(",", "")) for text in (first, second))
    is_counted = bool(_COUNTED_BEFORE.search(before)) or bool(_UNIT_AFTER.match(after))
    if "~" in match["dash"] or "," in first + second:
        is_long_shot = low >= LONG_ODDS and high == 1
        return (
            {"range": 0.85} if low < high else {"odds": 0.95 if is_long_shot else 0, "score": 0.9}
        )
    odds = _weigh_odds(low, high, before, after, context)
    if _is_season(first, second):
        return {}
    if is_cricket(first, second, context, bowled=bool(BOWLED.search(before))) and not is_counted:
        return {"cricket": 0.85, "score": 0.4}
    hours = _weigh_hours(low, high, before, context)
    if hours:
        return {"range": hours}
    score = _weigh_score(match, low, high, is_counted=is_counted, context=context)
    return {"range": 1 - score, "score": score, "odds": odds}


def _is_season(first: str, second: str) -> bool:
    """Return whether two numbers are a year and the two last digits of the next: 2023-24."""
    is_short = is_year(first) and len(second) == 2 and second.isdecimal()
    return is_short and int(second) == (int(first) + 1) % 100


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
    is_short = high in _SHORT_ODDS and low < high and bool(_ODDS_ON.match(after))
    is_long = high == 1 and low >= LONG_ODDS
    is_told = _STARTED.search(before) or (_RACED.search(context.text) and _PRICED.search(before))
    is_short = is_short or (high in _SHORT_PRICES and bool(is_told))
    is_short = is_short or (not context.is_american and bool(_TO_RETAIN.match(after)))
    if is_short or (is_long and (_TO_WIN.match(after) or context.about(Topic.BETTING) == 2)):
        return 0.95
    if low == 0 or (context.about(Topic.BETTING) < 2 and not _RATIO_AFTER.match(after)):
        return 0
    if _RATIO_AFTER.match(after) and (high == 1 or low == 1):
        return 0.95 if _FAVORITE_AFTER.match(after) else 0.85
    is_priced = high in (1, 2, 4, 5, 6, 8, 9, 10, 11, 13, 15, 20, 30, 40) and low < 10_001
    if not is_priced or context.about(Topic.BETTING) < 2:
        return 0
    sure = (
        0.5
        + (0.45 if _ODDS_AFTER.match(after) else 0)
        + (0.3 if _ODDS_BEFORE.search(before) else 0)
    )
    sure += (
        0.15
        if re.search(
            r"\b(?:at|odds (?:were|are|was|is|of)|priced at|backed at|from|into|out to) $", before
        )
        else 0
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
    """Return the confidence that two numbers are a score or a vote, not a range."""
    first, second = match["first"], match["second"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_years = is_year(first) and is_year(second) and low < high
    if is_years or is_counted:
        return 0.05
    is_whole = "." not in first + second
    is_team = _TEAM_BEFORE.search(before) and after.startswith(")") and is_whole
    if low >= high or (is_team and high <= HIGHEST_SCORE):
        return 0.9 if low >= high else 0.8
    is_vote = context.about(Topic.VOTE) == 2 and bool(_VOTED_ON.search(context.text))
    if _MONTH_BEFORE.search(before) or not is_whole or (high > HIGHEST_SCORE and not is_vote):
        return 0.1
    if _VOTE_OR_SCORE_AFTER.match(after):
        return 0.85
    return min(0.9, 0.25 + _weigh_words_around(before, after) + (0.2 if is_vote else 0))


_SIDE_BEFORE = re.compile(r"[0-9]-[0-9]{1,2}(?: \([0-9]+\))?,? (?:[A-Z]\w+ ){1,3}$")
_SIDE_AFTER = re.compile(r",? (?:[A-Z]\w+ ){1,3}[0-9]-[0-9]{1,2}\b")
"""The other side of a result: "Dublin 2-11 Mayo 0-13"."""


def _weigh_words_around(before: str, after: str) -> float:
    """Return the evidence for a score: the verb before two numbers, and other pairs beside them."""
    sure = 0.0
    if _VERB_BEFORE.search(before[-60:]):
        sure += 0.4 if _SHOWN.match(after) or _SCORED_AFTER.match(after) else 0.15
    is_listed = re.search(r"[0-9]-[0-9]+,? (?:and )?$", before) or re.match(
        r",? [0-9]+-[0-9]", after
    )
    is_result = _SIDE_BEFORE.search(before) or _SIDE_AFTER.match(after)
    return sure + (0.5 if is_result else 0.2 if is_listed else 0)


def _read_pair(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]]:
    first, second = match["first"], match["second"]
    weighed = _weigh_sign(match, context) or _weigh_pair(match, context)
    for meaning, confidence in weighed.items():
        if confidence > 0:
            said = _say_pair(meaning, first, second, match["sign"], context)
            is_margin = meaning == "score" and _is_margin(match)
            yield f"{count(first)} to {count(second)}" if is_margin else said, confidence


def _is_margin(match: re.Match[str]) -> bool:
    """Return whether a vote stands after "by": "lost the vote by 32-28"."""
    before = match.string[: match.start()]
    return before.endswith("by ") and bool(_VOTED.search(before))


_JOINTS = {"odds": "to", "minus": "minus"}
SURE_SCORE = 60
"""Minimum points of both sides for "to" between them, if one side has a hundred or more."""


def _say_pair(meaning: str, first: str, second: str, sign: str | None, context: Context) -> str:
    if meaning == "cricket":
        return f"{_wickets(first)} for {_wickets(second)}"
    if meaning == "score":
        is_parted = _is_large(first, second) or _VOTED.search(context.text)
        if max(len(first), len(second)) > 2 and is_parted:
            return f"{count(first)} to {count(second)}"
        return say_score(first, second, context)
    if meaning in _JOINTS:
        return f"{count(first)} {_JOINTS[meaning]} {count(second)}"
    say = number if is_year(first) and is_year(second) else count
    return signed(sign, f"{say(first)} to {say(second)}")


def _is_large(first: str, second: str) -> bool:
    return min(float(each.replace(",", "")) for each in (first, second)) >= SURE_SCORE


def _wickets(text: str) -> str:
    return "nought" if text == "0" else count(text)


_LETTERS = re.compile(
    r"(?P<word>\b(?:[Rr]ows?|[Ss]ections?|[Gg]ates?|[Gg]roups?|[Bb]locks?|[Zz]ones?|[Aa]isles?"
    r"|[Hh]alls?|[Tt]erminals?|[Pp]ools?|[Cc]ategor(?:y|ies)|[Ss]urnames?|[Nn]ames|[Gg]rades?"
    r"|[Bb]ands|[Ff]loors|[Ss]eats|[Dd]ocks|[Ss]tands|[Ll]etters)\s)(?P<a>[A-Z])[-–](?P<b>[A-Z])(?![\w-])"
)

RULES = (
    Rule(_LETTERS, lambda m: f"{m['word']}{m['a']} to {m['b']}", "-–", 0.9),
    Form(_PAIR, _read_pair, needs="-–—−~"),
)
