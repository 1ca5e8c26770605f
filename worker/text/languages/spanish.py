"""Spanish: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Currency, Language, currencies, nouns
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.romance import GenderGuess
from worker.text.languages.rule import LEFT, Rule, any_of, rule

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
_GENDERS = GenderGuess(
    frozenset(
        "mujeres mujer noche base nave clase flor muerte sede llave imagen orden madre torre nube serie frase señal veces vez noches noche calles calle tardes clases bases naves leyes ley redes partes parte "
        "fuentes llaves imágenes órdenes crisis tesis plantas sedes especies flores manos mano sesiones "
        "muertes madres torres nubes series frases serpientes señales hectáreas sociedades luces voces "
        "costumbres provincias cárceles fotos motos radios".split()
    ),
    frozenset(
        "problemas problema sistemas programas temas tema días día mapas planetas idiomas climas atletas poemas "
        "periodistas futbolistas turistas policías guardias artistas dramas diplomas fantasmas diagramas "
        "kilogramas gramas cometas aromas telegramas tenistas ciclistas economistas deportistas "
        "socialistas electricistas taxistas".split()
    ),
    re.compile(r".*(?:as|a|ciones|siones|xiones|ción|sión|dades|tades|dad|tad|tudes|umbres|eces|ices)"),
    re.compile(r"(?:nuevas|grandes|primeras|últimas|próximas|principales|buenas|jóvenes|pequeñas|mejores|"
               r"nuevos|primeros|últimos|próximos|buenos|pequeños|posibles|mil|nueva|nuevo|gran|otras|otros|"
               r"presuntos|presuntas)"),
)  # fmt: skip
_PESOS = frozenset("AR CL CO CU DO MX UY".split())
_ONCE = re.compile(r"uno$")


class Spanish(Language):
    """Spanish, in all countries that speak it."""

    code = "es"
    comma, dot = "coma", "punto"
    minus, plus, plus_minus = "menos", "más", "más o menos"
    percent, permille = "por ciento", "por mil"
    to, score, of, per = "a", "a", "de", "por"
    bare_magnitudes = frozenset({"mil"})
    squared, cubed = ("cuadrado", "cuadrados"), ("cúbico", "cúbicos")
    left = LEFT
    point_regions = frozenset("MX US GT HN NI PA SV DO PR PE CU 419".split())
    months = (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    )  # fmt: skip
    month_abbreviations = {
        "ene": 1, "feb": 2, "mar": 3, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "sep": 9, "sept": 9,
        "oct": 10, "nov": 11, "dic": 12, "setiembre": 9,
    }  # fmt: skip
    units = nouns("""
        km kms | kilómetro | kilómetros
        m mts | metro | metros
        cm | centímetro | centímetros
        mm | milímetro | milímetros
        µm μm | micrómetro | micrómetros
        nm | nanómetro | nanómetros
        ha | hectárea | hectáreas | f
        t | tonelada | toneladas | f
        kg kgs | kilogramo | kilogramos
        g gr | gramo | gramos
        mg | miligramo | miligramos
        µg μg mcg | microgramo | microgramos
        l L | litro | litros
        hl | hectolitro | hectolitros
        cl | centilitro | centilitros
        dl | decilitro | decilitros
        ml | mililitro | mililitros
        km/h kms/h | kilómetro por hora | kilómetros por hora
        h hs hrs | hora | horas | f
        min | minuto | minutos
        seg s | segundo | segundos
        ms | milisegundo | milisegundos
        °C ºC | grado Celsius | grados Celsius
        °F ºF | grado Fahrenheit | grados Fahrenheit
        ° | grado | grados
        W | vatio | vatios
        kW | kilovatio | kilovatios
        MW | megavatio | megavatios
        GW | gigavatio | gigavatios
        kWh | kilovatio hora | kilovatios hora
        MWh | megavatio hora | megavatios hora
        GWh | gigavatio hora | gigavatios hora
        V | voltio | voltios
        Hz | hercio | hercios
        kHz | kilohercio | kilohercios
        MHz | megahercio | megahercios
        GHz | gigahercio | gigahercios
        dB | decibelio | decibelios
        CV cv | caballo | caballos
        MB | megabyte | megabytes
        GB | gigabyte | gigabytes
        TB | terabyte | terabytes
        kB | kilobyte | kilobytes
        kcal | kilocaloría | kilocalorías | f
        hPa | hectopascal | hectopascales
        bar | bar | bares
    """)
    currencies = currencies("""
        € EUR | euro | euros | m | céntimo | céntimos | m
        $ | dólar | dólares | m | centavo | centavos | m
        US$ USD U$S | dólar | dólares | m | centavo | centavos | m
        £ GBP | libra | libras | f | penique | peniques | m
        ¥ | yen | yenes | m | sen | senes | m
        MXN | peso mexicano | pesos mexicanos | m | centavo | centavos | m
        pesos | peso | pesos | m | centavo | centavos | m
        S/ | sol | soles | m | céntimo | céntimos | m
        CHF | franco suizo | francos suizos | m | céntimo | céntimos | m
        ₽ | rublo | rublos | m | kopek | kopeks | m
    """)
    currency_words = {
        "euros": "€", "euro": "€", "dólares": "US$", "dólar": "US$", "libras": "£", "pesos": "pesos",
        "peso": "pesos", "yenes": "¥", "céntimos": "€", "centavos": "US$", "soles": "S/",
    }  # fmt: skip
    magnitudes = nouns("""
        millones millón mill. mill M mdd | millón | millones
        billones billón | billón | billones
        mil | mil | mil
    """)
    abbreviations = {
        "Sr.": "señor", "Sra.": "señora", "Sres.": "señores", "Srta.": "señorita", "Dr.": "doctor",
        "Dra.": "doctora", "Prof.": "profesor", "D.": "don", "Dña.": "doña", "Ud.": "usted",
        "Uds.": "ustedes", "EE. UU.": "Estados Unidos", "EE.UU.": "Estados Unidos",
        "EEUU": "Estados Unidos", "EE UU": "Estados Unidos", "JJ. OO.": "Juegos Olímpicos",
        "JJ.OO.": "Juegos Olímpicos", "p. ej.": "por ejemplo", "etc.": "etcétera",
        "a. C.": "antes de Cristo", "a.C.": "antes de Cristo", "d. C.": "después de Cristo",
        "d.C.": "después de Cristo", "aprox.": "aproximadamente", "avda.": "avenida",
        "Avda.": "Avenida", "Gral.": "general", "Lic.": "licenciado", "Ing.": "ingeniero", "&": "y",
        "a. m.": "de la mañana", "p. m.": "de la tarde", "a.m.": "de la mañana",
        "p.m.": "de la tarde",
    }  # fmt: skip
    sport = re.compile(
        r"\b(?:gan[óaé]|venc|derrot|perd|perdió|empat|gol|goles|partido|marcador|triunf|victoria|final|"
        r"semifinal|set|sets|liga|copa|resultado|jornada|equipo|campeon|remont|se impuso|ventaja|goleó|"
        r"cay[óe]|eliminatoria|amistoso|penal|tanda)",
        re.IGNORECASE,
    )
    function_words = frozenset(
        "y o u e a al de del en con por para sin sobre que se su sus la el los las lo no ni es son fue "
        "era han ha hasta desde entre como más menos pero según contra ante tras cuando si ya".split()
    )

    def cardinal(self, number: int, gender: str = "") -> str:
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
            count = "" if thousands == 1 else self._thousands(thousands, gender)
            said = f"{count} mil".strip()
            return f"{said} {self._cardinal(rest, gender)}" if rest else said
        if number == 100:
            return "cien"
        if number > 100:
            hundreds, rest = divmod(number, 100)
            said = _HUNDREDS[hundreds]
            if gender == "f" and hundreds > 1:
                said = f"{said[:-2]}as"
            return f"{said} {self._cardinal(rest, gender)}" if rest else said
        if number < 30:
            return _SMALL[number]
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]} y {_SMALL[ones]}" if ones else _TENS[tens]

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

    def date(self, day: int, month: int, year: int | None, before: str) -> str:
        """Return a date: "tres de mayo de dos mil veinticuatro"."""
        said = f"{self.day(day)} de {self.months[month - 1]}"
        return f"{said} de {self.year(year)}" if year is not None else said

    def currency(self, sign: str) -> Currency:
        """Return the currency that a sign stands for: "$" is a peso in many countries."""
        return self.currencies["pesos" if sign == "$" and self.region in _PESOS else sign]

    def day(self, day: int) -> str:
        """Return the day of a month; the first has a word of its own in America."""
        is_american = self.region not in ("", "ES", "GQ")
        return "primero" if day == 1 and is_american else self.cardinal(day)

    def noun_gender(self, word: str, following: str) -> str:
        """Return the gender of a noun."""
        return _GENDERS.guess(word, following)

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount: "doce euros con cincuenta céntimos"."""
        return f"{self.counted(major, currency.major)} con {self.counted(minor, currency.minor)}"

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for dates, times, ordinals, centuries and rulers."""
        time = r"\d{1,2}[:.h]\d{2}"
        return (
            rule(
                rf"{LEFT}(?P<d>\d{{1,2}})(?P<first>\.?[º°])?(?P<gap>\sde\s)(?P<m>{self.any_month})",
                self._say_day,
            ),
            rule(
                rf"{LEFT}(?P<h>\d{{1,2}})[:.](?P<min>\d{{2}})(?:[ ]?(?:h|hs|hrs)\b\.?|(?=[ ]horas\b))",
                self._say_hours,
            ),
            rule(rf"{LEFT}(?P<h>\d{{1,2}})h(?P<min>\d{{2}})?(?![^\W_])", self._say_hours, "h"),
            rule(
                r"(?<=\blas )(?P<h>\d{1,2})\.(?P<min>\d{2})(?![^\W_]|[.,]\d|\s?[%€])",
                self._say_hours,
                ".",
            ),
            rule(
                r"(?P<before>\b(?:[Aa]|[Hh]asta|[Dd]e|[Dd]esde|[Ss]on|y) (?:las|la(?= 1\b))) (?P<h>\d{1,2})(?=\s(?:de la|en punto|horas|hs\b|h\b|y\b|a las)|[,;)]|\.?$)(?![.,]\d)",
                self._say_full_hour,
            ),
            rule(
                rf"{LEFT}(?P<n>\d{{1,3}})(?P<end>\.?er|\.?os|\.?as|\.?[º°oª]|\.?a)(?![^\W_])",
                self._say_ordinal,
            ),
            rule(
                rf"(?P<word>\b[Ss]iglos?)\s(?P<r>{ROMAN})(?:(?P<and>\s(?:y|al|a|-|–)\s)(?P<r2>{ROMAN}))?(?![^\W_])",
                self._say_century,
                "IVXL",
            ),
            rule(rf"(?P<name>{_RULERS})\s(?P<r>{ROMAN})(?![^\W_])", self._say_ruler, "IVXL"),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})(?=\s(?:Guerra Mundial|República|Internacional|Cumbre|Conferencia)\b)",
                lambda match: self.ordinal(roman(match["r"]), "f").capitalize(),
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(_NUMBERED)})\s?(?=\d)",
                lambda match: f"{_NUMBERED[match['word']]} ",
                ".º°§#",
            ),
            rule(
                r"(?P<word>\b[Aa]ños\s)['’]?(?P<n>\d0)(?![.,]?\d|\s?%)",
                lambda match: f"{match['word']}{self.cardinal(int(match['n']))}",
            ),
            rule(
                rf"(?<=\b[Ll]os )['’]?(?P<n>[2-9]0)s?(?=[\s,.;)](?!\d)|$)(?!\s[^\W\d_]+(?:s|es)\b)(?!{time})",
                lambda match: self.cardinal(int(match["n"])),
            ),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        said = "primero" if match["first"] else self.day(day)
        return f"{said}{match['gap']}{self.months[self.month_number(match['m']) - 1]}"

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
        feminine = match["name"].endswith(("Isabel", "Catalina", "Juana", "Margarita", "Cristina"))
        said = (
            self.ordinal(number, "f" if feminine else "m")
            if number <= 10
            else self.cardinal(number)
        )
        return f"{match['name']} {said}"


_RULERS = (
    r"(?:Felipe|Alfonso|Juan Carlos|Carlos|Fernando|Isabel|Luis|Enrique|Juan|Pablo|Juan Pablo|Benedicto|Pío|León|"
    r"Francisco|Napoleón|Federico|Guillermo|Jorge|Eduardo|Jacobo|Ricardo|Nicolás|Alejandro|Leopoldo|Alberto|"
    r"Mohamed|Hassan|Gustavo|Cristián|Margarita|Harald|Gregorio|Inocencio|Clemente|Pedro|Iván|Ramsés|Catalina|"
    r"Amadeo|Maximiliano|Sancho|Jaime|Bonifacio|Sixto|Julio|Urbano|Constantino)"
)
_NUMBERED = {
    "n.º": "número", "nº": "número", "n°": "número", "N.º": "número", "Nº": "número", "núm.": "número",
    "No.": "número", "pág.": "página", "págs.": "páginas", "p.": "página", "art.": "artículo",
    "cap.": "capítulo", "vol.": "volumen", "fig.": "figura", "§": "párrafo", "tel.": "teléfono",
    "#": "número",
}  # fmt: skip
"""Words before a number -> how they are said."""

SPOKEN = Spanish
