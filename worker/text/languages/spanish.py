"""Spanish: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos"
).split()
_LARGE = ((10**12, "billón", "billones"), (10**6, "millón", "millones"))
_ORDINALS = (
    "_ primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo"
).split()
_ORDINAL_TENS = (
    "_ décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo "
    "nonagésimo"
).split()
_PESOS = frozenset("AR CL CO CU DO MX UY".split())
_ONCE = re.compile(r"uno$")


def _below_thousand(number: int, gender: str) -> str:
    hundreds, rest = divmod(number, 100)
    if number == 100:
        return "cien"
    if hundreds:
        said = _HUNDREDS[hundreds]
        if gender == "f" and hundreds > 1:
            said = f"{said[:-2]}as"
        return f"{said} {_below_thousand(rest, gender)}" if rest else said
    if number < 30:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]} y {_SMALL[ones]}" if ones else _TENS[tens]


class Spanish(Language):
    """Spanish, in all countries that speak it."""

    code = "es"
    left = LEFT
    feminine_ending = re.compile(
        r".*(?:as|a|ciones|siones|xiones|ción|sión|dades|tades|dad|tad|tudes|umbres|eces|ices)"
    )
    point_regions = frozenset("MX US GT HN NI PA SV DO PR PE CU 419".split())
    bare_magnitudes = frozenset({"mil"})

    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words, in the gender of the noun that follows."""
        said = self._cardinal(number, "f" if gender == "f" else "m")
        if gender == "f":
            return _ONCE.sub("una", said)
        if gender == "m":
            said = re.sub("veintiuno$", "veintiún", said)
            return _ONCE.sub("un", said)
        return said

    def _cardinal(self, number: int, gender: str) -> str:
        for value, one, many in _LARGE:
            if number >= value:
                count, rest = divmod(number, value)
                said = f"un {one}" if count == 1 else f"{self.cardinal(count, 'm')} {many}"
                return f"{said} {self._cardinal(rest, gender)}" if rest else said
        if number >= 1000:
            thousands, rest = divmod(number, 1000)
            said = "mil" if thousands == 1 else f"{self._thousands(thousands, gender)} mil"
            return f"{said} {self._cardinal(rest, gender)}" if rest else said
        return _below_thousand(number, gender)

    def _thousands(self, thousands: int, gender: str) -> str:
        said = self._cardinal(thousands, gender)
        return _ONCE.sub("un", re.sub("veintiuno$", "veintiún", said))

    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number in words."""
        if number < len(_ORDINALS):
            said = _ORDINALS[number]
        elif number < 100:
            tens, ones = divmod(number, 10)
            ending = _ORDINALS[ones] if ones else ""
            said = f"decimo{ending}" if tens == 1 else f"{_ORDINAL_TENS[tens]} {ending}".strip()
        elif number == 100:
            said = "centésimo"
        else:
            return self.cardinal(number)
        return re.sub(r"o\b", "a", said) if gender == "f" else said

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "ocho y media", "veinte treinta"."""
        said = self.cardinal(hour, "f")
        if not minute:
            return said
        named = {15: "cuarto", 30: "media"}.get(minute, self.cardinal(minute))
        return f"{said} y {named}" if 0 < hour < 13 else f"{said} {self.cardinal(minute)}"

    def date(self, day: int, month: int, year: int | None, _before: str, /) -> str:
        """Return a date: "tres de mayo de dos mil veinticuatro"."""
        said = f"{self.day(day)} de {self.months[month - 1]}"
        return f"{said} de {self.year(year)}" if year is not None else said

    @property
    def decimal_mark(self) -> str:
        """Name of the mark that is said in decimal numbers, as it is written in the country."""
        return "dot" if self.region in self.point_regions else "comma"

    def currency(self, sign: str) -> Currency:
        """Return the currency that a sign stands for: "$" is a peso in many countries."""
        return super().currency("pesos" if sign == "$" and self.region in _PESOS else sign)

    def day(self, day: int) -> str:
        """Return the day of a month; the first has a word of its own in America."""
        is_american = self.region not in ("", "ES", "GQ")
        return "primero" if day == 1 and is_american else self.cardinal(day)

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "doce euros con cincuenta céntimos"."""
        return f"{self.counted(major, currency.major)} con {self.counted(minor, currency.minor)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        return (
            rule(
                rf"{LEFT}(?P<d>\d{{1,2}})(?P<first>\.?[º°])?(?P<gap>\sde\s)(?P<m>{self.any_month})",
                self._say_day,
            ),
            rule(
                rf"{LEFT}(?P<h>\d{{1,2}})[:.](?P<min>\d{{2}})(?:\s?(?:h|hs|hrs)\b|(?=\shoras\b))",
                self._say_hours,
            ),
            rule(r"(?<=\b[Ee]l )km\.?(?=\s\d)", lambda _: "kilómetro"),
            rule(rf"{LEFT}(?P<h>\d{{1,2}})h(?P<min>\d{{2}})?(?![^\W_])", self._say_hours, "h"),
            rule(
                r"(?<=\blas )(?P<h>\d{1,2})\.(?P<min>\d{2})(?![^\W_]|[.,]\d|\s?[%€])",
                self._say_hours,
                ".",
            ),
            rule(
                r"(?P<before>\b(?:[Aa]|[Hh]asta|[Dd]e|[Dd]esde|[Ss]on|y) (?:las|la(?= 1\b))) "
                r"(?P<h>\d{1,2})(?=\s(?:de la|en punto|horas|y\b|a las)|[,;)]|\.?$)"
                r"(?![.,]\d)",
                self._say_full_hour,
            ),
            rule(
                rf"{LEFT}(?P<n>{self.notation.number})\s?ha(?=\sde\b|[,;.)]|$)",
                self._say_hectares,
                "h",
            ),
            rule(
                rf"{LEFT}(?P<n>\d{{1,3}})(?P<end>\.?er|\.?os|\.?as|\.?[º°oª]|\.?a)(?![^\W_])",
                self._say_ordinal,
            ),
            rule(rf"(?<![^\W_])D\.(?=\s(?:{self.any_word('rulers')})\b)", lambda _: "don", "."),
            rule(
                rf"(?P<word>\b[Ss]iglos?)\s(?P<r>{ROMAN})"
                rf"(?:(?P<and>\s(?:y|al|a)\s|\s?[-–]\s?)(?P<r2>{ROMAN}))?(?![^\W_])",
                self._say_century,
                "IVXL",
            ),
            rule(
                rf"{self.ruler}\s(?P<r>{ROMAN})(?![^\W_])",
                self._say_ruler,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})"
                r"(?=\s(?:Guerra Mundial|República|Internacional|Cumbre|Conferencia)\b)",
                lambda match: self.ordinal(roman(match["r"]), "f").capitalize(),
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(self.numbered)})\s?(?=\d)",
                lambda match: f"{self.numbered[match['word']]} ",
                ".º°§#",
            ),
            rule(
                r"(?P<word>\b[Aa]ños\s)['’]?(?P<n>\d0)(?![.,]?\d|\s?%)",
                lambda match: f"{match['word']}{self.cardinal(int(match['n']))}",
            ),
            rule(
                r"(?<=\b[Ll]os )['’]?(?P<n>[2-9]0)s?(?=[\s,.;)](?!\d)|$)"
                r"(?!\s[^\W\d_]+(?:s|es)\b)(?![:.h]\d{2})",
                lambda match: self.cardinal(int(match["n"])),
            ),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        said = "primero" if match["first"] else self.day(day)
        return f"{said}{match['gap']}{self.month_name(match['m'])}"

    def _say_hours(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["min"] or 0)
        if hour > 24 or minute > 59:
            return None
        said = self.clock(hour, minute)
        is_whole = not minute and "h" in match[0]
        return f"{said} hora{'s' if hour != 1 else ''}" if is_whole else said

    def _say_full_hour(self, match: re.Match[str]) -> str | None:
        hour = int(match["h"])
        return f"{match['before']} {self.cardinal(hour, 'f')}" if hour < 25 else None

    def _say_ordinal(self, match: re.Match[str]) -> str | None:
        number, end = int(match["n"]), match["end"].lstrip(".")
        follows = match.string[match.end() : match.end() + 2]
        if (
            number == 0
            or number > 100
            or (end in ("a", "o", "as", "os", "°") and "." not in match["end"])
        ):
            return None
        if end == "er" or (end == "º" and number in (1, 3) and re.match(r"\s[^\W\d_]", follows)):
            is_noun = self.gender_after(match.string, match.end()) == "m" or end == "er"
            return self.ordinal(number).removesuffix("o") if is_noun else self.ordinal(number)
        said = self.ordinal(number, "f" if end in ("ª", "a", "as") else "m")
        return said + ("s" if end in ("os", "as") else "")

    def _say_hectares(self, match: re.Match[str]) -> str:
        """Return hectares, whose symbol is also a verb."""
        return self.counted(self.notation.read(match["n"]), Noun("hectárea", "hectáreas", "f"))

    def _say_century(self, match: re.Match[str]) -> str:
        said = f"{match['word']} {self._century(roman(match['r']))}"
        if match["r2"]:
            between = " al " if match["and"].strip() in "-–" else match["and"]
            said += f"{between}{self._century(roman(match['r2']))}"
        return said

    def _century(self, number: int) -> str:
        return self.cardinal(number)

    def _say_ruler(self, match: re.Match[str]) -> str:
        number = roman(match["r"])
        feminine = self.is_queen(match["name"])
        said = (
            self.ordinal(number, "f" if feminine else "m")
            if number <= 10
            else self.cardinal(number)
        )
        return f"{match['name']} {said}"


SPOKEN = Spanish
