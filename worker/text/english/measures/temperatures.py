"""Temperatures in degrees."""

import re

from worker.text.english.decision.candidates import USUAL, Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS, LEFT, NUMBER, SIGN, signed
from worker.text.english.measures.unit_letters import LABELED
from worker.text.english.number_words import count

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
    r"(?<=\bdegrees )(?P<scale>[CF])(?![\w-]|\.\w)|(?<=\bdegree )(?P<scale1>[CF])(?![\w-]|\.\w)"
)

_SCALE_NAMES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", None: ""}

_HOT = re.compile(
    r"\b(?:temperature|degrees?|heat|hot|cold|warm|freez|frost|chill|weather|day|night|high|low"
    r"|oven|bake"
    r"|roast|fever|record|climate|warming|cool|boil|melt|ºC|reach|hit|fell|drop|rose|above|below"
    r"|summer|winter)",
    re.IGNORECASE,
)


_LABELED_LIST = re.compile(
    r"\b(?:seats?|rows?|rooms?|flats?|apartments?|units?|gates?|exits?|forms?|class|classes)\s"
    r"[0-9]+[A-Z](?:,|,? and|,? or| to)\s$",
    re.IGNORECASE,
)
_OTHER_SCALE = re.compile(r"[0-9]\s?(?:F \([0-9-]+\s?C|C \([0-9-]+\s?F)\)")
"""The same temperature on both scales: "375 F (190 C)"."""

_TOLD = re.compile(
    r"\b(?:it|It|thermometers?|forecast|mercury|water|air|sea|room|reading)\s(?:was|is|were|read"
    r"|showed"
    r"|shows|at|of|will be|had been|being)\s(?:a |an |only |just |about |around |nearly )?$"
)
"""Words before a temperature: "It was 72 F"."""


def _read_temperature(match: re.Match[str], _: Context) -> tuple[str, float]:
    return _say_temperature(match), 0.85


def _read_short_temperature(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    before = match.string[: match.start()]
    if LABELED.search(before) or _LABELED_LIST.search(before) or re.search(r"[A-Z]-?$", before):
        return None
    high = float(match["number2"] or match["number"])
    is_baked = match["scale"] == "F" and 200 <= high <= 600 and before.endswith((" at ", " to "))
    is_baked = is_baked or bool(_OTHER_SCALE.search(match.string))
    is_told = is_baked or _HOT.search(context.text) or (high < 130 and _TOLD.search(before))
    if match["gap"] and not is_told:
        return None
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


RULES = (
    Form(_TEMPERATURE, _read_temperature, needs="°º˚"),
    Form(_SHORT_TEMPERATURE, _read_short_temperature, needs=DIGITS),
    Form(
        _SPELLED_TEMPERATURE, lambda match, _: (_SCALE_NAMES[match[0]].strip(), USUAL), needs="CF"
    ),
)
