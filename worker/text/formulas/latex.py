r"""LaTeX as MathML, by the library latex2mathml.

A formula that the library cannot read becomes its letters, numbers and signs.
"""

import re
from functools import lru_cache

from latex2mathml import exceptions
from latex2mathml.converter import convert
from lxml import etree

_MOST_CHARS = 2_000
_ERRORS = (
    *(each for each in vars(exceptions).values() if isinstance(each, type)),
    IndexError,
    KeyError,
    RecursionError,
    ValueError,
    etree.XMLSyntaxError,
)
_DELIMITERS = re.compile(r"^\s*(?:\$\$|\\\[|\\\(|\$)|(?:\$\$|\\\]|\\\)|\$)\s*$")
_CHEMISTRY = re.compile(r"\\ce\s*\{([^{}]{0,200})\}")
_ATOMS = re.compile(r"(?<=[A-Za-z)\]])(\d+)")
_IGNORED = re.compile(
    r"\\(?:label|tag\*?|require)\s*\{[^{}]{0,80}\}|\\(?:nonumber|notag|displaystyle)(?![a-z])"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?|[{}$\\]")
_TOKEN = re.compile(r"[A-Za-z]+|\d[\d.,]*|[^\w\s]")


def looks_like_latex(text: str) -> bool:
    """Return whether a text is LaTeX or signs, not words."""
    has_marks = re.search(r"[\\^_{}=<>+*/|]", text)
    return bool(has_marks) or not re.search(r"[^\W\d_]{2,}\s+[^\W\d_]+", text)


@lru_cache(maxsize=256)
def to_mathml(latex: str) -> etree._Element:
    r"""Return LaTeX as an element `math`.

    Args:
        latex: LaTeX with or without its delimiters, such as `$` or `\(`.
    """
    latex = _IGNORED.sub("", _DELIMITERS.sub("", latex.strip()))
    latex = _CHEMISTRY.sub(_spell_chemistry, latex)
    if len(latex) > _MOST_CHARS:
        return _plain(latex)
    try:
        return etree.fromstring(convert(latex))
    except _ERRORS:  # it is broken, or of a dialect that the library does not know
        return _plain(latex)


def _spell_chemistry(match: re.Match[str]) -> str:
    """Return the formula of a compound as plain LaTeX."""
    formula = _ATOMS.sub(r"_{\1}", match[1]).replace("->", r"\to ")
    return rf"\mathrm{{{formula}}}"


def _plain(latex: str) -> etree._Element:
    """Return the letters, numbers and signs of LaTeX without its commands."""
    root = etree.Element("math")
    for part in _TOKEN.findall(_COMMAND.sub(r" \1 ", latex)):
        name = "mi" if part[0].isalpha() else "mn" if part[0].isdigit() else "mo"
        etree.SubElement(root, name).text = part
    return root
