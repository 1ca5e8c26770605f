"""Percentages, units, temperatures, ranges, scores, fractions, ordinals and plain numbers."""

import re

from worker.text.english.rule import (
    DASH,
    DESCRIBES,
    DIGITS,
    LEFT,
    NUMBER,
    RIGHT,
    SIGN,
    Rule,
    alternatives,
    signed,
)
from worker.text.english.words import (
    cardinal,
    count,
    integer,
    is_year,
    number,
    ordinal,
    plural,
)

_UNITS = {
    "km": ("kilometer", "kilometers"), "m": ("meter", "meters"),
    "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters"),
    "nm": ("nanometer", "nanometers"), "mi": ("mile", "miles"), "ft": ("foot", "feet"),
    "ft.": ("foot", "feet"), "yd": ("yard", "yards"), "yds": ("yard", "yards"),
    "in.": ("inch", "inches"), "kg": ("kilogram", "kilograms"), "KG": ("kilogram", "kilograms"),
    "g": ("gram", "grams"), "mg": ("milligram", "milligrams"),
    "\u00b5g": ("microgram", "micrograms"),
    "mcg": ("microgram", "micrograms"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "lb.": ("pound", "pounds"), "lbs.": ("pound", "pounds"), "oz": ("ounce", "ounces"),
    "oz.": ("ounce", "ounces"), "kt": ("kiloton", "kilotons"), "t": ("ton", "tons"),
    "l": ("liter", "liters"), "L": ("liter", "liters"), "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"), "cl": ("centiliter", "centiliters"),
    "gal": ("gallon", "gallons"), "gal.": ("gallon", "gallons"),
    "km²": ("square kilometer", "square kilometers"),
    "km2": ("square kilometer", "square kilometers"),
    "sq km": ("square kilometer", "square kilometers"), "m²": ("square meter", "square meters"),
    "m2": ("square meter", "square meters"), "sq m": ("square meter", "square meters"),
    "sqm": ("square meter", "square meters"), "sq ft": ("square foot", "square feet"),
    "sq. ft.": ("square foot", "square feet"), "ft²": ("square foot", "square feet"),
    "sq mi": ("square mile", "square miles"), "m³": ("cubic meter", "cubic meters"),
    "m3": ("cubic meter", "cubic meters"), "km³": ("cubic kilometer", "cubic kilometers"),
    "ha": ("hectare", "hectares"), "mph": ("mile per hour", "miles per hour"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "kmh": ("kilometer per hour", "kilometers per hour"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "mpg": ("mile per gallon", "miles per gallon"), "kW": ("kilowatt", "kilowatts"),
    "MW": ("megawatt", "megawatts"), "GW": ("gigawatt", "gigawatts"),
    "TW": ("terawatt", "terawatts"), "kWh": ("kilowatt hour", "kilowatt hours"),
    "MWh": ("megawatt hour", "megawatt hours"), "GWh": ("gigawatt hour", "gigawatt hours"),
    "TWh": ("terawatt hour", "terawatt hours"), "W": ("watt", "watts"), "V": ("volt", "volts"),
    "kV": ("kilovolt", "kilovolts"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"),
    "KB": ("kilobyte", "kilobytes"), "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"), "mbps": ("megabit per second", "megabits per second"),
    "Mbps": ("megabit per second", "megabits per second"),
    "Gbps": ("gigabit per second", "gigabits per second"), "dB": ("decibel", "decibels"),
    "hp": ("horsepower", "horsepower"), "bhp": ("brake horsepower", "brake horsepower"),
    "psi": ("pound per square inch", "pounds per square inch"),
    "hPa": ("hectopascal", "hectopascals"), "bpd": ("barrel per day", "barrels per day"),
    "bbl": ("barrel", "barrels"), "rpm": ("revolution per minute", "revolutions per minute"),
    "bpm": ("beat per minute", "beats per minute"), "kcal": ("kilocalorie", "kilocalories"),
    "cc": ("cc", "cc"), "px": ("pixel", "pixels"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "sec.": ("second", "seconds"), "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"), "min.": ("minute", "minutes"), "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"), "hr.": ("hour", "hours"), "hrs.": ("hour", "hours"),
    "yr": ("year", "years"), "yrs": ("year", "years"), "ms": ("millisecond", "milliseconds"),
    "pp": ("percentage point", "percentage points"), "bp": ("basis point", "basis points"),
    "bps": ("basis point", "basis points"), "ppm": ("part per million", "parts per million"),
    "pc": ("percent", "percent"), "pct": ("percent", "percent"), "pct.": ("percent", "percent"),
}  # fmt: skip

_SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million",
    "mln": "million", "bn": "billion", "tn": "trillion", "trn": "trillion",
}  # fmt: skip

_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

_SET_PHRASES = {
    "9/11": "nine eleven", "24/7": "twenty four seven", "7/7": "seven seven",
    "50/50": "fifty fifty", "20/20": "twenty twenty", "401(k)": "four oh one k",
    "403(b)": "four oh three b", "501(c)(3)": "five oh one c three", "4x4": "four by four",
    "2x4": "two by four",
}  # fmt: skip

_METERS_FOLLOW = re.compile(
    r"[-\s](?:race|sprint|hurdles|dash|final|relay|butterfly|backstroke|breaststroke|freestyle"
    r"|steeplechase|record|run|runner|swim|tall|high|wide|long|deep|away|above|below|from|off|of"
    r"|across|up|down|title|champion|gold|event|medley|stretch|radius)\b|[.,;)]|$"
)

_PERCENT = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:\s?%?{DASH}(?P<number2>{NUMBER}))?\s?%"
)
_TEMPERATURE = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:{DASH}(?P<number2>{NUMBER}))?\s?[°º]\s?(?P<scale>[CFK])?(?![A-Za-z])"
)
_SHORT_TEMPERATURE = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>[0-9]{{1,3}}(?:\.[0-9])?)(?P<number2>)(?P<scale>[CF])(?![\w-])"
)
_FEET_AND_INCHES = re.compile(
    rf"{LEFT}(?P<feet>[0-9]{{1,2}})\s?(?:['’′]|ft\.?)\s?(?P<inches>[0-9]{{1,2}})\s?(?:[\"”″]|in\b\.?)"  # noqa: RUF001
)
_UNIT = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:\s?(?P<scale>million|billion|bn|m)(?=\s))?"
    rf"(?:{DASH}(?P<number2>{NUMBER}))?(?P<gap>[-\s]?)(?P<unit>{alternatives(_UNITS)})(?![\w/²³])"
)
_SCALED = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:{DASH}(?P<number2>{NUMBER}))?\s?"
    rf"(?P<scale>{alternatives(_SCALES)})(?![\w/])"
)
_WORDED = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:{DASH}(?P<number2>{NUMBER}))?"
    r"(?=[\s-](?:hundred|thousand|million|billion|trillion)\b)"
)
_TIMES = re.compile(rf"{LEFT}(?P<number>{NUMBER})x(?!\w)")
_RELAY = re.compile(rf"{LEFT}(?P<times>[2-9])\s?[x\u00d7]\s?(?P<number>[0-9]{{2,4}})\s?m\b")
_SET_PHRASE = re.compile(rf"(?<![\w/.])(?:{alternatives(_SET_PHRASES)})(?![\w/])")
_FRACTION_SIGN = re.compile(
    rf"(?:(?P<whole>(?<![\w.,])[0-9]+)[\s-]?)?(?P<sign>[{''.join(_FRACTIONS)}])"
)
_FRACTION = re.compile(
    rf"{LEFT}(?:(?P<whole>[0-9]{{1,3}})[\s-])?(?P<top>[0-9]{{1,5}})/(?P<bottom>[0-9]{{1,5}})"
    r"(?P<suffix>(?i:th|rd|nd|ths|rds))?(?:\s(?P<unit>lbs?|oz|in\.?|ft|mi|yds?|km|kg)(?!\w))?(?![\w/])"
)
_ORDINAL = re.compile(
    rf"{LEFT}(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?P<suffix>(?i:st|nd|rd|th))(?P<many>s)?\b"
)
_SEQUENCE = re.compile(rf"{LEFT}[0-9]{{1,2}}(?:[-–][0-9]{{1,2}}){{2,}}{RIGHT}(?![A-Za-z-])")
_RANGE = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<first>{NUMBER})(?P<dash>{DASH})(?P<second>{NUMBER}){RIGHT}(?![A-Za-z%])(?!-[0-9])"
)
_SCORE_NEARBY = re.compile(
    r"\b(?:wins?|won|beat(?:s|en)?|los(?:e|es|t|ing)|loss|defeat\w*|draw|drew|victory|victories|lead"
    r"|leads|leading|led|trail\w*|scor\w+|goals?|half-?time|final|aggregate|vot\w+|ruling|ruled"
    r"|decision|sets?|series|thrash\w*|rout\w*|edged|tied|tie|down|up|straight|level\w*|shutout"
    r"|record|majority|split|court|justices|panel|innings|tiebreak\w*)\b",
    re.IGNORECASE,
)
_COUNTED_NEARBY = re.compile(
    r"\b(?:aged?|ages|from|between|about|around|some|takes?|lasts?|pages?|pp\.|chapters?|verses?|over"
    r"|within|every|grades?|rows?|lines?|rooms?|items?)\s$",
    re.IGNORECASE,
)
_UNIT_FOLLOWS = re.compile(
    r"[\s-](?:year|month|day|week|hour|minute|mile|percent|people|seat|page|inch|foot|feet)"
)
_SCORE_FOLLOWS = re.compile(
    r"\s(?:win|loss|defeat|victory|draw|lead|vote|ruling|decision|aggregate|record|score)"
)
HIGHEST_SCORE = 200
_RUNNING = re.compile(
    r"\b(?:ran|runs?|runner|sprint\w*|swam|swims?|swimmer|race[ds]?|Olympic\w*|hurdl\w+)\b"
)
_RACES_M = frozenset(
    "50 60 100 110 200 400 800 1,500 1500 3,000 3000 5,000 5000 10,000 10000".split()
)
_NUMBERED = re.compile(
    r"\b(?P<word>[Nn]os?\.|№|#)\s?(?P<number>[0-9][0-9,]*)(?![0-9A-Za-z])|(?P<mark>[#№])\s?(?P<number2>[0-9][0-9,]*)(?![0-9A-Za-z])"
)
_PAGE = re.compile(
    r"\b(?P<word>pp?|[Vv]ol|[Ff]igs?|[Cc]h|[Aa]rt|[Ss]ec|[Pp]ar|[Vv]er)\.\s(?=[0-9])"
)
_ABOUT = re.compile(r"(?<![\w])(?P<sign>[~≈]|c\.\s?|ca\.\s?|±|[<>≤≥]|<=|>=)\s?(?=[$€£]?[0-9])")
_PLUS = re.compile(rf"{LEFT}(?P<number>{NUMBER})\+(?![\w+])")
_SIGNED = re.compile(rf"(?P<sign>{SIGN})(?P<number>{NUMBER}){RIGHT}(?![A-Za-z])")
_SUM = re.compile(
    rf"{LEFT}(?P<first>{NUMBER})\s?(?P<sign>[+×=*÷]|\s[x−]\s)\s?(?={NUMBER})"  # noqa: RUF001
)
_BIG = re.compile(rf"{LEFT}(?P<number>[0-9]{{5,}}){RIGHT}(?=\s[a-z]{{3,}})")
_NUMBER = re.compile(rf"{LEFT}(?P<number>{NUMBER})(?![0-9A-Za-z])(?![.,][0-9])")
_POINTED = re.compile(rf"{LEFT}(?P<number>[0-9]+(?:\.[0-9]+){{2,}}){RIGHT}")

_SIGN_WORDS = {
    "~": "about ", "≈": "about ", "c.": "circa ", "ca.": "circa ", "±": "plus or minus ",
    "<": "less than ", ">": "more than ", "≤": "at most ", "<=": "at most ", "≥": "at least ",
    ">=": "at least ",
}  # fmt: skip
_PAGE_WORDS = {
    "p": "page ", "pp": "pages ", "vol": "volume ", "fig": "figure ", "figs": "figures ",
    "ch": "chapter ", "art": "article ", "sec": "section ", "par": "paragraph ", "ver": "version ",
}  # fmt: skip
_OPERATIONS = {
    "+": "plus",
    "\u00d7": "times",
    "=": "equals",
    "*": "times",
    "÷": "divided by",
    "x": "by",
    "\u2212": "minus",
}


def _to(match: re.Match[str], *, with_and: bool = True) -> str:
    """Return the number or range that a match begins with."""
    said = count(match["number"], with_and=with_and)
    if match["number2"]:
        said += f" to {count(match['number2'], with_and=with_and)}"
    return signed(match["sign"], said)


def _say_temperature(match: re.Match[str]) -> str:
    scales = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}
    is_one = match["number"] == "1" and not match["number2"]
    return f"{_to(match)} degree{'' if is_one else 's'}{scales[match['scale']]}"


def _say_feet(match: re.Match[str]) -> str:
    return f"{count(match['feet'])} foot {count(match['inches'])}"


def _say_unit(match: re.Match[str]) -> str | None:
    unit, gap = match["unit"], match["gap"]
    rest = match.string[match.end() :]
    is_race = match["number"] in _RACES_M and _RUNNING.search(match.string)
    if unit == "m" and not (gap or is_race or _METERS_FOLLOW.match(rest)):
        return None
    if unit in ("t", "l", "g", "V", "W", "L") and gap == "-":
        return None
    one, many = _UNITS[unit]
    scale = {"bn": "billion", "m": "million"}.get(match["scale"], match["scale"])
    describes = DESCRIBES.search(match.string[: match.start()]) and re.match(r"\s[a-z]", rest)
    is_one = match["number"] == "1" and not match["number2"] and not scale
    is_one = is_one or gap == "-" or bool(describes)
    said = f"{_to(match)}{f' {scale}' if scale else ''} {one if is_one else many}"
    return f"{said}." if unit.endswith(".") and not rest.strip(" \"'”’)") else said


def _say_scaled(match: re.Match[str]) -> str | None:
    scale = _SCALES[match["scale"]]
    rest = match.string[match.end() :]
    if match["number"] + match["scale"] in ("4K", "8K"):
        return f"{count(match['number'])} K"
    if match["scale"] in "kK" and re.match(r"\s(?:run|race|fun|charity|course|time)\b", rest):
        return f"{_to(match)} K"
    if match["scale"] == "m" and _METERS_FOLLOW.match(rest) and "." not in match["number"]:
        return f"{_to(match)} meters"
    if match["scale"] in "KM" and match.string[match.start("scale") - 1] == " ":
        return None
    return f"{_to(match, with_and=False)} {scale}"


def _say_fraction_sign(match: re.Match[str]) -> str:
    top, bottom = _FRACTIONS[match["sign"]]
    return _fraction(match["whole"], top, bottom)


def _say_fraction(match: re.Match[str]) -> str | None:
    top, bottom = int(match["top"]), int(match["bottom"])
    if bottom == 0 or match["top"].startswith("0"):
        return None
    if bottom == 10 and 1 < top <= bottom and not match["whole"]:
        return f"{cardinal(top)} out of ten"
    if top == bottom or (top + bottom == 100 and top % 5 == 0 and not match["whole"]):
        return f"{cardinal(top)} {cardinal(bottom)}"
    said = _fraction(match["whole"], top, bottom)
    return (
        f"{said} {_UNITS[match['unit'] if match['unit'] != 'in' else 'in.'][bool(match['whole'])]}"
        if match["unit"]
        else said
    )


def _fraction(whole: str | None, top: int, bottom: int) -> str:
    above = cardinal(top, with_and=False)
    if bottom == 1:
        said = f"{above} over one"
    elif bottom == 2:
        said = "half" if whole and top == 1 else f"{above} {'half' if top == 1 else 'halves'}"
    elif bottom == 4:
        said = f"{above} {'quarter' if top == 1 else 'quarters'}"
    else:
        part = ordinal(bottom)
        said = f"{above} {part if top == 1 else plural(part)}"
    if not whole:
        return said
    return f"{count(whole)} and {f'a {said}' if said == 'half' else said}"


def _say_ordinal(match: re.Match[str]) -> str:
    text, suffix = match["number"].replace(",", ""), match["suffix"].lower()
    value = int(text)
    right = {1: "st", 2: "nd", 3: "rd"}.get(
        value % 10 if value % 100 not in (11, 12, 13) else 0, "th"
    )
    if suffix != right:
        return f"{integer(text)} {suffix}"
    return plural(ordinal(value)) if match["many"] else ordinal(value)


def _say_sequence(match: re.Match[str]) -> str:
    return " ".join(cardinal(int(part)) for part in re.split("[-–]", match[0]))


def _say_range(match: re.Match[str]) -> str | None:
    first, second = match["first"], match["second"]
    if _is_score(match):
        return f"{count(first)} {count(second)}"
    say = number if is_year(first) and is_year(second) else count
    return signed(match["sign"], f"{say(first)} to {say(second)}")


def _is_score(match: re.Match[str]) -> bool:
    """Return whether two numbers are those of a match or a vote, and no range."""
    first, second = match["first"], match["second"]
    before, rest = match.string[: match.start()], match.string[match.end() :]
    low, high = (float(text.replace(",", "")) for text in (first, second))
    if _COUNTED_NEARBY.search(before):
        return False
    if low >= high:
        return True
    if high > HIGHEST_SCORE or "." in first + second or _UNIT_FOLLOWS.match(rest):
        return False
    return bool(_SCORE_NEARBY.search(before[-40:]) or _SCORE_FOLLOWS.match(rest))


def _say_numbered(match: re.Match[str]) -> str:
    word = match["word"] or match["mark"]
    several = "numbers" if word.lower() == "nos." else "number"
    return f"{several} {number(match['number'] or match['number2'])}"


def _say_sum(match: re.Match[str]) -> str:
    return f"{number(match['first'])} {_OPERATIONS[match['sign'].strip()]}"


RULES = (
    Rule(_SET_PHRASE, lambda match: _SET_PHRASES[match[0]], needs="/(x"),
    Rule(_RELAY, lambda m: f"{count(m['times'])} by {count(m['number'])} meter", needs="x\u00d7"),
    Rule(_PERCENT, lambda match: f"{_to(match)} percent", needs="%"),
    Rule(_TEMPERATURE, _say_temperature, needs="°º"),
    Rule(_SHORT_TEMPERATURE, _say_temperature, needs=DIGITS),
    Rule(_FEET_AND_INCHES, _say_feet, needs=DIGITS),
    Rule(_UNIT, _say_unit, needs=DIGITS),
    Rule(_SCALED, _say_scaled, needs=DIGITS),
    Rule(_WORDED, lambda match: _to(match, with_and=False), needs=DIGITS),
    Rule(_TIMES, lambda match: f"{count(match['number'])} x", needs="x"),
    Rule(_FRACTION_SIGN, _say_fraction_sign, needs="".join(_FRACTIONS)),
    Rule(_FRACTION, _say_fraction, needs="/"),
    Rule(_ORDINAL, _say_ordinal, needs=DIGITS),
    Rule(_NUMBERED, _say_numbered, needs=DIGITS),
    Rule(_PAGE, lambda match: _PAGE_WORDS[match["word"].lower()], needs="."),
    Rule(_ABOUT, lambda match: _SIGN_WORDS[match["sign"].strip()], needs=DIGITS),
    Rule(_SEQUENCE, _say_sequence, needs="-–"),
    Rule(_RANGE, _say_range, needs="-–—−"),  # noqa: RUF001
    Rule(_PLUS, lambda match: f"{count(match['number'])} plus", needs="+"),
    Rule(_SUM, _say_sum, needs="+×=*÷x−"),  # noqa: RUF001
    Rule(_SIGNED, lambda match: signed(match["sign"], number(match["number"])), needs="+-−–"),  # noqa: RUF001
    Rule(
        _POINTED,
        lambda match: " point ".join(cardinal(int(p)) for p in match["number"].split(".")),
        needs=".",
    ),
    Rule(
        _BIG,
        lambda match: count(match["number"]) if match["number"].endswith("00") else None,
        needs=DIGITS,
    ),
    Rule(_NUMBER, lambda match: number(match["number"]), needs=DIGITS),
)
