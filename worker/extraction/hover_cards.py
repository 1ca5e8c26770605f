"""Hover cards: small boxes behind a link within a sentence, shown while the pointer is over it."""

from itertools import islice

from lxml import html

from worker.html.elements import BLOCK_TAGS

_LEAST_LINKS = 2
_MOST_ELEMENTS = 200


def hide_cards(root: html.HtmlElement) -> None:
    """Give the attribute `hidden` to the hover cards of a page.

    A card stands right after its link within a sentence, repeats the link, and has nothing but
    links and pictures. The style sheet that hides it is often not part of the page.
    """
    for link in root.iter("a"):
        card = link.getnext()
        if card is not None and _is_blank(link.tail) and _is_card(card, link.get("href", "")):
            card.set("hidden", "")


def _is_card(element: html.HtmlElement, href: str) -> bool:
    if element.tag in BLOCK_TAGS or element.tag == "a" or not href:
        return False
    first = next(element.iter("a"), None)
    if first is None or first.get("href") != href:
        return False
    parts = list(islice(element.iterdescendants("*"), _MOST_ELEMENTS + 1))
    links = [each for each in parts if each.tag == "a"]
    if len(parts) > _MOST_ELEMENTS or len(links) < _LEAST_LINKS:
        return False
    linked = {inner for link in links for inner in link.iterdescendants("*")}
    beside = [element.text, *(each.tail for each in parts if each not in linked)]
    beside += [each.text for each in parts if each not in linked and each.tag != "a"]
    return all(map(_is_blank, beside))


def _is_blank(text: str | None) -> bool:
    return not text or not any(map(str.isalnum, text))
