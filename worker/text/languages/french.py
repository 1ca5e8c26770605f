"""French: the words of its numbers, and its tables."""

import re
from collections.abc import Sequence

from worker.text.languages.language import Currency, Language, Noun, currencies, nouns
from worker.text.languages.numerals import ROMAN, Numeral, roman
from worker.text.languages.rule import LEFT_ELIDED, Rule, any_of, rule

_SMALL = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = "_ dix vingt trente quarante cinquante soixante".split()
_LARGE = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))
_FEMININE = frozenset(
    "personnes personne femmes femme filles fille heures heure minutes minute secondes seconde années "
    "année fois voix pages page places place tonnes tonne victimes victime voitures voiture maisons "
    "maison villes ville écoles école semaines semaine nuits nuit équipes équipe communes commune pièces "
    "chambres chaises tables régions familles espèces plaintes livres cartes lettres mesures plages îles "
    "langues lignes tours étapes marches parties boîtes bouteilles têtes vies unités soirées journées "
    "espèce zones causes affaires candidates étudiantes élèves œuvres bombes armes frappes attaques "
    "classes tentes routes chansons salles séries revues photos usines banques".split()
)
_MASCULINE = frozenset(
    "lycée lycées musée musées comité comités côté côtés été étés traité députés employés blessés morts".split()
)
_FEMININE_ENDING = re.compile(
    r".*(?:[ts]ions?|tés?|ées?|ettes?|ances?|ences?|ures?|elles?|esses?|ades?|aines?|ies|ie|euses?|rices?|ouilles?|ailles?|ières?|ines?)"
)
_RULERS = re.compile(
    r"(?:Louis|Henri|Charles|François|Napoléon|Philippe|Jean|Paul|Pie|Benoît|Léon|Élisabeth|Elisabeth|"
    r"Elizabeth|Catherine|Frédéric|Guillaume|Édouard|Edouard|Georges?|Jacques|Richard|Nicolas|Alexandre|"
    r"Léopold|Albert|Baudouin|Mohammed|Hassan|Ferdinand|Alphonse|Felipe|Juan Carlos|Gustave|Christian|"
    r"Margrethe|Harald|Grégoire|Innocent|Clément|Urbain|Pierre|Ivan|Ramsès|Victor-Emmanuel|Jean-Paul|"
    r"Amédée|Umberto|Joseph|François-Joseph|Maximilien|Rodolphe|Otton|Constantin|Darius|Sixte)"
)


class French(Language):
    """French, in all countries that speak it.

    Args:
        region: Belgium and Switzerland have their own words for seventy and ninety.
    """

    code = "fr"
    comma, dot = "virgule", "point"
    minus, plus, plus_minus = "moins", "plus", "plus ou moins"
    percent, permille = "pour cent", "pour mille"
    to, score, of, per = "à", "à", "de", "par"
    squared, cubed = ("carré", "carrés"), ("cube", "cubes")
    left = LEFT_ELIDED
    months = (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    )  # fmt: skip
    month_abbreviations = {
        "janv": 1, "févr": 2, "fév": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11,
        "déc": 12, "aout": 8,
    }  # fmt: skip
    units = nouns("""
        km | kilomètre | kilomètres
        m | mètre | mètres
        cm | centimètre | centimètres
        mm | millimètre | millimètres
        dm | décimètre | décimètres
        µm μm | micromètre | micromètres
        nm | nanomètre | nanomètres
        ha | hectare | hectares
        t | tonne | tonnes | f
        kg | kilogramme | kilogrammes
        g | gramme | grammes
        mg | milligramme | milligrammes
        µg μg | microgramme | microgrammes
        l L | litre | litres
        hl | hectolitre | hectolitres
        cl | centilitre | centilitres
        dl | décilitre | décilitres
        ml mL | millilitre | millilitres
        km/h | kilomètre-heure | kilomètres-heure
        min mn | minute | minutes | f
        sec s | seconde | secondes | f
        ms | milliseconde | millisecondes | f
        °C | degré Celsius | degrés Celsius
        °F | degré Fahrenheit | degrés Fahrenheit
        ° | degré | degrés
        W | watt | watts
        kW | kilowatt | kilowatts
        MW | mégawatt | mégawatts
        GW | gigawatt | gigawatts
        TW | térawatt | térawatts
        kWh | kilowattheure | kilowattheures
        MWh | mégawattheure | mégawattheures
        GWh | gigawattheure | gigawattheures
        TWh | térawattheure | térawattheures
        V | volt | volts
        mAh | milliampère-heure | milliampères-heures
        Hz | hertz | hertz
        MHz | mégahertz | mégahertz
        GHz | gigahertz | gigahertz
        kHz | kilohertz | kilohertz
        dB | décibel | décibels
        ch | cheval | chevaux
        Mo | mégaoctet | mégaoctets
        Go | gigaoctet | gigaoctets
        To | téraoctet | téraoctets
        ko | kilooctet | kilooctets
        kcal | kilocalorie | kilocalories | f
        hPa | hectopascal | hectopascals
        bar | bar | bars
    """)
    currencies = currencies("""
        € EUR | euro | euros | m | centime | centimes | m
        $ USD US$ $US | dollar | dollars | m | cent | cents | m
        $CA CA$ $ca | dollar canadien | dollars canadiens | m | cent | cents | m
        £ GBP | livre | livres | f | pence | pence | m
        CHF Fr. | franc | francs | m | centime | centimes | m
        ¥ | yen | yens | m | sen | sens | m
        ₽ | rouble | roubles | m | kopeck | kopecks | m
        FCFA XOF XAF | franc CFA | francs CFA | m | centime | centimes | m
        DH DT MAD | dirham | dirhams | m | centime | centimes | m
    """)
    currency_words = {
        "euros": "€", "euro": "€", "dollars": "$", "dollar": "$", "livres sterling": "£",
        "francs suisses": "CHF", "francs": "CHF", "centimes": "€", "yens": "¥", "roubles": "₽",
    }  # fmt: skip
    magnitudes = nouns("""
        millions million | million | millions
        milliards milliard | milliard | milliards
        Mds Md Mrd Mrds Md. Mds. | milliard | milliards
        M | million | millions
        Mio | million | millions
        k | millier | mille
    """)
    abbreviations = {
        "M.": "monsieur", "MM.": "messieurs", "Mme": "madame", "Mmes": "mesdames",
        "Mlle": "mademoiselle", "Mlles": "mesdemoiselles", "Dr": "docteur", "Pr": "professeur",
        "Me": "maître", "Mgr": "monseigneur", "St": "saint", "Ste": "sainte", "etc.": "et cetera",
        "p. ex.": "par exemple", "c.-à-d.": "c'est-à-dire", "av. J.-C.": "avant Jésus-Christ",
        "apr. J.-C.": "après Jésus-Christ", "env.": "environ", "cf.": "confer", "bd": "boulevard",
        "&": "et",
    }  # fmt: skip
    sport = re.compile(
        r"\b(?:battu|bat|battent|victoire|défait|match|score|but|buts|mené|mène|menait|gagn|perd|nul|"
        r"égalis|set|sets|manche|finale|équipe|qualifi|impos|inclin|remport|championnat|mi-temps|tennis|"
        r"football|rugby|tirs au but|Ligue|Coupe|domin|contre|face)",
        re.IGNORECASE,
    )
    function_words = frozenset(
        "et ou à de du des le la les l d au aux en dans par pour sur sous avec sans que qui ne pas "
        "est sont était a ont avait ainsi contre chez vers mais donc car se s".split()
    )

    def __init__(self, region: str = "") -> None:
        super().__init__(region)
        self._is_short = region in ("BE", "CH")

    def cardinal(self, number: int, gender: str = "") -> str:
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
            count = self._cardinal(thousands).removesuffix("s") if thousands > 1 else ""
            if thousands > 1 and not count.endswith(("cent", "vingt")):
                count = self._cardinal(thousands)
            said = f"{count} mille".strip()
            return f"{said} {self._cardinal(rest)}" if rest else said
        if number >= 100:
            hundreds, rest = divmod(number, 100)
            said = f"{_SMALL[hundreds]} cent" if hundreds > 1 else "cent"
            if not rest:
                return f"{said}s" if hundreds > 1 else said
            return f"{said} {self._cardinal(rest)}"
        return self._below_hundred(number)

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
        """Return whether a noun behind a number is in the plural: from two on."""
        return numeral.whole >= 2

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "vingt heures trente"."""
        said = f"{self.cardinal(hour, 'f')} heure{'s' if hour > 1 else ''}"
        return f"{said} {self.cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year: int | None, before: str) -> str:
        """Return a date: "premier mai deux mille vingt-quatre"."""
        said = f"{self.day(day)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year is not None else said

    def day(self, day: int) -> str:
        """Return the day of a month."""
        return "premier" if day == 1 else self.cardinal(day)

    def noun_gender(self, word: str, following: str) -> str:
        """Return the gender of a noun, by the words that are counted most and by endings."""
        word = word.lower()
        if word in _FEMININE:
            return "f"
        if following.lower() in _FEMININE:
            return "f"
        is_feminine = word not in _MASCULINE and _FEMININE_ENDING.fullmatch(word)
        return "f" if is_feminine else "m"

    def of_noun(self, noun: Noun, magnitude: Noun) -> str:
        """Return a noun behind a magnitude: "d'euros"."""
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
                rf"{LEFT_ELIDED}(?P<n>\d{{1,4}})(?P<end>ers?|ères?|res?|e|è|èmes?|ième|emes?|nde?s?|es)(?![^\W_])",
                self._say_ordinal,
            ),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})(?P<end>e|ème|er|ers)(?![^\W_])",
                self._say_roman,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<r>{ROMAN})(?=\s(?:siècles?|République)\b)",
                self._say_roman,
                "IVXL",
            ),
            rule(
                rf"(?P<name>{_RULERS.pattern})\s(?P<r>{ROMAN})(?P<end>er)?(?![^\W_])",
                self._say_ruler,
                "IVXL",
            ),
            rule(
                rf"(?<![^\W_])(?P<word>{any_of(_NUMBERED)})\s?(?=\d|[IVX])",
                lambda match: f"{_NUMBERED[match['word']]} ",
                ".°º§no",
            ),
        )

    def _say_day(self, match: re.Match[str]) -> str | None:
        day = int(match["d"])
        if not 1 <= day <= 31:
            return None
        said = "premier" if match["first"] else self.day(day)
        month = self.months[self.month_number(match["m"]) - 1]
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
        end = match.groupdict().get("end")
        if (end in ("er", "ers")) != (number == 1) and end:
            return None
        return self.ordinal(number) + ("s" if end == "ers" else "")

    def _say_ruler(self, match: re.Match[str]) -> str | None:
        number = roman(match["r"])
        feminine = match["name"].startswith(("É", "El", "Cath", "Marg"))
        said = self.ordinal(1, "f" if feminine else "m") if number == 1 else self.cardinal(number)
        return f"{match['name']} {said}"


_NUMBERED = {
    "n°": "numéro", "nº": "numéro", "N°": "numéro", "no": "numéro", "nᵒ": "numéro", "n°s": "numéros",
    "p.": "page", "pp.": "pages", "art.": "article", "chap.": "chapitre", "fig.": "figure",
    "vol.": "volume", "al.": "alinéa", "§": "paragraphe", "tél.": "téléphone",
}  # fmt: skip
"""Words before a number -> how they are said."""

SPOKEN = French
