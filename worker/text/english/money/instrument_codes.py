"""Codes of shares, indexes, bonds and futures in market reports, which are left out.

The name of the instrument stands before its code: "the Dow .DJI", "Lowe's (LOW)".
"""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.topics import Topic

_EXCHANGES = (
    "AS|AX|BK|BO|BR|CO|DE|HE|HK|IR|JK|KL|KS|L|LS|MC|MI|MX|N|NS|NZ|O|OL|OQ|PA|PK|SA|SI|SS|ST|SW|SZ"
    "|T|TO|TW|VI|VX|WA"
)
_REUTERS = re.compile(
    r"\s?<\.?[A-Z][A-Za-z0-9=.^]{1,14}>"
    r"|(?<=[\w.’'])\s(?:\.(?!NET|COM|ORG|PDF|CSV|EXE|TXT)[A-Z]{2,}[A-Z0-9]{0,12}"
    r"|[A-Z]{2,3}[0-9]{1,2}(?:YT|MT)=[A-Z]{2,4}|[A-Z]{3}=[A-Z]{0,4}|[A-Z]{1,4}[cv][1-9]|CM[A-Z]{2}[03]"
    rf"|[A-Z]{{2,5}}[a-z]?\.(?:{_EXCHANGES}))(?=[\s,;)]|\.?$|\.\s)"
)
"""Codes of Reuters: "CLc1", ".DJI", "US10YT=RR", "EUR=", "<VOD.L>"."""

_TICKER = re.compile(r"\s\((?P<code>[A-Z]{1,6}|[A-Z]{1,2}[0-9]{2,4})\)")
_INDEXES = frozenset("N225 KOSPI SHCOMP HSI DJI INX SPX COMP INDU IXIC RUT UKX DAX N100".split())
_COMPANY = re.compile(r"[A-Z][\w.&]*(?:['’]s?)?$")
_TRADED = re.compile(
    r"\b(?:shares?|stocks?|traded|trading|index|indexes|indices|Nasdaq|NYSE|Wall Street|bourse"
    r"|(?:rose|fell|gained|lost|shed|dropped|climbed|jumped|slumped|slid|declined|surged|tumbled"
    r"|added|soared|sank|advanced|up|down|closed|ended)\s(?:\w+\s)?[$£€]?[0-9])"
)
_MOST_WORDS = 8


_TRADED_GOODS = re.compile(
    r"\b(?:[Cc]opper|[Aa]lumini?um|[Zz]inc|[Nn]ickel|[Tt]in|[Gg]old|[Ss]ilver|[Oo]il|[Ff]utures)\b"
)


def _read_reuters(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    is_sure = "=" in match[0] or _TRADED_GOODS.search(match.string, 0, match.start())
    return ("", 0.95) if is_sure or context.about(Topic.MARKET) else None


def _read_ticker(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return nothing for a ticker, unless it may be the short name of what stands before it."""
    code, before = match["code"], match.string[: match.start()]
    if code in _INDEXES and context.about(Topic.MARKET):
        return "", 0.95
    is_company = code.isalpha() and _COMPANY.search(before) and not _shortens(code, before)
    return ("", 0.95) if is_company and _TRADED.search(context.text) else None


def _shortens(code: str, before: str) -> bool:
    """Return whether the last words begin with the letters of a short name, in order."""
    words = re.findall(r"[A-Za-z]+", before)[-_MOST_WORDS:]
    initials = "".join(word[0].upper() for word in words)
    return len(code) > 1 and (initials.endswith(code) or _is_subsequence(code, initials))


def _is_subsequence(code: str, initials: str) -> bool:
    rest = iter(initials[-len(code) - 2 :])
    return all(letter in rest for letter in code)


RULES = (
    Form(_REUTERS, _read_reuters, needs="<.=123456789"),
    Form(_TICKER, _read_ticker, needs="("),
)
