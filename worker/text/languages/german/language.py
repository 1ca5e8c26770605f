"""German: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence
from functools import partial

from worker.text.languages.calendar import full_year, is_day
from worker.text.languages.german import ordinals
from worker.text.languages.german.nouns import gender_of
from worker.text.languages.german.numbers import SMALL, cardinal, within
from worker.text.languages.language import Currency, Language, Noun, currencies, nouns
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT, RIGHT, Rule, any_of, rule

_YEAR_BEFORE = frozenset(
    "im in jahr jahre jahren jahres seit von bis ab anfang ende mitte sommer winter herbst frühling "
    "frühjahr um nach vor zwischen und oder noch bereits schon erst januar februar märz april mai juni "
    "juli august september oktober november dezember saison sommers".split()
)
_CLOCK_BEFORE = frozenset("um gegen ab bis von seit nach vor zwischen uhr kurz".split())
_DATIVE = frozenset("mit nach von vor seit bei zu aus in innerhalb binnen ab".split())
_ACCUSATIVE = frozenset("für um gegen ohne durch pro".split())


class German(Language):
    """German, in all countries that speak it."""

    code = "de"
    comma, dot = "Komma", "Punkt"
    minus, plus, plus_minus = "minus", "plus", "plus minus"
    percent, permille = "Prozent", "Promille"
    to, score, per = "bis", "zu", "pro"
    squared, cubed = ("Quadrat{}", "Quadrat{}"), ("Kubik{}", "Kubik{}")
    left = LEFT
    months = (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
    )  # fmt: skip
    month_abbreviations = {
        "Jan": 1, "Feb": 2, "Mär": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Sept": 9,
        "Okt": 10, "Nov": 11, "Dez": 12, "Jänner": 1, "Feber": 2,
    }  # fmt: skip
    units = nouns("""
        km | Kilometer
        m | Meter
        dm | Dezimeter
        cm | Zentimeter
        mm | Millimeter
        µm μm | Mikrometer
        nm | Nanometer
        qm | Quadratmeter
        qkm | Quadratkilometer
        cbm | Kubikmeter
        ha | Hektar | Hektar | n
        t | Tonne | Tonnen | f
        kg | Kilogramm | Kilogramm | n
        g | Gramm | Gramm | n
        mg | Milligramm | Milligramm | n
        µg μg | Mikrogramm | Mikrogramm | n
        l L | Liter
        hl | Hektoliter
        dl | Deziliter
        cl | Zentiliter
        ml | Milliliter
        km/h | Kilometer pro Stunde | Kilometer pro Stunde
        Std Std. h | Stunde | Stunden | f
        Min Min. min | Minute | Minuten | f
        Sek Sek. s | Sekunde | Sekunden | f
        ms | Millisekunde | Millisekunden | f
        °C | Grad Celsius
        °F | Grad Fahrenheit
        ° | Grad
        W | Watt | Watt | n
        kW | Kilowatt | Kilowatt | n
        MW | Megawatt | Megawatt | n
        GW | Gigawatt | Gigawatt | n
        TW | Terawatt | Terawatt | n
        Wh | Wattstunde | Wattstunden | f
        kWh | Kilowattstunde | Kilowattstunden | f
        MWh | Megawattstunde | Megawattstunden | f
        GWh | Gigawattstunde | Gigawattstunden | f
        TWh | Terawattstunde | Terawattstunden | f
        V | Volt | Volt | n
        kV | Kilovolt | Kilovolt | n
        A | Ampere | Ampere | n
        mAh | Milliamperestunde | Milliamperestunden | f
        Hz | Hertz | Hertz | n
        kHz | Kilohertz | Kilohertz | n
        MHz | Megahertz | Megahertz | n
        GHz | Gigahertz | Gigahertz | n
        dB | Dezibel | Dezibel | n
        PS | PS
        kB | Kilobyte | Kilobyte | n
        MB | Megabyte | Megabyte | n
        GB | Gigabyte | Gigabyte | n
        TB | Terabyte | Terabyte | n
        Mbit | Megabit | Megabit | n
        Gbit | Gigabit | Gigabit | n
        kcal | Kilokalorie | Kilokalorien | f
        kJ | Kilojoule | Kilojoule | n
        bar | Bar | Bar | n
        hPa | Hektopascal | Hektopascal | n
        Mio.t | Million Tonnen | Millionen Tonnen | f
    """)
    currencies = currencies("""
        € EUR | Euro | Euro | m | Cent | Cent | m
        $ USD US$ | Dollar | Dollar | m | Cent | Cent | m
        £ GBP | Pfund | Pfund | n | Pence | Pence | m
        CHF Fr. SFr. sFr. | Franken | Franken | m | Rappen | Rappen | m
        ¥ JPY | Yen | Yen | m | Sen | Sen | m
        ₽ | Rubel | Rubel | m | Kopeken | Kopeken | f
        ₹ | Rupie | Rupien | f | Paise | Paise | m
        ₺ | Lira | Lira | f | Kuruş | Kuruş | m
        DM | Mark | Mark | f | Pfennig | Pfennig | m
    """)
    currency_words = {
        "Euro": "€", "Euros": "€", "Dollar": "$", "US-Dollar": "$", "Pfund": "£", "Franken": "CHF",
        "Cent": "€", "Yen": "¥", "Rubel": "₽", "Mark": "DM",
    }  # fmt: skip
    magnitudes = nouns("""
        Tsd. Tsd | tausend
        Mio. Mio | Million | Millionen | f
        Mrd. Mrd | Milliarde | Milliarden | f
        Bio. | Billion | Billionen | f
        Million Millionen | Million | Millionen | f
        Milliarde Milliarden | Milliarde | Milliarden | f
        Billion Billionen | Billion | Billionen | f
    """)
    abbreviations = {
        "z. B.": "zum Beispiel", "z.B.": "zum Beispiel", "bzw.": "beziehungsweise",
        "d. h.": "das heißt", "d.h.": "das heißt", "usw.": "und so weiter",
        "u. a.": "unter anderem", "u.a.": "unter anderem", "ca.": "circa", "etc.": "et cetera",
        "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
        "sog.": "sogenannte", "vgl.": "vergleiche", "zzgl.": "zuzüglich", "abzgl.": "abzüglich",
        "Dr.": "Doktor", "Prof.": "Professor", "Mio.": "Millionen", "Mrd.": "Milliarden",
        "v. Chr.": "vor Christus", "n. Chr.": "nach Christus", "Jh.": "Jahrhundert",
        "Jhd.": "Jahrhundert", "u. Z.": "unserer Zeitrechnung", "i. d. R.": "in der Regel",
        "i.d.R.": "in der Regel", "o. Ä.": "oder Ähnliches", "o.Ä.": "oder Ähnliches",
        "s. o.": "siehe oben", "s. u.": "siehe unten", "St.": "Sankt", "&": "und",
    }  # fmt: skip
    sport = re.compile(
        r"\b(?:gewann|gewinn|gewonn|sieg|Sieg|verlor|verlier|Niederlage|unentschieden|Unentschieden|Tor"
        r"|Spiel|spielte|Halbzeit|Pause|Satz|Sätze|führ|Führung|Liga|Pokal|besieg|unterl|schlug|trennte|Remis"
        r"|Endstand|Zwischenstand|Ergebnis|Matchball|Finale|Heimsieg|endete|traf|Treffer|Partie|Erfolg|Ausgleich|stand es)"
    )
    function_words = frozenset(
        "und oder bis zu von vom in im am an auf aus bei mit nach vor für gegen um durch ohne als "
        "wie ist sind war waren hat haben wird werden der die das den dem des nicht auch nur aber".split()
    )
    point_regions = frozenset({"CH", "LI"})

    def cardinal(self, number: int, gender: str = "") -> str:
        """Return an integer in words; before a noun, "ein" and "eine"."""
        if number == 1 and gender:
            return "eine" if gender == "f" else "ein"
        return cardinal(number)

    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number as it stands behind "der", "die", "das"."""
        return f"{ordinals.stem(number)}e"

    def year(self, number: int) -> str:
        """Return a year in words: "neunzehnhundertneunzig"."""
        if 1100 <= number < 2000:
            hundreds, rest = divmod(number, 100)
            return f"{cardinal(hundreds)}hundert{cardinal(rest) if rest else ''}"
        return cardinal(number)

    def decimals(self, digits: str) -> str:
        """Return the digits behind a comma one by one."""
        return " ".join(SMALL[int(digit)] for digit in digits)

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "zwanzig Uhr dreißig"."""
        said = f"{within(hour)} Uhr"
        return f"{said} {cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year: int | None, before: str) -> str:
        """Return a date; the word before it decides the ending of the day."""
        ending = ordinals.ending_of_day(before)
        said = f"{ordinals.stem(day)}{ending} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year is not None else said

    def noun_gender(self, word: str, following: str) -> str:
        """Return the gender of a noun, by the words that are counted most and by endings."""
        if word[:1].islower():
            return (
                {"e": "f", "r": "m", "s": "n"}.get(word[-1], "") if following[:1].isupper() else ""
            )
        return gender_of(word)

    def is_count(self, text: str, start: int, end: int) -> bool:
        """Return whether a noun follows, with no word before that goes with years."""
        following = re.match(r"\s[A-ZÄÖÜ][a-zäöüß]", text[end : end + 3])
        return bool(following) and self.word_before(text, start) not in _YEAR_BEFORE

    def one(self, text: str, start: int, gender: str) -> str | None:
        """Return "ein" in the case that the preposition before it asks for."""
        if not gender:
            follows_noun = re.match(r"1\s[A-ZÄÖÜ]", text[start : start + 3])
            return "1" if follows_noun else None
        before = self.word_before(text, start)
        if before in _DATIVE:
            return "einer" if gender == "f" else "einem"
        return "einen" if before in _ACCUSATIVE and gender == "m" else None

    def counted(self, numeral: Numeral, noun: Noun) -> str:
        """Return a number of something; the unit of a decimal stays as it is."""
        return f"{self.number(numeral, noun.gender)} {self.inflect(numeral, noun)}"

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "zwölf Euro fünfzig"."""
        return f"{self.counted(major, currency.major)} {cardinal(minor.whole)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for ordinals, dates, times, scores and compounds."""
        short = "(?:" + self.any_month + ")"
        day = r"\d{1,2}\.(?:\s?(?:und|bis|oder|sowie|,|/|–|-)\s?\d{1,2}\.)*"
        time = r"\d{1,2}(?:[.:]\d{2})?"
        return (
            rule(rf"{LEFT}(?P<days>{day})\s?(?P<m>{short})\.?", self._say_days, needs="."),
            rule(
                rf"{LEFT}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.(?:\s?(?P<y>\d{{4}}|\d{{2}})(?!\d|[.,:]\d))?(?!\d)",
                self._say_numeric_date,
                needs=".",
            ),
            rule(
                rf"{LEFT}(?P<a>{time})(?:(?P<dash>\s?[–-]\s?)(?P<b>{time}))?\s?Uhr\b",
                self._say_time,
            ),
            rule(
                rf"{LEFT}(?P<a>\d{{1,3}})\s?:\s?(?P<b>\d{{1,3}}(?:\.\d{{3}})*){RIGHT}",
                self._say_ratio,
                ":",
            ),
            rule(rf"{LEFT}(?P<n>\d{{1,3}})\.(?=\s[^\W\d_]|-)", ordinals.say, needs="."),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})\.(?=\s(?:Weltkrieg|Quartal|Internationale|Akt|Kapitel|Band|Bezirk|Liga|Vatikan))",
                ordinals.say,
                needs=".",
            ),
            rule(rf"(?P<name>[A-ZÄÖÜ][a-zäöüß]+)\s(?P<r>{ROMAN})\.", self._say_ruler, needs="."),
            rule(rf"{LEFT}['’]?(?P<n>\d{{1,4}})er(?P<rest>n|s)?(?![^\W_])", self._say_decade),
            rule(
                rf"{LEFT}(?P<n>\d{{1,6}}|\d{{1,3}}(?:\.\d{{3}})+)-(?P<rest>[^\W\d_]{{2,}})",
                self._say_compound,
                "-",
            ),
            rule(r"(?<=\d),[-–—]+(?=[\s.]|$)", lambda _: "", ","),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(_NUMBERED)})\s?(?=\d|[IVX])",
                lambda match: f"{_NUMBERED[match['word']]} ",
                ".§",
            ),
            rule(r"(?<![^\W_])(?P<n>\d{1,2})½", self._say_half, needs="½"),
            rule(
                rf"{LEFT}(?P<a>\d{{4}})/(?P<b>\d{{2}}){RIGHT}",
                partial(_say_season, self),
                needs="/",
            ),
        )

    def _say_days(self, match: re.Match[str]) -> str | None:
        before = match.string[: match.start()]
        ending = ordinals.ending_of_day(before)
        if not all(1 <= int(day) <= 31 for day in re.findall(r"\d+", match["days"])):
            return None
        days = re.sub(r"\s?[–-]\s?", " bis ", match["days"])
        days = re.sub(r"/", " und ", days)
        said = re.sub(r"(\d+)\.", lambda day: ordinals.stem(int(day[1])) + ending, days)
        stop = "." if match[0].endswith(".") and not match.string[match.end() :].strip() else ""
        return f"{said} {self.months[self.month_number(match['m']) - 1]}{stop}"

    def month_number(self, written: str) -> int:
        """Return the number of a month, from 1."""
        name = written.rstrip(".")
        return (
            self.months.index(name) + 1 if name in self.months else self.month_abbreviations[name]
        )

    def _say_numeric_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not is_day(day, month):
            return None
        return self.date(day, month, full_year(match["y"]), match.string[: match.start()])

    def _say_time(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = written.replace(".", ":").partition(":")
            if int(hour) > 24 or int(minute or 0) > 59:
                return None
            times.append((int(hour), int(minute or 0)))
        if len(times) == 1:
            return self.clock(*times[0])
        first, last = times
        said = self.clock(*first) if first[1] else within(first[0])
        said = "eins" if said == "ein" else said
        return f"{said} bis {self.clock(*last)}"

    def _say_ratio(self, match: re.Match[str]) -> str:
        first, written = int(match["a"]), match["b"]
        second = int(written.replace(".", ""))
        is_time = len(written) == 2 and first < 25 and second < 60 and " " not in match[0]
        is_padded = written[0] == "0" or (match["a"][0] == "0" and len(match["a"]) == 2)
        if is_time and (is_padded or self._is_clock(match)):
            return self.clock(first, second)
        return f"{cardinal(first)} zu {cardinal(second)}"

    def _is_clock(self, match: re.Match[str]) -> bool:
        if self.word_before(match.string, match.start()) in _CLOCK_BEFORE:
            return True
        return not self.sport.search(match.string)

    def _say_ruler(self, match: re.Match[str]) -> str | None:
        before = self.word_before(match.string, match.start())
        said = ordinals.ruler(match["name"], roman(match["r"]), before)
        if said is None:
            return None
        stop = "" if match.string[match.end() :].strip(' "”“»«)’‘') else "."
        return f"{match['name']} {said}{stop}"

    def _say_decade(self, match: re.Match[str]) -> str:
        number = int(match["n"])
        said = self.year(number) if len(match["n"]) == 4 else within(number)
        return f"{said}er{match['rest'] or ''}"

    def _say_compound(self, match: re.Match[str]) -> str:
        said, rest = within(int(match["n"].replace(".", ""))), match["rest"]
        if rest[0].islower():
            return said + rest
        if re.match(r"Jährig|Köpfig|Tägig", rest):
            return said.capitalize() + rest.lower()
        return f"{said}-{rest}"

    def _say_half(self, match: re.Match[str]) -> str:
        number = int(match["n"])
        return "anderthalb" if number == 1 else f"{within(number)}einhalb"


_NUMBERED = {
    "Nr.": "Nummer", "Nrn.": "Nummern", "S.": "Seite", "Abs.": "Absatz", "Art.": "Artikel",
    "Kap.": "Kapitel", "Bd.": "Band", "Abb.": "Abbildung", "Tab.": "Tabelle", "Ziff.": "Ziffer",
    "§§": "Paragrafen", "§": "Paragraf", "Hs.": "Halbsatz", "Tel.": "Telefon",
}  # fmt: skip
"""Words before a number -> how they are said."""


def _say_season(language: German, match: re.Match[str]) -> str | None:
    """Return a season over two years: "2023/24"."""
    first, second = int(match["a"]), int(match["b"])
    if (first + 1) % 100 != second:
        return None
    return f"{language.year(first)} {cardinal(second)}"


SPOKEN = German
