"""English words for numbers, chosen as in the NeMo text normalization grammars."""

import re

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")

_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip

MOST_DIGITS = 3 * len(GROUPS)
"""Maximum number of digits of a number; longer ones are read digit by digit."""


def cardinal(number: int, *, with_and: bool = True) -> str:
    """Return `number` in words, as in "one hundred and twenty three".

    Args:
        number: Integer from 0, with at most `MOST_DIGITS` digits.
        with_and: True if "and" comes before the tens; ordinals have none.
    """
    if number == 0:
        return ONES[0]
    words: list[str] = []
    for power in reversed(range(len(GROUPS))):
        group = number // 1000**power % 1000
        if group:
            is_last = power == 0
            follows_thousands = is_last and number // 1000 % 1000 > 0 and group < 100
            words += ["and"] if with_and and follows_thousands else []
            words.append(_hundreds(group, with_and=with_and and is_last))
            words += [GROUPS[power]] if power else []
    return " ".join(words)


def _hundreds(number: int, *, with_and: bool) -> str:
    words = []
    if number >= 100:
        words += [ONES[number // 100], "hundred"]
        words += ["and"] if with_and and number % 100 else []
    if number % 100:
        words.append(two_digits(number % 100))
    return " ".join(words)


def two_digits(number: int) -> str:
    """Return a number under 100 in words."""
    if number < len(ONES):
        return ONES[number]
    return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")


def ordinal(number: int) -> str:
    """Return the ordinal of `number`, as in "twenty first"."""
    *before, last = cardinal(number, with_and=False).split()
    return " ".join([*before, _ordinal_word(last)])


def _ordinal_word(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def plural(words: str) -> str:
    """Return the plural of the last of some words, as in "twenties"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("x", "ch", "sh", "s")) else f"{words}s"


def year(number: int) -> str:
    """Return a year from 1000 to 2999 in words, as in "twenty twelve"."""
    century, rest = divmod(number, 100)
    if number % 1000 < 10:
        thousands = f"{ONES[number // 1000]} thousand"
        return f"{thousands} {ONES[number % 10]}" if number % 10 else thousands
    return f"{two_digits(century)} {_after_hundreds(rest)}"


def pairs(number: int) -> str:
    """Return a number of three digits as those of models are said: "seven thirty seven"."""
    return f"{ONES[number // 100]} {_after_hundreds(number % 100)}"


def _after_hundreds(rest: int) -> str:
    if rest == 0:
        return "hundred"
    return f"oh {ONES[rest]}" if rest < 10 else two_digits(rest)


def digits(text: str) -> str:
    """Return the digits in `text` one by one."""
    return " ".join(ONES[int(digit)] for digit in text if digit.isdecimal())


def is_year(text: str) -> bool:
    """Return whether `text` is read as years are: four digits, from 1000 to 2999."""
    return len(text) == 4 and text.isdecimal() and text[0] in "12"


def integer(text: str) -> str:
    """Return an integer as it is written in words: "2,012" is not a year, but "2012" is."""
    plain = text.replace(",", "")
    if "," in text:
        return cardinal(int(plain)) if len(plain) <= MOST_DIGITS else digits(plain)
    if is_year(plain):
        return year(int(plain))
    if len(plain) > 4 or (len(plain) > 1 and plain[0] == "0"):
        return digits(plain)
    return cardinal(int(plain))


def count(text: str, *, with_and: bool = True) -> str:
    """Return a count of something in words; "2012" is not read as a year here."""
    whole, point, fraction = text.replace(",", "").partition(".")
    said = ""
    if whole:
        short = len(whole) <= MOST_DIGITS
        said = cardinal(int(whole), with_and=with_and) if short else digits(whole)
    return f"{said} point {digits(fraction)}".strip() if point else said


def number(text: str) -> str:
    """Return an integer or a decimal in words."""
    return count(text) if "." in text else integer(text)


ROMAN = re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(text: str) -> int:
    """Return the value of a Roman numeral that `ROMAN` matches."""
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(a if a >= b else -a for a, b in zip(values, following, strict=True))


def fraction_words(whole: str | None, top: int, bottom: int) -> str:
    """Return a fraction in words, such as "two thirds" or "two and a half"."""
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


def two_pairs(number: int) -> str:
    """Return a number of four digits in pairs: "forty five twenty", "seventeen oh one"."""
    return f"{two_digits(number // 100)} {_after_hundreds(number % 100)}"


def model_number(text: str) -> str:
    """Return the digits of a name: short ones as numbers, "737" as "seven thirty seven"."""
    if text[0] == "0" or len(text) > 4:
        return digits(text)
    if len(text) == 3:
        return cardinal(int(text)) if text.endswith("00") else pairs(int(text))
    if len(text) == 4:
        value = int(text)
        return cardinal(value) if value % 1000 == 0 or 2000 < value < 2010 else two_pairs(value)
    return cardinal(int(text))
