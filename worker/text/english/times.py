"""Times of day, time zones, and how long something took."""

import re

from worker.text.english.rule import DASH, DIGITS, LEFT, Rule, counted, keep_stop
from worker.text.english.words import ONES, digits, two_digits

_ZONES = (
    "EST EDT ET CST CDT CT MST MDT MT PST PDT PT AKST HST GMT BST UTC CET CEST EET EEST MSK IST "
    "JST KST AEST AEDT ACST AWST NZST NZDT WAT CAT EAT SAST"
).split()

_HALF = r"(?:\s?(?P<half{n}>[AaPp]\.?\s?[Mm]\b\.?))"
_ZONE = rf"(?:\s?(?P<zone>{'|'.join(_ZONES)}|(?i:e\.?s\.?t|p\.?s\.?t|g\.?m\.?t)\b\.?)(?![A-Za-z]))"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTE = r"[0-5][0-9]"

_LONG = re.compile(
    rf"{LEFT}(?P<h>[0-9]{{1,2}}):(?P<m>{_MINUTE}):(?P<s>{_MINUTE})(?P<part>\.[0-9]+)?(?![0-9:])"
    rf"{_HALF.format(n='')}?{_ZONE}?"
)
_RANGE = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR})(?:[:.](?P<m1>{_MINUTE}))?{_HALF.format(n=1)}?(?:{DASH}|\sto\s)"
    rf"(?P<h2>{_HOUR})(?:[:.](?P<m2>{_MINUTE}))?{_HALF.format(n=2)}{_ZONE}?"
)
_CLOCK_RANGE = re.compile(
    rf"{LEFT}(?P<h1>{_HOUR}):(?P<m1>{_MINUTE}){DASH}(?P<h2>{_HOUR}):(?P<m2>{_MINUTE})(?![0-9:]){_ZONE}?"
)
_HALVED = re.compile(rf"{LEFT}(?P<h>{_HOUR})(?:[:.](?P<m>{_MINUTE}))?{_HALF.format(n='')}{_ZONE}?")
_CLOCK = re.compile(rf"{LEFT}(?P<h>{_HOUR}):(?P<m>{_MINUTE})(?![0-9:]|\.[0-9]){_ZONE}?")
_DOTTED = re.compile(rf"{LEFT}(?P<h>{_HOUR})\.(?P<m>{_MINUTE}){_ZONE}")
_MILITARY = re.compile(rf"{LEFT}(?P<h>[01][0-9]|2[0-3])(?P<m>{_MINUTE})\s?(?:hours|hrs)?{_ZONE}")
_RACE = re.compile(rf"{LEFT}(?P<m>[0-9]{{1,2}}):(?P<s>{_MINUTE})\.(?P<part>[0-9]+)(?![0-9:.])")
_HALF_ALONE = re.compile(r"\b[AaPp]\.m\b\.?")


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    said = two_digits(int(hour))
    if half:
        shown = "" if minute in (None, "00") else f" {_minute(str(minute))}"
        return f"{said}{shown} {_half(half)}"
    if minute is None:
        return said
    if minute == "00":
        return "midnight" if int(hour) in (0, 24) else f"{said} o'clock"
    return f"{said} {_minute(minute)}"


def _minute(text: str) -> str:
    return f"o {ONES[int(text)]}" if text[0] == "0" else two_digits(int(text))


def _half(text: str) -> str:
    return "AM" if text[0] in "aA" else "PM"


def _with_zone(match: re.Match[str], said: str) -> str:
    zone = match["zone"]
    return keep_stop(match, f"{said} {zone.replace('.', '').upper()}" if zone else said)


def _say_one(match: re.Match[str]) -> str | None:
    half = match.groupdict().get("half")
    if half and int(match["h"]) > 12 and match["m"] is None:
        return None
    return _with_zone(match, _clock(match["h"], match["m"], half))


def _say_range(match: re.Match[str]) -> str:
    found = match.groupdict()
    first = _clock(found["h1"], found["m1"], found.get("half1"))
    return _with_zone(match, f"{first} to {_clock(found['h2'], found['m2'], found.get('half2'))}")


def _say_long(match: re.Match[str]) -> str:
    seconds = str(int(match["s"])) + (match["part"] or "")
    said = (
        f"{counted(str(int(match['h'])), 'hour', 'hours')} "
        f"{counted(str(int(match['m'])), 'minute', 'minutes')} "
        f"and {counted(seconds, 'second', 'seconds')}"
    )
    return _with_zone(match, f"{said} {_half(match['half'])}" if match["half"] else said)


def _say_military(match: re.Match[str]) -> str:
    hour = f"o {ONES[int(match['h'])]}" if match["h"][0] == "0" else two_digits(int(match["h"]))
    return _with_zone(match, f"{hour} {'hundred' if match['m'] == '00' else _minute(match['m'])}")


def _say_race(match: re.Match[str]) -> str:
    minutes = counted(str(int(match["m"])), "minute", "minutes")
    return f"{minutes} {two_digits(int(match['s']))} point {digits(match['part'])} seconds"


RULES = (
    Rule(_LONG, _say_long, needs=":"),
    Rule(_RANGE, _say_range, needs=DIGITS),
    Rule(_CLOCK_RANGE, _say_range, needs=":"),
    Rule(_HALVED, _say_one, needs=DIGITS),
    Rule(_RACE, _say_race, needs=":"),
    Rule(_CLOCK, _say_one, needs=":"),
    Rule(_DOTTED, _say_one, needs=DIGITS),
    Rule(_MILITARY, _say_military, needs=DIGITS),
    Rule(_HALF_ALONE, lambda match: keep_stop(match, _half(match[0])), needs="."),
)
