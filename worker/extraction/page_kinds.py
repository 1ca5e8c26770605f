"""The kind of a page without an article, so that a publisher knows what to change."""

import re
from collections.abc import Sequence

from lxml import html

from worker.extraction.paragraphs import Paragraph
from worker.html.vocabulary import kind_of_line

_SHELL_CHARS = 400
"""Length in characters below which a page may be one that a script fills."""

_LEAST_LINKS = 8
_LINKED_SHARE = 0.5
_ROBOT_CHECK = re.compile(
    r"just a moment|checking (?:your browser|if the site)"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you (?:a robot|human)|unusual traffic|access (?:to this page has been )?denied"
    r"|pardon our interruption|security check|captcha|ddos protection",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b404\b|(?:page|article|story)(?: was| could)? not (?:be )?found"
    r"|no longer (?:available|exists)"
    r"|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada",
    re.IGNORECASE,
)
_FIRST = 40
"""Number of paragraphs of a page that are searched for these words."""

_NOTICE_CHARS = 1_500
"""Length in characters below which a page may be a login, an error or a check for robots."""


def describe_page(root: html.HtmlElement, paragraphs: Sequence[Paragraph]) -> str:
    """Return the kind of a page without an article, and advice for the publisher.

    Args:
        root: Root element of the page.
        paragraphs: Paragraphs of the page.
    """
    page = _Page(root, paragraphs)
    kinds = (
        *_notices(page),
        (page.is_paywall, "it has the notice of a paywall; use an API or feed with whole articles"),
        (
            page.is_shell,
            "it is an empty shell that needs JavaScript; use an API or feed of the site, or have "
            "its server send whole pages",
        ),
        (
            page.is_list,
            f"it is a list of links, {len(page.links)} of them, such as a front page; name the "
            "page of one article",
        ),
        (page.chars > 0, "it has no paragraphs of text"),
    )
    return next((words for fits, words in kinds if fits), "it has no text")


def describe_notice(root: html.HtmlElement, paragraphs: Sequence[Paragraph]) -> str:
    """Return the kind of notice that a page shows in place of an article, or "" if it is none.

    Args:
        root: Root element of the page.
        paragraphs: Paragraphs of the page.
    """
    return next((words for fits, words in _notices(_Page(root, paragraphs)) if fits), "")


def linked_share(paragraphs: Sequence[Paragraph]) -> float:
    """Return the share of the text of some paragraphs that is links, from 0 to 1."""
    chars = sum(len(paragraph.text.replace(" ", "")) for paragraph in paragraphs)
    return sum(paragraph.linked_chars for paragraph in paragraphs) / chars if chars else 0.0


def _notices(page: "_Page") -> Sequence[tuple[bool, str]]:
    return (
        (page.is_robot_check, "it is a check for robots; the site must let this service pass"),
        (page.is_login, "it is a login; give the source access, or use an API of the site"),
        (page.is_missing, "it says that there is no such page"),
    )


class _Page:
    """A page without an article, and the kinds of page that it may be."""

    def __init__(self, root: html.HtmlElement, paragraphs: Sequence[Paragraph]) -> None:
        self._root = root
        self._paragraphs = paragraphs
        title = root.findtext(".//title") or ""
        self._said = " ".join([title, *(each.text for each in paragraphs[:_FIRST])])
        self.chars = sum(paragraph.chars for paragraph in paragraphs)
        self.links = [paragraph for paragraph in paragraphs if paragraph.linked_chars]

    @property
    def is_robot_check(self) -> bool:
        return self.chars < _NOTICE_CHARS and bool(_ROBOT_CHECK.search(self._said))

    @property
    def is_login(self) -> bool:
        has_field = self._root.find(".//input[@type='password']") is not None
        return self.chars < _NOTICE_CHARS and has_field

    @property
    def is_missing(self) -> bool:
        return self.chars < _NOTICE_CHARS and bool(_MISSING.search(self._said))

    @property
    def is_paywall(self) -> bool:
        kinds = (kind_of_line(paragraph.text) for paragraph in self._paragraphs)
        return any(kind is not None and kind.name == "paywall" for kind in kinds)

    @property
    def is_shell(self) -> bool:
        return self.chars < _SHELL_CHARS and next(self._root.iter("script"), None) is not None

    @property
    def is_list(self) -> bool:
        return len(self.links) >= _LEAST_LINKS and linked_share(self._paragraphs) > _LINKED_SHARE
