"""Decoding of bytes to text, strictly in their declared encoding.

Source: the WHATWG's Encoding Standard for labels, and its HTML Standard for precedence. Unlike in
browsers, bytes that are invalid in their encoding are refused, because damaged text would only be
noticed by listeners. There are three exceptions, which are reported: a page without a declaration
that is not UTF-8 is read in the usual encoding of its language, a page that is invalid in its own
encoding but valid UTF-8 is read as UTF-8, and a few stray bytes in UTF-8 as windows-1252.
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
"""Encodings that are read as a superset."""

_BYTES_PER_STRAY = 1_000
"""A page with more than one stray byte per this many bytes is not in UTF-8."""

_STRAY = re.compile("[\udc80-\udcff]+")
"""Invalid bytes, as Python keeps them in a text."""

_FIRST_OF_TWO = "\udcc2\udcc3"
"""First bytes of most characters that have two in UTF-8."""


def decode(
    data: bytes, label: str | None, media_type: str, where: str, note: Note = note_nothing
) -> str:
    """Return bytes decoded as text.

    The precedence is: byte order mark, the server's header, the page's declaration, UTF-8. A
    server's ISO-8859-1 is ignored if the page declares UTF-8 and is valid UTF-8, because many
    servers send ISO-8859-1 with everything.

    Args:
        data: Bytes of a page, a feed or a JSON document.
        label: Encoding in the server's header, if any; an unknown label is ignored.
        media_type: Media type, such as `text/html`.
        where: Origin of the bytes, for error messages.
        note: Function called if the bytes are not read in their declared encoding.

    Raises:
        UnreadableSourceError: The bytes are invalid in the encoding, which the message names.
    """
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _decode(data[len(mark) :], _known(name), where)
    own_label = _own_label(data[:_LOOKED_AT_BYTES], media_type)
    is_undeclared = not (label or own_label) and media_type.startswith("text/")
    if is_undeclared and not _is_utf8(data):
        found = find_encoding(data)
        if found:
            text = _decode(data, found, where)
            reason = f"no encoding is declared; read as {found.name}"
            note(Omission(reason, foreign_words(text)[:BEGINNING_CHARS]))
            return text
    declared = _choose(data, _known(label), _known(own_label))
    encoding = declared or UTF8
    unknown = "" if declared else label or own_label or ""
    try:
        return _decode(data, encoding, where, unknown)
    except UnreadableSourceError:
        mended = _mend(data, encoding, note)
        if not mended:
            raise
        return mended


def _choose(data: bytes, said: Encoding | None, own: Encoding | None) -> Encoding | None:
    """Return the encoding to use, from the server or from the page; None if neither names one."""
    if own and own.name.startswith("utf-16"):
        own = UTF8  # its declaration could not have been read
    if said and said.name == "windows-1252" and own is UTF8 and _is_utf8(data):
        return UTF8
    return said or own


def _mend(data: bytes, encoding: Encoding, note: Note) -> str:
    """Return bytes that are invalid in their encoding as UTF-8, or "" if they are not UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    strays = _STRAY.findall(text)
    if data.isascii() or len(strays) * _BYTES_PER_STRAY > len(data):
        return ""
    found = f"stray bytes: {len(strays)}" if strays else "valid in it"
    note(Omission(f"not valid in {encoding.name}, its encoding; read as UTF-8", found))
    return _STRAY.sub(_read_stray, text)


def _read_stray(found: re.Match[str]) -> str:
    """Return a stray byte as windows-1252, and the remains of a character that was cut as ""."""
    is_cut = len(found[0]) > 1 or found[0] in _FIRST_OF_TWO
    return "" if is_cut else found[0].encode("utf-8", "surrogateescape").decode("cp1252", "ignore")


def _decode(data: bytes, encoding: Encoding, where: str, unknown: str = "") -> str:
    try:
        text: str = _CODECS.get(encoding.name, encoding.codec_info).decode(data, "strict")[0]
    except UnicodeError as error:
        doubt = f"; it says {unknown[:40]!r}, which is not a known encoding" if unknown else ""
        raise UnreadableSourceError(
            f"{where} is not valid in {encoding.name}, its encoding: {error}{doubt}"
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
    """Return the encoding that a page or an XML document declares."""
    found = _XML.match(head.lstrip()) if "xml" in media_type or "html" in media_type else None
    if found is None and "html" in media_type:
        found = _META.search(_COMMENT.sub(b"", head))
    return found[1].decode("latin-1") if found else None
