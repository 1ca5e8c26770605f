"""Detection of the encoding of text without a declaration that is not UTF-8, by its language.

The older pages of each language share an encoding. Text is decoded in one encoding after the other
until it reads as a language that uses this encoding.

Source: the WHATWG's HTML Standard, section "Determining the character encoding", for the encodings
that browsers fall back to by language.
"""

import re
from collections.abc import Iterator

from webencodings import Encoding, lookup

from worker.html.plain_text import fold, is_readable
from worker.text.language_detection import detect_language

_LANGUAGES = {
    "euc-jp": "ja",
    "shift_jis": "ja",
    "euc-kr": "ko",
    "windows-1255": "he yi",
    "windows-1251": "ru uk bg sr mk be kk mn",
    "koi8-r": "ru",
    "koi8-u": "uk",
    "windows-1253": "el",
    "windows-1256": "ar fa ur ps",
    "windows-874": "th",
    "windows-1254": "tr az",
    "windows-1257": "lt lv et",
    "windows-1250": "pl cs sk hu sl hr ro sq bs",
    "iso-8859-2": "pl cs sk hu sl hr",
    "windows-1258": "vi",
    "gb18030": "zh",
    "big5": "zh",
    "windows-1252": "en de fr es it pt nl sv da no fi is ga ca eu gl af id ms sw",
}
"""Encodings and the languages that use them; the stricter encodings first."""

_ISO = frozenset({"iso-8859-2", "koi8-r", "koi8-u"})
"""Encodings in which all bytes are valid, so that only the words distinguish them."""

_LANG = re.compile(rb"""<html\b[^>]*?\slang\s*=\s*["']?([a-z]{2,3})""", re.IGNORECASE)
_TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_STRAY = re.compile(
    r"[A-Za-z][\u0370-\u10ff\u3040-\uffdc]|[\u0370-\u10ff\u3040-\uffdc][A-Za-z]"
    r"|[^\W\d_][±¶¦¬\u02c7\u02d8\u02db]|[±¶¦¬\u02c7\u02d8\u02db][^\W\d_]|[\u05b0-\u05c2]|[\u4e00-\u9fff][\uac00-\ud7a3]"
)
"""Traces of a wrong encoding: two scripts in one word, symbols in words, vowel points."""

_MOST_STRAY = 0.02
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LOOKED_AT_BYTES = 100_000
_FALLBACK = "windows-1252"


def find_encoding(data: bytes) -> Encoding | None:
    """Return the encoding of bytes, or None if they are not text in any known encoding.

    Args:
        data: Bytes that are not UTF-8.
    """
    if _is_broken_utf8(data):
        return None
    named = _LANG.search(data[:_LOOKED_AT_BYTES])
    language = named[1].decode("ascii").lower() if named else ""
    readable = dict(_decodings(data))
    own = [name for name in readable if language in _LANGUAGES[name].split()]
    told = [name for name in (own or readable) if _reads_as(name, readable[name], language)]
    names = [*told, *(name for name in own if name not in _ISO), _FALLBACK]
    found = next((name for name in names if name in readable), None)
    return lookup(found) if found else None


def foreign_words(text: str) -> str:
    """Return the first words of a text that are not ASCII, as a sample of the decoding."""
    words = (word for word in fold(_TAG.sub(" ", text)).split() if not word.isascii())
    return " ".join(word for word, _ in zip(words, range(8), strict=False))


def _decodings(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the encodings in which the bytes are valid, with the beginning as plain text."""
    for name in _LANGUAGES:
        encoding = lookup(name)
        try:
            text = encoding.codec_info.decode(data, "strict")[0]
        except UnicodeError:
            continue
        words = fold(_TAG.sub(" ", text[:_LOOKED_AT_BYTES]))
        foreign = sum(not char.isascii() for char in words)
        is_strange = len(_STRAY.findall(words)) > _MOST_STRAY * foreign
        if is_readable(text) and not _CONTROLS.search(text) and not is_strange:
            yield name, words


def _reads_as(name: str, text: str, language: str) -> bool:
    """Return True if a decoded text is in a language that uses its encoding."""
    found = detect_language(text).partition("-")[0]
    return found == language if language else found in _LANGUAGES[name].split()


def _is_broken_utf8(data: bytes) -> bool:
    """Return True if most bytes outside ASCII are UTF-8, so that the text is damaged UTF-8."""
    text = data.decode("utf-8", "replace")
    foreign = sum(not char.isascii() for char in text)
    return text.count("\ufffd") * 2 < foreign
