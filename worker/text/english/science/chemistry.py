"""Chemical formulas and isotopes."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import cardinal, count, model_number
from worker.text.english.science.powers import LOWERED

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


_RADIOACTIVE = {
    "Pu": ("238", "239", "240", "241", "242"), "Cs": ("134", "137"), "Sr": ("89", "90"),
    "Am": ("241",), "Co": ("60",), "Tc": ("99",), "Po": ("210",), "Ra": ("226", "228"),
    "Th": ("232",), "Xe": ("133", "135"), "Kr": ("85",), "Lu": ("177",), "Ac": ("225",),
    "Ru": ("106",), "Eu": ("152",), "Ir": ("192",),
}  # fmt: skip
"""Symbol -> masses of its isotopes that are in the news."""


def _read_formula(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    formula = match["formula"].translate(LOWERED)
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
    is_known = len(name) == 2 and match["mass"] in _RADIOACTIVE.get(name, ())
    if (
        len(name) <= 2
        and not is_known
        and not re.search(
            r"\b(?:isotopes?|uranium|plutonium|radioactiv\w*|nuclear|dating|reactors?|radiation|atoms?"
            r"|enriched|fusion|decay\w*|half-life)\b",
            context.text,
        )
    ):
        return None
    return f"{' '.join(name) if len(name) == 2 else name}-{model_number(match['mass'])}", 0.85


RULES = (
    Form(_ISOTOPE, _read_isotope, needs="-"),
    Form(_FORMULA, _read_formula),
)
