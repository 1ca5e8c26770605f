"""Times of day and their ranges, time zones, and race times."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import (
    DASH,
    DIGITS,
    LEFT,
    counted,
    ends_sentence,
    keep_stop,
)
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import ONES, digits, two_digits

_ZONES = (
    "EST EDT ET CST CDT CT MST MDT MT PST PDT PT AKST HST GMT BST UTC CET CEST EET EEST MSK IST "
    "JST KST AEST AEDT ACST ACDT AWST NZST NZDT WAT CAT EAT SAST PKT SGT HKT WIB"
).split()

_HALF = r"(?:\s?(?P<half{n}>[AaPp]\.?\s?[Mm]\b\.?))"
_ZONE = rf"(?:\s?(?P<zone>{'|'.join(_ZONES)}|(?i:e\.?s\.?t|p\.?s\.?t|g\.?m\.?t)\b\.?)(?![A-Za-z]))"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTE = r"[0-5][0-9]"
_HRS = r"(?:\s?(?:hrs|hours|h)\b)"
_TO = rf"(?:{DASH}|\sto\s|\suntil\s|\still\s)"

_LONG = re.compile(
    rf"{LEFT}(?P<h>[0-9]{{1,2}}):(?P<m>{_MINUTE}):(?P<s>{_MINUTE})(?P<part>\.[0-9]+)?(?![0-9:])"
    rf"{_HALF.format(n='')}?{_ZONE}?"
)
_RANGE = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR}|noon|midnight|Noon"
    rf"|Midnight)(?:[:.](?P<m1>{_MINUTE}))?{_HALF.format(n=1)}?(?P<to>{_TO})"
    rf"(?P<h2>{_HOUR})(?:[:.](?P<m2>{_MINUTE}))?{_HALF.format(n=2)}{_ZONE}?"
)
_CLOCK_RANGE = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR}):(?P<m1>{_MINUTE})(?P<to>{_TO})"
    rf"(?P<h2>{_HOUR})(?::(?P<m2>{_MINUTE}))?(?![0-9:])(?!\.[0-9]){_ZONE}?"
)
_DOTTED_RANGE = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR})[.:](?P<m1>{_MINUTE})(?P<to>{_TO})(?P<h2>{_HOUR})[.:](?P<m2>{_MINUTE})"
    rf"(?![0-9:%])(?!\.[0-9])(?!\s?(?:m|km|cm|kg|per|percent|million|billion|bn|points?|degrees"
    rf"|inches|miles|seconds?|%))"
)
_HALVED = re.compile(rf"{LEFT}(?P<h>{_HOUR})(?:[:.](?P<m>{_MINUTE}))?{_HALF.format(n='')}{_ZONE}?")
_TWO = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR})(?:[:.](?P<m1>{_MINUTE}))?{_HALF.format(n=1)}"
    rf"(?:\s?(?P<zone1>{'|'.join(_ZONES)}))?\s?/\s?"
    rf"(?P<h2>{_HOUR})(?:[:.](?P<m2>{_MINUTE}))?{_HALF.format(n=2)}{_ZONE}?"
)
_SHIFT = re.compile(
    rf"{LEFT}(?P<h1>[1-9]|1[0-2])(?::(?P<m1>{_MINUTE}))?(?P<half1>[ap]){DASH}"
    rf"(?P<h2>[1-9]|1[0-2])(?::(?P<m2>{_MINUTE}))?(?P<half2>[ap])(?![\w/])"
)
"""Hours of work with one letter for each half of the day: "7a-3p"."""

_CENTRAL = re.compile(
    rf"{LEFT}(?P<h1>[1-9]|1[0-2])/(?P<h2>[1-9]|1[0-2])(?P<half>\s?[ap]\.?m\.?)?"
    r"(?:[cC]\b|\s(?:C|CT|Central)\b)"
)
"""Hours of a broadcast in the eastern and the central zone: "8/7c"."""

_CLOCK = re.compile(
    rf"{LEFT}(?P<h>{_HOUR}):(?P<m>{_MINUTE})(?![0-9:]|\.[0-9])(?:{_HRS}(?!\s(?:of|to)\b))?{_ZONE}?"
)
_DOTTED = re.compile(rf"{LEFT}(?<![$£€])(?P<h>{_HOUR})\.(?P<m>{_MINUTE})(?:{_HRS})?{_ZONE}")
_BRITISH = re.compile(rf"{LEFT}(?P<h>{_HOUR})\.(?P<m>{_MINUTE})(?![0-9%A-Za-z])(?![.,:/][0-9])")
_HOUR_H = re.compile(rf"{LEFT}(?P<h>{_HOUR})[hH](?P<m>{_MINUTE})(?![\w])")
_MILITARY = re.compile(
    rf"{LEFT}(?P<h>[01][0-9]|2[0-4])(?P<m>{_MINUTE})\s?(?:(?P<hrs>hours|hrs|h)\b)?{_ZONE}"
)
_MILITARY_HOURS = re.compile(
    rf"{LEFT}(?P<h>[01][0-9]|2[0-4])(?P<m>{_MINUTE})\s?(?P<hrs>hours|hrs|h)\b(?!\s(?:of|in)\b)"
)
_MILITARY_BARE = re.compile(
    rf"(?:(?<=\b[Aa]t )|(?<=\b[Tt]he (?=[01][0-9]{{3}} (?:from|to|train|service|bus|ferry)\b)))"
    rf"(?P<h>0[0-9])(?P<m>{_MINUTE})(?![\w:.,]\w)(?!\w)"
)
_MILITARY_RANGE = re.compile(
    rf"{LEFT}(?P<h1>[01][0-9]|2[0-4])(?P<m1>{_MINUTE})(?P<to>{DASH}|\s(?:and|to|until)\s)"
    rf"(?P<h>[01][0-9]|2[0-4])(?P<m>{_MINUTE})\s?(?:(?P<hrs>hours|hrs|h)\b|(?=(?:{'|'.join(_ZONES)})\b))"
    rf"{_ZONE}?"
)
_TO_NOON = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR})(?:[:.](?P<m1>{_MINUTE}))?{_HALF.format(n=1)}(?P<to>{DASH})"
    r"(?P<h2>noon|midnight|close|closing|dusk|dawn|sunset|late)\b"
)
_RACE = re.compile(
    rf"{LEFT}(?:(?P<h>[0-9]{{1,2}}):)?(?P<m>[0-9]{{1,2}})[:.]"
    rf"(?P<s>{_MINUTE})\.(?P<part>[0-9]+)(?![0-9:.])"
)
_HALF_ALONE = re.compile(r"\b(?P<half>[AaPp]\.m)\b\.?")
_OCLOCK = re.compile(rf"{LEFT}(?P<h>{_HOUR})(?=\so['’]clock)")


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    if not hour.isdecimal():
        return hour.lower()
    said = two_digits(int(hour))
    if half:
        shown = "" if minute in (None, "00") else f" {_minute(str(minute))}"
        return f"{said}{shown} {_half(half)}"
    if minute == "00":
        return "midnight" if int(hour) in (0, 24) else f"{said} o'clock"
    if hour == "00" and minute and minute[0] == "0":
        return f"{counted(minute[1], 'minute', 'minutes')} past midnight"
    begins = "zero zero" if hour == "00" and minute else said
    return f"{begins} {_minute(minute)}" if minute else begins


def _minute(text: str) -> str:
    return f"o {ONES[int(text)]}" if text[0] == "0" else two_digits(int(text))


def _half(text: str) -> str:
    return "AM" if text[0] in "aA" else "PM"


def _with_zone(match: re.Match[str], said: str) -> str:
    zone = match["zone"]
    return keep_stop(match, f"{said} {zone.replace('.', '').upper()}" if zone else said)


def _say_one(match: re.Match[str]) -> str | None:
    half = match.groupdict().get("half")
    if half and (
        (int(match["h"]) > 12 and match["m"] is None)
        or (int(match["h"]) == 0 and match["m"] is None)
    ):
        return None
    if (
        half and not half[0].isspace() and half in ("AM", "PM", "am", "pm", "Am", "Pm", "aM", "pM")
    ) or not half:
        pass
    return _with_zone(match, _clock(match["h"], match["m"], half))


def _say_range(match: re.Match[str]) -> str:
    found = match.groupdict()
    first = _clock(found["h1"], found["m1"], found.get("half1"))
    second = _clock(found["h2"], found.get("m2"), found.get("half2"))
    joint = "until" if "ti" in found["to"] else "to"
    said = f"{first} {joint} {second}"
    return _with_zone(match, said) if "zone" in found else said


def _say_two(match: re.Match[str]) -> str:
    first = _clock(match["h1"], match["m1"], match["half1"]) + (
        f" {match['zone1']}" if match["zone1"] else ""
    )
    return _with_zone(match, f"{first}, {_clock(match['h2'], match['m2'], match['half2'])}")


def _say_shift(match: re.Match[str]) -> str:
    first = _clock(match["h1"], match["m1"], match["half1"])
    return f"{first} to {_clock(match['h2'], match['m2'], match['half2'])}"


def _say_central(match: re.Match[str]) -> str | None:
    if (int(match["h1"]) - int(match["h2"])) % 12 != 1:
        return None
    half = f" {_half(match['half'].strip())}" if match["half"] else ""
    return f"{two_digits(int(match['h1']))} {two_digits(int(match['h2']))}{half} Central"


def _read_long(match: re.Match[str], _: Context) -> tuple[str, float]:
    """Return a time of day with its seconds, or a duration."""
    before = match.string[: match.start()]
    is_clock = (
        match["half"]
        or match["zone"]
        or (
            (len(match["h"]) == 2 or _HAPPENED.search(before))
            and re.search(
                r"\b(?:at|until|by|time|of|clocks?(?: \w+)?(?: \w+)?|timestamp\w*) $", before
            )
            and not match["part"]
        )
    )
    if is_clock and not re.search(r"\b(?:time|record|best|finish\w*) of $", before):
        seconds = _minute(match["s"]) if match["s"] != "00" else ""
        said = f"{_clock(match['h'], match['m'], None)} {seconds}".strip()
        return _with_zone(match, f"{said} {_half(match['half'])}" if match["half"] else said), 0.9
    whole = str(int(match["s"])) + (match["part"] or "")
    said = (
        f"{counted(str(int(match['h'])), 'hour', 'hours')} "
        f"{counted(str(int(match['m'])), 'minute', 'minutes')} "
        f"and {counted(whole, 'second', 'seconds')}"
    )
    return said, 0.9


def _say_military(match: re.Match[str]) -> str:
    hour = f"o {ONES[int(match['h'])]}" if match["h"][0] == "0" else two_digits(int(match["h"]))
    said = f"{hour} {'hundred' if match['m'] == '00' else _minute(match['m'])}"
    if match.groupdict().get("hrs"):
        said += " hours"
    return _with_zone(match, said) if "zone" in match.groupdict() else said


def _say_military_range(match: re.Match[str]) -> str:
    hour = f"o {ONES[int(match['h1'])]}" if match["h1"][0] == "0" else two_digits(int(match["h1"]))
    first = f"{hour} {'hundred' if match['m1'] == '00' else _minute(match['m1'])}"
    joint = match["to"].strip() if match["to"].strip().isalpha() else "to"
    return f"{first} {joint} {_say_military(match)}"


def _read_race(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match[0].count(".") == 2 and not (
        context.about(Topic.TRACK) == 2 and len(match["part"]) <= 2 and ":" not in match[0]
    ):
        return None
    minutes = counted(str(int(match["m"])), "minute", "minutes")
    hours = f"{counted(str(int(match['h'])), 'hour', 'hours')} " if match["h"] else ""
    return (
        f"{hours}{minutes} {two_digits(int(match['s']))} point {digits(match['part'])} seconds",
        0.9,
    )


_AT = re.compile(
    r"\b(?:at|from|by|until|till|before|after|around|about|between|the|and|to|or|for|noon"
    r"|start(?:s|ed|ing)?|begins?|half-time|full-time|orders|doors|curtain|throw-in|BBC[12]?|ITV|[A-Z]?[a-z]+day|tonight|kick-?off|daily|for"
    r"|left on the|on the|starts|is|was|than|past|of the)(?:\sthe)?,?\s\(?$",
    re.IGNORECASE,
)
_NO_TIME_AFTER = re.compile(
    r"\s?(?:%|per ?cent|points?\b|million|billion|trillion|m\b|km|kg|cm|metres|meters|miles|inches"
    r"|feet|degrees|seconds?|secs|times\b|on the|magnitude|goals|runs|overs|and [0-9.]+ (?:per|%)"
    r"|[a-z]+s\b(?<!trains)(?<!Mondays)(?<!weekdays)"
    r"(?<!was)(?<!is)(?<!news)(?<!express)(?<!process)(?<!mass)(?<!bus)(?<!has)(?<!services)(?<!starts))"
)


_HAPPENED = re.compile(
    r"\b(?:struck|strikes|stopped|recorded|occurred|hit|launched|lifted off|took off|fell|arriv\w+"
    r"|left|leaves?|depart\w*|beg[aiu]n\w*|start\w*|ended|ends"
    r"|finish\w*"
    r"|open\w*|clos(?:es|ing|e)|meets?|met|woke|wakes?|died|killed|called|calls|land(?:ed|s)|rang"
    r"|happened|came|comes|gets?|got|home|bed|up|out|off|back|due|dinner|lunch|breakfast|tea"
    r"|service"
    r"|here|there|again|work|school|sunset|sunrise|dawn|Mass|matins|evensong|show\w*|aired|airs)"
    r"\s(?:just |exactly |around |about )?(?:at|before|after|until|till|by) $"
)
"""Verbs and places before a time of day: "struck at 7.20"."""


_TIMED = re.compile(
    r"\s(?:race|hurdle|chase|handicap|train|bus|ferry|sailing|departure|news|bulletin|report"
    r"|program(?:me)?|slot|Mass|screening|performance|kick-?off)\b"
)
"""Nouns that a time names: "the 7.15 train"."""

_CLOCKED = re.compile(r"[0-9]\s?[ap]\.?m\b|\b[0-2]?[0-9]:[0-5][0-9]\b")

_NAMING = re.compile(
    r"(?:\b(?:[Tt]he|[Tt]his|[Tt]onight['’]s|[Ii]ts|[Hh]is|[Hh]er)|[A-Z]\w*['’]s) $"
)


def _read_british(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return a time such as "7.15", outside North America and if the words around indicate it."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _TIMED.match(after) and _NAMING.search(before):
        return _clock(match["h"], match["m"], None), 0.9
    if context.is_american:
        return None
    if not _AT.search(before) or _NO_TIME_AFTER.match(after):
        return None
    is_timed = context.about(Topic.TIMETABLE) == 2 or _CLOCKED.search(context.text)
    sure = 0.4 + (0.35 if is_timed else 0)
    sure += (
        0.2
        if re.match(
            r"\s(?:ran|departed|leaves|left|was (?:cancelled|delayed|late)|pulled|from|to|for"
            r"|on|train|bus|flight|service|ferry|start|kick|this|in the|sharp"
            r"|at (?:the )?[A-Z][a-z]+"
            r"|tonight|tomorrow|news|departure|[A-Z][a-z]+day|and [0-9]|[A-Z][a-z]+)\b",
            after,
        )
        else 0
    )
    sure += 0.1 if re.search(r"\b(?:at|from|the|until|till|by) $", before) else 0
    sure += 0.25 if _HAPPENED.search(before) else 0
    sure -= (
        0.4
        if context.about(Topic.MARKET) == 2
        or re.search(
            r"\b(?:magnitude|scale|average|rate|score|per|index|GPA|price)\b", context.text
        )
        else 0
    )
    return _clock(match["h"], match["m"], None), min(0.9, sure)


def _read_hour_h(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "18h30" as a time of day, if the region or the hour shows that it is none."""
    is_clock = context.region == "ZA" or int(match["h"]) > 12 or match["h"][0] == "0"
    if match["m"] == "00":
        return f"{_clock(match['h'], '00', None)}", 0.92 if is_clock else 0.3
    return _clock(match["h"], match["m"], None), 0.92 if is_clock else 0.3


def _read_clock_range(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if context.is_american and "." in match[0] and ":" not in match[0]:
        return None
    before = match.string[: match.start()]
    if context.about(Topic.TIMETABLE) < 2 and not re.search(
        r"\b(?:open|from|between|[A-Z]?[a-z]+day|at|daily),?\s$", before
    ):
        return None
    return _say_range(match), 0.8 if context.about(Topic.MARKET) != 2 else 0.5


def _say_half_alone(match: re.Match[str]) -> str:
    stop = "." if match[0].endswith(".") and ends_sentence(match.string[match.end() :]) else ""
    return _half(match["half"]) + stop


RULES = (
    Form(_LONG, _read_long, needs=":"),
    Rule(_TWO, _say_two, "/", 0.95),
    Rule(_SHIFT, _say_shift, DIGITS, 0.93),
    Rule(_CENTRAL, _say_central, "/", 0.95),
    Rule(_RANGE, _say_range, DIGITS, 0.93),
    Rule(_TO_NOON, _say_range, DIGITS, 0.93),
    Rule(_MILITARY_RANGE, _say_military_range, DIGITS, 0.93),
    Rule(_CLOCK_RANGE, _say_range, ":", 0.93),
    Form(_DOTTED_RANGE, _read_clock_range, needs="."),
    Rule(_HALVED, _say_one, DIGITS, 0.92),
    Form(_RACE, _read_race, needs=":."),
    Rule(_CLOCK, _say_one, ":", 0.7),
    Rule(_DOTTED, _say_one, DIGITS, 0.9),
    Form(_BRITISH, _read_british, needs="."),
    Form(_HOUR_H, _read_hour_h, needs="hH"),
    Rule(_MILITARY, _say_military, DIGITS, 0.9),
    Rule(_MILITARY_HOURS, _say_military, DIGITS, 0.9),
    Rule(_MILITARY_BARE, _say_military, DIGITS, 0.9),
    Rule(_HALF_ALONE, _say_half_alone, "."),
)
