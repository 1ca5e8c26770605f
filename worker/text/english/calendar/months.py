"""Months, and the parts of dates that several patterns share."""

from worker.text.english.number_words import cardinal, is_year, ordinal, two_digits, year

MONTHS = (
    "january february march april may june july august september october november december"
).split()

_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | _SHORT_MONTHS

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))

_SHORT = "|".join(sorted(_SHORT_MONTHS, key=len, reverse=True))

MONTH = rf"(?:(?i:{_NAMES}|(?:{_SHORT})(?:\.|\b)))"

DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"

SUFFIX = r"(?:st|nd|rd|th)?"

YEAR = r"[12][0-9]{3}"

NOT_MORE = r"(?![0-9A-Za-z%])(?![.,:/][0-9])"


def say_day(day: int, month: int, *, day_first: bool) -> str:
    """Return a day and its month: "march fourth", or "the fourth of march"."""
    if day_first:
        return f"the {ordinal(day)} of {MONTHS[month - 1]}"
    return f"{MONTHS[month - 1]} {ordinal(day)}"


def month_name(text: str) -> str | None:
    """Return the full name of a month; None for the words "may" and "dec" in small letters."""
    is_short = len(text.rstrip(".")) < len(MONTHS[_MONTH_NUMBERS[text.rstrip(".").lower()] - 1])
    if text in ("may", "march") or (is_short and text.islower()):
        return None
    return MONTHS[_MONTH_NUMBERS[text.rstrip(".").lower()] - 1]


def say_year(text: str) -> str:
    """Return a year of four digits, or of two after an apostrophe, in words."""
    text = text.lstrip("’‘'")
    return year(int(text)) if is_year(text) else short_year(text)


def short_year(text: str) -> str:
    """Return the two digits of a year: "oh eight", "twenty four"."""
    return f"oh {cardinal(int(text[1]))}" if text[0] == "0" else two_digits(int(text))
