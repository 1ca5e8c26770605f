"""What an element of an article is to a reader: its role, or why it is left out."""

import re

from lxml import etree

from worker.stages import ARTICLE_ROLES, Role

UNSEEN_TAGS = frozenset("head noscript script style template title".split())
"""Elements that no reader of a page sees."""

PAGE_PART = "part of the page"

_LEFT_OUT = (
    dict.fromkeys(
        "button canvas datalist dialog fieldset form input label menu nav object select textarea "
        "footer".split(),
        PAGE_PART,
    )
    | dict.fromkeys("audio embed iframe map math svg video".split(), "not text")
    | dict.fromkeys("del s strike".split(), "struck out")
    | dict.fromkeys("rp rt rtc".split(), "ruby annotation")
)
"""Tag -> why it is left out."""

CONTROL_TAGS = frozenset("audio button canvas input label object select svg textarea video".split())
"""Elements that part the words around them without ending a paragraph."""

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
"""Elements that end the text before them and begin a new one."""

_ROLE_OF_TAG = {
    "aside": Role.ASIDE,
    "blockquote": Role.QUOTE,
    "caption": Role.CAPTION,
    "dd": Role.LIST_ITEM,
    "dt": Role.LIST_ITEM,
    "figcaption": Role.CAPTION,
    "figure": Role.CAPTION,
    "li": Role.LIST_ITEM,
    "pre": Role.CODE,
    "table": Role.TABLE,
} | {f"h{level}": Role.HEADING for level in range(1, 7)}

_ROLE_OF_WORD = {
    "byline": Role.BYLINE,
    "caption": Role.CAPTION,
    "embed": Role.EMBED,
    "endnote": Role.FOOTNOTE,
    "endnotes": Role.FOOTNOTE,
    "footnote": Role.FOOTNOTE,
    "footnotes": Role.FOOTNOTE,
    "newsletter": Role.NEWSLETTER,
    "oembed": Role.EMBED,
    "pullquote": Role.PULL_QUOTE,
    "readmore": Role.RELATED,
    "recirculation": Role.RELATED,
    "reflist": Role.FOOTNOTE,
    "related": Role.RELATED,
    "signup": Role.NEWSLETTER,
}
"""A word of a class -> what is so called."""

_ROLE_OF_CLASS = {
    "bluesky-embed": Role.EMBED,
    "fb-post": Role.EMBED,
    "fb-video": Role.EMBED,
    "instagram-media": Role.EMBED,
    "pull-quote": Role.PULL_QUOTE,
    "pull_quote": Role.PULL_QUOTE,
    "pullQuote": Role.PULL_QUOTE,
    "read-more": Role.RELATED,
    "reddit-embed-bq": Role.EMBED,
    "see-also": Role.RELATED,
    "sign-up": Role.NEWSLETTER,
    "text-post-media": Role.EMBED,
    "tiktok-embed": Role.EMBED,
    "twitter-tweet": Role.EMBED,
    "twitter-video": Role.EMBED,
}

_ROLE_OF_ARIA = {
    "doc-endnote": Role.FOOTNOTE,
    "doc-endnotes": Role.FOOTNOTE,
    "doc-footnote": Role.FOOTNOTE,
    "doc-pullquote": Role.PULL_QUOTE,
}

_FOOTNOTE_ID = re.compile(r"(fn|footnote|endnote|cite_note)[-_:.]?\w{0,20}\d", re.IGNORECASE)

BOXES = frozenset(
    {
        Role.BYLINE, Role.PULL_QUOTE, Role.TABLE, Role.CODE, Role.FOOTNOTE, Role.EMBED,
        Role.RELATED, Role.NEWSLETTER,
    }
)  # fmt: skip
"""Whatever is in an element of such a role has this role too."""

_PLAIN = frozenset({Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.PULL_QUOTE})
"""Roles that an element keeps when an alias says what is read in its place."""

_QUOTES = frozenset({Role.QUOTE, Role.PULL_QUOTE, Role.EMBED})

_BY_NAME = {str(role): role for role in ARTICLE_ROLES}

_WRAPPER_CHARS = 600
_WRAPPER_SHARE = 0.4
"""What holds more than both is the article's own wrapper, whatever it is called."""

_HIDDEN_STYLE = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

_RELATED_LABEL = (
    r"(?:read (?:more|also|next)|also read|see also|more on this(?: story)?|recommended reading"
    r"|related(?: (?:stor(?:y|ies)|articles?|content|coverage|links?|news|posts?|reading|topics?))?"
    r"|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lee también|leggi anche|lees ook)"
)
_RELATED_HEADING = re.compile(rf"{_RELATED_LABEL}\s?[:|»→>]?", re.IGNORECASE)
_RELATED_LINE = re.compile(
    rf"(?:{_RELATED_LABEL}|more from .{{1,40}}?|don['’]t miss|you (?:may|might) also like)"
    r"\s?[:|»→>].{0,300}",
    re.IGNORECASE,
)
_NEWSLETTER_LINE = re.compile(
    r"(?:sign up|subscribe)\b.{0,160}\b(?:newsletters?|inbox|briefings?)\b.{0,80}"
    r"|get\b.{0,160}\b(?:in|to) your inbox\b.{0,80}",
    re.IGNORECASE,
)


def reason_to_skip(element: etree._Element, outer: Role, *, is_large: bool) -> str:
    """Return why an element is left out with all that is in it, or "" if it is not.

    Args:
        element: Of an article.
        outer: Role of what surrounds it.
        is_large: Whether it holds so much that it must be the article itself.
    """
    if element.get("data-listen") == "skip":
        return "data-listen=skip"
    hides = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if hides or _HIDDEN_STYLE.search(element.get("style", "")):
        return "hidden"
    if element.get("data-listen-alias") is not None:
        return ""
    reason = _LEFT_OUT.get(element.tag, "")
    if reason == PAGE_PART and (is_large or (element.tag == "footer" and outer in _QUOTES)):
        return ""  # who is quoted stands in the quote's footer
    return reason


def ends_block(element: etree._Element, role: Role) -> bool:
    """Return whether an element ends the text before it, as the name under a pull quote does."""
    return element.tag in BLOCK_TAGS or (element.tag == "cite" and role is Role.PULL_QUOTE)


def is_wrapper(size: int, total: int) -> bool:
    """Return whether an element of `size` of all `total` characters holds the article itself."""
    return size > max(_WRAPPER_CHARS, _WRAPPER_SHARE * total)


def own_role(element: etree._Element, *, is_large: bool) -> Role | None:
    """Return what an element says it is, or None if nothing in particular.

    Args:
        element: Of an article.
        is_large: Whether it holds so much that its class cannot be the name of a box.
    """
    is_box = element.tag in BLOCK_TAGS and not is_large
    role = _named_role(element) if is_box else None
    role = role or _ROLE_OF_TAG.get(element.tag)
    if role is Role.TABLE and _is_layout(element):
        return None
    if element.get("data-listen-alias") is not None and role not in _PLAIN:
        return None
    return role


def given_role(element: etree._Element) -> Role | None:
    """Return the role that the publisher gives an element, by its name in `data-listen`."""
    return _BY_NAME.get(element.get("data-listen", ""))


def role_within(outer: Role, own: Role | None) -> Role:
    """Return the role of an element's text, given its own and the one of what surrounds it."""
    if own is None or (outer in BOXES and (outer, own) != (Role.TABLE, Role.CAPTION)):
        return outer
    if outer is Role.ASIDE:
        return own if own in BOXES else outer
    if outer is Role.CAPTION:
        return own if own in BOXES or own is Role.QUOTE else outer
    return own


def role_of_line(text: str, role: Role) -> Role:
    """Return the role that a block's words give it, as "Read more: ..." does."""
    if role in (Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM):
        if is_related_heading(text) or _RELATED_LINE.fullmatch(text):
            return Role.RELATED
        if _NEWSLETTER_LINE.fullmatch(text):
            return Role.NEWSLETTER
    return role


def is_related_heading(text: str) -> bool:
    """Return whether a block only announces links to other articles."""
    return bool(_RELATED_HEADING.fullmatch(text))


def _named_role(element: etree._Element) -> Role | None:
    for token in element.get("class", "").split():
        if token in _ROLE_OF_CLASS:
            return _ROLE_OF_CLASS[token]
        if not token.startswith(("has-", "is-", "no-", "with-")):
            for word in re.split(r"[_\-]+", token.lower()):
                if word in _ROLE_OF_WORD:
                    return _ROLE_OF_WORD[word]
    if element.tag in ("li", "p", "div", "aside") and _FOOTNOTE_ID.match(element.get("id", "")):
        return Role.FOOTNOTE
    return _ROLE_OF_ARIA.get(element.get("role", ""))


def _is_layout(table: etree._Element) -> bool:
    """Return whether a table only puts text in its place: none of its rows has two cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [*table.findall("tr"), *table.findall("*/tr")]
    return all(len(row) <= 1 for row in rows) and not any(
        row.find("th") is not None for row in rows
    )
