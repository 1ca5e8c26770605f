"""Hidden elements: attributes, inline styles, classes, and the style sheets within the page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from lxml import etree

from worker.html.elements import BLOCK_TAGS, is_wrapper
from worker.html.plain_text import text_beginning
from worker.html.vocabulary import vocabulary

_HIDDEN_STYLE = re.compile(
    r"(?:^|[;{\s])(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE
)
_SHOWN_SOMEWHERE = re.compile(r":(block|contents|flex|grid|inline|table)")
"""Classes that show an element on some screens, such as the second one in `hidden md:block`."""

_PROPERTY = re.compile(r"(?:^|[;\s])(display|visibility)\s*:\s*([a-z-]+)", re.IGNORECASE)
_COMPOUND = re.compile(r"([a-z][\w-]*)?((?:[.#][a-z_-][\w-]*)+)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BRACE = re.compile(r"([^{}]*)([{}])")
_MOST_STYLE_CHARS = 1_000_000
_MOST_RULES_OF_NAME = 20
"""Maximum number of rules for one class or ID."""

_LEAST_NOSCRIPT_CHARS = 250
_LEAST_CARD_LINKS = 2
_MOST_CARD_ELEMENTS = 200


class _Rule(NamedTuple):
    """A rule of a style sheet that hides or shows what its selector names.

    Attributes:
        tag: Name of the element; empty for any.
        names: Classes with a dot and IDs with a hash, all of which the element has.
        values: Property, `display` or `visibility` -> value.
        weight: Specificity and place: the rule with the greatest weight applies.
    """

    tag: str
    names: frozenset[str]
    values: Mapping[str, str]
    weight: tuple[int, int]


def is_hidden(element: etree._Element) -> bool:
    """Return whether an element is hidden by its own attributes."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    classes = element.get("class")
    if not classes or vocabulary().hidden.isdisjoint(classes.split()):
        return False
    return not _SHOWN_SOMEWHERE.search(classes)


def hide_by_style_sheets(root: etree._Element) -> None:
    """Give the attribute `hidden` to each element that a `style` element of the page hides.

    Selectors of one element's name, classes and ID count; those that depend on other elements, on
    the medium or on a state do not.
    """
    rules: defaultdict[str, list[_Rule]] = defaultdict(list)
    for style in root.iter("style"):
        for rule in _read_rules(style.text or ""):
            of_name = rules[min(rule.names)]
            if len(of_name) < _MOST_RULES_OF_NAME:
                of_name.append(rule)
    if not rules:
        return
    for element in root.iter("*"):
        names = _names_of(element)
        found = [rule for name in names & rules.keys() for rule in rules[name]]
        if found and _hides(element, names, found):
            element.set("hidden", "")


def reveal_wrappers(root: etree._Element, sizes: Mapping[etree._Element, int]) -> None:
    """Show hidden elements with most of a page's text, which a script shows after loading."""
    total = sizes[root]
    for element in root.iter("*"):
        if is_wrapper(sizes[element], total) and is_hidden(element):
            for name in ("hidden", "aria-hidden", "style", "class"):
                element.attrib.pop(name, None)


def reveal_noscripts(root: etree._Element) -> bool:
    """Make the long texts in `noscript` elements visible, and return whether there are any.

    Some pages show their article by a script, and contain it only in such elements.
    """
    found = [
        element
        for element in root.iter("noscript")
        if len(text_beginning(element, _LEAST_NOSCRIPT_CHARS)) > _LEAST_NOSCRIPT_CHARS
    ]
    for element in found:
        element.tag = "div"
    return bool(found)


def hide_hover_cards(root: etree._Element) -> None:
    """Give the attribute `hidden` to the hover cards of a page.

    Such a box is shown while the pointer is over a link. It is right after the link, repeats
    it, and has nothing but links and pictures. The style sheet that hides it is often not part of
    the page.
    """
    for link in root.iter("a"):
        card = link.getnext()
        if card is not None and _is_blank(link.tail) and _is_card(card, link.get("href", "")):
            card.set("hidden", "")


def _hides(element: etree._Element, names: set[str], rules: list[_Rule]) -> bool:
    fitting = [r for r in rules if r.names <= names and r.tag in ("", element.tag)]
    fitting.sort(key=lambda rule: rule.weight)
    values: dict[str, str] = {}
    for rule in fitting:
        values |= rule.values
    return values.get("display") == "none" or values.get("visibility") == "hidden"


def _names_of(element: etree._Element) -> set[str]:
    names = {f".{name}" for name in element.get("class", "").split()}
    own_id = element.get("id")
    return names | {f"#{own_id}"} if own_id else names


def _read_rules(css: str) -> Iterator[_Rule]:
    """Yield the rules of a style sheet that hide or show elements, in order."""
    depth, selectors, place = 0, "", 0
    for match in _BRACE.finditer(_COMMENT.sub("", css[:_MOST_STYLE_CHARS])):
        if match[2] == "{":
            depth += 1
            selectors = match[1] if depth == 1 else ""
            continue
        depth = max(0, depth - 1)
        if depth == 0 and selectors and "@" not in selectors:
            place += 1
            yield from _rules_of(selectors, match[1], place)
        selectors = ""


def _rules_of(selectors: str, declarations: str, place: int) -> Iterator[_Rule]:
    values = {name.lower(): value.lower() for name, value in _PROPERTY.findall(declarations)}
    if not values:
        return
    for selector in selectors.split(","):
        match = _COMPOUND.fullmatch(selector.strip())
        if match is not None:
            names = frozenset(re.findall(r"[.#][^.#]+", match[2]))
            weight = sum(100 if name[0] == "#" else 10 for name in names) + bool(match[1])
            yield _Rule((match[1] or "").lower(), names, values, (weight, place))


def _is_card(element: etree._Element, href: str) -> bool:
    if element.tag in BLOCK_TAGS or element.tag == "a" or not href:
        return False
    first = next(element.iter("a"), None)
    if first is None or first.get("href") != href:
        return False
    parts = list(islice(element.iterdescendants("*"), _MOST_CARD_ELEMENTS + 1))
    links = [each for each in parts if each.tag == "a"]
    if len(parts) > _MOST_CARD_ELEMENTS or len(links) < _LEAST_CARD_LINKS:
        return False
    linked = {inner for link in links for inner in link.iterdescendants("*")}
    beside = [element.text, *(each.tail for each in parts if each not in linked)]
    beside += [each.text for each in parts if each not in linked and each.tag != "a"]
    return all(map(_is_blank, beside))


def _is_blank(text: str | None) -> bool:
    return not text or not any(map(str.isalnum, text))
