"""Reasons to exclude paragraphs that trafilatura keeps from the article."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import islice

from lxml import html

from worker.extraction.evidence.links import find_contact_lines
from worker.extraction.evidence.overlooked_paragraphs import wrapper_of
from worker.extraction.paragraphs import Paragraph
from worker.html.elements import BLOCK_TAGS
from worker.html.roles import kind_of_box
from worker.html.vocabulary import PAGE_FURNITURE, Kind, kind_of_heading, kind_of_line

LONG_CHARS = 80
"""Length from which a paragraph is too long for a label, a date or a name, in characters."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})

_LABEL_CHARS = 60
_MOST_LABELS = 3
"""Maximum number of labels before an article; more short lines are a list or a table."""

BEFORE = "a line before the article"
BEFORE_TITLE = "before the title"
OTHER_ARTICLE = "another article on the page"

_NO_BOX_TAGS = frozenset({"body", "html", "table", "tbody", "td", "th", "tr"})
"""Elements whose class describes the content of their cells, and not a box."""

_FURNITURE_TAGS = frozenset({"dialog", "footer", "nav"})

_MOST_SHARE = 0.4
"""Highest share of the kept text in a box; an element with more is not a box."""

_LEAST_OTHERS = 2
"""Minimum number of other articles; a single one within the article is the article itself."""

_LEAST_AFTER = 0.6
"""Minimum share of the kept text after the title; with less, the title is misplaced."""


def find_excluded(
    paragraphs: Sequence[Paragraph], kept: Collection[int], title: str
) -> dict[int, str]:
    """Return the numbers of kept paragraphs outside of the article, each with the reason.

    Args:
        paragraphs: Paragraphs of the page, in document order.
        kept: Numbers of the paragraphs that belong to the article so far.
        title: Title of the article.
    """
    numbers = sorted(kept)
    return (
        _stock_lines(paragraphs, numbers)
        | _empty_announcements(paragraphs, kept)
        | find_contact_lines(paragraphs, numbers)
        | _inside_named_boxes(paragraphs, numbers)
        | _of_other_articles(paragraphs, numbers)
        | _leading_lines(paragraphs, numbers)
        | _before_title(paragraphs, numbers, title)
    )


def _stock_lines(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> dict[int, str]:
    found = {}
    for number in numbers:
        kind = kind_of_line(paragraphs[number].text)
        if kind is not None and kind.role is None:
            found[number] = kind.name
    return found


def _empty_announcements(paragraphs: Sequence[Paragraph], kept: Collection[int]) -> dict[int, str]:
    """Return the headings of furniture, such as contents, that is not kept itself."""
    found = {}
    for number in kept:
        kind = kind_of_heading(paragraphs[number].text) if number + 1 not in kept else None
        if kind is not None and kind.role is None:
            found[number] = kind.name
    return found


def _before_title(
    paragraphs: Sequence[Paragraph], numbers: Sequence[int], title: str
) -> dict[int, str]:
    """Return the paragraphs before the heading that is the article's title.

    If the same element contains text before and after the heading, the heading only repeats the
    title within the text.
    """
    place = next(
        (n for n in numbers if paragraphs[n].text == title and _is_heading(paragraphs[n])), None
    ) or next((n for n, p in enumerate(paragraphs) if p.text == title and _is_heading(p)), None)
    if not title or place is None:
        return {}
    total = sum(paragraphs[n].chars for n in numbers)
    after = sum(paragraphs[n].chars for n in numbers if n > place)
    if after < _LEAST_AFTER * total:
        return {}
    going_on = {
        wrapper_of(paragraphs[n]) for n in numbers if n > place and _is_prose(paragraphs[n])
    }
    return {
        number: BEFORE_TITLE
        for number in numbers
        if number < place
        and not (_is_prose(paragraphs[number]) and wrapper_of(paragraphs[number]) in going_on)
    }


def _leading_lines(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> dict[int, str]:
    """Return the labels and dates before the first prose that are in another element."""
    first = next((n for n in numbers if _is_prose(paragraphs[n])), None)
    if first is None:
        return {}
    wrapper = wrapper_of(paragraphs[first])
    found = [
        number
        for number in numbers
        if number < first
        and paragraphs[number].chars < _LABEL_CHARS
        and paragraphs[number].text[-1] not in ".!?:…"
        and wrapper_of(paragraphs[number]) is not wrapper
        and not _is_heading(paragraphs[number])
    ]
    return dict.fromkeys(found, BEFORE) if len(found) <= _MOST_LABELS else {}


def _of_other_articles(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> dict[int, str]:
    """Return the paragraphs in other articles, which have links to pages of their own.

    The entries of a live blog are articles within the article, too, but have no page of their own.
    If another article has more text than the article itself, it may be the real one.
    """
    if not numbers or not _has_articles(paragraphs[numbers[0]].element, _LEAST_OTHERS + 1):
        return {}
    around = {number: _articles_around(paragraphs[number].element) for number in numbers}
    own = next((articles[0] for articles in around.values() if articles), None)
    chars: Counter[html.HtmlElement | None] = Counter()
    inner: dict[int, html.HtmlElement] = {}
    for number, articles in around.items():
        other = next((article for article in reversed(articles) if article is not own), None)
        chars[other] += paragraphs[number].chars
        if other is not None:
            inner[number] = other
    own_chars = chars.pop(None, 0)
    if own is None or len(chars) < _LEAST_OTHERS or max(chars.values()) > own_chars:
        return {}
    others = {article for article in chars if article is not None and _links_to_itself(article)}
    return {number: OTHER_ARTICLE for number, article in inner.items() if article in others}


def _has_articles(element: html.HtmlElement, least: int) -> bool:
    """Return whether the page of an element has at least `least` article elements."""
    return sum(1 for _ in islice(element.getroottree().iter("article"), least)) == least


def _links_to_itself(article: html.HtmlElement) -> bool:
    """Return whether an article has a heading or a bookmark that leads to its own page."""
    for link in article.iter("a"):
        is_title = link.get("rel") == "bookmark" or any(
            each.tag in _HEADINGS for each in (*link.iterancestors(), *link)
        )
        if is_title and not link.get("href", "#").startswith("#"):
            return True
    return False


def _articles_around(element: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the article elements around an element, from the outside in."""
    return [each for each in reversed(list(element.iterancestors())) if each.tag == "article"]


def _inside_named_boxes(paragraphs: Sequence[Paragraph], numbers: Sequence[int]) -> dict[int, str]:
    """Return the paragraphs in boxes that are known by name and contain no prose.

    If one box of a class contains prose, no box of this class is furniture: they are the entries
    of a ticker.
    """
    boxes: dict[html.HtmlElement, Kind | None] = {}
    inside: defaultdict[html.HtmlElement, list[int]] = defaultdict(list)
    for number in numbers:
        element = paragraphs[number].element
        for each in (element, *element.iterancestors()):
            if each not in boxes:
                boxes[each] = _furniture(each)
            if boxes[each] is not None:
                inside[each].append(number)
    total = sum(paragraphs[n].chars for n in numbers)
    prose = {n for n in numbers if _is_prose(paragraphs[n])}
    read = {_signature(each) for each in inside if not prose.isdisjoint(inside[each])}
    found: dict[int, str] = {}
    for element, members in inside.items():
        kind = boxes[element]
        if kind is None or _signature(element) in read:
            continue
        chars = sum(paragraphs[n].chars for n in members)
        if chars < _MOST_SHARE * total or element.tag in _FURNITURE_TAGS:
            found |= dict.fromkeys(members, kind.name)
    return found


def _signature(element: html.HtmlElement) -> tuple[object, ...]:
    """Return the name and the class of an element; the element itself if it has no class."""
    names = element.get("class", "")
    return (element.tag, names) if names else (element,)


def _furniture(element: html.HtmlElement) -> Kind | None:
    """Return the kind of a box that is never read, by its name or its tag; or None."""
    if element.tag not in BLOCK_TAGS or element.tag in _NO_BOX_TAGS:
        return None
    if element.tag in _FURNITURE_TAGS:
        return PAGE_FURNITURE
    kind = kind_of_box(element)
    return kind if kind is not None and kind.role is None else None


def _is_prose(paragraph: Paragraph) -> bool:
    return paragraph.chars >= LONG_CHARS and paragraph.link_density <= 0.5


def _is_heading(paragraph: Paragraph) -> bool:
    return any(
        each.tag in _HEADINGS
        for each in (paragraph.element, *list(paragraph.element.iterancestors())[:2])
    )
