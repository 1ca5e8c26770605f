"""The article on a page: its dek and the HTML of its body."""

from typing import NamedTuple

from lxml import html

from worker.extraction.body import cut_out
from worker.extraction.decision import decide
from worker.extraction.evidence.declared_text import DeclaredText
from worker.extraction.evidence.links import find_offers
from worker.extraction.evidence.votes import collect_votes
from worker.extraction.metadata import find_dek
from worker.extraction.paragraphs import find_paragraphs
from worker.extraction.structured_data import read_structured_data
from worker.html.elements import measure
from worker.html.hidden import hide_by_style_sheets, hide_hover_cards, reveal_wrappers
from worker.html.omissions import Note
from worker.html.roles import is_beside_text
from worker.model.script import Role


class Found(NamedTuple):
    """An article that was found on a page.

    Attributes:
        dek: Plain text; empty if there is none.
        body: HTML; empty if there is no article.
    """

    dek: str
    body: str


def find_article(root: html.HtmlElement, title: str, description: str, note: Note) -> Found:
    """Return the article on a page.

    Args:
        root: Of the page, which is changed.
        title: Of the article.
        description: Of the article, for machines.
        note: Called with what is left out of the article's part of the page.
    """
    hide_by_style_sheets(root)
    hide_hover_cards(root)
    reveal_wrappers(root, measure(root))
    declared = read_structured_data(root)
    paragraphs = find_paragraphs(root)
    votes = collect_votes(root, paragraphs)
    decision = decide(paragraphs, votes, DeclaredText(declared.body), title)
    if not decision.kept:
        return Found("", "")
    reasons = dict(decision.reasons)
    dek = find_dek(paragraphs, decision.kept, title, description)
    repeated = {n for n in decision.kept if paragraphs[n].text == title or n == dek}
    reasons |= dict.fromkeys(repeated, "title or dek, repeated")
    numbers = sorted(decision.kept - repeated)
    kept = [paragraphs[number].element for number in numbers]
    for number in find_offers(paragraphs, numbers):
        if not is_beside_text(paragraphs[number].element):
            paragraphs[number].element.set("data-listen", Role.RELATED)
    by_element = {paragraphs[number].element: why for number, why in reasons.items()}
    body = cut_out(kept, by_element, note) if kept else ""
    return Found(paragraphs[dek].text if dek is not None else "", body)
