"""Days of the week, shortened or before a date."""

import re

from worker.text.english.calendar.months import DAY, MONTH, SUFFIX
from worker.text.english.decision.candidates import CERTAIN, LIKELY, Rule
from worker.text.english.decision.patterns import DIGITS, keep_stop
from worker.text.english.number_words import ordinal

_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday",
    "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip

_WEEKDAY_NAMES = "|".join(sorted(_DAYS, key=len, reverse=True))

_WEEKDAY = re.compile(
    r"\b(?P<day>Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.(?=[,;:)]?(?:\s|$)|[-–/])"
)

_WEEKDAYS = re.compile(
    rf"\b(?P<a>{_WEEKDAY_NAMES})\.?(?P<joint>\s?[-–—/&,]\s?|\s(?:to|and"
    rf"|or)\s)(?P<b>{_WEEKDAY_NAMES})\b\.?"
)

_BARE_WEEKDAY = re.compile(
    rf"\b(?P<day>{_WEEKDAY_NAMES})(?=,?\s(?:the\s)?(?:{DAY}{SUFFIX}\s(?:{MONTH})"
    rf"|{MONTH}\s[0-9]|[0-9]{{1,2}}(?:[:.][0-9]{{2}})?\s?(?:[ap]\.?m|[-–])|{DAY}(?:st|nd|rd"
    rf"|th)\b|[0-9]{{1,2}}/[0-9]|(?:noon|midnight|closed|morning|evening|night|afternoon)\b))"
)

_ON_WEEKDAY = re.compile(
    rf"(?P<on>\b[Oo]n\s)(?P<day>{_WEEKDAY_NAMES})(?=[,;)]|\.?$|\s(?:and|or|at|from|night|morning)\b)"
)

_WEEKDAY_DAY = re.compile(
    rf"\b(?P<name>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\s(?P<day>{DAY})(?:th|st|nd"
    rf"|rd)?(?=[,;.)]?(?:\s(?:at|from|and|to|in|for|will|was)\b|$|\.))"
)


def _say_weekdays(match: re.Match[str]) -> str:
    joint = match["joint"].strip()
    word = {"&": "and", ",": ",", "and": "and", "or": "or", "/": "and"}.get(joint, "to")
    gap = "" if word == "," else " "
    said = f"{_DAYS[match['a']]}{gap}{word} {_DAYS[match['b']]}"
    return keep_stop(match, said)


RULES = (
    Rule(_WEEKDAYS, _say_weekdays, "", LIKELY),
    Rule(_ON_WEEKDAY, lambda match: f"{match['on']}{_DAYS[match['day']]}", "", LIKELY),
    Rule(_WEEKDAY, lambda match: _DAYS[match["day"]], ".", LIKELY),
    Rule(_BARE_WEEKDAY, lambda match: _DAYS[match["day"]], DIGITS, CERTAIN),
    Rule(
        _WEEKDAY_DAY, lambda match: f"{match['name']} the {ordinal(int(match['day']))}", DIGITS, 0.7
    ),
)
