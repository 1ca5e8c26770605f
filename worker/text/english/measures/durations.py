"""Durations in hours, minutes and seconds, such as "3h 20m"."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT, describes, ends_sentence
from worker.text.english.number_words import count

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


_COUNTED = re.compile(r"[0-9]+\s?[a-z]+\.?\s[0-9]{1,2}(?=\s[a-z]{3,})")
"""Hours before a count of something else: "in 2h 5 men left"."""


def say_timed(number: str, name: str) -> str:
    """Return a number of hours, minutes, seconds or days in words."""
    text = number.lstrip("0") or "0"
    text = f"0{text}" if text.startswith(".") else text
    return f"{count(text)} {name if text == '1' else name + 's'}"


def _read_duration(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    found = match.groupdict()
    if int(found.get("m") or 0) > 59 and found.get("h"):
        return None
    if match[0][-1].isdigit() and _COUNTED.match(match.string, match.start()):
        return None
    names = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
    parts = [say_timed(found[key], name) for key, name in names.items() if found.get(key)]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if describes(before, after):
        parts = [re.sub(r"s$", "", part) for part in parts]
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return " ".join(parts) + stop, 0.9


RULES = (
    Form(_DURATION, _read_duration, needs=DIGITS),
    Form(_SHORT_DURATION, _read_duration, needs=DIGITS),
    Form(_DAYS_DURATION, _read_duration, needs=DIGITS),
)
