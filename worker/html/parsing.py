"""The HTML parser of articles and pages, with its limits."""

import re

from lxml import etree, html

from worker.errors import UnreadableSourceError
from worker.html.attribute_guard import check_attributes

_NO_BREAK = re.compile(r"<wbr\s{0,9}/?>", re.IGNORECASE)
_NOT_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that markup cannot have."""


def parse_html(markup: str, *, may_be_cut: bool = False) -> etree._Element | None:
    """Return the root of an article's HTML, or None if there is nothing in it.

    Broken markup is mended; comments are dropped.

    Args:
        markup: HTML, a fragment or a whole page.
        may_be_cut: True to accept the loss of elements that are nested too deep.

    Raises:
        UnreadableSourceError: An element has thousands of attributes, or elements are nested too
            deep, and what is below would be lost.
    """
    markup = _NO_BREAK.sub("", markup)
    if "<![CDATA[" in markup:
        markup = markup.replace("<![CDATA[", "").replace("]]>", "")
    data = _encode(markup)
    if not data.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if not may_be_cut:
        _check_depth(parser)
    return root


def parse_page(page: str) -> html.HtmlElement:
    """Return the root of a whole page.

    Raises:
        UnreadableSourceError: The page is empty, or for the reasons of `parse_html`.
    """
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(_encode(page), parser=parser)
    except etree.ParserError as error:
        raise UnreadableSourceError(f"the page is empty: {error}") from error
    _check_depth(parser)
    return root


def _encode(markup: str) -> bytes:
    data = _NOT_MARKUP.sub("", markup).encode("utf-8", "ignore")
    check_attributes(data)
    return data


def _check_depth(parser: etree.HTMLParser) -> None:
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableSourceError("its HTML has more than 2,048 nested elements")
