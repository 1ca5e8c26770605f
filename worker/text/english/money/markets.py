"""Business and finance: credit ratings, tickers, filings, points, and pairs that "to" joins."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT, NUMBER
from worker.text.english.number_words import cardinal, count, model_number, plural

_RATING = re.compile(
    r"(?<![\w+-])(?P<letters>AAA|AA|BBB|BB|CCC|CC|A|B|C|D|F"
    r"|E)(?P<sign>[+−–-])(?=(?P<after>[\s,.;:)”\"’]|$))"
)
_TRIPLE = re.compile(r"(?<![\w.])(?P<letters>AAA|BBB|CCC|AA|BB|CC)(?![\w.’'])(?=[\s,.;)-]|$)")
_MOODYS = re.compile(r"(?<![\w])(?P<letters>Aaa|Aa|Baa|Ba|Caa|Ca|A|B)(?P<number>[123])(?![\w])")
_RATED = re.compile(
    r"\b(?:ratings?|rated|downgrad\w+|upgrad\w+|Moody['’]s|Fitch|S&P|debt|bonds?|credit|outlook"
    r"|junk|agency|agencies|investment[- ]grade|cut|notes?)\b"
)
_GRADED = re.compile(
    r"\b(?:grades?|graded|got|gets?|earn\w*|gave|gives|receiv\w+|scor\w+|average|rated?|ratings?"
    r"|marks?|report card|transcript|CinemaScore|essay|exam|class|student|energy|efficiency|EPC"
    r"|review|critics?|students?|GPA|an?|the|to|from|or|and|rates?(?:\sit|\sthem)?|at"
    r"|its)\s(?:an?\s|the\s|a solid\s"
    r"|straight\s)?$",
    re.IGNORECASE,
)
_TICKER = re.compile(
    r"\((?P<market>NASDAQ|Nasdaq|NYSE|LSE|LON|ASX|TSX|TSXV|OTC|OTCMKTS|AMEX|NYSEARCA|JSE|NSE|BSE"
    r"|HKEX|HKG|EPA|ETR|FRA|TYO|SWX|NZX|ISE|AIM|BATS|CBOE):\s?(?P<name>[A-Z0-9.]{1,10})\)"
)
_FILING = re.compile(
    r"(?<![\w-])(?P<number>10|8|20|6|11|13|4|14)-(?P<letter>[KQFDGA])(?P<many>s?)(?![\w])"
)
_INDEX = re.compile(
    r"\b(?P<name>Nikkei(?:-| Average | Stock Average )?|FTSE|Stoxx(?: Europe)?|STOXX(?: Europe)?"
    r"|S&P(?:/ASX|/TSX)?|ASX|TSX|Russell|Wilshire|CSI|Kospi|KOSPI|Topix|TOPIX|Nifty|Nasdaq|NASDAQ|SBF|IBEX"
    r"|MDAX|Euronext|EGX|FBM|VN|Swiss Market|JSE Top)\s?(?P<number>[1-9][0-9]{2,3})"
    r"(?![\w%]|[.,][0-9]|\s(?:points|companies|stocks|firms|shares)\b)"
)
"""An index of shares, named by their number: "the Nikkei 225"."""

_FOOTSIE = re.compile(r"\bFTSE\b")
_CURVE = re.compile(r"(?<![\w])(?P<a>2|3|5|10)s/?(?P<b>10|30|5)s(?![\w])")
_DAYS = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})-(?P<unit>yr|mo|mth|wk|hr|min|sec|qtr|pt|ct|pc|pct)(?:\.|(?![\w]))"
)
_UNITS = {
    "yr": "year",
    "mo": "month",
    "mth": "month",
    "wk": "week",
    "hr": "hour",
    "min": "minute",
    "sec": "second",
    "qtr": "quarter",
    "pt": "point",
    "ct": "cent",
    "pc": "percent",
    "pct": "percent",
}
_TIMES_EARNINGS = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})x(?=\s(?:forward|trailing|earnings|EBITDA|sales|revenue|book|cash"
    rf"|debt|leverage|net|annual|next|its|the))"
)
_LETTERS = {1: "", 2: "double ", 3: "triple "}


def _read_rating(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    letters, sign = match["letters"], match["sign"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    word = "plus" if sign == "+" else "minus"
    said = (
        f"{_LETTERS[len(letters)]}{letters[0]} {word}" if len(letters) > 1 else f"{letters} {word}"
    )
    if (
        sign != "+"
        and re.match(r"\s(?:and|or|to)\s[A-Z]-|\s?[A-Z0-9]|[a-z]", after)
        and not _RATED.search(context.text)
    ):
        return None
    if len(letters) > 1:
        return (said, 0.9) if _RATED.search(context.text) or sign == "+" else None
    is_graded = _GRADED.search(before) or re.search(
        r"\b(?:grade|rating|report card|GPA|students?|exam|essay|class)\b", context.text
    )
    if sign == "+":
        return (said, 0.85)
    return (said, 0.85) if is_graded and sign != "–" else None


def _read_triple(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    letters = match["letters"]
    if len(letters) == 3 and letters != "BBB":
        is_known = letters == "AAA" or _RATED.search(context.text)
        return (f"triple {letters[0]}", 0.7) if is_known else None
    return (
        (f"{_LETTERS[len(letters)]}{letters[0]}", 0.7)
        if _RATED.search(context.text)
        and re.search(
            r"\b(?:rat(?:ed|ings?)|Fitch|S&P|downgrad\w+|upgrad\w+|credit|debt)\b", context.text
        )
        else None
    )


def _read_moodys(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    letters = match["letters"]
    if not _RATED.search(context.text) or (
        len(letters) == 1 and not re.search(r"Moody", context.text)
    ):
        return None
    return (
        f"{' '.join(letters.upper()) if len(letters) > 1 else letters} "
        f"{cardinal(int(match['number']))}",
        0.85,
    )


def _read_ticker(match: re.Match[str], _: Context) -> tuple[str, float]:
    name = " ".join(match["name"].replace(".", ""))
    name = " ".join(count(part) if part.isdecimal() else part for part in name.split())
    return (
        f"({match['market'].title() if match['market'] == 'NASDAQ' else match['market']}, {name})",
        0.95,
    )


def _read_index(match: re.Match[str], _: Context) -> tuple[str, float]:
    name = match["name"].strip(" -").replace("&", " and ").replace("/", " ")
    name = "Footsie" if name == "FTSE" else name
    return f"{name} {model_number(match['number'])}", 0.85


def _say_filing(match: re.Match[str]) -> str:
    return f"{count(match['number'])}-{match['letter']}{match['many']}"


RULES = (
    Form(_TICKER, _read_ticker, needs=":"),
    Form(_RATING, _read_rating, needs="+-−–"),
    Form(_TRIPLE, _read_triple, needs="ABC"),
    Form(_MOODYS, _read_moodys, needs="123"),
    Rule(_FILING, _say_filing, "-", 0.8),
    Form(_INDEX, _read_index, needs=DIGITS),
    Rule(_FOOTSIE, lambda _: "Footsie", "F", 0.7),
    Rule(_CURVE, lambda m: f"{plural(count(m['a']))} {plural(count(m['b']))}", "s", 0.95),
    Rule(_DAYS, lambda m: f"{count(m['number'])}-{_UNITS[m['unit']]}", "-", 0.85),
    Rule(_TIMES_EARNINGS, lambda m: f"{count(m['number'])} times", "x", 0.9),
)
