"""HTML elements by kind: invisible ones, controls, blocks; and the amount of text in each."""

from lxml import etree

UNSEEN_TAGS = frozenset("head noscript script style template title".split())
"""Elements that no reader of a page sees."""

CONTROL_TAGS = frozenset("audio button canvas input label object select svg textarea video".split())
"""Elements that separate the words around them without ending a paragraph."""

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that end the text before them and begin a new one."""

_WRAPPER_CHARS = 500
_WRAPPER_SHARE = 0.4


def measure(root: etree._Element) -> dict[etree._Element, int]:
    """Return the number of visible characters in each element, without white space."""
    sizes: dict[etree._Element, int] = {}
    for element in root.iter("*"):
        is_unseen = element.tag in UNSEEN_TAGS
        sizes[element] = 0 if is_unseen else _letters(element.text)
    for element in reversed(sizes):
        parent = element.getparent()
        if parent is not None:
            sizes[parent] += sizes[element] + _letters(element.tail)
    return sizes


def is_wrapper(size: int, total: int) -> bool:
    """Return whether an element of `size` of all `total` characters holds the article itself.

    Such an element is not a box beside the text, even if its name says so.
    """
    return size > max(_WRAPPER_CHARS, _WRAPPER_SHARE * total)


def remove_element(element: etree._Element) -> None:
    """Take an element out of the tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and not tail.isspace():
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _letters(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
