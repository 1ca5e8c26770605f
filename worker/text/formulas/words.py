"""Words of formulas by language, read from `words.toml`."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_SAME_SIGN = str.maketrans(
    {"−": "-", "–": "-", "⋅": "·", "∙": "·", "*": "∗", "⟶": "→", "⟹": "⇒", "⟺": "⇔", "∣": "|"}
    | {"⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "ˉ": "¯", "‾": "¯", "ˆ": "^", "~": "∼", "∆": "Δ"}
)
_FALLBACK = "en"


class FormulaWords:
    """The words that one language has for formulas.

    Args:
        table: Table of the language in `words.toml`.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table

    def word(self, name: str) -> str:
        """Return a word of the table by its name there."""
        return str(self._table[name])

    def fraction(self, numerator: str, denominator: str) -> str:
        """Return the words of a simple fraction; nothing if there are none."""
        return str(self._table["fractions"].get(f"{numerator}/{denominator}", ""))

    def sign(self, sign: str) -> str | None:
        """Return the words of an operator, or None if there are none."""
        signs: Mapping[str, str] = self._table["signs"]
        return signs.get(sign.translate(_SAME_SIGN))

    def name(self, name: str) -> str:
        """Return the name of a variable or a function: "sine" for "sin", "alpha" for "α"."""
        names: Mapping[str, str] = self._table["names"]
        if name in names:
            return names[name]
        if len(name) > 1 or name.isascii():
            return name
        called = unicodedata.name(name, "")
        return called.rpartition(" ")[2].lower() if called.startswith("GREEK ") else name


@cache
def formula_words(language: str) -> FormulaWords | None:
    """Return the words for a language, as BCP 47, or None if there are none."""
    code = (language or _FALLBACK).partition("-")[0].lower()
    table = _tables().get(code)
    return FormulaWords(table) if table else None


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files("worker.text.formulas").joinpath("words.toml").read_text("utf-8"))
