"""The article on a page: its dek and the HTML of its body."""

from collections.abc import Sequence
from typing import NamedTuple

from lxml import html

from worker.extraction.evidence.declared_text import LEAST_CHARS, DeclaredText
from worker.extraction.evidence.links import find_offers
from worker.extraction.evidence.trafilatura_modes import Votes, collect_votes
from worker.extraction.metadata import find_dek
from worker.extraction.page_kinds import describe_notice, describe_page, linked_share
from worker.extraction.paragraph_choice import Decision, decide, decide_within, disagreement
from worker.extraction.paragraphs import Paragraph, find_paragraphs
from worker.extraction.structured_data import declares_article, read_structured_data
from worker.extraction.tidied_body import cut_out, smallest_around
from worker.html.elements import measure
from worker.html.hidden import (
    hide_by_style_sheets,
    hide_hover_cards,
    reveal_noscripts,
    reveal_wrappers,
)
from worker.html.omissions import Note
from worker.html.plain_text import BEGINNING_CHARS, beginning
from worker.html.roles import is_beside_text
from worker.html.selectors import NO_SELECTORS, Selectors, find_selected, mark_left_out
from worker.model.script import Omission, Role


class Found(NamedTuple):
    """An article that was found on a page.

    Attributes:
        dek: Plain text; empty if there is none.
        body: HTML; empty if there is no article.
        instead: Kind of the page if it holds no article, and advice for the publisher.
    """

    dek: str
    body: str
    instead: str = ""


_MOST_LINKED = 0.6
_LEAST_LINES = 8
"""Number of lines from which a text that is mostly links is a list and not an article."""

_SHORT_CHARS = 200
"""Length in characters below which a text may be only a notice."""

_MUCH = 0.2
"""Minimum share of different text at which a disagreement with trafilatura is reported."""


def find_article(
    root: html.HtmlElement,
    title: str,
    description: str,
    note: Note,
    selectors: Selectors = NO_SELECTORS,
) -> Found:
    """Return the article on a page.

    Args:
        root: Root element of the page, which is changed.
        title: Title of the article.
        description: Description of the article in the page's metadata.
        note: Called with each part that is left out of the article, with each part that only
            trafilatura would keep, and if trafilatura would keep a very different text.
        selectors: Selectors of the publisher.
    """
    mark_left_out(root, selectors.left_out)
    hide_by_style_sheets(root)
    hide_hover_cards(root)
    found = _find(root, title, description, note, selectors)
    if not found.body and reveal_noscripts(root):
        found = _find(root, title, description, note, selectors)
    return found if found.body else _find_declared(root, note) or found


def _find_declared(root: html.HtmlElement, note: Note) -> Found | None:
    """Return the text that a page without paragraphs declares as its article, if there is one."""
    declared = read_structured_data(root)
    if len(declared.body) < LEAST_CHARS:
        return None
    note(Omission("no article is visible; read from the page's JSON-LD", declared.headline))
    return Found("", declared.paragraphs)


def _find(
    root: html.HtmlElement, title: str, description: str, note: Note, selectors: Selectors
) -> Found:
    """Return the article, found among the visible paragraphs."""
    sizes = measure(root)  # kept to the end: lxml recreates an element that is not referenced
    reveal_wrappers(root, sizes)
    paragraphs = find_paragraphs(root)
    held = set(find_selected(root, selectors.holding))
    if held:
        return _cut(paragraphs, decide_within(paragraphs, held, title), title, description, note)
    declared = read_structured_data(root)
    votes = collect_votes(root, paragraphs)
    decision = decide(paragraphs, votes, DeclaredText(declared.body), title)
    instead = _find_instead(root, paragraphs, decision)
    if instead:
        return Found("", "", instead)
    _note_disagreement(paragraphs, decision, votes, note)
    found = _cut(paragraphs, decision, title, description, note)
    return found if found.body else Found("", "", describe_page(root, paragraphs))


def _find_instead(
    root: html.HtmlElement, paragraphs: Sequence[Paragraph], decision: Decision
) -> str:
    """Return a description of the page if the text found is not an article; otherwise ""."""
    text = [paragraphs[number] for number in decision.kept]
    is_list = len(text) >= _LEAST_LINES and linked_share(text) > _MOST_LINKED
    if not text or (is_list and not _says_article(root)):
        return describe_page(root, paragraphs)
    is_short = sum(paragraph.chars for paragraph in text) < _SHORT_CHARS
    return describe_notice(root, paragraphs) if is_short else ""


def _says_article(root: html.HtmlElement) -> bool:
    """Return whether a page calls itself an article."""
    types = root.xpath("//meta[@property='og:type']/@content")
    return "article" in types or declares_article(root)


def _cut(
    paragraphs: Sequence[Paragraph], decision: Decision, title: str, description: str, note: Note
) -> Found:
    reasons = dict(decision.reasons)
    texts = {n for n in decision.kept if paragraphs[n].text != title}
    dek = find_dek(paragraphs, decision.kept, title, description)
    if texts <= {dek}:  # the only text of an article is not its dek
        dek = None
    repeated = {n for n in decision.kept if n not in texts or n == dek}
    reasons |= dict.fromkeys(repeated, "title or dek, repeated")
    numbers = sorted(decision.kept - repeated)
    kept = [paragraphs[number].element for number in numbers]
    for number in find_offers(paragraphs, numbers):
        if not is_beside_text(paragraphs[number].element):
            paragraphs[number].element.set("data-listen", Role.RELATED)
    if not kept:
        return Found("", "")
    by_element = {paragraphs[number].element: why for number, why in reasons.items()}
    part = smallest_around(kept)
    for element, why in by_element.items():
        if element is not part and part not in element.iterancestors():
            note(Omission(why, beginning(element)))
    body = cut_out(part, kept, by_element, note)
    return Found(paragraphs[dek].text if dek is not None else "", body)


def _note_disagreement(
    paragraphs: Sequence[Paragraph], decision: Decision, votes: Votes, note: Note
) -> None:
    """Report if trafilatura would keep a very different text, with the first difference."""
    share = disagreement(paragraphs, decision.kept, votes.balanced)
    if share >= _MUCH:
        number = min(decision.kept ^ votes.balanced)
        side = "only here" if number in decision.kept else "only there"
        why = f"trafilatura alone keeps another text: {share:.0%} differ, first ({side})"
        note(Omission(why, paragraphs[number].text[:BEGINNING_CHARS]))
