"""Coordinates on the globe, and points of the compass."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import LEFT, SIGN, signed
from worker.text.english.measures.durations import say_timed
from worker.text.english.number_words import count

_DIRECTIONS = {
    "N": "north", "S": "south", "E": "east", "W": "west", "NE": "northeast", "NW": "northwest",
    "SE": "southeast", "SW": "southwest", "NNE": "north-northeast", "NNW": "north-northwest",
    "SSE": "south-southeast", "SSW": "south-southwest", "ENE": "east-northeast",
    "ESE": "east-southeast", "WNW": "west-northwest", "WSW": "west-southwest",
}  # fmt: skip

_COORDINATE = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<degrees>[0-9]{{1,3}}"
    rf"(?:\.[0-9]+)?)\s?[°º˚]\s?(?:(?P<minutes>[0-9]{{1,2}}(?:\.[0-9]+)?)\s?['’′]\s?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?)\s?(?:[\"”″]|''|′′)\s?)?)?(?P<way>[NSEW])(?![A-Za-z])"
)

_COMPASS = re.compile(
    rf"(?<=\s)(?P<way>{'|'.join(sorted(_DIRECTIONS, key=len, reverse=True))})(?=\s(?:of|winds?"
    rf"|wind)\b)"
)

_KILOMETER = re.compile(r"(?P<before>\b(?:near|from|at|to|of|around|beyond)\s)[Kk]m(?=\s?[0-9])")
_QUARTER = re.compile(
    r"(?<=\b[Tt]he )(?P<way>NE|NW|SE|SW|[NS][NS][EW]|[EW][NS][EW])(?=[\s,;)]|\.(?:\s|$))(?! corner)"
)
_WIND = re.compile(
    r"(?<![\w.])(?P<way>[NS]?[NS][EW]|[EW][NS][EW]|[NSEW])(?=\s(?:at\s)?[0-9]{1,3}"
    r"(?:[-–][0-9]{1,3})?\s?(?:mph|kph|km/h|kts?|kn|knots?)\b)"
)
"""The direction of a wind, before its speed: "NW 15-25 mph"."""

_PART = re.compile(
    r"(?<![\w.’'])(?P<way>[NSEW]|[NS][EW])\.?(?=\s(?:Devon|Wales|Yorks|Yorkshire|London|Lancs"
    r"|Lancashire|Kent|Sussex|Essex|Norfolk|Suffolk|Dorset|Somerset|Cornwall|Wilts|Wiltshire"
    r"|Herts|Midlands|Lothian|Ayrshire|Lanarkshire|Tyneside|Humberside|Tyrone|Antrim|Belfast"
    r"|Dublin|Cork|Ireland|England|Scotland|Oxfordshire|Northants|Lincs|Lincolnshire|Staffs"
    r"|Leics|Hants|Shropshire|Cambs|Australia|Korea|Africa|Sudan|Dakota|Carolina|Virginia"
    r"|Hollywood|Jersey|Asia|America|Europe)\b)"
)
"""The part of a county or a country: "N Devon"."""

_HEADING = re.compile(
    r"\b(?P<verb>heading|headed|moving|facing|towards?|travell?ing|blowing|winds?"
    r"|gusts)\s(?P<way>[NS]?[NS][EW]|[NSEW])\b(?![.\w])"
)


def _read_coordinate(match: re.Match[str], _: Context) -> tuple[str, float]:
    parts = [_plural_degrees(match["degrees"])]
    parts += [say_timed(match["minutes"], "minute")] if match["minutes"] else []
    parts += [say_timed(match["seconds"], "second")] if match["seconds"] else []
    return signed(match["sign"], " ".join([*parts, _DIRECTIONS[match["way"]]])), 0.95


def _plural_degrees(number: str) -> str:
    return f"{count(number)} degree{'' if number == '1' else 's'}"


def _read_compass(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    before = match.string[: match.start()]
    is_measured = re.search(
        r"(?:[0-9]|km|miles?|mi\.?|m|kilomet\w+|metres|meters|just|far|due)\s$", before
    )
    return (_DIRECTIONS[match["way"]], 0.8) if is_measured else None


def _read_quarter(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    before = match.string[: match.start()]
    is_way = re.search(r"\b(?:from|to|in|towards?|off|across|of) [Tt]he $", before)
    return (_DIRECTIONS[match["way"]], 0.8) if is_way and match["way"] in _DIRECTIONS else None


def _read_heading(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    is_noun = re.search(r"\b(?:[Tt]he|[Aa]|[Tt]his) $", match.string[: match.start()])
    if match["way"] not in _DIRECTIONS or is_noun:
        return None
    return f"{match['verb']} {_DIRECTIONS[match['way']]}", 0.6


_NAMED = re.compile(r"\b[A-Z](?:\.|[a-z]{2,})?\s(?<!The )(?<!And )(?<!From )(?<!For )(?<!Off )$")


def _read_part(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return "North" for "N" before a place, unless it is the last of several initials."""
    is_initial = _NAMED.search(match.string, 0, match.start())
    return None if is_initial else (_DIRECTIONS[match["way"]].capitalize(), 0.85)


RULES = (
    Form(_COORDINATE, _read_coordinate, needs="°º˚"),
    Form(_COMPASS, _read_compass, needs="NSEW"),
    Form(_QUARTER, _read_quarter, needs="EW"),
    Form(_KILOMETER, lambda match, _: (f"{match['before']}kilometer", 0.8), needs="m"),
    Form(_WIND, lambda match, _: (_DIRECTIONS[match["way"]], 0.9), needs="NSEW"),
    Form(_PART, _read_part, needs="NSEW"),
    Form(_HEADING, _read_heading, needs="NSEW"),
)
