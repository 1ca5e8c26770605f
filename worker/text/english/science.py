"""Science and medicine: powers of ten, chemistry, variants, statistics, Greek letters, stars."""

import re

from worker.text.english.candidates import Context, Form, Rule
from worker.text.english.codes import model_number
from worker.text.english.patterns import LEFT, NUMBER
from worker.text.english.topics import Topic
from worker.text.english.words import cardinal, count, digits, ordinal

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

_POWER = re.compile(rf"{LEFT}(?P<base>{NUMBER})\^\(?(?P<typed>[-−+]?[0-9]{{1,4}})\)?(?![\w])")
_TIMES_POWER = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})\s?[\u00d7x*·⋅]\s?10\^\(?(?P<typed>[-−+]?[0-9]{{1,4}})\)?(?![\w])"
)
_EXPONENT = re.compile(
    rf"{LEFT}(?P<number>[0-9](?:\.[0-9]+)?)[eE](?P<sign>[-−+]?)"
    rf"(?P<power>[0-9]{{1,3}})(?![\w])(?!\.[0-9])"
)
_VARIABLE_POWER = re.compile(r"(?P<name>(?<![A-Za-z])[a-zA-Z]{1,2})(?P<raised>\^[23])(?![\w])")
_FORMULA = re.compile(
    r"(?<![\w-])(?P<formula>(?:[A-Z][a-z]?[0-9₀-₉]*|\((?:[A-Z][a-z]?[0-9₀-₉]*)+\)[0-9₀-₉]*){1,8})"
    r"(?P<charge>[⁺⁻]|[0-9]?[+](?=[\s,.)]|$))?(?P<tail>e?)(?![\w])"
)
_ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br "
    "Kr Sr Zr Ag Cd Sn I Xe Cs Ba W Pt Au Hg Pb Ra U Pu"
).split()
_COMMON = re.compile(
    r"(?:CO2e?|CO|H2O2?|O[23]|NO[2x]?|N2O?|SO[24]|CH4|NH[34]|H2S?O?4?|HCl|NaCl|NaOH|CaCO3|C6H12O6"
    r"|C2H5OH|C8H18|SF6|UF6|LiPF6|H2|HFO|CFC|Fe2O3|Al2O3|TiO2|SiO2|ZrO2|UO2|MDMA)$"
)
_ISOTOPE = re.compile(
    r"(?<![\w-])(?P<name>(?:[A-Z][a-z]?)|uranium|plutonium|carbon|cesium|caesium|iodine|strontium"
    r"|cobalt|americium|polonium|thorium|potassium|helium|hydrogen|radium|radon|technetium"
    r"|lutetium|Uranium|Carbon|Plutonium|Cobalt|Cesium|Caesium|Iodine"
    r"|Strontium)-(?P<mass>[0-9]{1,3})m?(?![\w.])"
)
_VARIANT = re.compile(
    r"(?<![\w.])(?P<line>[A-Z]{1,3})\.(?P<numbers>[0-9]{1,3}(?:\.[0-9]{1,3})*)(?![\w])"
)
_PROTEIN = re.compile(r"\b(?P<word>PM|pm)\s?(?P<size>2\.5|10|₂\.₅|1|0\.1)(?![\w])")
_STATISTIC = re.compile(
    r"(?<![\w])(?P<name>[pPnNrRzZtFd]|OR|HR|RR|CI|SD|IQR|χ2|χ²|k|β|α|R²|R2|κ)\s?(?P<sign>[<>=≤≥]"
    r"|<=|>=)\s?(?P<minus>[-−]?)(?P<number>[0-9,]*\.?[0-9]+)(?![\w])"
)
_SIGNS = {
    "<": "less than",
    ">": "greater than",
    "=": "equals",
    "≤": "at most",
    "<=": "at most",
    "≥": "at least",
    ">=": "at least",
}
_REPRODUCTION = re.compile(r"(?<![\w])R(?:0|₀|o(?=\sof\s[0-9]))(?![\w])")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa",
    "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "gamma", "Δ": "delta", "Θ": "theta", "Λ": "lambda", "Ξ": "xi", "Π": "pi", "Σ": "sigma",
    "Φ": "phi", "Ψ": "psi", "Ω": "omega",
}  # fmt: skip
_GREEK_LETTER = re.compile(
    rf"(?<![\u0370-\u03ff])(?P<letter>[{''.join(_GREEK)}])(?![\u0370-\u03ff])"
)
_SIGMA = re.compile(rf"{LEFT}(?P<number>{NUMBER})[\s-]?σ(?!\w)")
_BLOOD = re.compile(
    r"(?<![\w])(?P<type>AB|A|B|O)(?P<sign>[+−-])(?=\s(?:blood|donors?|type)|[,.;)]|\s|$)"
)
_COMET = re.compile(
    r"(?<![\w])(?P<kind>[CPXDAI])/(?P<year>[12][0-9]{3})\s"
    r"(?P<letter>[A-Z]{1,2})(?P<number>[0-9]{0,3})(?![\w])"
)
_INTERSTELLAR = re.compile(
    r"(?<![\w])(?P<number>[0-9]{1,3})(?P<kind>[IPD])/(?P<name>[A-Z][\w’'-]+)"
)
_ASTEROID = re.compile(
    r"(?<![\w])(?P<year>(?:19|20)[0-9]{2})\s(?P<letters>[A-Z]{2})(?P<number>[0-9]{1,3})?(?![\w])"
)
_EXOPLANET = re.compile(
    r"(?<![\w])(?P<name>[A-Z][A-Za-z]*[0-9]*)-(?P<number>[0-9]{1,5})\s?(?P<planet>[b-h]"
    r"|[A-C]{1,2}[b-h]?)(?![\w])"
)
_CATALOG = re.compile(
    r"\b(?P<name>NGC|HD|IC|HR|GJ|Gliese|HIP|Abell|LHS|TOI|PSR|SN|GRB|Messier"
    r"|Sagittarius)\s(?P<number>[0-9]{1,6})(?P<letter>[A-Za-z]{0,2})(?![\w])(?!-[0-9])"
)
_SAGITTARIUS = re.compile(r"\b(?P<name>Sagittarius A|Sgr A|M87)\*")
_DISEASE = re.compile(r"\b(?P<strain>[HO][0-9]{1,3}):(?P<rest>[HNK][0-9]{1,2})\b")
_STRAIN = re.compile(r"(?<![\w-])(?P<strain>O)(?P<number>1[0-9]{2}|26|45|55|121)(?![\w])")


def _power(text: str) -> str:
    plain = text.translate(_RAISED).replace("−", "-").lstrip("+")
    if plain.startswith("-"):
        return f"minus {cardinal(int(plain[1:]))}"
    return ordinal(int(plain))


def _say_power(match: re.Match[str]) -> str:
    raised = match["typed"]
    plain = raised.translate(_RAISED)
    if plain in ("2", "3") and match["base"] != "10":
        return f"{count(match['base'])} {'squared' if plain == '2' else 'cubed'}"
    return f"{count(match['base'])} to the {_power(raised)}"


def _say_times_power(match: re.Match[str]) -> str:
    return f"{count(match['number'])} times ten to the {_power(match['typed'])}"


def _read_exponent(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if "." not in match["number"] and not match["sign"] and len(match["power"]) < 2:
        return None
    sign = "-" if match["sign"] in ("-", "−") else ""
    return f"{count(match['number'])} times ten to the {_power(sign + match['power'])}", 0.85


def _read_formula(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    formula = match["formula"].translate(_LOWERED)
    if (formula.isalpha() and not match["charge"]) or not re.search(
        "[0-9]", formula + (match["charge"] or "")
    ):
        return None
    parts = re.findall(r"[A-Z][a-z]?|[0-9]+|[()]", formula)
    symbols = [part for part in parts if part[0].isalpha()]
    is_known = bool(_COMMON.match(formula + match["tail"]))
    if not all(symbol in _ELEMENTS for symbol in symbols) or (
        len(symbols) < 2 and not is_known and not match["charge"]
    ):
        return None
    if (
        not is_known
        and not re.search(r"[₀-₉]", match["formula"])
        and any(len(part) > 2 for part in parts)
    ):
        return None
    if not is_known and not re.search(r"[₀-₉⁺⁻]", match[0]) and context.about(Topic.SCIENCE) != 2:
        return None
    spelled = re.sub(
        "(?<=[0-9])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])",
        " ",
        formula.replace("(", " ").replace(")", " "),
    )
    said = " ".join(
        cardinal(int(part)) if part.isdecimal() else part.upper() for part in spelled.split()
    )
    if match["charge"]:
        charge = match["charge"]
        said += (
            f" {count(charge[0])} plus"
            if charge[0].isdecimal()
            else " plus"
            if charge in "+⁺"
            else " minus"
        )
    return said + (" E" if match["tail"] else ""), 0.75 if is_known else 0.5


def _read_isotope(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    name = match["name"]
    if len(name) <= 2 and name not in (
        "U",
        "Pu",
        "C",
        "Cs",
        "Sr",
        "I",
        "Co",
        "Po",
        "Am",
        "Tc",
        "He",
        "Th",
        "Ra",
        "Lu",
        "K",
        "Xe",
        "Kr",
        "H",
    ):
        return None
    if len(name) <= 2 and not re.search(
        r"\b(?:isotopes?|uranium|plutonium|radioactiv\w*|nuclear|dating|reactors?|radiation|atoms?"
        r"|enriched|fusion|decay\w*|half-life)\b",
        context.text,
    ):
        return None
    return f"{' '.join(name) if len(name) == 2 else name}-{model_number(match['mass'])}", 0.85


def _read_variant(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    line, numbers = match["line"], match["numbers"].split(".")
    is_virus = re.search(
        r"\b(?:[Vv]ariants?|lineages?|[Ss]ubvariants?|[Oo]micron|[Dd]elta|[Cc]ovid|COVID|[Vv]irus"
        r"|[Ss]trains?|clade)\b",
        context.line or context.text,
    )
    if not is_virus and len(numbers) < 2:
        return None
    said = " dot ".join(digits(part) if len(part) > 2 else cardinal(int(part)) for part in numbers)
    return f"{' '.join(line)} dot {said}", 0.92 if is_virus else 0.6


def _read_statistic(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name = {"R²": "R squared", "R2": "R squared", "χ2": "chi squared", "χ²": "chi squared"}.get(
        match["name"], _GREEK.get(match["name"], match["name"])
    )
    number = match["number"].rstrip(",")
    number = f"0{number}" if number.startswith(".") else number
    minus = "minus " if match["minus"] else ""
    return f"{name} {_SIGNS[match['sign']]} {minus}{count(number)}", 0.85


def _read_blood(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return a blood group, or a mark of a school or a critic: "O positive", "B plus"."""
    letter, sign = match["type"], match["sign"]
    is_blood = re.search(r"\b(?:blood|donors?|transfusions?|[Rr]h)\b", context.text)
    if is_blood:
        return f"{letter} {'positive' if sign == '+' else 'negative'}", 0.85
    return None


def _read_asteroid(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match["letters"] in (
        "AD",
        "BC",
        "CE",
        "GT",
        "SE",
        "AM",
        "PM",
        "US",
        "UK",
        "EU",
        "UN",
    ) or not (
        match["number"] or re.search(r"\b(?:asteroid|comet|near-Earth|object)\b", context.text)
    ):
        return None
    said = f"{model_number(match['year'])} {' '.join(match['letters'])}"
    return (f"{said} {model_number(match['number'])}" if match["number"] else said), 0.85


def _read_exoplanet(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:planets?|exoplanets?|stars?|telescopes?|worlds?|astronom\w+|NASA|orbit\w*"
        r"|light-years?)\b",
        context.text,
    ):
        return None
    number = match["number"]
    said = model_number(number) if len(number) > 2 else count(number)
    name = re.sub(r"(?<=[A-Z])(?=[0-9])", " ", match["name"])
    name = re.sub("[0-9]+", lambda found: count(found[0]), name)
    return f"{name} {said} {match['planet']}", 0.9


def _read_catalog(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match["name"] == "HR" and not re.search(r"\bstars?\b", context.text):
        return None
    number = match["number"]
    said = model_number(number) if len(number) < 5 else digits(number)
    letter = f" {' '.join(match['letter'])}" if match["letter"] else ""
    return f"{match['name']} {said}{letter}", 0.7


def _say_comet(match: re.Match[str]) -> str:
    number = f" {count(match['number'])}" if match["number"] else ""
    return f"{match['kind']} {model_number(match['year'])} {' '.join(match['letter'])}{number}"


RULES = (
    Rule(_TIMES_POWER, _say_times_power, "1", 0.97),
    Rule(_POWER, _say_power, "^", 0.8),
    Form(_EXPONENT, _read_exponent, needs="eE"),
    Rule(
        _VARIABLE_POWER,
        lambda m: f"{m['name']} {'squared' if m['raised'][-1] == '2' else 'cubed'}",
        "^",
        0.7,
    ),
    Form(_ISOTOPE, _read_isotope, needs="-"),
    Form(_VARIANT, _read_variant, needs="."),
    Rule(_PROTEIN, lambda m: f"PM {count(m['size'].translate(_LOWERED))}", "Pp", 0.9),
    Form(_STATISTIC, _read_statistic, needs="<>=≤≥"),
    Rule(_REPRODUCTION, lambda _: "R nought", "R", 0.9),
    Rule(_SIGMA, lambda m: f"{count(m['number'])} sigma", "σ", 0.9),
    Rule(_GREEK_LETTER, lambda m: _GREEK[m["letter"]], "".join(_GREEK), 0.5),
    Form(_BLOOD, _read_blood, needs="+-−"),
    Rule(_COMET, _say_comet, "/", 0.95),
    Rule(_INTERSTELLAR, lambda m: f"{count(m['number'])} {m['kind']} {m['name']}", "/", 0.95),
    Form(_ASTEROID, _read_asteroid, needs="12"),
    Form(_EXOPLANET, _read_exoplanet, needs="-"),
    Form(_CATALOG, _read_catalog, needs="0123456789"),
    Rule(_SAGITTARIUS, lambda m: f"{m['name'].replace('M87', 'M eighty seven')} star", "*", 0.9),
    Rule(
        _DISEASE,
        lambda m: (
            f"{m['strain'][0]} {model_number(m['strain'][1:])} {m['rest'][0]} "
            f"{model_number(m['rest'][1:])}"
        ),
        ":",
        0.95,
    ),
    Rule(_STRAIN, lambda m: f"{m['strain']} {model_number(m['number'])}", "O", 0.6),
    Form(_FORMULA, _read_formula),
)
