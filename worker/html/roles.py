"""The role that an element of an article has for its reader, or the reason it is left out."""

import re
from itertools import islice

from lxml import etree

from worker.html.elements import BLOCK_TAGS
from worker.html.hidden import is_hidden
from worker.html.plain_text import beginning, text_beginning
from worker.html.vocabulary import (
    Kind,
    kind_of_aria,
    kind_of_heading,
    kind_of_line,
    kind_of_names,
    kind_of_product,
)
from worker.model.script import ARTICLE_ROLES, Role

PAGE_PART = "part of the page"
HIDDEN = "hidden"

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
"""Tag -> reason for leaving it out."""

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

_FOOTNOTE_ID = re.compile(r"(fn|footnote|endnote|cite_note)[-_:.]?\w{0,20}\d", re.IGNORECASE)

BOXES = frozenset(
    {
        Role.BYLINE, Role.PULL_QUOTE, Role.POST, Role.TABLE, Role.CODE, Role.FOOTNOTE, Role.EMBED,
        Role.RELATED, Role.NEWSLETTER, Role.VERSE, Role.NOTE, Role.CREDIT, Role.FURNITURE,
    }
)  # fmt: skip
"""Roles that apply to everything within their element."""

_PLAIN = frozenset({Role.HEADING, Role.LIST_ITEM, Role.QUOTE, Role.PULL_QUOTE})
"""Roles that an element keeps when an alias says what is read in its place."""

_QUOTES = frozenset({Role.QUOTE, Role.PULL_QUOTE, Role.POST, Role.EMBED})

_BY_NAME = {str(role): role for role in ARTICLE_ROLES}

_BESIDE_TEXT = frozenset({"aside", "figure", "iframe", "pre", "table"})
"""Elements beside the text that the reader of articles recognizes."""

_MARKS = frozenset({"skip", *ARTICLE_ROLES})
"""Values of `data-listen`."""

_LINE_ROLES = frozenset({Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM})
"""Roles of blocks whose words may give them another role."""

_MEDIA_ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:youtube(?:-nocookie)?|youtu|vimeo|dailymotion|dai|twitch|rumble|ted"
    r"|brightcove|jwplayer|streamable|wistia|twitter|x|t|instagram|facebook|fb|tiktok|threads|bsky"
    r"|mastodon|reddit|pinterest|flickr|giphy|soundcloud|spotify|deezer|podbean|mixcloud|acast|audioboom"
    r"|anchor|bandcamp|kickstarter|scribd|slideshare|issuu|speakerdeck|datawrapper|dwcdn|flourish|imgur)"
    r"\.[a-z]{2,5}/\S+|https?://\S+(?:\.(?:mp[34]|m4[av]|webm|ogg|ogv|mov|wav|m3u8|gif|jpe?g|png)"
    r"|/(?:video|videos|watch|embed|player|podcast|episode|status|reel|playlist)[/?=-])\S*",
    re.IGNORECASE,
)
"""The address of a video, a sound or a post, which its site would have shown."""

_DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}"
    r"|[a-z]{3,9} \d{1,2}),?"
)
_TIME = re.compile(
    rf"(?:{_DAY}\s+(?:\d{{4}},?\s+)?(?:at\s+)?)?\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?"
    r"\s?(?:[ap]\.?m\.?|uhr|h)?\s?\(?(?:[a-z]{2,5}|[+-]\d{2}:?\d{2})?\)?",
    re.IGNORECASE,
)
"""A time that is a paragraph by itself, before an entry of a live blog."""

_NO_BOX_TAGS = frozenset({"table", "tbody", "td", "th", "thead", "tr"})
"""Elements whose class describes the content of their cells."""

_SIGNS_OF_CODE = re.compile(r"[{}<>=;$#|\\&*^~`]|\(\)|//|::")
_MOST_SIGNS = 0.01
"""Minimum share of these signs in a text that counts as code."""

_LEAST_LINKS = 2
_MOST_LINKS = 60
"""Maximum number of links of an element that are examined."""

_MOST_INSIDE = 40
"""Maximum number of elements in a box that are examined for posts."""

_POST_CHARS = 1000
_POST_SHARE = 0.6
"""Minimum share of a box's text that is posts, if it only shows them."""

_CONTENTS_SHARE = 0.9
_BOX_CHARS = 250
"""Maximum length, in characters, of a part that is recognized only by a word of its class."""


def reason_to_skip(element: etree._Element, outer: Role, *, is_large: bool) -> str:
    """Return the reason for leaving out an element with its content, or "" if it is read.

    Args:
        element: Element of an article.
        outer: Role of the element around it.
        is_large: True if it holds so much text that it must be the article itself.
    """
    if element.get("data-listen") == "skip":
        return "data-listen=skip"
    if is_hidden(element):
        return HIDDEN
    if element.get("data-listen-alias") is not None:
        return ""
    reason = _LEFT_OUT.get(element.tag, "")
    is_read = reason == PAGE_PART and (
        is_large
        or (element.tag == "footer" and outer in _QUOTES)  # the name of the person quoted
        or (element.tag == "button" and _is_within_sentence(element))
    )
    return "" if is_read else reason


def kind_of_box(element: etree._Element) -> Kind | None:
    """Return the kind that an element's name or attribute `role` gives it, or None.

    A box that only shows posts of social networks has none, whatever its name: they are text.
    """
    kind = kind_of_names(element) or kind_of_aria(element)
    return None if kind is not None and shows_only_posts(element) else kind


def shows_only_posts(box: etree._Element) -> bool:
    """Return whether a box has hardly any other text than the quoted posts in it."""
    inside = islice(box.iterdescendants("*"), _MOST_INSIDE)
    posts = [] if is_post(box) else [each for each in inside if is_post(each)]
    most = _POST_CHARS * len(posts)
    chars = sum(len(text_beginning(post, _POST_CHARS)) for post in posts)
    return bool(posts) and chars >= _POST_SHARE * len(text_beginning(box, most))


def is_post(element: etree._Element) -> bool:
    """Return whether an element is a quoted post of a social network."""
    kind = kind_of_product(element)
    return kind is not None and kind.role is Role.POST


def is_beside_text(element: etree._Element) -> bool:
    """Return whether the reader of articles recognizes an element by itself."""
    return element.tag in _BESIDE_TEXT or element.get("data-listen") in _MARKS


def heading_of(element: etree._Element) -> str:
    """Return the heading that a section begins with, or ""."""
    if element.tag not in ("section", "div") or not len(element):
        return ""
    first = element[0]
    return beginning(first) if first.tag in ("h2", "h3", "h4", "p", "strong") else ""


def ends_block(element: etree._Element, role: Role) -> bool:
    """Return whether an element ends the text before it, as the name under a pull quote does."""
    return element.tag in BLOCK_TAGS or (element.tag == "cite" and role is Role.PULL_QUOTE)


def own_role(element: etree._Element, *, is_large: bool) -> Role | None:
    """Return the role that an element has by its name or its tag, or None if it has none.

    Args:
        element: Element of an article.
        is_large: True if it holds so much text that its class cannot be the name of a box.
    """
    role = _named_role(element) if element.tag in BLOCK_TAGS else None
    if is_large and role is not Role.VERSE:
        role = None
    if element.tag in ("ol", "ul") and _is_contents(element):
        role = Role.FURNITURE
    role = role or _ROLE_OF_TAG.get(element.tag)
    if role is Role.TABLE and _is_layout(element):
        return None
    if element.tag == "caption" and next(element.iterancestors("table"), None) is None:
        return None
    if element.tag == "pre" and is_large and _is_prose(element):
        return None
    if element.get("data-listen-alias") is not None and role not in _PLAIN:
        return None
    return role


def given_role(element: etree._Element) -> Role | None:
    """Return the role that the publisher gives an element, by its name in `data-listen`."""
    return _BY_NAME.get(element.get("data-listen", ""))


def role_within(outer: Role, own: Role | None) -> Role:
    """Return the role of an element's text, given its own role and that of the element around."""
    if own is None or (outer in BOXES and (outer, own) != (Role.TABLE, Role.CAPTION)):
        return outer
    if outer is Role.ASIDE:
        return own if own in BOXES else outer
    if outer is Role.CAPTION:
        return own if own in BOXES or own is Role.QUOTE else outer
    return own


def role_of_line(text: str, role: Role, *, is_link: bool = False) -> Role:
    """Return the role that a block's words give it, such as "Read more: ...".

    Args:
        text: Text of the block.
        role: Role that its element gives it.
        is_link: True if all of it is a link.
    """
    if role not in _LINE_ROLES:
        return Role.EMBED if role is Role.POST and _leads_to_network(text) else role
    if is_related_heading(text):
        return Role.RELATED
    if _MEDIA_ADDRESS.fullmatch(text):
        return Role.EMBED
    if role is Role.PARAGRAPH and _TIME.fullmatch(text):
        return Role.TIMESTAMP
    kind = kind_of_line(text, is_link=is_link)
    return role if kind is None else role_of_kind(kind)


def role_of_kind(kind: Kind) -> Role:
    """Return the role of a kind of part; the kinds without a role are furniture of the page."""
    return kind.role or Role.FURNITURE


def kind_within_text(element: etree._Element) -> Kind | None:
    """Return the kind of a part within a paragraph, such as a note or a counter."""
    if element.tag in BLOCK_TAGS or element.tag == "sup" or not element.get("class"):
        return None
    if element.tag == "a" and not _is_alone(element):
        return None
    kind = kind_of_product(element)
    is_left_out = kind is not None and kind.role in (None, Role.FOOTNOTE, Role.NEWSLETTER)
    return kind if is_left_out else None


def _leads_to_network(text: str) -> bool:
    """Return whether a line of a post only says where to see it."""
    kind = kind_of_line(text)
    return kind is not None and kind.role is Role.EMBED


def announces_furniture(text: str) -> bool:
    """Return whether a block only announces furniture, such as share buttons or contents."""
    kind = kind_of_heading(text)
    return kind is not None and kind.role is None


def is_related_heading(text: str) -> bool:
    """Return whether a block only announces links to other articles."""
    kind = kind_of_heading(text)
    return kind is not None and kind.role is Role.RELATED


def _named_role(element: etree._Element) -> Role | None:
    kind = kind_of_names(element)
    if kind is not None and shows_only_posts(element):
        return None
    if kind is not None and (kind.role or kind_of_product(element) or _is_box(element)):
        return role_of_kind(kind)
    if element.tag in ("li", "p", "div", "aside") and _FOOTNOTE_ID.match(element.get("id", "")):
        return Role.FOOTNOTE
    kind = kind_of_aria(element)
    return kind.role if kind else None


def _is_alone(element: etree._Element) -> bool:
    """Return whether there are no words beside an element."""
    parent = element.getparent()
    if parent is None:
        return True
    beside = [parent.text, *(child.tail for child in islice(parent, _MOST_LINKS)), element.tail]
    return not any(text and text.strip() for text in beside)


def _is_within_sentence(element: etree._Element) -> bool:
    """Return whether an element is a part of a sentence, and not a label such as "Share"."""
    if kind_of_line(beginning(element), is_link=True) is not None:
        return False
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return all(each and any(map(str.isalnum, each)) for each in (text, element.tail))


def _is_box(element: etree._Element) -> bool:
    """Return whether an element with the name of a box is one: short, or made of links."""
    if element.tag in _NO_BOX_TAGS:
        return False
    text = text_beginning(element, _BOX_CHARS)
    if len(text) <= _BOX_CHARS and not re.search(r"\w{2,}[.!?][”\"’')]*(?:\s|$)", text):
        return True
    return _linked_chars(element) > len(text_beginning(element, _BOX_CHARS * 10)) / 2


def _linked_chars(element: etree._Element) -> int:
    """Return the length of the first links in an element."""
    links = islice(element.iter("a"), _MOST_LINKS)
    return sum(len(text_beginning(link, _BOX_CHARS)) for link in links)


def _is_contents(element: etree._Element) -> bool:
    """Return whether a list is a table of contents: only links to places on the same page."""
    text = text_beginning(element, _BOX_CHARS * 10)
    links = [link for link in islice(element.iter("a"), _MOST_LINKS) if link.get("href")]
    if len(links) < _LEAST_LINKS or len(text) > _BOX_CHARS * 10:
        return False
    is_inner = all("#" in link.get("href").partition("?")[0][:200] for link in links)
    return is_inner and _linked_chars(element) >= _CONTENTS_SHARE * len("".join(text.split()))


def _is_prose(element: etree._Element) -> bool:
    """Return whether preformatted text is a letter or a report, and not code."""
    text = text_beginning(element, _BOX_CHARS * 10)
    return len(_SIGNS_OF_CODE.findall(text)) < _MOST_SIGNS * len(text)


def _is_layout(table: etree._Element) -> bool:
    """Return whether a table is used only for layout: none of its rows has two cells."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = [*table.findall("tr"), *table.findall("*/tr")]
    return all(len(row) <= 1 for row in rows) and not any(
        row.find("th") is not None for row in rows
    )
