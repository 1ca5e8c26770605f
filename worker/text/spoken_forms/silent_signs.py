"""Signs and scripts that no voice reads: left out, or said by name where a name helps.

The text is normalized beforehand by `worker.text.spoken_forms.characters`.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from worker.model.script import Replacement

_LATIN_LANGUAGES = frozenset(
    "af bs ca cs cy da de en es et eu fi fil fr ga gl hr hu id is it lb lt lv ms mt nb nl nn no pl "
    "pt ro sk sl sq sv sw tr vi".split()
)
"""Languages in Latin letters, whose voices spell out letters of other scripts."""

_LETTERS = (
    "\u0400-\u052f\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0700-\u08ff\u0900-\u109f\u10a0-\u1cff"
    "\u2d00-\u2ddf\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f"
    "\uaa00-\uaa5f\uaa60-\uaadf\uabc0-\ud7ff\uf900-\ufaff\U00010800-\U00010fff"
    "\U00020000-\U0003ffff"
)
"""Scripts other than Latin and Greek."""

_GREEK_WORD = r"(?:[\u1f00-\u1fff\u0370-\u03ff](?![A-Z])){2,}(?<![\u0391-\u03a9])"
"""Greek words; a single letter is read by its name, and capitals one by one."""

_FOREIGN_WORD = rf"(?:[{_LETTERS}][{_LETTERS}\u0300-\u036f]*|{_GREEK_WORD})"
_BETWEEN = "[\\s·・,;:/\u3001\u3002\u300a-\u300f\uff0c「」-]"
_FOREIGN = re.compile(
    rf"\s?\({_BETWEEN}*{_FOREIGN_WORD}(?:{_BETWEEN}*{_FOREIGN_WORD})*{_BETWEEN}*\)"
    rf"|[\u300a-\u300f「]*{_FOREIGN_WORD}(?:[\s·・\u3001\u3002\u300a-\u300f「」-]*{_FOREIGN_WORD})*[\u3002\u300a-\u300f」]*"
)
"""Words in another script, with the brackets around them."""

_EYES = "[\\^><TtoO0@;=¬~-]"
_EMOTICON = re.compile(
    r"(?<![^\s(])(?:"
    r"[:;=]['’]?-?[)(DPpOo/\\|*]+|\(-?[:;]|\\o/|<3"
    rf"|\({_EYES}[_.]+{_EYES}\)[/~*;]*|{_EYES}_+{_EYES}"
    r")(?=[\s.,!?)]|$)(?<!-\))|(?<![^\s(])[:;=]['’]?-\)+"
)
"""Emoticons in plain characters: ":-)", "^_^"."""

_FACE_SIGNS = (
    "\u30c4\u1d25\u203f\u25d5\u03c9\u76ca\u76bf\u25e1\u2565\u0ca0\u0ca5\u25a1\u25bd\u2200\u2267\u2266"
    "\ufe35\u253b\u3065\u256f\u2570\u0295\u0294\u1559\u1557\u00af\u00b0\u30fb\uff65"
)
_FACE = re.compile(
    rf"(?<!\S)(?=\S*[{_FACE_SIGNS}]\S*[{_FACE_SIGNS}()_])(?!\S*[A-Za-z0-9]{{2}})\S{{3,24}}(?!\S)"
)
"""A word made of signs: an emoticon that consists of letters of many scripts."""

_SILENT = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u2500-\u25ff\u2300-\u2426\u2800-\u28ff"
    "\ue000-\uf8ff\ufe0e\ufe0f\u200d\u20e3\ufffd\U000e0020-\U000e007f]+"
)
"""Emoji, arrows, box drawing, blocks, Braille, private characters."""

_PARTING = re.compile(
    r"(?<=\w)\s*[\u2022\u2023\u25aa\u25ab\u25cf\u25e6\u2043\u2502\u2503\u2192\u21d2\u27a1\u27a4\u279c\ufe0f]+(?=\s+\w)"
)
"""Bullets, bars and arrows between two words: a short pause."""

_TREND = re.compile(
    r"(?P<up>[\u2191\u25b2\u25b3\u2b06])?[\u2193\u25bc\u25bd\u2b07]?\ufe0f?\s?(?=[+$€£-]?\d)"
)
_ARROW = re.compile(r"(?<=\w)\s?[\u2192\u21d2\u27a1]\ufe0f?(?=\s?[\w$€£])")
_ANSWER = re.compile(
    r"\s?(?:(?P<yes>[\u2705\u2714\u2713\u2611])|[\u274c\u2717\u2718\u2716])\ufe0f?"
)
_HEART = re.compile(r"(?<=\bI )[\u2764\u2665\U0001f496]\ufe0f?(?=\s[A-Za-z])")
_STARS = re.compile(r"(?P<full>[\u2605\u2b50\ufe0f]+)(?P<empty>[\u2606]*)")
_MOST_STARS = 10


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of signs in one language.

    Attributes:
        up: Word for an arrow up before a number.
        down: Word for an arrow down before a number.
        to: Word for an arrow between two words; empty for a short pause.
        yes: Word for a check mark that is an answer.
        no: Word for a cross that is an answer.
        stars: Words for stars that are all full, with a placeholder for their number.
        star: Words for one star after a number, such as in "5★ hotel".
        rating: Words for full and empty stars, with placeholders for the full ones and for all.
        numbers: Words for one to ten, for counting stars.
    """

    up: str
    down: str
    to: str
    yes: str
    no: str
    stars: str
    star: str
    rating: str
    numbers: tuple[str, ...]


_NAMES = {
    "en": _Names("up", "down", " to", "yes", "no", "{} stars", "star", "{} out of {} stars",
                 tuple("one two three four five six seven eight nine ten".split())),
    "de": _Names("plus", "minus", "", "ja", "nein", "{} Sterne", "Sterne", "{} von {} Sternen",
                 tuple("ein zwei drei vier fünf sechs sieben acht neun zehn".split())),
    "fr": _Names("plus", "moins", "", "oui", "non", "{} étoiles", "étoiles", "{} étoiles sur {}",
                 tuple("une deux trois quatre cinq six sept huit neuf dix".split())),
    "es": _Names("más", "menos", "", "sí", "no", "{} estrellas", "estrellas", "{} de {} estrellas",
                 tuple("una dos tres cuatro cinco seis siete ocho nueve diez".split())),
    "it": _Names("più", "meno", "", "sì", "no", "{} stelle", "stelle", "{} stelle su {}",
                 tuple("una due tre quattro cinque sei sette otto nove dieci".split())),
    "pt": _Names("mais", "menos", "", "sim", "não", "{} estrelas", "estrelas", "{} de {} estrelas",
                 tuple("uma duas três quatro cinco seis sete oito nove dez".split())),
    "nl": _Names("plus", "min", "", "ja", "nee", "{} sterren", "sterren", "{} van de {} sterren",
                 tuple("één twee drie vier vijf zes zeven acht negen tien".split())),
}  # fmt: skip


def has_foreign_words(text: str, language: str) -> bool:
    """Return whether a text has words in a script that its language is not written in."""
    if text.isascii() or _primary(language) not in _LATIN_LANGUAGES:
        return False
    return re.search(_FOREIGN_WORD, text) is not None


def is_mostly_foreign(text: str, language: str) -> bool:
    """Return whether most letters are of a script that a language is not written in."""
    if text.isascii() or _primary(language) not in _LATIN_LANGUAGES:
        return False
    foreign = sum(len(match[0]) for match in re.finditer(_FOREIGN_WORD, text))
    return foreign * 2 > sum(map(str.isalpha, text))


def find_signs(
    text: str, language: str, given: Sequence[Replacement] = (), *, reads_any_script: bool = False
) -> list[Replacement]:
    """Return the given replacements and those of signs, in order; most signs are left out.

    Args:
        text: A sentence, normalized.
        language: Language tag, as BCP 47.
        given: Replacements that exist already; no sign is looked for in them.
        reads_any_script: True if words in other scripts than the language's own stay.
    """
    if text.isascii() and not re.search(r"[:;=_]|\\o/|<3", text):
        return list(given)
    code = _primary(language)
    taken = [(each.start, each.end) for each in given]
    found = list(given)
    cells = {each.start for each in given if each.start == each.end}
    for pattern, say in _rules(code, cells, reads_any_script=reads_any_script):
        for match in pattern.finditer(text):
            start, end = match.span()
            said = say(match) if start < end else None
            if said is None or any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            found.append(Replacement(start, end, said))
    return sorted(found, key=lambda each: (each.start, each.end))


Say = Callable[[re.Match[str]], str | None]


def _rules(
    code: str, cells: Container[int], *, reads_any_script: bool
) -> Iterator[tuple[re.Pattern[str], Say]]:
    names = _NAMES.get(code)
    is_latin = code in _LATIN_LANGUAGES
    yield _EMOTICON, _say_nothing
    if is_latin:
        yield _FACE, _say_nothing
        if not reads_any_script:
            yield _FOREIGN, _say_nothing
    if code == "en":
        yield _HEART, lambda _: "love"
    if names:
        yield _ANSWER, lambda match: _say_answer(match, names, cells)
        yield _STARS, lambda match: _say_stars(match, names)
        yield _TREND, lambda match: _say_trend(match, names)
        if names.to:
            yield _ARROW, lambda _: f"{names.to} "
    yield _PARTING, lambda _: ","
    yield _SILENT, _say_nothing


def _say_nothing(_match: re.Match[str]) -> str:
    return ""


def _say_stars(match: re.Match[str], names: _Names) -> str | None:
    """Return a rating; one star alone is an ornament."""
    full = len(match["full"].replace("\ufe0f", ""))
    total = full + len(match["empty"])
    is_counted = match.string[: match.start()].rstrip()[-1:].isdigit()
    if total > _MOST_STARS or (total < 2 and not is_counted):
        return None
    if total == 1:
        return f" {names.star}"
    numbers = (names.numbers[full - 1], names.numbers[total - 1])
    return names.stars.format(numbers[0]) if full == total else names.rating.format(*numbers)


def _say_answer(match: re.Match[str], names: _Names, cells: Container[int]) -> str | None:
    """Return "yes" or "no" for a mark that is alone in its cell, or after a colon."""
    is_alone = match.start() in cells or match.string[: match.start()].endswith(":")
    if not is_alone:
        return None
    return f" {names.yes if match['yes'] else names.no}"


def _say_trend(match: re.Match[str], names: _Names) -> str | None:
    if not match[0].strip():
        return None
    return f"{names.up if match['up'] else names.down} "


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
