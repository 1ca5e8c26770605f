"""Full stops after words of other languages than English.

The vocabulary of a language lists its links, which are abbreviations that never end a sentence,
and its openers, which are words that open a sentence if they have a capital within running text.
"""

import re

from worker.text.languages.vocabulary import words_of
from worker.text.sentences.english_abbreviations import Stop


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LISTINGS = _words("etc usw ecc enz ff u.a o.ä")
_UNITS = _words(
    "m km cm mm kg g l ml h min s sec sek seg std hab st mio mrd tsd mln mld mill mil u ha t eur"
)
"""Abbreviations after a number."""

_INITIALISM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}|UU|OO|[CDMm]")
_BEFORE_NUMBERS = re.compile(r".*str", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXL]+")
_COUNTED = re.compile(r"\d{1,4}(?:e|de|ste|er|re|ème|º|ª)")

_GERMAN_DETERMINERS = _words(
    "am beim bis das dem den der des die ein eine einem einen einer ihr ihre ihrem ihren ihrer im "
    "ins sein seine seinem seinen seiner vom zum zur jeder jede jedes jedem jeden dieser diese "
    "dieses diesem diesen unser unsere unserem unseren kein keine mein meine meinem meinen"
)
"""Small words before an ordinal number, as in "am 3. Oktober"."""

_GERMAN_COUNTED = re.compile(
    r"(?:Platz|Rang|Mal|Jahrhundert|Jahrtausend|Quartal|Halbjahr|Weltkrieg|Geburtstag|Jahrestag|FC"
    r"|SC|"
    r"Spieltag|Runde|Etappe|Minute|Auflage|Kapitel|Akt|Stock|Klasse|Tag|Woche|Januar|Februar|März"
    r"|April|"
    r"Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jänner)\b|\w*[lL]iga\b"
)


def what_stops_elsewhere(code: str, word: str, previous: str, after: str) -> Stop:
    """Return the meaning of the full stop after a word, in a language other than English.

    Args:
        code: Code of the language, in two or three small letters.
        word: The word before the full stop.
        previous: The word before that.
        after: The text after the full stop and white space.
    """
    if code == "de" and word.isdigit():
        return _what_stops_german_number(previous, after)
    word = re.split("['’]", word)[-1]
    is_opened = _opens(code, after)
    is_capital = is_opened if code == "de" else after[:1].isupper()
    is_measure = previous[-1:].isdigit() and word.lower() in _UNITS
    is_roman = code != "de" and len(word) > 1 and _ROMAN.fullmatch(word)
    if is_measure or is_roman or word.lower() in _LISTINGS or _COUNTED.fullmatch(word):
        return Stop.CAPITAL if is_capital else Stop.LINK
    if _is_link(code, word, after):
        return Stop.LINK
    if _INITIALISM.fullmatch(word) or (code == "de" and _ROMAN.fullmatch(word)):
        return Stop.CAPITAL if is_opened and not _is_initial(word, previous) else Stop.LINK
    is_letter = len(word) == 1 and word.upper() != word.lower()
    return Stop.LINK if is_letter else Stop.END


def _is_link(code: str, word: str, after: str) -> bool:
    links = words_of(code, "links")
    is_known = word in links or (word[:1].lower() + word[1:] in links and code in ("it", "nl"))
    return is_known or bool(_BEFORE_NUMBERS.fullmatch(word) and after[:1].isdigit())


def _is_initial(word: str, previous: str) -> bool:
    """Return whether a letter begins a name, and does not end an abbreviation such as "a. C."."""
    return len(word) == 1 and not re.fullmatch(r"[a-zA-Z]\.|ap?[rv]\.", previous)


def _opens(code: str, after: str) -> bool:
    first = re.match(r"[^\W\d_]+", after)
    return first is not None and first[0] in words_of(code, "openers")


def _what_stops_german_number(previous: str, after: str) -> Stop:
    """Return whether a number is an ordinal one, whose full stop ends no sentence."""
    if _opens("de", after):
        return Stop.END
    is_counted = previous.lower() in _GERMAN_DETERMINERS or _GERMAN_COUNTED.match(after)
    return Stop.LINK if is_counted else Stop.END
