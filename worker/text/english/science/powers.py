"""Powers of ten, Greek letters, and the notation of statistics."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import LEFT, NUMBER
from worker.text.english.number_words import cardinal, count, ordinal

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")

_POWER = re.compile(rf"{LEFT}(?P<base>{NUMBER})\^\(?(?P<typed>[-−+]?[0-9]{{1,4}})\)?(?![\w])")

_TIMES_POWER = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})\s?[\u00d7x*·⋅]\s?10\^\(?(?P<typed>[-−+]?[0-9]{{1,4}})\)?(?![\w])"
)

_EXPONENT = re.compile(
    rf"{LEFT}(?P<number>[0-9](?:\.[0-9]+)?)[eE](?P<sign>[-−+]?)"
    rf"(?P<power>[0-9]{{1,3}})(?![\w])(?!\.[0-9])"
)

_MEASURED = re.compile(r"\s(?:[kcmµn]?m|[kmµ]?g|[kMG]?(?:Hz|J|W|eV)|years|miles|stars|atoms)\b")
_VARIABLE_POWER = re.compile(r"(?P<name>(?<![A-Za-z])[a-zA-Z]{1,2})(?P<raised>\^[23])(?![\w])")

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
    is_plain = "." not in match["number"] and not match["sign"] and len(match["power"]) < 2
    if is_plain and not _MEASURED.match(match.string, match.end()):
        return None
    sign = "-" if match["sign"] in ("-", "−") else ""
    return f"{count(match['number'])} times ten to the {_power(sign + match['power'])}", 0.85


def _read_statistic(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name = {"R²": "R squared", "R2": "R squared", "χ2": "chi squared", "χ²": "chi squared"}.get(
        match["name"], _GREEK.get(match["name"], match["name"])
    )
    number = match["number"].rstrip(",")
    number = f"0{number}" if number.startswith(".") else number
    minus = "minus " if match["minus"] else ""
    return f"{name} {_SIGNS[match['sign']]} {minus}{count(number)}", 0.85


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
    Form(_STATISTIC, _read_statistic, needs="<>=≤≥"),
    Rule(_SIGMA, lambda m: f"{count(m['number'])} sigma", "σ", 0.9),
    Rule(_GREEK_LETTER, lambda m: _GREEK[m["letter"]], "".join(_GREEK), 0.5),
)
