"""Ruby: characters with their reading above them; the reading is spoken.

Source: HTML, section "The ruby element", for how characters and readings are paired.
"""

import re
from typing import NamedTuple

from lxml import etree

from worker.html.plain_text import fold
from worker.text.spoken_forms.characters import CJK_LANGUAGES

_SOUNDS = re.compile("[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f\uac00-\ud7a3ー・\\s]+")
"""Kana and Hangul, which show how characters are said."""

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER_SCRIPT = re.compile("[^\\W\\d_\u0000-\u036f]")
_MOST_CHARS = 200


class Ruby(NamedTuple):
    """A text with its reading.

    Attributes:
        base: The characters.
        reading: The words above them; a part without any is its own reading.
        is_spoken: True if the reading is spoken in place of the characters. A translation or a
            transcription is not, if a voice of the language can read the characters.
    """

    base: str
    reading: str
    is_spoken: bool


def read_ruby(element: etree._Element, language: str) -> Ruby | None:
    """Return the content of an element `ruby`, or None if it is too long to be one word.

    Args:
        element: A ruby element.
        language: Language of the article, as BCP 47.
    """
    pairs: list[tuple[str, str]] = []
    base = ""
    for part, is_reading in _parts(element):
        if is_reading:
            pairs.append((base, part))
            base = ""
        else:
            base += part
    pairs.append((base, ""))
    text = fold("".join(pair[0] for pair in pairs))
    reading = fold("".join(said.strip() or written for written, said in pairs))
    if not text or len(text) > _MOST_CHARS:
        return None
    sounds = "".join(said for _, said in pairs).strip()
    is_foreign = language.partition("-")[0].lower() not in CJK_LANGUAGES
    is_needed = is_foreign and bool(_LATIN.search(sounds)) and bool(_OTHER_SCRIPT.search(text))
    is_spoken = bool(sounds) and (bool(_SOUNDS.fullmatch(sounds)) or is_needed)
    return Ruby(text, reading, is_spoken)


def _parts(element: etree._Element) -> list[tuple[str, bool]]:
    """Return the texts of a ruby element in order, each with whether it is a reading."""
    parts = [(element.text or "", False)]
    for child in element:
        if child.tag == "rt":
            parts.append(("".join(child.itertext()), True))
        elif child.tag == "rtc":
            pass  # a second reading, as a translation
        elif child.tag != "rp":
            parts += [("".join(child.itertext()), False)]
        parts.append((child.tail or "", False))
    return parts
