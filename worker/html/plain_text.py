"""Plain text: white space folded, invisible characters removed, markup stripped."""

import re

from lxml import etree

from worker.html.elements import UNSEEN_TAGS
from worker.html.parsing import parse_html

BEGINNING_CHARS = 80
"""Length of the beginnings of texts that are shown to people."""

INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)


def fold(text: str) -> str:
    """Return `text` without invisible characters, each run of white space one space."""
    return " ".join(INVISIBLE.sub("", text).split())


def is_readable(text: str) -> bool:
    """Return whether `text` has a letter or a digit, without which nothing can be spoken."""
    return any(map(str.isalnum, text))


def text_beginning(element: etree._Element, chars: int, between: str = "") -> str:
    """Return the text of an element, or a little more than its first `chars` characters.

    Args:
        element: Any element.
        chars: Number of characters that are needed.
        between: Separator of the texts of its parts.
    """
    text = ""
    for part in element.itertext():
        text += part[: chars + 1] + between
        if len(text) > chars:
            break
    return text.strip()


def beginning(element: etree._Element) -> str:
    """Return the first words of an element, folded, as they are shown to people."""
    return fold(text_beginning(element, 1000, " "))[:BEGINNING_CHARS]


def without_markup(html: str, *left_out: str) -> str:
    """Return the text of an HTML fragment, a space in place of every tag.

    Args:
        html: The fragment.
        left_out: Names of elements whose text does not count, besides scripts and the like.

    Raises:
        UnreadableSourceError: An element has thousands of attributes.
    """
    root = parse_html(html, may_be_cut=True)
    if root is None:
        return ""
    etree.strip_elements(root, *(UNSEEN_TAGS - {"title", "head"}), *left_out, with_tail=False)
    return " ".join(root.itertext())
