"""Measures: a number and its unit, dimensions, heights and weights, durations, temperatures."""

import re
from collections.abc import Iterator

from worker.text.english.candidates import LIKELY, USUAL, Context, Form
from worker.text.english.letters import LABELED, weigh_letter, weigh_meters
from worker.text.english.patterns import (
    DASH,
    DIGITS,
    FRACTION_SIGNS,
    LEFT,
    NUMBER,
    SIGN,
    describes,
    ends_sentence,
    signed,
)
from worker.text.english.topics import Topic
from worker.text.english.units import UNIT, Unit, parse_unit
from worker.text.english.words import count, fraction_words

_FRACTION = "".join(FRACTION_SIGNS)
_AMOUNT = (
    rf"[0-9]/[0-9]{{1,2}}(?![0-9/])|(?:{NUMBER})(?:\s?[{_FRACTION}]"
    rf"|[\s-][0-9]/[0-9]{{1,2}}(?![0-9]))?|[{_FRACTION}]"
)
_SCALES = {
    "m": "million", "mn": "million", "bn": "billion", "tn": "trillion", "k": "thousand",
    "million": "million", "billion": "billion", "trillion": "trillion", "thousand": "thousand",
    "lakh": "lakh", "crore": "crore", "hundred": "hundred",
}  # fmt: skip

_MEASURE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{_AMOUNT})"
    r"(?:[-\s]?(?P<scale>million|billion|trillion|thousand|bn|mn|tn|m)"
    r"(?=[\s-](?:tonnes?|tons?|km|miles?|bpd|b/d|barrels?|lit(?:er|re)s?|[kMGT]Wh|sq|square|cubic"
    r"|cu|ha|hectares?|acres?|t|gals?|lbs?|kg|boe|oz|bbl)\b))?"
    rf"(?:(?P<dash>{DASH}|\s?[~]\s?|\sto\s|\sor\s|\sand\s)(?P<number2>{_AMOUNT}))?"
    rf"(?P<gap>[-\s]?)(?P<unit>{UNIT})(?![\w²³])"
)
_WORDS = frozenset(
    "person share night head unit dose day days week month year hour minute second mile miles "
    "gallon barrel "
    "acre ton tons tonne tonnes bar bit therm carat cup cups quart pint liter litre foot feet inch "
    "inches "
    "yard yards pound ounce meter metre meters metres kilometer kilometre kilogram".split()
)
"""Units that are written out: their number needs no help from them."""


def amount(text: str) -> str:
    """Return a number that may end in a fraction, such as "3½" or "1 1/2", in words."""
    text = text.strip()
    if text[-1] in FRACTION_SIGNS:
        return fraction_words(text[:-1].strip(), *FRACTION_SIGNS[text[-1]])
    mixed = re.fullmatch(r"([0-9]+)[\s-]([0-9])/([0-9]{1,2})", text)
    if mixed and int(mixed[3]):
        return fraction_words(mixed[1], int(mixed[2]), int(mixed[3]))
    simple = re.fullmatch(r"([0-9])/([0-9]{1,2})", text)
    if simple and int(simple[2]):
        return fraction_words(None, int(simple[1]), int(simple[2]))
    return count(re.sub(r"(?:[\s-][0-9])?/[0-9]+$", "", text))


def _split_unit(text: str) -> tuple[str, Unit] | None:
    """Return the longest beginning of `text` that is a unit, and the unit."""
    cut = text
    while cut:
        unit = parse_unit(cut)
        if unit:
            return cut, unit
        shorter = re.sub(r"(?:\s?/[^/]*|\.|\s[^\s]*)$", "", cut)
        cut = shorter if len(shorter) < len(cut) else ""
    return None


def _read_measure(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]] | None:
    found = _split_unit(match["unit"])
    if found is None or len(found[0]) < len(match["unit"].rstrip(".")):
        return None
    symbol, unit = found
    plain = symbol.rstrip(".")
    gap, number = match["gap"], match["number"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if plain in _WORDS or plain in ("%", "pc", "pct") or (gap and plain in ("h", "d")):
        return None
    if match["scale"] in ("m", "k") and gap == "":
        return None
    joint = (match["dash"] or "").strip()
    if joint in ("or", "and") and plain in ("in", "m", "s"):
        return None
    stop = "." if symbol.endswith(".") else ""
    confidence = LIKELY
    if unit.is_letter:
        confidence = weigh_letter(
            plain, match["number2"] or number, gap, before, stop + after, context
        )
    elif LABELED.search(before) and gap == "":
        confidence = USUAL
    unit = _local(plain, unit, number, context)
    return iter([(_say(match, unit, symbol), confidence)])


def _local(symbol: str, unit: Unit, number: str, context: Context) -> Unit:
    """Return a unit whose symbol means another one in some places or sizes."""
    if (
        symbol in ("t", "kt", "Mt")
        and symbol != "t"
        and re.search(r"\b(?:wind|gust|speed|storm)", context.text)
    ):
        return Unit("knot", "knots") if symbol == "kt" else unit
    if symbol == "t" and not context.is_american:
        return Unit("tonne", "tonnes")
    if symbol == "mb" and float(number.replace(",", "") or 0 if number[-1:].isdigit() else 0) < 700:
        return Unit("megabyte", "megabytes")
    return unit


def _say(match: re.Match[str], unit: Unit, symbol: str) -> str:
    number, number2, scale = match["number"], match["number2"], match["scale"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    said = amount(number)
    joint = (match["dash"] or "").strip()
    if number2:
        said += f" {joint if joint in ('or', 'and') else 'to'} {amount(number2)}"
    said += f" {_SCALES[scale]}" if scale else ""
    is_one = (
        (number in ("1", *FRACTION_SIGNS) or ("/" in number and len(number) < 5))
        and not number2
        and not scale
    )
    if number[0] in FRACTION_SIGNS and match["gap"] != "-" and not number2:
        said += " of an" if unit.one[0] in "aeio" else " of a" if number != "½" else " a"
    is_one = is_one or match["gap"] == "-" or describes(before, after)
    said = f"{said} {unit.one if is_one else unit.many}"
    return signed(match["sign"], said) + (
        "." if symbol.endswith(".") and ends_sentence(after) else ""
    )


_LENGTH = r"(?:mm|cm|km|m|ft|in|feet|foot|inch(?:es)?|yds?|yards?|miles?|metres?|meters?|['’′\"”″])"
_DIMENSIONS = re.compile(
    rf"{LEFT}(?P<first>{_AMOUNT})(?P<gap1>[-\s]?)"
    rf"(?P<unit1>{_LENGTH}(?![A-Za-z]))?\.?(?P<x>\s?[x\u00d7X]\s?|\sby\s|-by-)"
    rf"(?P<second>{_AMOUNT})(?P<gap2>[-\s]?)(?P<unit2>{_LENGTH}(?![A-Za-z]))?\.?"
    rf"(?:(?:\s?[x\u00d7X]\s?|\sby\s|-by-)(?P<third>{_AMOUNT})(?P<gap3>[-\s]?)(?P<unit3>{_LENGTH}"
    rf"(?![A-Za-z]))?\.?)?(?![\w])"
)
_MARKS = {"'": "ft", "’": "ft", "′": "ft", '"': "in", "”": "in", "″": "in"}
_SHAPED = re.compile(
    r"\s(?:grid|photo|print|pixel|screen|resolution|matrix|plot|room|board|frame|sheet)"
)


def _read_dimensions(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    units = [match["unit1"], match["unit2"], match["unit3"]]
    given = [unit for unit in units if unit]
    sign = match["x"].strip()
    after = match.string[match.end() :]
    if not given:
        if sign in ("by", "-by-"):
            return None
        is_sum = sign == "\u00d7" or bool(re.match(r"\s?=", after)) or len(match["x"]) == 3
        is_power = match["second"] == "10" and re.match(r"[⁰¹²³⁴-⁹⁻^]", after)
        if is_power or (is_sum and not _SHAPED.match(after) and len(match["first"]) < 4):
            return None
    sizes = [(match["first"], units[0])]
    sizes.append((match["second"], units[1]))
    if match["third"]:
        sizes.append((match["third"], units[2]))
    before = match.string[: match.start()]
    is_one = (
        describes(before, after) or "-" in (match["gap2"] or "") or "-" in (match["gap3"] or "")
    )
    said = " by ".join(_say_size(number, symbol, is_one=is_one) for number, symbol in sizes)
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return said + stop, 0.9


def _say_size(number: str, symbol: str | None, *, is_one: bool) -> str:
    unit = parse_unit(_MARKS.get(symbol, symbol)) if symbol else None
    if unit is None:
        return amount(number)
    return f"{amount(number)} {unit.one if is_one or number == '1' else unit.many}"


_HEIGHT = re.compile(
    rf"{LEFT}(?P<feet>[0-9]{{1,3}})(?:\s?(?:['’′]|ft\.?|foot|feet)\s?)"
    rf"(?P<inches>[0-9]{{1,2}}(?:[{_FRACTION}]|\.[0-9]|\s1/2)?)\s?(?P<mark>[\"”″]|''|’’|ins?\b\.?"
    rf"|inches\b)?(?![\w/])"
)
_STONE = re.compile(
    rf"{LEFT}(?P<stone>[0-9]{{1,2}})\s?st\s?(?P<pounds>[0-9]{{1,2}}"
    rf"(?:[{_FRACTION}])?)\s?(?:lbs?)?(?![\w])"
)
_QUOTED_SIZE = re.compile(rf"{LEFT}(?P<number>{_AMOUNT})(?P<mark>[\"”″'′])(?=[\s,.)-]|$)")
_BIG = re.compile(
    r"\s(?:tall|wide|long|deep|high|thick|screen|TV|television|display|monitor|laptop|tablet|pipe"
    r"|x)\b"
)


def _read_height(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    inches = match["inches"]
    if int(re.match("[0-9]+", inches)[0]) > 11:  # type: ignore[index]
        return None
    if "'" not in match[0] and "’" not in match[0] and "′" not in match[0] and not match["mark"]:
        if re.match(r"[\s-](?:feet|foot|miles?|people)", match.string[match.end() :]):
            return None
        return f"{amount(match['feet'])} foot {amount(inches)}", USUAL
    stop = "." if match[0].endswith(".") and ends_sentence(match.string[match.end() :]) else ""
    return f"{amount(match['feet'])} foot {amount(inches)}{stop}", 0.85


def _read_stone(match: re.Match[str], _: Context) -> tuple[str, float]:
    return f"{amount(match['stone'])} stone {amount(match['pounds'])}" + (
        (" pound" if match["pounds"] == "1" else " pounds") if "lb" in match[0] else ""
    ), 0.9


def _read_quoted_size(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    before, after = match.string[: match.start()], match.string[match.end() :]
    mark = match["mark"]
    is_sized = bool(_BIG.match(after)) or after.startswith("-")
    if mark in '"”' and (len(re.findall('["“”]', before)) % 2 or (mark == "”" and "“" in before)):
        return None
    if mark == "'" and (not is_sized or before.count("'") % 2):
        return None
    if mark in '"”' and not (is_sized or re.match(r"\s[a-z]", after)):
        return None
    is_one = describes(before, after) or after.startswith("-")
    return _say_size(match["number"], mark, is_one=is_one), 0.8


_DURATION = re.compile(
    rf"{LEFT}(?:(?P<d>[0-9]{{1,2}})\s?d(?:ays?)?\s?)?"
    r"(?P<h>[0-9]{1,3})\s?(?:h|hrs?|hours?)\.?[\s,]?\s?(?P<m>[0-9]{1,2})(?:\s?(?:m|mins?"
    r"|minutes?)\b\.?)?"
    r"(?:\s?(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s?(?:s|secs?|seconds?)\b\.?)?(?![\w])"
)
_SHORT_DURATION = re.compile(
    rf"{LEFT}(?P<m>[0-9]{{1,3}})\s?(?:m|mins?|min\.)\s?(?P<s>[0-9]{{1,2}}(?:\.[0-9]+)?)"
    r"\s?(?:s|secs?|sec\.|seconds?)(?![\w])"
)
_DAYS_DURATION = re.compile(rf"{LEFT}(?P<d>[0-9]{{1,3}})\s?d\s?(?P<h>[0-9]{{1,2}})\s?h(?![\w])")


def _timed(number: str, name: str) -> str:
    text = number.lstrip("0") or "0"
    text = f"0{text}" if text.startswith(".") else text
    return f"{count(text)} {name if text == '1' else name + 's'}"


def _read_duration(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    found = match.groupdict()
    if int(found.get("m") or 0) > 59 and found.get("h"):
        return None
    names = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
    parts = [_timed(found[key], name) for key, name in names.items() if found.get(key)]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if describes(before, after):
        parts = [re.sub(r"s$", "", part) for part in parts]
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return " ".join(parts) + stop, 0.9


_DEGREES = r"\s?[°º˚]\s?"
_TEMPERATURE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:{_DEGREES}?[CF]?)?"
    rf"(?:(?P<dash>{DASH}|\sto\s|\sor\s)(?P<sign2>[-−–])?(?P<number2>{NUMBER}))?{_DEGREES}"
    rf"(?P<scale>[CFK])?(?![A-Za-z])"
)
_SHORT_TEMPERATURE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>[0-9]{{1,4}}(?:\.[0-9]+)?)(?:C"
    rf"|F)?(?:(?P<dash>{DASH}|\sto\s)(?P<sign2>[-−–])?(?P<number2>[0-9]{{1,4}}(?:\.[0-9]+)?))?"
    r"(?P<gap>\s?)(?P<scale>[CF])(?![\w-]|\.[A-Z]|['’])"
)
_SPELLED_TEMPERATURE = re.compile(
    r"(?<=\bdegrees )(?P<scale>[CF])(?![\w.-])|(?<=\bdegree )(?P<scale1>[CF])(?![\w.-])"
)
_SCALE_NAMES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}
_HOT = re.compile(
    r"\b(?:temperature|degrees?|heat|hot|cold|warm|freez|frost|chill|weather|day|night|high|low"
    r"|oven|bake"
    r"|roast|fever|record|climate|warming|cool|boil|melt|ºC|reach|hit|fell|drop|rose|above|below"
    r"|summer|winter)",
    re.IGNORECASE,
)


def _read_temperature(match: re.Match[str], _: Context) -> tuple[str, float]:
    return _say_temperature(match), 0.85


def _read_short_temperature(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    before = match.string[: match.start()]
    if LABELED.search(before) or re.search(r"[A-Z]-?$", before):
        return None
    if match["gap"] and not _HOT.search(context.text):
        return None
    high = float(match["number2"] or match["number"])
    sure = (
        0.65
        + (0.15 if _HOT.search(context.text) else 0)
        - (0.3 if high > 150 and not match["gap"] and match["scale"] == "F" else 0)
    )
    return _say_temperature(match), sure


def _say_temperature(match: re.Match[str]) -> str:
    said = count(match["number"])
    joint = (match["dash"] or "").strip()
    if match["number2"]:
        second = signed(match["sign2"], count(match["number2"]))
        said += f" {'or' if joint == 'or' else 'to'} {second}"
    is_one = match["number"] == "1" and not match["number2"]
    return (
        f"{signed(match['sign'], said)} degree{'' if is_one else 's'}{_SCALE_NAMES[match['scale']]}"
    )


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
_HEADING = re.compile(
    r"\b(?P<verb>heading|headed|moving|facing|towards?|travell?ing|blowing|winds?"
    r"|gusts)\s(?P<way>[NS]?[NS][EW]|[NSEW])\b(?![.\w])"
)


def _read_coordinate(match: re.Match[str], _: Context) -> tuple[str, float]:
    parts = [_plural_degrees(match["degrees"])]
    parts += [_timed(match["minutes"], "minute")] if match["minutes"] else []
    parts += [_timed(match["seconds"], "second")] if match["seconds"] else []
    return signed(match["sign"], " ".join([*parts, _DIRECTIONS[match["way"]]])), 0.95


def _plural_degrees(number: str) -> str:
    return f"{count(number)} degree{'' if number == '1' else 's'}"


def _read_compass(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    before = match.string[: match.start()]
    is_measured = re.search(
        r"(?:[0-9]|km|miles?|mi|m|kilomet\w+|metres|meters|just|far|due)\s$", before
    )
    return (_DIRECTIONS[match["way"]], 0.8) if is_measured else None


def _read_heading(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if match["way"] not in _DIRECTIONS:
        return None
    return f"{match['verb']} {_DIRECTIONS[match['way']]}", 0.6


_PER_UNIT = re.compile(
    r"(?P<per>\b(?:per|a|an|each)\s)(?P<unit>[kKMGT]?[A-Za-z]{1,3}(?:[²³23])?)\b(?![\w])"
)


def _read_per_unit(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "per kilowatt hour" for "per kWh"."""
    symbol = match["unit"]
    unit = parse_unit(symbol)
    if (
        unit is None
        or symbol.lower() in _WORDS
        or symbol
        in (
            "in",
            "d",
            "day",
            "A",
            "m",
            "s",
            "AU",
            "bar",
            "bit",
            "MP",
            "cup",
            "st",
            "K",
            "M",
            "T",
            "B",
            "N",
            "J",
            "P",
            "cal",
            "min",
            "au",
            "ton",
            "hp",
            "head",
            "unit",
            "pt",
            "sec",
            "ins",
        )
    ):
        return None
    if match["per"].strip() != "per" and not re.search(
        r"[0-9]|cents|dollars|pence", context.text[max(0, match.start() - 20) : match.start()]
    ):
        return None
    return f"{match['per']}{unit.one}", 0.8


_MILLION = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:(?P<first>m?)(?P<dash>{DASH}"
    rf"|\sto\s)(?P<number2>{NUMBER}))?(?P<plus>\+?)m(?P<plus2>\+?)(?![\w/²³])"
)


def _read_million(match: re.Match[str], context: Context) -> tuple[str, float]:
    before, after = match.string[: match.start()], match.string[match.end() :]
    meters = weigh_meters(match["number2"] or match["number"], "", before, after, context)
    said = count(match["number"], with_and=False)
    if match["number2"]:
        said += f" to {count(match['number2'], with_and=False)}"
    plus = " plus" if match["plus"] or match["plus2"] else ""
    return signed(match["sign"], f"{said} million{plus}"), 1 - meters


RULES = (
    Form(_COORDINATE, _read_coordinate, needs="°º˚"),
    Form(_DURATION, _read_duration, needs=DIGITS),
    Form(_SHORT_DURATION, _read_duration, needs=DIGITS),
    Form(_DAYS_DURATION, _read_duration, needs=DIGITS),
    Form(_DIMENSIONS, _read_dimensions, needs="x×Xb"),
    Form(_HEIGHT, _read_height, needs=DIGITS),
    Form(_STONE, _read_stone, needs=DIGITS),
    Form(_QUOTED_SIZE, _read_quoted_size, needs=DIGITS),
    Form(_TEMPERATURE, _read_temperature, needs="°º˚"),
    Form(_SHORT_TEMPERATURE, _read_short_temperature, needs=DIGITS),
    Form(
        _SPELLED_TEMPERATURE, lambda match, _: (_SCALE_NAMES[match[0]].strip(), USUAL), needs="CF"
    ),
    Form(_MEASURE, _read_measure, needs=DIGITS + _FRACTION),
    Form(_MILLION, _read_million, needs="m"),
    Form(_PER_UNIT, _read_per_unit),
    Form(_COMPASS, _read_compass, needs="NSEW"),
    Form(_HEADING, _read_heading, needs="NSEW"),
)

__all__ = ["RULES", "Topic", "amount"]
