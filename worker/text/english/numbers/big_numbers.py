"""Thousands, millions and billions, shortened to letters or written out."""

import re
from collections.abc import Iterator

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import (
    DASH,
    DIGITS,
    FRACTION_SIGNS,
    LEFT,
    NUMBER,
    SIGN,
    signed,
)
from worker.text.english.measures.unit_letters import LABELED
from worker.text.english.number_words import count
from worker.text.english.numbers.fractions import FRACTIONS, portion

SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million",
    "mln": "million",
    "mio": "million", "bn": "billion", "b": "billion", "B": "billion", "bln": "billion",
    "tn": "trillion",
    "trn": "trillion", "T": "trillion", "cr": "crore",
}  # fmt: skip

_TO = rf"(?:{DASH}|\sto\s|\sor\s)"

_SCALED = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:(?P<first>[kKmMbB]|bn|mn"
    rf"|tn)?(?P<dash>{_TO})(?P<number2>{NUMBER}))?(?P<gap>\s?)"
    r"(?P<scale>k|K|mn|mln|mio|M|bn|bln|B|tn|trn|T|cr)(?P<plus>\+?)(?![\w/²³])"
)

_RUN = re.compile(
    r"[\s-](?:run|race|fun|charity|course|time|walk|runner|event|swim|and|distance|loop|trail"
    r"|marathon|finish)\b"
)

_RUN_BEFORE = re.compile(
    r"\b(?:annual|charity|fun|parkrun|(?:ran|run|runs|running|jogged|race|finished|won) "
    r"(?:a|an|the|his|her|their|in a|in the))\s$"
)

_VIDEO = re.compile(
    r"\s(?:modes?|sets?|panels?|movies?|films?|games?|gaming|support|cameras|monitors"
    r"|video|TV|television|screens?|resolution|footage|display|camera|monitor|projector"
    r"|Blu-ray|streaming|content|UHD|OLED|format|restoration|at|HDR)\b|[.,]|$"
)


def _read_scaled(match: re.Match[str], _: Context) -> Iterator[tuple[str, float]] | None:
    text, scale = match["number"], match["scale"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if scale in ("k", "K", "M", "B", "T") and match["gap"]:
        return None
    if scale in ("K", "M", "B", "T") and LABELED.search(before):
        return None
    is_run = _RUN.match(after) or (
        text in ("3", "5", "8", "10", "15") and _RUN_BEFORE.search(before)
    )
    if scale in "kK" and is_run and len(text) < 4:
        return iter([(f"{say_range(match)} K", 0.85)])
    if not match["number2"] and (letters := list(_read_as_letter(text, scale, after))):
        return iter(letters)
    first = match["first"]
    said = say_range(match, with_and=False, middle=f" {SCALES[first]}" if first else "")
    plus = " plus" if match["plus"] else ""
    return iter([(f"{said} {SCALES[scale]}{plus}", 0.7)])


def _read_as_letter(text: str, scale: str, after: str) -> Iterator[tuple[str, float]]:
    """Yield the readings of a short number whose letter belongs to a name: 4K, 3M, 5T."""
    named = f"{count(text)} {scale}"
    if scale in ("M", "B", "T") and len(text) == 1 and re.match(r"\s[A-Z]", after):
        yield named, 0.6
    elif scale == "K" and text in ("4", "5", "8"):
        is_noun = re.match(r"\s(?!(?:was|is|has|as|does|goes)\b)[a-z]+s\b", after)
        is_counted = is_noun and not _VIDEO.match(after)
        yield named, 0.3 if is_counted else 0.6
        yield f"{count(text)} thousand", 0.45
    elif (
        scale == "M" and text == "3" and not re.match(r"\s(?:people|[a-z]+s\b(?<!has|was))", after)
    ):
        yield named, 0.7
    elif scale == "T" and text in ("1", "5") and not re.match(r"\s[a-z]", after):
        yield named, 0.5


_WORDED = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER}|[0-9]+\s?[{FRACTIONS}]"
    rf"|[0-9]+\s[0-9]/[0-9])(?:(?P<dash>{DASH})(?P<number2>{NUMBER}))?"
    r"(?=[\s-](?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)\b)"
)


def say_range(match: re.Match[str], *, with_and: bool = True, middle: str = "") -> str:
    """Return the number or range that a match begins with."""
    said = count(match["number"], with_and=with_and) + middle
    if match["number2"]:
        joint = "or" if (match["dash"] or "").strip() == "or" else "to"
        said += f" {joint} {count(match['number2'], with_and=with_and)}"
    return signed(match["sign"], said)


def _say_worded(match: re.Match[str]) -> str:
    if match["number"][-1] in FRACTION_SIGNS or "/" in match["number"]:
        return signed(match["sign"], portion(re.sub(rf"\s(?=[{FRACTIONS}])", "", match["number"])))
    return say_range(match, with_and=False)


RULES = (
    Form(_SCALED, _read_scaled, needs=DIGITS),
    Rule(_WORDED, _say_worded, DIGITS),
)
