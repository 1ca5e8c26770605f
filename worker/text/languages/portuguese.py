"""Portuguese: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT, RIGHT, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_SMALL = (
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove"
).split()
_EUROPEAN = {16: "dezasseis", 17: "dezassete", 19: "dezanove"}
_TENS = "_ dez vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split()
_HUNDREDS = (
    "_ cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
).split()
_LARGE = (
    (10**12, "trilhão", "trilhões"), (10**9, "bilhão", "bilhões"), (10**6, "milhão", "milhões"),
)  # fmt: skip
_LARGE_EUROPEAN = ((10**12, "bilião", "biliões"), (10**6, "milhão", "milhões"))
_ORDINALS = "_ primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono".split()
_ORDINAL_TENS = (
    "_ décimo vigésimo trigésimo quadragésimo quinquagésimo sexagésimo septuagésimo octogésimo "
    "nonagésimo"
).split()
_OTHER_COUNTRIES = frozenset("PT AO MZ CV GW ST TL MO".split())


class Portuguese(Language):
    """Portuguese, of Brazil unless the country is another."""

    code = "pt"
    left = LEFT
    feminine_ending = re.compile(r".*(?:as|a|ções|ção|sões|são|dades|dade|tudes|gens|gem|ãs|ices)")
    bare_magnitudes = frozenset({"mil"})

    def __init__(self, region: str = "") -> None:
        super().__init__(region)
        self._is_european = region in _OTHER_COUNTRIES

    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words, in the gender of the noun that follows."""
        large = _LARGE_EUROPEAN if self._is_european else _LARGE
        for value, one, many in large:
            if number >= value:
                count, rest = divmod(number, value)
                said = f"um {one}" if count == 1 else f"{self.cardinal(count)} {many}"
                return f"{said} {self._linked(rest)}{self.cardinal(rest, gender)}" if rest else said
        if number >= 1000:
            thousands, rest = divmod(number, 1000)
            said = "mil" if thousands == 1 else f"{self.cardinal(thousands, gender)} mil"
            return f"{said} {self._linked(rest)}{self.cardinal(rest, gender)}" if rest else said
        return self._below_thousand(number, gender)

    def _below_thousand(self, number: int, gender: str) -> str:
        if number == 100:
            return "cem"
        if number > 100:
            hundreds, rest = divmod(number, 100)
            said = _HUNDREDS[hundreds]
            if gender == "f" and hundreds > 1:
                said = f"{said[:-2]}as"
            return f"{said} e {self._below_thousand(rest, gender)}" if rest else said
        if number < 20:
            said = _EUROPEAN.get(number, _SMALL[number]) if self._is_european else _SMALL[number]
            return {"um": "uma", "dois": "duas"}.get(said, said) if gender == "f" else said
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]} e {self._below_thousand(ones, gender)}" if ones else _TENS[tens]

    @staticmethod
    def _linked(rest: int) -> str:
        """Return "e " where the rest of a number is short enough to be linked by it."""
        return "e " if rest < 100 or (rest < 1000 and rest % 100 == 0) else ""

    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number in words."""
        if number > 100:
            return self.cardinal(number, gender)
        tens, ones = divmod(number, 10)
        words = ["centésimo"] if number == 100 else [_ORDINAL_TENS[tens]] * (tens > 0)
        words += [_ORDINALS[ones]] * (ones > 0)
        said = " ".join(words)
        return re.sub(r"o\b", "a", said) if gender == "f" else said

    def unit(self, symbol: str) -> Noun:
        """Return the unit that a symbol stands for, as it is spelled in the country."""
        noun = super().unit(symbol)
        if not self._is_european:
            return noun
        one, many = (word.replace("ômetro", "ómetro") for word in (noun.one, noun.many))
        return Noun(one, many, noun.gender)

    def is_many(self, numeral: Numeral) -> bool:
        """Return whether a noun after a number is in the plural: from two on."""
        return numeral.whole >= 2 or (numeral.whole == 0 and not numeral.decimals)

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "vinte horas e trinta minutos"."""
        said = f"{self.cardinal(hour, 'f')} hora{'' if hour == 1 else 's'}"
        minutes = f"{self.cardinal(minute)} minuto{'' if minute == 1 else 's'}"
        return f"{said} e {minutes}" if minute else said

    def date(self, day: int, month: int, year: int | None, _before: str, /) -> str:
        """Return a date: "três de maio de dois mil e vinte e quatro"."""
        said = f"{self.day(day)} de {self.months[month - 1]}"
        return f"{said} de {self.year(year)}" if year is not None else said

    def day(self, day: int) -> str:
        """Return the day of a month; the first has a word of its own in Brazil."""
        return "primeiro" if day == 1 and not self._is_european else self.cardinal(day)

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "doze reais e cinquenta centavos"."""
        return f"{self.counted(major, currency.major)} e {self.counted(minor, currency.minor)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        time = r"\d{1,2}\s?h(?:\s?\d{2}(?!\d))?(?:min)?"
        return (
            rule(
                rf"{LEFT}(?P<d>\d{{1,2}})(?P<first>\.?[º°])?(?P<gap>\sde\s)(?P<m>{self.any_month})",
                self._say_day,
            ),
            rule(
                rf"{LEFT}(?P<a>{time})(?:(?P<dash>\s?[-–]\s?)(?P<b>{time}))?(?![^\W_])",
                self._say_hours,
                "h",
            ),
            rule(
                rf"(?<=\b[àÀ]s ){LEFT}(?P<h>\d{{1,2}})(?=\s(?:da|e|horas)\b|[,;)]|\.?$)",
                lambda match: self.cardinal(int(match["h"]), "f"),
            ),
            rule(
                rf"{LEFT}(?P<h>\d{{1,2}}):(?P<min>\d{{2}})(?:[ ]?(?:h|horas)\b)?{RIGHT}",
                self._say_clock,
                ":",
            ),
            rule(rf"{LEFT}(?P<n>\d{{1,3}})\.?(?P<end>[ºª°]s?)(?![^\W_])", self._say_ordinal, "ºª°"),
            rule(rf"(?<![^\W_])D\.(?=\s(?:{self.any_word('rulers')})\b)", lambda _: "dom", "."),
            rule(
                rf"(?P<word>\b[Ss]éculos?)\s(?P<r>{ROMAN})"
                rf"(?:(?P<and>\s(?:e|ao|a)\s|\s?[-–]\s?)(?P<r2>{ROMAN}))?(?![^\W_])",
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
                r"(?=\s(?:Guerra Mundial|República|Internacional|Grande Guerra)\b)",
                lambda match: self.ordinal(roman(match["r"]), "f").capitalize(),
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(self.numbered)})\s?(?=\d)",
                lambda match: f"{self.numbered[match['word']]} ",
                ".º°§",
            ),
            rule(
                rf"{LEFT}(?P<a>\d{{1,2}})\s?[xX]\s?(?P<b>\d{{1,2}}){RIGHT}", self._say_goals, "xX"
            ),
            rule(
                r"(?<=\b[Aa]nos )['’]?(?P<n>\d0)(?![.,]?\d|\s?%)",
                lambda match: self.cardinal(int(match["n"])),
            ),
            rule(r"(?<=\d )(?P<mag>mi|bi|tri)(?= de\b)", lambda _: None),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        said = "primeiro" if match["first"] else self.day(day)
        return f"{said}{match['gap']}{self.month_name(match['m'])}"

    def _say_hours(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = re.sub(r"\s|min", "", written).partition("h")
            if int(hour) > 24 or int(minute or 0) > 59:
                return None
            times.append(self.clock(int(hour), int(minute or 0)))
        return self.join_range(*times) if len(times) == 2 else times[0]

    def _say_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["min"])
        return self.clock(hour, minute) if hour < 25 and minute < 60 else None

    def _say_ordinal(self, match: re.Match[str]) -> str | None:
        number, end = int(match["n"]), match["end"]
        if (
            number == 0
            or number > 100
            or (end == "°" and not self.gender_after(match.string, match.end()))
        ):
            return None
        said = self.ordinal(number, "f" if "ª" in end else "m")
        return said + ("s" if end.endswith("s") else "")

    def _say_century(self, match: re.Match[str]) -> str:
        said = f"{match['word']} {self._century(roman(match['r']))}"
        if match["r2"]:
            between = " a " if match["and"].strip() in "-–" else match["and"]
            said += f"{between}{self._century(roman(match['r2']))}"
        return said

    def _century(self, number: int) -> str:
        return self.ordinal(number) if number <= 10 else self.cardinal(number)

    def _say_ruler(self, match: re.Match[str]) -> str:
        number = roman(match["r"])
        feminine = self.is_queen(match["name"])
        said = (
            self.ordinal(number, "f" if feminine else "m")
            if number <= 10
            else self.cardinal(number)
        )
        return f"{match['name']} {said}"

    def _say_goals(self, match: re.Match[str]) -> str | None:
        if not self.sport.search(match.string):
            return None
        return self.join_score(int(match["a"]), int(match["b"]))


SPOKEN = Portuguese
