"""From bytes to text, in the encoding that they declare, or not at all.

Source: the WHATWG's Encoding Standard for what labels mean, and its HTML Standard for what counts
first; other than browsers, bytes that are not in their encoding are refused, since nobody would see
before it is heard what became of them. Only pages and files that declare none, and are not UTF-8,
are read in the encoding of their language, which is noted.
"""

import codecs
import re

from webencodings import UTF8, Encoding, lookup

from worker.errors import UnreadableSourceError
from worker.fetch.undeclared_encoding import find_encoding, foreign_words
from worker.html.omissions import Note, note_nothing
from worker.html.plain_text import BEGINNING_CHARS
from worker.model.script import Omission

_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16le", b"\xfe\xff": "utf-16be"}
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_LOOKED_AT_BYTES = 4_096
_CODECS = {"gbk": codecs.lookup("gb18030")}
"""Encodings that are read as the larger ones that they are a part of."""


def decode(
    data: bytes, label: str | None, media_type: str, where: str, note: Note = note_nothing
) -> str:
    """Return what bytes say.

    A byte order mark decides, else the server's word, else the page's own, else it is UTF-8. A
    server that says ISO-8859-1, as many do of everything, is not believed where the page says UTF-8
    and is in it.

    Args:
        data: Of a page, a feed or an answer in JSON.
        label: The encoding that the server says, if any; one that nobody knows does not count.
        media_type: As in `text/html`.
        where: They are from, for the error.
        note: Called where no encoding is declared and another one than UTF-8 is found.

    Raises:
        UnreadableSourceError: They are not in that encoding, which the message names.
    """
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _decode(data[len(mark) :], _known(name), where)
    own_label = _own_label(data[:_LOOKED_AT_BYTES], media_type)
    said, own = _known(label), _known(own_label)
    if own and own.name.startswith("utf-16"):
        own = UTF8  # its declaration could not have been read
    if said and said.name == "windows-1252" and own is UTF8 and _is_utf8(data):
        said = UTF8
    is_undeclared = not (label or own_label) and media_type.startswith("text/")
    if is_undeclared and not _is_utf8(data):
        found = find_encoding(data)
        if found:
            text = _decode(data, found, where)
            reason = f"no encoding is declared; read as {found.name}"
            note(Omission(reason, foreign_words(text)[:BEGINNING_CHARS]))
            return text
    encoding = said or own or UTF8
    unknown = "" if said or own else label or own_label or ""
    return _decode(data, encoding, where, unknown)


def _decode(data: bytes, encoding: Encoding, where: str, unknown: str = "") -> str:
    try:
        text: str = _CODECS.get(encoding.name, encoding.codec_info).decode(data, "strict")[0]
    except UnicodeError as error:
        doubt = f"; it says {unknown[:40]!r}, which is no known encoding" if unknown else ""
        raise UnreadableSourceError(
            f"{where} is not in {encoding.name}, its encoding: {error}{doubt}"
        ) from error
    return text


def _known(label: str | None) -> Encoding | None:
    return lookup(label) if label else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _own_label(head: bytes, media_type: str) -> str | None:
    """Return the encoding that a page or an XML document says it is in."""
    found = _XML.match(head.lstrip()) if "xml" in media_type or "html" in media_type else None
    if found is None and "html" in media_type:
        found = _META.search(_COMMENT.sub(b"", head))
    return found[1].decode("latin-1") if found else None
