"""A grammar of units of measurement: prefix, unit, power, and the unit after "per".

"µg/m³" needs no entry of its own: it is micro, gram, per, cubic, meter.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_PREFIXES = {
    "p": "pico", "n": "nano", "µ": "micro", "μ": "micro", "m": "milli", "c": "centi", "d": "deci",
    "h": "hecto",
    "k": "kilo", "K": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta",
}  # fmt: skip

_PREFIXED = {
    "m": ("meter", "nµμmcdkK"), "g": ("gram", "nµμmkK"), "s": ("second", "nµμm"),
    "L": ("liter", "µμmcdhkM"), "l": ("liter", "µμmcdhk"), "W": ("watt", "mkKMGT"),
    "Wh": ("watt hour", "kKMGT"), "V": ("volt", "mkM"), "A": ("amp", "µμmk"),
    "Ah": ("amp hour", "mk"),
    "Hz": ("hertz", "kKMGT"), "J": ("joule", "kMGTP"), "Pa": ("pascal", "hkMG"),
    "N": ("newton", "kM"),
    "B": ("byte", "kKMGTP"), "b": ("bit", "kMG"), "bit": ("bit", "kMG"),
    "bps": ("bit per second", "kKmMGgT"),
    "b/s": ("bit per second", "kMGT"), "B/s": ("byte per second", "kMGT"),
    "eV": ("electron volt", "kMGT"), "mol": ("mole", "nµμmk"), "bar": ("bar", "m"),
    "cal": ("calorie", "k"),
    "Bq": ("becquerel", "kMGTP"), "Sv": ("sievert", "µμm"), "Ci": ("curie", "pnµμmk"),
    "Gy": ("gray", "mc"),
    "t": ("ton", "kMG"),
    "Ω": ("ohm", "mkM"), "T": ("tesla", "mµ"), "ton": ("ton", "kM"), "pc": ("parsec", "kM"),
    "VA": ("volt amp", "kM"),
    "M": ("molar", "µμm"), "Wp": ("watt peak", "kMG"),
}  # fmt: skip
"""Symbol -> its name, and the prefixes it is written with."""

_PLAIN: dict[str, str | tuple[str, str]] = {
    "in": ("inch", "inches"), "ins": ("inch", "inches"), "ft": ("foot", "feet"), "yd": "yard",
    "yds": "yard", "mi": "mile", "mile": "mile", "miles": "mile", "nmi": "nautical mile",
    "nm": "nanometer", "lb": "pound", "lbs": "pound", "oz": "ounce", "ozs": "ounce",
    "fl oz": "fluid ounce", "fl. oz": "fluid ounce", "st": ("stone", "stone"),
    "cwt": "hundredweight",
    "gal": "gallon", "gals": "gallon", "gallon": "gallon", "qt": "quart", "qts": "quart",
    "pt": "point",
    "tsp": "teaspoon", "tsps": "teaspoon", "tbsp": "tablespoon", "tbsps": "tablespoon",
    "tbs": "tablespoon",
    "gm": "gram", "gms": "gram", "kgs": "kilogram", "kms": "kilometer", "ga": ("gauge", "gauge"),
    "Å": "angstrom", "mcg": "microgram", "ug": "microgram", "um": "micrometer",
    "ha": "hectare", "ac": "acre",
    "acre": "acre",
    "mph": "mile per hour", "mpg": "mile per gallon", "kph": "kilometer per hour",
    "kmh": "kilometer per hour", "km/h": "kilometer per hour", "km/hr": "kilometer per hour",
    "kmph": "kilometer per hour", "kn": "knot", "kt": "kiloton", "kts": "knot",
    "ktpa": "kiloton per annum",
    "hp": ("horsepower", "horsepower"), "bhp": ("brake horsepower", "brake horsepower"),
    "psi": "pound per square inch", "bbl": "barrel", "bbls": "barrel", "barrel": "barrel",
    "boe": "barrel of oil equivalent",
    "bpd": "barrel per day", "b/d": "barrel per day", "boepd": "barrel of oil equivalent per day",
    "bcm": ("billion cubic meters", "billion cubic meters"),
    "bcf": ("billion cubic feet", "billion cubic feet"),
    "tcf": ("trillion cubic feet", "trillion cubic feet"),
    "mcm": ("million cubic meters", "million cubic meters"),
    "rpm": "revolution per minute", "bpm": "beat per minute", "fps": "frame per second",
    "cc": ("cc", "cc"), "px": "pixel", "dB": "decibel", "dBA": "decibel", "dBFS": "decibel",
    "dpi": "dot per inch", "ppi": "pixel per inch",
    "sec": "second", "secs": "second", "min": "minute", "mins": "minute", "hr": "hour",
    "hrs": "hour",
    "h": "hour", "hour": "hour", "d": "day", "day": "day", "days": "day", "wk": "week",
    "wks": "week",
    "week": "week", "mo": "month", "mos": "month", "mth": "month", "mths": "month",
    "month": "month",
    "yr": "year", "yrs": "year", "year": "year", "minute": "minute", "second": "second",
    "pp": "percentage point", "ppt": "percentage point", "ppts": "percentage point",
    "ppm": "part per million", "ppb": "part per billion",
    "pc": ("percent", "percent"), "pct": ("percent", "percent"), "%": ("percent", "percent"),
    "bp": "basis point", "bps": "basis point", "pts": "point", "BTU": ("B T U", "B T Us"),
    "Btu": ("B T U", "B T Us"), "mmBtu": ("million B T U", "million B T U"),
    "MMBtu": ("million B T U", "million B T U"), "therm": "therm", "mb": "millibar",
    "mbar": "millibar",
    "mbps": "megabit per second", "mmHg": ("millimeter of mercury", "millimeters of mercury"),
    "mm Hg": ("millimeter of mercury", "millimeters of mercury"),
    "IU": ("I U", "I U"), "mIU": ("milli I U", "milli I U"), "ct": "carat", "kcal": "kilocalorie",
    "MP": "megapixel", "Mp": "megapixel", "lm": "lumen", "lx": "lux", "cd": "candela",
    "nits": "nit",
    "Nm": "newton meter", "lb-ft": ("pound-foot", "pound-feet"),
    "lb ft": ("pound-foot", "pound-feet"),
    "ft-lb": ("foot-pound", "foot-pounds"), "ft-lbs": ("foot-pound", "foot-pounds"), "ton": "ton",
    "tons": "ton", "tonne": "tonne", "tonnes": "tonne", "MT": "metric ton", "mt": "metric ton",
    "ly": "light-year", "AU": "astronomical unit", "au": "astronomical unit", "mSv": "millisievert",
    "Tbsp": "tablespoon", "Tbsps": "tablespoon", "Tsp": "teaspoon",
    "Tsps": "teaspoon", "TBSP": "tablespoon", "TSP": "teaspoon", "c": "cup", "atm": "atmosphere",
    "acre-ft": ("acre-foot", "acre-feet"), "acre-feet": ("acre-foot", "acre-feet"),
    "kWp": "kilowatt peak", "MWe": "megawatt", "MWt": "megawatt", "mAh": "milliamp hour",
    "person": "person", "share": "share", "night": "night", "head": "head", "unit": "unit",
    "dose": "dose",
    "TEU": ("T E U", "T E Us"), "pax": ("passenger", "passengers"), "cm2": "square centimeter",
    "sqm": "square meter", "sqft": ("square foot", "square feet"), "sqmi": "square mile",
    "cfs": ("cubic foot per second", "cubic feet per second"),
    "gpm": "gallon per minute", "mgd": ("million gallons per day", "million gallons per day"),
    "kJ": "kilojoule", "bit": "bit", "MiB": "mebibyte", "GiB": "gibibyte", "K": "kelvin",
    "°C": ("degree Celsius", "degrees Celsius"), "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "carat": "carat", "cup": "cup", "cups": "cup", "quart": "quart", "pint": "pint",
    "liter": "liter", "litre": "liter", "foot": ("foot", "feet"), "inch": ("inch", "inches"),
    "yard": "yard", "pound": "pound", "ounce": "ounce", "meter": "meter", "metre": "meter",
    "metres": "meter", "meters": "meter", "feet": ("foot", "feet"), "kilometer": "kilometer",
    "kilometre": "kilometer", "kilogram": "kilogram", "inches": ("inch", "inches"), "yards": "yard",
}  # fmt: skip
"""Symbol -> the unit's name for one of it, or its names for one and for several."""

_POWERED = {
    "m",
    "cm",
    "mm",
    "km",
    "ft",
    "in",
    "yd",
    "mi",
    "s",
    "mile",
    "miles",
    "yds",
    "foot",
    "feet",
    "inch",
    "inches",
    "meter",
    "metre",
    "metres",
    "meters",
    "kilometer",
    "kilometre",
    "yards",
    "kilometres",
    "kilometers",
}
_POWERS = {"²": "square", "2": "square", "³": "cubic", "3": "cubic", "^2": "square", "^3": "cubic"}
_WORD_POWERS = {"sq": "square", "cu": "cubic", "square": "square", "cubic": "cubic"}

AREA_OR_VOLUME = r"(?:(?:sq|cu)\b\.?[\s-]?|(?:square|cubic)[\s-])"
SYMBOL = r"(?:[A-Za-zµμΩÅ°%]+)"
ATOM = (
    rf"{AREA_OR_VOLUME}?(?:fl\.?\s?oz|mm\s?Hg|lb[- ]ft|ft[- ]lbs?|acre-f(?:ee)?t"
    rf"|b/d(?![a-z])"
    rf"|{SYMBOL}(?:\^?[23](?![0-9])|[²³])?)"
)
PER = (
    rf"(?:\s?/\s?(?:1,?000\s?|100,?000\s?|100\s?|10\s?|million\s)?{ATOM}"
    r"|\s?[·⋅]?\s?(?:h|s|m|kg|day)[⁻−-][¹1](?![0-9]))"
)
UNIT = rf"{ATOM}\.?{PER}{{0,3}}\.?"
"""Pattern of everything that may be a unit; `parse_unit` decides."""

_PER = re.compile(r"\s?/\s?")
_PER_COUNT = re.compile(r"(1,?000|100,?000|100|10|million)\s?(.+)")
_INVERSE = re.compile(r"\s?[·⋅]?\s?(h|s|m|kg|day)[⁻−-][¹1]")
_COUNTS = {
    "10": "ten",
    "100": "one hundred",
    "1000": "one thousand",
    "100000": "one hundred thousand",
    "million": "million",
}
_ATOM = re.compile(
    rf"(?P<area>sq|cu|square|cubic)?\b\.?[\s-]?(?P<symbol>fl\.?\s?oz|mm\s?Hg|lb[- ]ft|ft[- ]lbs?"
    rf"|acre-f(?:ee)?t|b/d"
    rf"|{SYMBOL})"
    r"(?P<power>\^?[23]|[²³])?\.?"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Names of a unit.

    Attributes:
        one: Name for one of it.
        many: Name for several of it.
        is_letter: True if its symbol is a letter or a word with other meanings.
    """

    one: str
    many: str
    is_letter: bool = False


def plural_of(name: str) -> str:
    """Return the plural of a unit's name; "mile per hour" becomes "miles per hour"."""
    head, per, rest = name.partition(" per ")
    head, of, behind = head.partition(" of ")
    if not head.endswith(("hertz", "lux", "percent", "horsepower", "hundredweight", "peak")):
        head += "s"
    return f"{head}{of}{behind}{per}{rest}"


def _entry(names: str | tuple[str, str]) -> tuple[str, str]:
    return (names, plural_of(names)) if isinstance(names, str) else names


def _build() -> dict[str, tuple[str, str]]:
    known = {}
    for symbol, (name, prefixes) in _PREFIXED.items():
        known[symbol] = _entry(name)
        for prefix in prefixes:
            known[prefix + symbol] = _entry(_PREFIXES.get(prefix, "giga") + name)
    known.update({symbol: _entry(names) for symbol, names in _PLAIN.items()})
    return known


_KNOWN = _build()

_LETTERS = frozenset(
    "m g s t l L h d b B T V W A M K N J in st d min pt mb nm ac ct P au AU K mt MT pp pc pts head "
    "unit cd MP day c".split()
)
"""Symbols that need some evidence that they are units."""


@lru_cache(maxsize=2_000)
def parse_unit(text: str) -> Unit | None:
    """Return the unit that `text` writes, such as "km/h" or "sq ft"; None if it is not a unit."""
    stops = text.rstrip(".")
    inverse = _INVERSE.search(stops)
    if inverse and inverse.end() == len(stops):
        stops = f"{stops[: inverse.start()]}/{inverse[1]}"
    whole = _KNOWN.get(stops)
    if whole:
        return Unit(*whole, is_letter=stops in _LETTERS)
    first, *rest = _PER.split(stops)
    top = _parse_atom(first)
    if top is None:
        return None
    one, many = top
    for each in rest:
        bottom = _parse_denominator(each)
        if bottom is None:
            return None
        one, many = f"{one} per {bottom}", f"{many} per {bottom}"
    return Unit(one, many, is_letter=not rest and first in _LETTERS)


def _parse_denominator(text: str) -> str | None:
    counted = _PER_COUNT.fullmatch(text)
    atom = _parse_atom(counted[2] if counted else text)
    if atom is None:
        return None
    if counted:
        return f"{_COUNTS[counted[1].replace(',', '')]} {atom[1]}"
    return atom[0]


def _parse_atom(text: str) -> tuple[str, str] | None:
    match = _ATOM.fullmatch(text)
    if match is None:
        return None
    symbol, area, power = match["symbol"], match["area"], match["power"]
    known = symbol.lower() if symbol in _SHOUTED else re.sub(r"\.?\s", " ", symbol)
    names = _KNOWN.get(known)
    word = _WORD_POWERS.get(area or "") or _POWERS.get(power or "")
    if names is None or word is None or symbol not in _POWERED:
        return names if word is None else None
    if symbol == "s":
        return f"second {word}d", f"seconds {word}d"
    return f"{word} {names[0]}", f"{word} {names[1]}"


_SHOUTED = frozenset("KG MPH KM CM MM FT LB LBS OZ HP KPH PSI YDS".split())
"""Symbols that some write in capitals."""
