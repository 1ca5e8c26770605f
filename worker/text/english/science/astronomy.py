"""Stars, planets, comets and asteroids."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import count, digits, model_number

_COMET = re.compile(
    r"(?<![\w])(?P<kind>[CPXDAI])/(?P<year>[12][0-9]{3})\s"
    r"(?P<letter>[A-Z]{1,2})(?P<number>[0-9]{0,3})(?![\w])"
)

_INTERSTELLAR = re.compile(
    r"(?<![\w])(?P<number>[0-9]{1,3})(?P<kind>[IPD])/(?P<name>[A-Z][\w’'-]+)"
)

_ASTEROID = re.compile(
    r"(?<![\w])(?P<year>(?:19|20)[0-9]{2})\s(?P<letters>[A-Z]{2})(?P<number>[0-9]{1,3})?(?![\w])"
)

_EXOPLANET = re.compile(
    r"(?<![\w])(?P<name>[A-Z][A-Za-z]*[0-9]*)-(?P<number>[0-9]{1,5})\s?(?P<planet>[b-h]"
    r"|[A-C]{1,2}[b-h]?)(?![\w])"
)

_CATALOG = re.compile(
    r"\b(?P<name>NGC|HD|IC|HR|GJ|Gliese|HIP|Abell|LHS|TOI|PSR|SN|GRB|Messier"
    r"|Sagittarius)\s(?P<number>[0-9]{1,6})(?P<letter>[A-Za-z]{0,2})(?![\w])(?!-[0-9])"
)

_SAGITTARIUS = re.compile(r"\b(?P<name>Sagittarius A|Sgr A|M87)\*")


def _read_asteroid(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match["letters"] in (
        "AD",
        "BC",
        "CE",
        "GT",
        "SE",
        "AM",
        "PM",
        "US",
        "UK",
        "EU",
        "UN",
    ) or not (
        match["number"] or re.search(r"\b(?:asteroid|comet|near-Earth|object)\b", context.text)
    ):
        return None
    said = f"{model_number(match['year'])} {' '.join(match['letters'])}"
    return (f"{said} {model_number(match['number'])}" if match["number"] else said), 0.85


def _read_exoplanet(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:planets?|exoplanets?|stars?|telescopes?|worlds?|astronom\w+|NASA|orbit\w*"
        r"|light-years?)\b",
        context.text,
    ):
        return None
    number = match["number"]
    said = model_number(number) if len(number) > 2 else count(number)
    name = re.sub(r"(?<=[A-Z])(?=[0-9])", " ", match["name"])
    name = re.sub("[0-9]+", lambda found: count(found[0]), name)
    return f"{name} {said} {match['planet']}", 0.9


def _read_catalog(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match["name"] == "HR" and not re.search(r"\bstars?\b", context.text):
        return None
    number = match["number"]
    said = model_number(number) if len(number) < 5 else digits(number)
    letter = f" {' '.join(match['letter'])}" if match["letter"] else ""
    return f"{match['name']} {said}{letter}", 0.7


def _say_comet(match: re.Match[str]) -> str:
    number = f" {count(match['number'])}" if match["number"] else ""
    return f"{match['kind']} {model_number(match['year'])} {' '.join(match['letter'])}{number}"


RULES = (
    Rule(_COMET, _say_comet, "/", 0.95),
    Rule(_INTERSTELLAR, lambda m: f"{count(m['number'])} {m['kind']} {m['name']}", "/", 0.95),
    Form(_ASTEROID, _read_asteroid, needs="12"),
    Form(_EXOPLANET, _read_exoplanet, needs="-"),
    Form(_CATALOG, _read_catalog, needs="0123456789"),
    Rule(_SAGITTARIUS, lambda m: f"{m['name'].replace('M87', 'M eighty seven')} star", "*", 0.9),
)
