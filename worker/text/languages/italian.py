"""Italian: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT_ELIDED, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_SMALL = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove"
).split()
_TENS = "_ dieci venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_LARGE = (
    (10**12, "bilione", "bilioni"), (10**9, "miliardo", "miliardi"), (10**6, "milione", "milioni"),
)  # fmt: skip
_ORDINALS = "_ primo secondo terzo quarto quinto sesto settimo ottavo nono decimo".split()
_LEFT = LEFT_ELIDED
_MEASURED = re.compile(
    r"\b(?:gradi|temperatur|termometr|minim|massim|angol|latitudin|longitudin|inclin|febbre|caldo"
    r"|fredd)"
)
"""Words that indicate degrees, whose sign is also that of ordinals."""


class Italian(Language):
    """Italian, in Italy and Switzerland."""

    code = "it"
    left = _LEFT
    feminine_ending = re.compile(r".*(?:a|ione|tà|tù|trice|udine|gione)")
    point_regions = frozenset({"CH"})
    bare_magnitudes = frozenset({"mila"})

    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words; "un" and "una" before a noun."""
        if number == 1 and gender:
            return "una" if gender == "f" else "un"
        said = self._cardinal(number)
        return f"{said[:-3]}tré" if number > 20 and said.endswith("tre") else said

    def _cardinal(self, number: int) -> str:
        for value, one, many in _LARGE:
            if number >= value:
                count, rest = divmod(number, value)
                said = f"un {one}" if count == 1 else f"{self.cardinal(count)} {many}"
                return f"{said} {self._cardinal(rest)}" if rest else said
        if number >= 1000:
            thousands, rest = divmod(number, 1000)
            said = "mille" if thousands == 1 else f"{self._within(thousands)}mila"
            return said + (self._cardinal(rest) if rest else "")
        if number >= 100:
            hundreds, rest = divmod(number, 100)
            said = f"{_SMALL[hundreds] if hundreds > 1 else ''}cento"
            said = said[:-1] if 80 <= rest < 90 else said
            return said + (self._cardinal(rest) if rest else "")
        if number < 20:
            return _SMALL[number]
        tens, ones = divmod(number, 10)
        stem = _TENS[tens]
        if ones in (1, 8):
            stem = stem[:-1]
        return stem + (_SMALL[ones] if ones else "")

    def _within(self, number: int) -> str:
        said = self._cardinal(number)
        return said[:-1] if number > 20 and said.endswith("uno") else said

    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number in words."""
        if number < len(_ORDINALS):
            said = _ORDINALS[number]
        else:
            stem = self._cardinal(number)
            keeps = number % 10 in (3, 6) and number % 100 not in (13, 16)
            said = f"{stem if keeps else stem[:-1]}esimo"
        return f"{said[:-1]}a" if gender == "f" else said

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "venti e trenta"."""
        said = "una" if hour == 1 else self.cardinal(hour)
        return f"{said} e {self.cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year: int | None, _before: str, /) -> str:
        """Return a date: "tre maggio duemilaventiquattro"."""
        said = f"{self.day(day)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year is not None else said

    def day(self, day: int) -> str:
        """Return the day of a month."""
        return "primo" if day == 1 else self.cardinal(day)

    def one(self, text: str, start: int, gender: str, /) -> str | None:
        """Return "uno" where the noun's first sounds require it."""
        is_hard = re.match(
            r"1\s(?:[sS][bcdfglmnpqrtv]|[zZ]|[gG]n|[pP]s|[xX]|[yY])", text[start : start + 5]
        )
        return "uno" if gender == "m" and is_hard else None

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "dodici euro e cinquanta centesimi"."""
        return f"{self.counted(major, currency.major)} e {self.counted(minor, currency.minor)}"

    def join_range(self, first: str, last: str) -> str:
        """Return both ends of a range, which Italian puts side by side."""
        return f"{first}-{last}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        time = r"\d{1,2}[.:,]\d{2}"
        before = (
            r"\b(?:[Aa]ll[ea]|[Dd]all[ea]|[Oo]re|[Dd]elle|[Vv]erso le|[Ff]ino alle|e le|tra le) "
        )
        return (
            rule(
                rf"{_LEFT}(?P<d>\d{{1,2}})(?P<first>[º°])?(?P<gap>\s)(?P<m>{self.any_month})",
                self._say_day,
            ),
            rule(
                rf"(?P<before>{before})(?P<a>{time}|\d{{1,2}})(?:\s?[-–]\s?(?P<b>{time}"
                rf"|\d{{1,2}}))?"
                r"(?![^\W_]|[.,:]\d|\s?[%€])",
                self._say_hours,
            ),
            rule(
                rf"{_LEFT}(?P<n>{self.notation.number})\s?ha(?=\sdi\b|[,;.)]|$)",
                self._say_hectares,
                "h",
            ),
            rule(
                rf"{_LEFT}(?P<n>\d{{1,3}})(?P<end>[º°ª]|\^)(?![^\W_])(?=\s[^\W\d_]|[,.;)]|$)",
                self._say_ordinal,
                "º°ª^",
            ),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})(?=\s(?:secolo|edizione|secoli|giornata)\b)",
                self._say_before_noun,
                "IVXL",
            ),
            rule(
                rf"(?<=\b[Ss]ecolo )(?P<r>{ROMAN})(?![^\W_])",
                lambda match: self.ordinal(roman(match["r"])),
                "IVXL",
            ),
            rule(
                rf"{self.ruler}\s(?P<r>{ROMAN})(?![^\W_])",
                self._say_ruler,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})"
                r"(?=\s(?:[Gg]uerra [Mm]ondiale|Repubblica|Internazionale)\b)",
                lambda match: self.ordinal(roman(match["r"]), "f").capitalize(),
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(self.numbered)})\s?(?=\d)",
                lambda match: f"{self.numbered[match['word']]} ",
                ".º°§",
            ),
            rule(
                r"(?<=\b[Aa]nni )['’]?(?P<n>\d0)(?![.,]?\d|\s?%)",
                lambda match: self.cardinal(int(match["n"])),
            ),
            rule(
                rf"{_LEFT}(?P<n>\d{{1,3}})\s?mila\b",
                lambda match: (
                    "mille" if match["n"] == "1" else f"{self._within(int(match['n']))}mila"
                ),
            ),
            rule(r"(?<=\b[Aad]ll['’])1(?![\d:.,])|(?<=\bdall['’])1(?![\d:.,])", lambda _: "una"),
            rule(rf"{_LEFT}1\s(?=[aeiouAEIOU][^\W_])", self._say_elided),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        month = self.month_name(match["m"])
        return f"{'primo' if match['first'] else self.day(day)}{match['gap']}{month}"

    def _say_hours(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = re.sub("[.,]", ":", written).partition(":")
            if int(hour) > 24 or int(minute or 0) > 59:
                return None
            times.append(self.clock(int(hour), int(minute or 0)))
        return match["before"] + "-".join(times)

    def _say_ordinal(self, match: re.Match[str]) -> str | None:
        number = int(match["n"])
        gender = self.gender_after(match.string, match.end())
        may_be_degrees = match["end"] == "°" and not gender
        if number == 0 or (may_be_degrees and _MEASURED.search(match.string)):
            return None
        return self.ordinal(number, "f" if match["end"] == "ª" or gender == "f" else "m")

    def _say_hectares(self, match: re.Match[str]) -> str:
        """Return hectares, whose symbol is also a verb."""
        return self.counted(self.notation.read(match["n"]), Noun("ettaro", "ettari"))

    def _say_before_noun(self, match: re.Match[str]) -> str:
        gender = self.gender_after(match.string, match.end())
        return self.ordinal(roman(match["r"]), gender or "m")

    def _say_ruler(self, match: re.Match[str]) -> str:
        feminine = self.is_queen(match["name"])
        return f"{match['name']} {self.ordinal(roman(match['r']), 'f' if feminine else 'm')}"

    def _say_elided(self, match: re.Match[str]) -> str | None:
        """Return "un'" before a feminine noun that begins with a vowel."""
        return "un'" if self.gender_after(match.string, match.end() - 1) == "f" else None


SPOKEN = Italian
