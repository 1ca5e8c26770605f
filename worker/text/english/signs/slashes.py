"""The decision on a slash: a fraction, "over", "out of", "to", "for", a date, "or", or nothing."""

import re
from collections.abc import Iterator

from worker.text.english.calendar.months import say_day
from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import cardinal, count, fraction_words
from worker.text.english.signs.cricket_scores import is_batted, is_cricket

_SET_PHRASES = {
    "9/11": "nine eleven", "24/7": "twenty four seven", "7/7": "seven seven",
    "24/7/365": "twenty four seven three sixty five",
    "50/50": "fifty fifty", "20/20": "twenty twenty", "26/11": "twenty six eleven",
}  # fmt: skip
_SET_PHRASE = re.compile(
    rf"(?<![\w/.])(?:{'|'.join(sorted(_SET_PHRASES, key=len, reverse=True))})(?![\w/])"
)
_BOMBED = re.compile(
    r"\b(?:Mumbai|terror|attacks?|India\w*|bomb\w*|surviv\w+|London|victims?|memorial|inquest)\b"
)

_PAIR = re.compile(
    rf"{LEFT}(?:(?P<whole>[0-9]{{1,3}})[\s-])?(?P<top>[0-9]{{1,5}}"
    rf"(?:\.[0-9])?)/(?P<bottom>[0-9]{{1,5}})"
    r"(?P<suffix>(?i:th|rd|nd|ths|rds|s)?)(?![\w/])(?!\.[0-9])"
)
_RATED_AFTER = re.compile(
    r"[\s-](?:stars?|rating|score|review|grade|mark|on\b|for\b|from\b|in\b|overall)"
)
_DATED_BEFORE = re.compile(
    r"\b(?:on|dated?|by|until|till|before|after|since|from|of|and|to|for|due|through|expires?"
    r"|expiry|deadline|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"Mon|Tues?|Weds?|Thurs?|Fri|Sat|Sun|morning|evening|night|week of|hours of|as of"
    r"|effective)\.?,?\s$",
    re.IGNORECASE,
)
_DATED_AFTER = re.compile(
    r"\s(?:deadline|attacks?|bombings?|massacre|anniversary|elections?|meeting|hearing|memo"
    r"|edition|issue|release)\b"
)
_ON_DAY = re.compile(r"\bon $", re.IGNORECASE)
_PART_AFTER = re.compile(
    r"[\s-](?:of|majority|share|stake|full|empty|done|complete|cup|inch|mile|teaspoon|tablespoon"
    r"|pound|ounce|vote|vote"
    r"|ownership|interest|size|scale|time|ton|tonne|power|acre|lb|oz|tsp|tbsp|hour|owned|length"
    r"|century|price|chance|supermajority|yard|turn|cut|marathon)s?\b"
)
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100, 1000))
_HIGHEST_MARKS = frozenset((4, 5, 6, 7, 8, 10, 20, 25, 30, 40, 50, 60, 100))
_ODDS = frozenset((1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 20, 30, 40))
_SPOKEN_AS_TWO = frozenset(((20, 30), (20, 40), (20, 15), (20, 200)))
_RIOT_AFTER = re.compile(
    r"\s(?:[Cc]ommittee|panel|riot\w*|attack|insurrection|hearings?|defendants?|cases|probe"
    r"|investigation)\b"
)
_PRESSURE = re.compile(
    r"\b(?:blood pressure|[Pp]ressure (?:was|is|rose|fell|of|hit|read\w*|at|climbed)|BP|systolic"
    r"|hypertens\w+)\b|mm ?Hg"
)


_PRICED_AFTER = re.compile(
    r"[\s-](?:shots?|(?:second |joint |co-)?favou?rites?|outsiders?|to win|chances?|bar|each[- "
    r"]way)\b"
)
_SIGHT = re.compile(r"\b(?:vision|eyesight|sight|eyes?|visual|acuity|sees?)\b")


def _weigh(top: str, bottom: str, before: str, after: str, context: Context) -> dict[str, float]:
    """Return the meanings of one number over another with their confidence."""
    if "." in top:
        return {"out of": 0.8} if bottom in ("5", "10", "20", "100") else {"over": 0.5}
    high, low = int(top), int(bottom)
    is_dated = _is_date(high, low, context) or _DATED_BEFORE.search(before)
    is_plain = context.is_american and high > low > 1 and not is_dated
    weighed = {
        "over": 0.62 if is_plain and high < 1000 else 0.3,
        "fraction": 0.0 if low == 0 or top[0] == "0" else _weigh_fraction(high, low, after),
    }
    pressed = _PRESSURE.search(context.text)
    if 60 <= high <= 260 and 30 <= low <= 160 and high > low and (low != 100 or pressed):
        weighed["over"] = _weigh_pressure(context)
    if low in _HIGHEST_MARKS and high <= low:
        weighed["out of"] = _weigh_rating(high, low, after, context)
    is_told = is_batted(high, low, before, context)
    weighed["for"] = 0.96 if is_told else _weigh_wickets(top, bottom, context)
    if _PRICED_AFTER.match(after):
        weighed["to"] = 0.95
    elif context.about(Topic.BETTING) and low in _ODDS and "of" not in after[:4]:
        weighed["to"] = 0.88 if context.about(Topic.BETTING) == 2 else 0.55 if high > low else 0.3
    if _is_date(high, low, context):
        weighed["date"] = _weigh_date(top, bottom, before, after, context)
    weighed["pair"] = _weigh_two_numbers(high, low, after)
    if high == 20 and _SIGHT.search(context.text):
        weighed["pair"] = 0.95
    return weighed


def _weigh_pressure(context: Context) -> float:
    """Return the confidence that two numbers are blood pressure."""
    if _PRESSURE.search(context.text):
        return 0.9
    return 0.75 if context.about(Topic.HEALTH) == 2 else 0.6


def _weigh_wickets(top: str, bottom: str, context: Context) -> float:
    """Return the confidence that two numbers are the runs and wickets of cricket."""
    high, low = int(top), int(bottom)
    if is_cricket(top, bottom, context) and max(high, low) > 10:
        return 0.92
    is_likely = max(high, low) > 12 and min(high, low) <= 10 and low not in _DENOMINATORS
    return 0.62 if is_likely and not context.is_american else 0


def _weigh_two_numbers(high: int, low: int, after: str) -> float:
    """Return the confidence that nothing is said between two numbers: "fifty fifty"."""
    if (high, low) == (1, 6) and _RIOT_AFTER.match(after):
        return 0.97
    is_split = (high + low == 100 and (high % 5 == 0 or high >= 40)) or high == low
    return 0.85 if is_split or (high, low) in _SPOKEN_AS_TWO else 0


def _weigh_fraction(high: int, low: int, after: str) -> float:
    if low == 1 or high > low:
        return 0.35
    if 20 < low < 1000 and low not in _DENOMINATORS and high > 1:
        return 0.3
    return (0.6 if low in _DENOMINATORS else 0.4) + (0.35 if _PART_AFTER.match(after) else 0)


def _weigh_rating(high: int, low: int, after: str, context: Context) -> float:
    if _PART_AFTER.match(after) and not re.match(r"\sof (?:them|those)", after):
        return 0.2
    if (low in (10, 100) and high > 1) or low > 10:
        return 0.85
    sure = (
        0.4
        + (0.45 if context.about(Topic.REVIEW) == 2 else 0)
        + (0.2 if _RATED_AFTER.match(after) else 0)
    )
    return min(0.92, sure) if low in (5, 10) or _RATED_AFTER.match(after) else min(0.7, sure)


def _is_date(high: int, low: int, context: Context) -> bool:
    month, day = (low, high) if context.is_day_first else (high, low)
    return 1 <= month <= 12 and 1 <= day <= 31


def _weigh_date(top: str, bottom: str, before: str, after: str, _: Context) -> float:
    if "0" in (top[0], bottom[0]) and len(top) == len(bottom) == 2:
        return 0.95
    is_part = re.search(
        r"\b(?:half|third|quarter|most|all|some|part|rest|share) of $", before, re.IGNORECASE
    )
    sure = 0.3 + (0.35 if _DATED_BEFORE.search(before) and not is_part else 0)
    sure += (
        0.2
        if len(top) + len(bottom) > 2
        or re.search(r"day,?\s$|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*\.?,?\s$", before)
        else 0
    )
    is_said = top == bottom and re.search(r"\b[Oo]n $", before) and re.match(r"[,.;]|$", after)
    is_day = _ON_DAY.search(before) and re.match(r"[,;]", after)
    sure += 0.35 if is_day else 0.45 if _DATED_AFTER.match(after) else 0
    return min(0.95, sure) + (0.25 if is_said else 0) - (0.3 if _PART_AFTER.match(after) else 0)


def _read_pair(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]]:
    top, bottom, whole = match["top"], match["bottom"], match["whole"]
    before, after = match.string[: match.start("top")], match.string[match.end() :]
    if match["suffix"] or whole:
        if int(bottom) and "." not in top and (whole or int(top) < int(bottom)):
            is_mixed = whole and not re.search(
                r"\b(?:of|the|[A-Z]\w+)\s$", match.string[: match.start()]
            )
            yield (
                fraction_words(whole, int(top), int(bottom)),
                0.9 if is_mixed or match["suffix"] else 0.4,
            )
        return
    for meaning, confidence in _weigh(top, bottom, before, after, context).items():
        if confidence > 0:
            yield _say(meaning, top, bottom, context), confidence


def _say(meaning: str, top: str, bottom: str, context: Context) -> str:
    if meaning == "fraction":
        return fraction_words(None, int(top), int(bottom))
    if meaning == "date":
        month, day = (bottom, top) if context.is_day_first else (top, bottom)
        return say_day(int(day), int(month), day_first=context.is_day_first)
    if meaning == "pair":
        return f"{count(top)} {count(bottom)}"
    first = _runs(top) if meaning in ("over", "for") else count(top)
    return f"{first} {meaning} {count(bottom)}"


def _runs(text: str) -> str:
    """Return "one forty" for 140, as in blood pressure and runs."""
    value = int(float(text))
    return cardinal(value)


_KINDS = {
    "and/or": "and or", "he/she": "he or she", "she/he": "she or he", "his/her": "his or her",
    "him/her": "him or her", "s/he": "she or he",
    "either/or": "either or", "yes/no": "yes or no",
    "on/off": "on off", "over/under": "over under", "up/down": "up down",
    "start/stop": "start stop",
    "buy/sell": "buy sell", "boom/bust": "boom bust", "love/hate": "love hate",
    "hit/miss": "hit miss",
    "left/right": "left right", "push/pull": "push pull", "before/after": "before after",
    "true/false": "true false", "win/loss": "win loss", "stop/start": "stop start",
    "good/bad": "good bad", "rent/buy": "rent or buy", "his/hers": "his or hers",
    "pass/fail": "pass fail", "win/win": "win win", "w/o": "without",
    "n/a": "not applicable",
    "N/A": "not applicable", "c/o": "care of", "w/c": "week commencing", "w/e": "week ending",
    "a/c": "air conditioning", "A/C": "A C",
    "P/E": "P E", "p/e": "P E", "EV/EBITDA": "E V to EBITDA", "I/O": "I O", "V/Line": "V Line",
    "R/C": "R C", "him/herself": "him or herself", "they/them": "they them",
    "she/her": "she her", "he/him": "he him", "HIV/AIDS": "HIV AIDS", "TCP/IP": "TCP IP",
    "OS/2": "OS two", "km/h": "kilometers per hour", "24/7": "twenty four seven",
}  # fmt: skip
_KIND = re.compile(
    rf"(?<![\w/.])(?:{'|'.join(map(re.escape, sorted(_KINDS, key=len, reverse=True)))})(?![\w/])"
)
_CAPITAL_PAIR = re.compile(r"(?<![\w/])(?P<a>[A-Z]{1,5})/(?P<b>[A-Z]{1,5})(?P<s>s?)(?![\w/])")
_CURRENCIES = {
    "EUR": "euro", "USD": "dollar", "GBP": "pound", "JPY": "yen", "CHF": "Swiss franc",
    "AUD": "Aussie dollar",
    "CAD": "Canadian dollar", "NZD": "New Zealand dollar", "CNY": "yuan", "INR": "rupee",
    "ZAR": "rand", "MXN": "peso", "TRY": "lira",
    "SEK": "krona", "NOK": "krone", "PLN": "zloty", "BTC": "bitcoin", "ETH": "ether", "XAU": "gold",
    "RUB": "ruble", "BRL": "real", "SGD": "Singapore dollar", "HKD": "Hong Kong dollar",
    "KRW": "won",
}  # fmt: skip
_REDDIT = re.compile(r"(?<![\w/])(?P<kind>[ru])/(?P<name>[A-Za-z]\w{2,})")
_SLASH = re.compile(r"\s?/\s?")
_UNITLIKE = re.compile(r"[0-9][A-Za-z.]*$")


def _read_capitals(match: re.Match[str], _: Context) -> tuple[str, float]:
    a, b = match["a"], match["b"]
    if a in _CURRENCIES and b in _CURRENCIES:
        return f"{_CURRENCIES[a]} {_CURRENCIES[b]}", 0.8
    return f"{a} {b}{match['s']}", 0.5


_CAPITAL_END = re.compile(r"\b[A-Z][\w&.’'-]+$")
_PRICED_UNIT = re.compile(
    r"\b[0-9][0-9,.]* (?:(?:lakh|crore|million|billion|thousand) )?[a-z]{3,}s$"
    r"|\b(?:cents?|dollars?|pence|pounds?|euros?|miles?|calories"
    r"|people) ?$"
)
_UNIT_WORD = re.compile(
    r"(?:gallon|liter|litre|pound|ounce|ton|tonne|barrel|mile|kilometer|kilometre|hour|day|week"
    r"|month|year|person|share|bushel|minute|second|head|square|acre|kWh|MWh|kilo|gal|lb|oz)\b"
)
_JOINED = re.compile(
    r"[A-Z][\w&.’'-]+\s(?:[a-z]+\s)?(?:mergers?|deals?|alliances?|partnerships?|ventures?|tie-ups?"
    r"|combination|talks|coalitions?|takeover|acquisition|collaborations?|conglomerate|rivalry|border"
    r"|feud|ticket|axis|team|project|group)\b"
)
"""A second name, and a noun that says that it belongs to the first: "GateHouse merger"."""

_MOMENT = re.compile(r"(?:[ap]\.m\.|\b[A-Z]{1,3}T|\b[a-z]{3,})\s?$")


def _read_slash(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return nothing or a pause for a slash between words, as newsreaders do, or "per".

    Two words alone, or a slash with a space on one side only, need the word "slash".
    """
    before, after = match.string[: match.start()], match.string[match.end() :]
    if (
        not before
        or not after
        or not (before[-1].isalnum() or before[-1] in ".)%'’\"”")
        or not (after[0].isalnum() or after[0] in "$£€'\"(“")
    ):
        return None
    return _say_slash(match[0], before, after)


def _say_slash(sign: str, before: str, after: str) -> tuple[str, float]:
    if sign in ("/ ", " /"):
        return " slash ", 0.4
    if _PRICED_UNIT.search(before) and _UNIT_WORD.match(after):
        return " per ", 0.6
    is_listed = _UNITLIKE.search(before) or _MOMENT.search(before)
    if is_listed and after[0] in DIGITS + "$£€":
        return ", ", 0.5
    is_alone = not re.search(r"\s\S", f"{before}{after}".replace(" / ", "/").strip())
    if is_alone:
        return " slash ", 0.4
    is_small = before[-1].islower() and after[0].islower() and sign == "/"
    is_joined = sign == "/" and _CAPITAL_END.search(before) and _JOINED.match(after)
    return (" " if is_small or is_joined else ", "), 0.4


RULES = (
    Form(
        _SET_PHRASE,
        lambda m, c: (
            _SET_PHRASES[m[0]],
            0.95 if m[0] != "26/11" or _BOMBED.search(c.text) else 0.1,
        ),
        needs="/",
    ),
    Form(_KIND, lambda m, _: (_KINDS[m[0]], 0.85), needs="/"),
    Form(_PAIR, _read_pair, needs="/"),
    Form(_REDDIT, lambda m, _: (f"{m['kind']} slash {m['name']}", 0.7), needs="/"),
    Form(_CAPITAL_PAIR, _read_capitals, needs="/"),
    Form(_SLASH, _read_slash, needs="/"),
)
