"""HTML that was escaped twice on its way, so that readers would see tags and entities."""

import re
from html import unescape
from html.entities import html5

_BLOCKS = "p|div|h[1-6]|ul|ol|li|blockquote|figure|section|table"
_ESCAPED = re.compile(rf"&lt;/(?:{_BLOCKS})\s*&gt;|&lt;br\s*/?&gt;", re.IGNORECASE)
_REAL = re.compile(rf"</?(?:{_BLOCKS})\b|<br\b", re.IGNORECASE)
_BEGINS_ESCAPED = re.compile(r"(?:\s|<[^<>]{0,200}>){0,10}&lt;[a-z!]", re.IGNORECASE)
_CODE = re.compile(r"(<(pre|code|samp|kbd)\b.*?</\2\s*>)", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&amp;(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,10});", re.IGNORECASE)
_SEEN_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,10});", re.IGNORECASE)
_SEEN_TAGS = re.compile(r"<([a-z][a-z0-9]*)\b[^<>]{0,300}>[^<>]{0,500}</\1\s*>", re.IGNORECASE)
_MOST_TIMES = 2


def undo_escapes(html: str) -> str:
    """Return HTML in which text that was escaped twice is unescaped once.

    Code shows tags and entities on purpose, and so do single ones in the text of an article.
    """
    for _ in range(_MOST_TIMES):
        if not _is_escaped(html):
            break
        html = unescape(html)
    parts = _CODE.split(html)
    parts[::3] = [_ENTITY.sub(_undo_entity, part) for part in parts[::3]]
    del parts[2::3]  # the names of the elements of code
    return "".join(parts)


def shows_markup(text: str) -> bool:
    """Return whether plain text shows its readers entities, or tags around words."""
    entity = _SEEN_ENTITY.search(text)
    is_entity = entity is not None and _is_known(entity[0][1:])
    return is_entity or "<![CDATA[" in text or bool(_SEEN_TAGS.search(text))


def _is_escaped(html: str) -> bool:
    escaped, real = len(_ESCAPED.findall(html)), len(_REAL.findall(html))
    return bool(escaped) and (not real or (escaped >= real and bool(_BEGINS_ESCAPED.match(html))))


def _undo_entity(match: re.Match[str]) -> str:
    return f"&{match[1]};" if _is_known(f"{match[1]};") else match[0]


def _is_known(name: str) -> bool:
    return name.startswith("#") or name in html5
