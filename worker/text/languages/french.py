"""French: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT_ELIDED, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = "_ dix vingt trente quarante cinquante soixante".split()
_LARGE = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))


class French(Language):
    """French, in all countries that speak it.

    Args:
        region: Belgium and Switzerland have their own words for seventy and ninety.
    """

    code = "fr"
    left = LEFT_ELIDED
    feminine_ending = re.compile(
        r".*(?:[ts]ions?|tés?|ées?|ettes?|ances?|ences?|ures?|elles?|esses?|ades?|aines?|ies|ie"
        r"|euses?|rices?|ouilles?|ailles?|ières?|ines?)"
    )

    def __init__(self, region: str = "") -> None:
        super().__init__(region)
        self._is_short = region in ("BE", "CH")

    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words; "une" at its end before a feminine noun."""
        said = self._cardinal(number)
        is_one = gender == "f" and said.split("-")[-1].split()[-1] == "un"
        return f"{said}e" if is_one else said

    def _cardinal(self, number: int) -> str:
        for value, noun in _LARGE:
            if number >= value:
                count, rest = divmod(number, value)
                said = f"{self._cardinal(count)} {noun}{'s' if count > 1 else ''}"
                return f"{said} {self._cardinal(rest)}" if rest else said
        if number >= 1000:
            thousands, rest = divmod(number, 1000)
            said = "mille" if thousands == 1 else f"{self._thousands(thousands)} mille"
            return f"{said} {self._cardinal(rest)}" if rest else said
        if number >= 100:
            hundreds, rest = divmod(number, 100)
            said = f"{_SMALL[hundreds]} cent" if hundreds > 1 else "cent"
            if not rest:
                return f"{said}s" if hundreds > 1 else said
            return f"{said} {self._cardinal(rest)}"
        return self._below_hundred(number)

    def _thousands(self, count: int) -> str:
        """Return the number of thousands, in which "cents" and "vingts" lose their plural."""
        return re.sub(r"(cent|vingt)s$", r"\1", self._cardinal(count))

    def _below_hundred(self, number: int) -> str:
        if number < 20:
            return _SMALL[number]
        tens, ones = divmod(number, 10)
        if tens == 7 and not self._is_short:
            return "soixante et onze" if ones == 1 else f"soixante-{_SMALL[10 + ones]}"
        if tens == 8 or (tens == 9 and not self._is_short):
            rest = ones + (10 if tens == 9 else 0)
            return f"quatre-vingt-{_SMALL[rest]}" if rest else "quatre-vingts"
        name = {7: "septante", 9: "nonante"}.get(tens) or _TENS[tens]
        if not ones:
            return name
        return f"{name} et un" if ones == 1 else f"{name}-{_SMALL[ones]}"

    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number in words."""
        if number == 1:
            return "première" if gender == "f" else "premier"
        said = self._cardinal(number)
        if said.endswith(("quatre-vingts", "cents", "millions")):
            said = said[:-1]
        if said.endswith("neuf"):
            said = f"{said[:-1]}v"
        elif said.endswith("cinq"):
            said += "u"
        return f"{said.removesuffix('e')}ième"

    def is_many(self, numeral: Numeral) -> bool:
        """Return whether a noun after a number is in the plural: from two on."""
        return numeral.whole >= 2

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "vingt heures trente"."""
        said = f"{self.cardinal(hour, 'f')} heure{'s' if hour > 1 else ''}"
        return f"{said} {self.cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year: int | None, _before: str, /) -> str:
        """Return a date: "premier mai deux mille vingt-quatre"."""
        said = f"{self.day(day)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year is not None else said

    def day(self, day: int) -> str:
        """Return the day of a month."""
        return "premier" if day == 1 else self.cardinal(day)

    def of_noun(self, noun: Noun, magnitude: Noun) -> str:
        """Return a noun after a magnitude: "d'euros"."""
        if magnitude.many == "mille":
            return noun.many
        return f"d'{noun.many}" if noun.many[0] in "aeiouéh" else f"de {noun.many}"

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "douze euros cinquante"."""
        return f"{self.counted(major, currency.major)} {self.cardinal(minor.whole)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        hour = r"\d{1,2}\s?[hH](?:\s?\d{2}(?!\d))?"
        return (
            rule(
                rf"{LEFT_ELIDED}(?P<d>\d{{1,2}})(?P<first>er)?(?P<gap>\s)(?P<m>{self.any_month})",
                self._say_day,
            ),
            rule(
                rf"{LEFT_ELIDED}(?P<a>{hour})(?:(?P<dash>\s?[-–]\s?)(?P<b>{hour}))?(?:\s?min(?:utes)?)?(?![^\W_])",
                self._say_hours,
                "hH",
            ),
            rule(
                rf"{LEFT_ELIDED}(?P<n>\d{{1,4}})(?P<end>ers?|ères?|res?|e|è|èmes?|ième|emes?"
                rf"|nde?s?|es)(?![^\W_])",
                self._say_ordinal,
            ),
            rule(
                rf"(?<![^\W_])(?P<r>(?=[IVX]{{2}}|I(?:er|re)){ROMAN})(?P<end>e|ème|er|ers"
                rf"|re)(?![^\W_])",
                self._say_roman,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<r>(?=[IVX]){ROMAN})(?P<end>e|ème)?(?=\s(?:siècles?|République"
                rf"|arrondissement)\b)",
                self._say_roman,
                "IVXL",
            ),
            rule(
                rf"{self.ruler}\s(?P<r>{ROMAN})(?P<end>er)?(?![^\W_])",
                self._say_ruler,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(self.numbered)})\s?(?=\d|[IVX])",
                lambda match: f"{self.numbered[match['word']]} ",
                ".°º§no",
            ),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        said = "premier" if match["first"] else self.day(day)
        month = self.month_name(match["m"])
        return f"{said}{match['gap']}{month}"

    def _say_hours(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = re.sub(r"\s", "", written.lower()).partition("h")
            if int(minute or 0) > 59:
                return None
            times.append(self.clock(int(hour), int(minute or 0)))
        return self.join_range(*times) if len(times) == 2 else times[0]

    def _say_ordinal(self, match: re.Match[str]) -> str | None:
        number, end = int(match["n"]), match["end"]
        if number == 0 or (end == "es" and number < 2):
            return None
        if end in ("nd", "nde", "nds", "ndes"):
            return f"second{end[2:]}" if number == 2 else None
        if end in ("re", "res", "ère", "ères", "er", "ers"):
            if number != 1:
                return None
            return self.ordinal(1, "f" if "r" in end[:1] or "è" in end else "m") + (
                "s" if end.endswith("s") else ""
            )
        return self.ordinal(number) + ("s" if end.endswith("s") else "")

    def _say_roman(self, match: re.Match[str]) -> str | None:
        number = roman(match["r"])
        end = match["end"] or ""
        if end and (end in ("er", "ers", "re")) != (number == 1):
            return None
        return self.ordinal(number, "f" if end == "re" else "m") + ("s" if end == "ers" else "")

    def _say_ruler(self, match: re.Match[str]) -> str | None:
        number = roman(match["r"])
        feminine = self.is_queen(match["name"])
        said = self.ordinal(1, "f" if feminine else "m") if number == 1 else self.cardinal(number)
        return f"{match['name']} {said}"


SPOKEN = French
