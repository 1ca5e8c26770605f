"""MathML as words, and as one line of text.

Source: MathML 4 for the elements; the words follow the way teachers read formulas aloud.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lxml import etree

from worker.html.plain_text import fold
from worker.text.formulas.superscripts_and_subscripts import lower, raise_, wrap
from worker.text.formulas.words import FormulaWords

_MOST_DEPTH = 40
_UNSEEN = frozenset(
    {"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark", "none"}
)
_LARGE = {"∑": "sum", "∏": "product", "∫": "integral", "∬": "integral", "∮": "integral"}
_LIMITS = frozenset({"lim", "limit"})
_ACCENTS = {"~": "˜", "∼": "˜", "→": "⃗"} | {sign: sign for sign in "¯ˉ‾^ˆ⃗˙¨˜"}
_PRIMES = frozenset("′″‴'")
_DEGREES = frozenset("°∘")
_INVISIBLE = "\u2061\u2062\u2063\u2064"
_SILENT = frozenset("()[]{}⟨⟩|∣‖& \u200b" + _INVISIBLE)
_PAUSES = frozenset(",;:.")
_PAUSE = re.compile(r"\s*([,;])[\s,;]*")
_SPACED = frozenset("=+−-±∓×·⋅∗÷<>≤≥≪≫≠≈≃∼≡≅∝→↦⇒⇌⇔∈∉⊂⊆∪∩∧∨")
_ION = re.compile(r"\d*[+−-]")


class Said(NamedTuple):
    """A formula, or a part of one.

    Attributes:
        written: The formula as one line of text.
        spoken: The formula in words.
    """

    written: str
    spoken: str

    @property
    def is_compound(self) -> bool:
        """True if it has several words, so that its end must be marked."""
        return " " in self.spoken


NOTHING = Said("", "")


def read_mathml(element: etree._Element, words: FormulaWords) -> Said:
    """Return the formula of an element `math`.

    Args:
        element: Element `math`, in any namespace or none.
        words: Words of the language that it is read in.
    """
    said = _Speaker(words).row(list(element), 0)
    spoken = _PAUSE.sub(r"\1 ", said.spoken).strip(" ,;")
    return Said(fold(said.written), fold(spoken))


class _Speaker:
    """A reader of MathML in one language; a method for each element that is more than a row."""

    def __init__(self, words: FormulaWords) -> None:
        self._words = words
        self._readers: dict[str, tuple[int, Callable[[Sequence[Said], etree._Element], Said]]] = {
            "mfrac": (2, self._fraction),
            "msup": (2, self._power),
            "msub": (2, self._index),
            "munder": (2, self._index),
            "mover": (2, self._accent),
            "msubsup": (3, self._index_and_power),
            "munderover": (3, self._index_and_power),
            "mroot": (2, self._root),
        }

    def row(self, elements: Sequence[etree._Element], depth: int) -> Said:
        """Return a row of elements."""
        written, spoken = "", []
        for number, element in enumerate(elements):
            part = self._said(element, depth)
            sign = part.written if _name(element) == "mo" else ""
            if sign in ("(", ")"):
                part = Said(sign, self._bracket(elements, number, sign))
            is_spaced = sign in _SPACED and 0 < number < len(elements) - 1
            written += f" {part.written} " if is_spaced else part.written
            spoken.append(part.spoken)
        return Said(written, " ".join(filter(None, spoken)))

    def _said(self, element: etree._Element, depth: int) -> Said:
        name = _name(element)
        if not name or name in _UNSEEN:
            return NOTHING
        if depth > _MOST_DEPTH:
            text = " ".join("".join(element.itertext()).split())
            return Said(text, text)
        if name in ("mi", "mn", "mtext", "ms", "mo"):
            return self._token(name, _text(element))
        parts = [part for part in element if _name(part)]
        wanted, reader = self._readers.get(name, (0, None))
        if reader and len(parts) == wanted:
            return reader([self._said(part, depth + 1) for part in parts], parts[0])
        return self._rows(name, parts, depth + 1)

    def _rows(self, name: str, parts: Sequence[etree._Element], depth: int) -> Said:
        """Return an element of any number of parts."""
        if name == "mtable":
            return self._table(parts, depth)
        if name == "mmultiscripts":
            return self._scripts(parts, depth)
        if name in ("semantics", "maction"):
            parts = parts[:1]  # the others say the same in other notations
        inner = self.row(parts, depth)
        return self._root([inner, Said("2", "2")], None) if name == "msqrt" else inner

    def _token(self, name: str, text: str) -> Said:
        if not text or name in ("mn", "mtext", "ms"):
            return Said(f" {text} " if name == "mtext" else text, text)
        if text in _INVISIBLE:
            return NOTHING
        is_sign = not text[:1].isalnum() and not text.startswith("\\")
        spoken = self._sign(text) if is_sign else self._words.name(text.lstrip("\\"))
        return Said(f" {text} " if len(text) > 1 and not is_sign else text, spoken)

    def _sign(self, text: str) -> str:
        if text in _PAUSES:
            return ","
        known = self._words.sign(text)
        if known is not None or text in _SILENT:
            return known or ""
        return unicodedata.name(text, "").lower() if len(text) == 1 else text

    def _bracket(self, elements: Sequence[etree._Element], number: int, sign: str) -> str:
        """Return a pause for a bracket around several words; "of" after a function."""
        before = _text(elements[number - 1]).rstrip("′'") if number else ""
        is_function = before in ("f", "g", "h", "\u2061") or (len(before) > 1 and before.isalpha())
        if sign == "(" and is_function:
            return self._words.word("of")
        closes = number + 2 if sign == "(" else number - 2
        other = _text(elements[closes]) if 0 <= closes < len(elements) else ""
        return "" if other in ("(", ")") else ","

    def _fraction(self, parts: Sequence[Said], _first: object) -> Said:
        above, below = parts
        simple = self._words.fraction(above.spoken, below.spoken)
        over = _join(above, self._words.word("over"), _closed(below))
        return Said(f"{wrap(above.written)}/{wrap(below.written)}", simple or over)

    def _power(self, parts: Sequence[Said], _first: object) -> Said:
        base, exponent = parts
        raised = exponent.written.strip()
        if base.written == ")":  # all that is in the brackets is raised
            base = Said(")", ",")
        if raised in ("2", "3"):
            said = self._words.word("squared" if raised == "2" else "cubed")
        elif raised in _PRIMES | _DEGREES or _ION.fullmatch(raised):
            said = exponent.spoken
        elif raised in ("*", "∗"):
            said = "star"
        else:
            said = f"{self._words.word('power')} {_closed(exponent)}"
        is_mark = raised in _PRIMES | _DEGREES
        written = raised.replace("∘", "°") if is_mark else raise_(raised)
        return Said(f"{base.written}{written}", f"{base.spoken} {said}")

    def _index(self, parts: Sequence[Said], first: etree._Element) -> Said:
        base, index = parts
        ranged = self._ranged(base, index)
        if ranged:
            return ranged
        name = base.written.strip()
        is_symbol = name[:1].isupper() and (_name(first) == "mtext" or _is_upright(first))
        between = self._words.word("base" if name == "log" else "sub")
        if is_symbol and index.written.isdigit():
            between = ""
        spoken = " ".join(filter(None, (base.spoken, between, index.spoken)))
        return Said(f"{base.written}{lower(index.written)}", spoken)

    def _index_and_power(self, parts: Sequence[Said], first: etree._Element) -> Said:
        base, index, exponent = parts
        ranged = self._ranged(base, index, exponent)
        return ranged or self._power([self._index([base, index], first), exponent], first)

    def _ranged(self, base: Said, below: Said, above: Said = NOTHING) -> Said | None:
        """Return a sum, an integral or a limit with its range, or None if it is none."""
        sign, word = base.written.strip(), self._words.word
        if sign in _LIMITS:
            words = [word("limit"), word("as"), below.spoken]
        elif sign in _LARGE:
            words = [word(_LARGE[sign]), word("from"), below.spoken]
        else:
            return None
        written = f"{sign}{lower(below.written)}"
        if above.written:
            words += [word("to"), above.spoken]
            written += raise_(above.written)
        return Said(f"{written} ", f"{' '.join(words)} {word('of')}")

    def _accent(self, parts: Sequence[Said], _first: object) -> Said:
        base, accent = parts
        sign = _ACCENTS.get(accent.written.strip())
        if sign is None:  # something that stands above, as over a brace
            return Said(f"{base.written}{accent.written}", f"{base.spoken} {accent.spoken}")
        return Said(
            f"{base.written}{sign}", f"{base.spoken} {self._words.sign(sign) or ''}".strip()
        )

    def _root(self, parts: Sequence[Said], _first: object) -> Said:
        inner, degree = parts
        names = {"2": "root", "3": "cube_root"}
        called = self._words.word(names.get(degree.written, "nth_root"))
        mark = "" if degree.written == "2" else raise_(degree.written)
        spoken = f"{called.replace('{n}', degree.spoken)} {_closed(inner)}"
        return Said(f"{mark}√{wrap(inner.written)}", spoken)

    def _scripts(self, parts: Sequence[etree._Element], depth: int) -> Said:
        """Return a base with the scripts around it, such as the numbers of an isotope."""
        said = [self._said(part, depth) for part in parts]
        names = [_name(part) for part in parts]
        at = names.index("mprescripts") if "mprescripts" in names else len(parts)
        around = [each for each in (*reversed(said[at + 1 :]), *said[:at]) if each.written]
        written = "".join(each.written for each in around)
        return Said(written, " ".join(each.spoken for each in around))

    def _table(self, rows: Sequence[etree._Element], depth: int) -> Said:
        lines = [
            [self.row(list(cell), depth) for cell in row if _name(cell) == "mtd"] for row in rows
        ]
        written = "; ".join(", ".join(c.written for c in line if c.written) for line in lines)
        spoken = "; ".join(", ".join(c.spoken for c in line if c.spoken) for line in lines)
        return Said(written, f"; {spoken};")


def _join(above: Said, over: str, below: str) -> str:
    return f"{_closed(above)} {over} {below}"


def _closed(said: Said) -> str:
    """Return words, with a pause after them if there are several."""
    return f"{said.spoken}," if said.is_compound else said.spoken


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(element: etree._Element) -> str:
    """Return the text of a token, letters of mathematical alphabets as usual ones."""
    text = "".join(map(_usual, "".join(element.itertext())))
    return " ".join(text.split())


def _usual(char: str) -> str:
    return unicodedata.normalize("NFKC", char) if char.isalnum() else char


def _is_upright(element: etree._Element) -> bool:
    return element.get("mathvariant") == "normal" or len(_text(element)) > 1
