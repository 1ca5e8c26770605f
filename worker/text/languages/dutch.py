"""Dutch: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_SMALL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien"
).split()
_TENS = "_ tien twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_LARGE = ((10**12, "biljoen"), (10**9, "miljard"), (10**6, "miljoen"))


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        said = f"{_SMALL[hundreds] if hundreds > 1 else ''}honderd"
        return said + (_below_thousand(rest) if rest else "")
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    link = "ën" if _SMALL[ones].endswith("e") else "en"
    return f"{_SMALL[ones]}{link}{_TENS[tens]}" if ones else _TENS[tens]


class Dutch(Language):
    """Dutch, in the Netherlands and Belgium."""

    code = "nl"
    left = LEFT

    def cardinal(self, number: int, _gender: str = "", /) -> str:
        """Return an integer in words; "één" where it means the number."""
        return "één" if number == 1 else self._cardinal(number)

    def _cardinal(self, number: int) -> str:
        for value, noun in _LARGE:
            if number >= value:
                count, rest = divmod(number, value)
                said = f"{self.cardinal(count)} {noun}"
                return f"{said} {self._cardinal(rest)}" if rest else said
        if 1100 <= number < 10_000 and number % 100 == 0 and number % 1000:
            return f"{self._cardinal(number // 100)}honderd"
        if number >= 1000:
            thousands, rest = divmod(number, 1000)
            said = f"{self._cardinal(thousands) if thousands > 1 else ''}duizend"
            return f"{said} {self.cardinal(rest)}" if rest else said
        return _below_thousand(number)

    def ordinal(self, number: int) -> str:
        """Return an ordinal number in words."""
        rest = number % 100
        if rest in (1, 3):
            before = self._cardinal(number - rest) if number > rest else ""
            return before + {1: "eerste", 3: "derde"}[rest]
        ends_small = 0 < rest < 20 and rest != 8
        return f"{self._cardinal(number)}{'de' if ends_small else 'ste'}"

    def year(self, number: int) -> str:
        """Return a year in words: "negentienhonderdnegentig"."""
        if 1100 <= number < 2000:
            hundreds, rest = divmod(number, 100)
            return f"{self._cardinal(hundreds)}honderd{self._cardinal(rest) if rest else ''}"
        return self.cardinal(number)

    def is_many(self, numeral: Numeral) -> bool:
        """Return whether a noun after a number is in the plural."""
        return not numeral.is_one

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "twintig uur dertig"."""
        said = f"{self.cardinal(hour)} uur"
        return f"{said} {self.cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year: int | None, _before: str, /) -> str:
        """Return a date: "drie mei tweeduizend vierentwintig"."""
        said = f"{self.cardinal(day)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year is not None else said

    def noun_gender(self, _word: str, _following: str, /) -> str:
        """Return nothing: Dutch numbers have no gender."""
        return ""

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "twaalf euro vijftig"."""
        return f"{self.counted(major, currency.major)} {self.cardinal(minor.whole)}"

    def join_score(self, first: int, second: int) -> str:
        """Return a score; Dutch says only the numbers."""
        return f"{self.cardinal(first)}-{self.cardinal(second)}"

    def counted(self, numeral: Numeral, noun: Noun) -> str:
        """Return a number of something."""
        return f"{self.number(numeral)} {self.inflect(numeral, noun)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        time = r"\d{1,2}(?:[.:]\d{2})?"
        return (
            rule(
                rf"{LEFT}(?:1/2|½)(?=\s(?:uur|jaar|kilo|pond|miljoen|miljard|brood|glas|blik)\b)",
                lambda _: "een half",
                "/½",
            ),
            rule(r"(?<![^\W_])[Tt]/m(?![^\W_])", lambda _: "tot en met", "/"),
            rule(rf"{LEFT}(?P<d>\d{{1,2}})(?P<gap>\s)(?P<m>{self.any_month})", self._say_day),
            rule(
                rf"{LEFT}(?P<a>{time})(?:(?P<dash>\s?[-–]\s?)(?P<b>{time}))?(?:\s?uur\b|u\b"
                rf"|\su(?=\.))",
                self._say_hours,
                "u",
            ),
            rule(
                rf"{LEFT}(?P<h>\d{{1,2}})\.(?P<min>\d{{2}})(?= (?:tot|en|of|à) {time}\s?uur\b)",
                self._say_start,
                ".",
            ),
            rule(
                r"(?<=\b[Oo]m )(?P<a>\d{1,2}\.\d{2})(?P<b>)(?![\d.,]|[^\W_])", self._say_hours, "."
            ),
            rule(
                rf"{LEFT}(?P<n>\d{{1,4}})(?:e|ste|de|ᵉ)(?![^\W_])",
                lambda match: self.ordinal(int(match["n"])) if int(match["n"]) else None,
            ),
            rule(
                rf"(?<![^\W_])(?P<r>(?=[IVX]{{2}}|[IVX]+d?e\seeuw){ROMAN})(?:e|de|ste)(?![^\W_])",
                lambda match: self.ordinal(roman(match["r"])),
                "IVXL",
            ),
            rule(
                rf"{self.ruler}\s(?P<r>{ROMAN})(?![^\W_])",
                lambda match: f"{match['name']} de {self.ordinal(roman(match['r'])).capitalize()}",
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(self.numbered)})\s?(?=\d)",
                lambda match: f"{self.numbered[match['word']]} ",
                ".§",
            ),
            rule(
                r"(?<=\b[Jj]aren )['’]?(?P<n>\d0)(?![.,]?\d|\s?%)",
                lambda match: self.cardinal(int(match["n"])),
            ),
            rule(rf"{LEFT}(?P<n>\d{{1,4}})-(?P<rest>[^\W\d_]{{2,}})", self._say_compound, "-"),
            rule(r"(?<=\d),[-–—]+(?=[\s.]|$)", lambda _: "", ","),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        return f"{self.cardinal(day)}{match['gap']}{self.month_name(match['m'])}"

    def _say_hours(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = written.replace(".", ":").partition(":")
            if int(hour) > 24 or int(minute or 0) > 59:
                return None
            times.append((int(hour), int(minute or 0)))
        if len(times) == 1:
            return self.clock(*times[0])
        first = self.clock(*times[0]) if times[0][1] else self.cardinal(times[0][0])
        return f"{first} tot {self.clock(*times[1])}"

    def _say_start(self, match: re.Match[str]) -> str | None:
        """Return the first of two times of day, if only the second one has the word "uur"."""
        hour, minute = int(match["h"]), int(match["min"])
        if hour > 24 or minute > 59:
            return None
        return self.clock(hour, minute) if minute else self.cardinal(hour)

    def _say_compound(self, match: re.Match[str]) -> str:
        said, rest = self._cardinal(int(match["n"])), match["rest"]
        return said + rest if rest.startswith("jarig") else f"{said}-{rest}"


SPOKEN = Dutch
