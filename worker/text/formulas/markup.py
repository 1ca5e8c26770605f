r"""Formulas in HTML: MathML, KaTeX, MathJax, Wikipedia, pictures of LaTeX, and LaTeX in the text.

Libraries write a formula more than once, for display and for programs; it is read once.
"""

import re
from collections.abc import Iterator

from lxml import etree

from worker.html.plain_text import fold, text_beginning
from worker.text.formulas.latex import looks_like_latex, to_mathml
from worker.text.formulas.mathml import NOTHING, Said, read_mathml
from worker.text.formulas.words import FormulaWords, formula_words

_CONTAINERS = re.compile(
    r"(?:^|\s)(?:katex(?:-display)?|MathJax(?:_(?:Display|SVG|CHTML|Preview)(?:_Display)?)?"
    r"|mjx-chtml"
    r"|mwe-math-element(?:-\w+)?)(?:\s|$)"
)
_PREVIEW = "MathJax_Preview"
_PICTURE = re.compile(r"(?:^|[\s_-])(?:la)?tex(?:$|[\s_-])|(?:^|[\s_-])math(?:$|[\s_-])|equation")
_PICTURE_ADDRESS = re.compile(r"latex\.php|codecogs\.com|/(?:la)?tex/|\bmath/render\b")
_IN_TEXT = re.compile(
    r"\\\((.{1,2000}?)\\\)|\\\[(.{1,2000}?)\\\]|\$\$(.{1,2000}?)\$\$|\$latex\s+(.{1,2000}?)\$"
    r"|\[latex\](.{1,2000}?)\[/latex\]|\[math\](.{1,2000}?)\[/math\]",
    re.DOTALL,
)
_IN_TEXT_BEGINS = ("\\(", "\\[", "$$", "$latex", "[latex]", "[math]")
_MOST_CHARS = 4_000


def is_formula(element: etree._Element) -> bool:
    """Return whether an element shows a formula or a part of one."""
    tag = element.tag
    if tag in ("math", "mjx-container"):
        return True
    if tag == "script":
        return bool(element.get("type", "").startswith("math/"))
    if tag == "img":
        is_picture = _PICTURE.search(element.get("class", "").lower())
        return bool(is_picture or _PICTURE_ADDRESS.search(element.get("src", "")))
    names = element.get("class", "")
    return bool(names) and bool(_CONTAINERS.search(names))


def read_formula(element: etree._Element, language: str) -> Said:
    """Return the formula that an element shows; nothing if it is read elsewhere, or is not one.

    Args:
        element: Element for which `is_formula` is true.
        language: Language of the article, as BCP 47.
    """
    words = formula_words(language)
    if element.tag == "script":
        is_shown = _shows_mathml(_before(element))
        return NOTHING if is_shown else _of_script(element, words)
    if element.tag == "img":
        return _of_text(element.get("alt", ""), words)
    math = _mathml_in(element)
    return _of_math(math, words) if math is not None else _of_picture(element, words)


def split_formulas(text: str, language: str) -> Iterator[str | Said]:
    r"""Yield the parts of a text: words as they are, LaTeX between `\(` and `\)` as formulas."""
    if not any(beginning in text for beginning in _IN_TEXT_BEGINS):
        yield text
        return
    words, at = formula_words(language), 0
    for match in _IN_TEXT.finditer(text):
        yield text[at : match.start()]
        yield _of_latex(next(filter(None, match.groups()), ""), words)
        at = match.end()
    yield text[at:]


def _of_picture(element: etree._Element, words: FormulaWords | None) -> Said:
    """Return a formula that is shown without MathML, unless a script beside it has it."""
    behind = element.getnext()
    is_in_script = behind is not None and behind.tag == "script" and is_formula(behind)
    if is_in_script or _PREVIEW in element.get("class", ""):
        return NOTHING
    label = element.get("aria-label") or element.get("alt") or ""
    text = fold(text_beginning(element, _MOST_CHARS))
    return _of_text(label, words) if label else Said(text, text)


def _of_script(element: etree._Element, words: FormulaWords | None) -> Said:
    text = element.text or ""
    if "mml" in element.get("type", ""):
        root = etree.fromstring(text, etree.XMLParser(recover=True, resolve_entities=False))
        return NOTHING if root is None else _of_math(root, words)
    return _of_latex(text, words)


def _of_math(element: etree._Element, words: FormulaWords | None) -> Said:
    label = fold(element.get("alttext", ""))
    if label and not looks_like_latex(label):
        return Said(label, label)
    said = _spoken(element, words)
    if said.written:
        return said
    annotations = element.iter("annotation", "{*}annotation")
    latex = next((each.text or "" for each in annotations if "tex" in each.get("encoding", "")), "")
    if not latex and not label and len(element) == 0:
        return _of_text(element.text or "", words)
    return _of_latex(latex or label, words)


def _of_text(text: str, words: FormulaWords | None) -> Said:
    return _of_latex(text, words) if looks_like_latex(text) else Said(fold(text), fold(text))


def _of_latex(latex: str, words: FormulaWords | None) -> Said:
    return _spoken(to_mathml(latex), words) if latex.strip() else NOTHING


def _spoken(math: etree._Element, words: FormulaWords | None) -> Said:
    """Return a formula in words; unchanged in a language without words for formulas."""
    if words is not None:
        return read_mathml(math, words)
    english = formula_words("en")
    written = read_mathml(math, english).written if english else _all(math)
    return Said(written, written)


def _mathml_in(element: etree._Element) -> etree._Element | None:
    """Return the MathML in an element or in its attribute, if there is any."""
    if element.tag == "math":
        return element
    found = element.find(".//math")
    if found is not None:
        return found
    holders = [element, *element.iterfind(".//*[@data-mathml]")]
    markup = next((each.get("data-mathml") for each in holders if each.get("data-mathml")), None)
    parser = etree.XMLParser(recover=True, resolve_entities=False)
    return etree.fromstring(markup, parser) if markup else None


def _shows_mathml(element: etree._Element | None) -> bool:
    is_shown = element is not None and is_formula(element) and element.tag != "script"
    return is_shown and element is not None and _mathml_in(element) is not None


def _before(element: etree._Element) -> etree._Element | None:
    """Return the element before another one, unless there are words between them."""
    before = element.getprevious()
    return None if before is None or (before.tail or "").strip() else before


def _all(element: etree._Element) -> str:
    return fold("".join(element.itertext()))
