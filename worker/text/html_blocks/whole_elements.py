"""Elements whose words are not read one by one: formulas, raised and lowered words, ruby."""

from typing import NamedTuple

from lxml import etree

from worker.html.plain_text import BEGINNING_CHARS, beginning, fold, text_beginning
from worker.model.script import Omission
from worker.text.formulas.markup import is_formula, read_formula
from worker.text.formulas.mathml import Said
from worker.text.html_blocks import raised_text
from worker.text.html_blocks.ruby import read_ruby

_MOST_CHARS = 100


class Whole(NamedTuple):
    """An element as it is read.

    Attributes:
        said: Its text as written, and as spoken.
        is_parted: True if a space goes before it.
        omission: The part of it that is not read, if there is one.
    """

    said: Said
    is_parted: bool = False
    omission: Omission | None = None


def read_whole_formula(element: etree._Element, language: str) -> Whole | None:
    """Return a formula; None if the element is not one, or if the publisher says how it is read.

    Args:
        element: Any element.
        language: Language of the article, as BCP 47.
    """
    is_given = element.get("data-listen-alias") is not None or element.get("data-listen") == "skip"
    if is_given or not is_formula(element):
        return None
    said = read_formula(element, language)
    is_lost = element.tag == "math" and not said.written
    return Whole(said, omission=_omit("formula without text", element) if is_lost else None)


def read_whole(element: etree._Element, before: str, language: str) -> Whole | None:
    """Return raised or lowered words or ruby, or None if an element is read like others.

    Args:
        element: Any element within a paragraph.
        before: The end of the text before it.
        language: Language of the article, as BCP 47.
    """
    if element.tag == "ruby":
        return _read_ruby(element, language)
    if element.tag not in ("sup", "sub"):
        return None
    text = fold(text_beginning(element, _MOST_CHARS))
    if not text or raised_text.is_long(text):
        return None
    if element.tag == "sup":
        shifted = raised_text.read_raised(text, before, language)
    else:
        is_raised_next = _is_followed(element, "sup")
        shifted = raised_text.read_lowered(text, before, language, is_raised_next=is_raised_next)
    return Whole(Said(shifted.written, shifted.spoken or shifted.written), shifted.parts)


def _read_ruby(element: etree._Element, language: str) -> Whole | None:
    ruby = read_ruby(element, language)
    if ruby is None:
        return None
    if ruby.is_spoken or ruby.reading == ruby.base:
        return Whole(Said(ruby.base, ruby.reading))
    omission = Omission("ruby annotation", ruby.reading[:BEGINNING_CHARS])
    return Whole(Said(ruby.base, ruby.base), omission=omission)


def _is_followed(element: etree._Element, tag: str) -> bool:
    """Return whether an element follows directly, with no words between."""
    behind = element.getnext()
    return behind is not None and behind.tag == tag and not element.tail


def _omit(reason: str, element: etree._Element) -> Omission | None:
    text = beginning(element)
    return Omission(reason, text) if text else None
