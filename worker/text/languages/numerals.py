"""Numbers as they are written: with thousands and decimals of a country, or Roman."""

import re
from dataclasses import dataclass
from functools import cached_property

ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it was written.

    Attributes:
        whole: Its integer part.
        decimals: The digits after the decimal mark; empty if there are none.
        written: All of it.
    """

    whole: int
    decimals: str
    written: str

    @property
    def is_one(self) -> bool:
        """True if it is exactly one, written as an integer."""
        return self.whole == 1 and not self.decimals

    @property
    def value(self) -> float:
        """Approximate value, for comparisons."""
        return float(f"{min(self.whole, 10**15)}.{self.decimals[:9] or 0}")


class Notation:
    """The marks for decimals and thousands in a country.

    Args:
        decimal: "," or ".".
    """

    def __init__(self, decimal: str) -> None:
        self._decimal = decimal
        self._group = "." if decimal == "," else ","

    @cached_property
    def integer(self) -> str:
        """Pattern of an integer, grouped or not."""
        group = re.escape(self._group)
        return (
            rf"(?:\d{{1,3}}(?:{group}\d{{3}})+(?!\d)|\d{{1,3}}(?: \d{{3}})+(?!\d)"
            rf"|\d{{1,3}}(?:['’]\d{{3}})+(?!\d)|\d+)"
        )

    @cached_property
    def number(self) -> str:
        """Pattern of an integer or a decimal number."""
        return rf"{self.integer}(?:{re.escape(self._decimal)}\d+)?"

    @cached_property
    def quantity(self) -> str:
        """Pattern of a number before a unit, where the other decimal mark is clear, too."""
        other = re.escape(self._group)
        return rf"(?:\d+{other}\d{{1,2}}(?![\d{other}])|{self.number})"

    def read(self, text: str) -> Numeral:
        """Return the number that a match of one of the patterns stands for."""
        plain = re.sub("[ '’]", "", text)
        if re.fullmatch(rf"\d+{re.escape(self._group)}\d{{1,2}}", plain):
            whole, _, decimals = plain.partition(self._group)
        else:
            whole, _, decimals = plain.replace(self._group, "").partition(self._decimal)
        return Numeral(int(whole[:60]), decimals, text)


def roman(text: str) -> int:
    """Return the value of a Roman numeral."""
    values = [_ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )
