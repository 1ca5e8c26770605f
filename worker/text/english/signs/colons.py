"""The reading of a colon between numbers: a time, a ratio, a verse, a race."""

import re
from collections.abc import Iterator

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import LEFT
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import count, digits

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7}(?:\.[0-9]+)?"
_PAIR = re.compile(
    rf"{LEFT}(?P<a>{_NUMBER}):(?P<b>{_NUMBER})(?::"
    rf"(?P<c>[0-9]{{1,2}}))?(?![\w:])(?!\.[0-9])(?!,[0-9]{{3}})"
)
_RATIO = re.compile(
    r"\b(?:ratios?|scales?|odds|majority|mix(?:ture|ed)?|dilut\w+|proportions?|leverage"
    r"|outnumber\w*|model|replica|gradient|slope)\b",
    re.IGNORECASE,
)
_SHAPE = re.compile(
    r"\b(?:aspect|screens?|shot|filmed|film|format|widescreen|ratio|display|video|TV|monitor|crop"
    r"|photo\w*)\b"
)
_SHAPES = frozenset(
    "16:9 4:3 21:9 3:2 1:1 9:16 5:4 2.39:1 2.35:1 1.85:1 1.33:1 1.37:1 2.40:1 1.66:1 2.4:1 18:9 "
    "19.5:9 16:10".split()
)
_BOOKS = (
    "Genesis Exodus Leviticus Numbers Deuteronomy Joshua Judges Ruth Samuel Kings Chronicles Ezra "
    "Nehemiah Esther "
    "Job Psalms? Proverbs Ecclesiastes Isaiah Jeremiah Lamentations Ezekiel Daniel Hosea Joel Amos "
    "Obadiah Jonah "
    "Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Mark Luke John Acts Romans "
    "Corinthians "
    "Galatians Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews James "
    "Peter Jude "
    "Revelation Quran Qur'an Koran Surah Sura Matt Gen Rom Cor Gita"
).split()
_VERSE = re.compile(
    rf"\b(?P<nth>[1-3]\s)?(?P<book>{'|'.join(_BOOKS)}|[Vv]erses?)\.?\s"
    rf"(?P<chapter>[0-9]{{1,3}}):(?P<verse>[0-9]{{1,3}})"
    r"(?:(?P<dash>[-–])(?P<last>[0-9]{1,3}))?(?![\w:])"
)
_NTH = {"1": "First", "2": "Second", "3": "Third"}


def _read_verse(match: re.Match[str], _: Context) -> tuple[str, float]:
    nth = f"{_NTH[match['nth'].strip()]} " if match["nth"] else ""
    said = f"{nth}{match['book']} {count(match['chapter'])} {count(match['verse'])}"
    if match["last"]:
        said += f" to {count(match['last'])}"
    return said, 0.95


def _read_pair(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]] | None:
    a, b, c = match["a"], match["b"], match["c"]
    is_clock = len(b) == 2 and b.isdecimal() and int(b) < 60 and a.isdecimal() and int(a) <= 24
    if c is not None:
        if is_clock and int(c) < 60 and len(c) == 2:
            return None
        return iter([(f"{count(a)} to {count(b)} to {count(c)}", 0.6)])
    if "." not in a and f"{a}:{b}" in _SHAPES and _SHAPE.search(context.text):
        return iter([(f"{count(a)} by {count(b)}", 0.9)])
    return iter([(f"{count(a)} to {count(b)}", _weigh_ratio(a, b, context, is_clock=is_clock))])


def _weigh_ratio(a: str, b: str, context: Context, *, is_clock: bool) -> float:
    """Return the confidence that two numbers are a ratio, not a time of day."""
    is_told = bool(_RATIO.search(context.text))
    if "." in a and b == "1":
        return 0.95
    if "." in b and not is_told:
        return 0.5
    if not is_clock:
        return 0.9
    return 0.75 if is_told and (a == "1" or f"{a}:{b}" in _SHAPES) else 0.3


_SCORED = re.compile(
    rf"{LEFT}(?P<a>[0-9]{{1,2}}):(?P<b>[0-9]{{1,2}})(?=\s(?:win|loss|defeat|draw|victory|vote"
    rf"|lead)\b)"
)
_TIMED = re.compile(
    r"\b(?:times? of|in|clocked|clocking|ran|runs?|finished in|swam|lasted|lasts|record of|best of"
    r"|lap of|split of|duration|runtime|mile in)\s(?:a |an |his |her )?(?:\w+[- ])?(?:\w+\s)?$"
)
_LAP = re.compile(
    rf"{LEFT}(?P<m>[0-9]{{1,3}}):(?P<s>[0-5][0-9])(?:\.(?P<part>[0-9]+))?(?![0-9:])(?!\s?[ap]\.?m)"
)


_AT = re.compile(r"(?<!clocked )(?<!clocking )(?<!in )\b(?:at|from|until|till) $")
"""Words before a time of day: "trains run at 05:30"."""

_LONG_SHOW = re.compile(
    r"\b(?:films?|movies?|plays?|operas?|musicals?|concerts?|shows?|flights?|debates?|speech"
    r"|meeting"
    r"|journey|documentary|telecast|ceremony)\b"
)


def _read_lap(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _AT.search(before) and not match["part"] and not re.match(r"\s(?:pace|mark|split)", after):
        return None
    is_timed = _TIMED.search(before) and context.about(Topic.TRACK) == 2
    is_sure = is_timed and 24 < int(match["m"]) < 60
    if not match["part"] and not is_sure and not (is_timed and int(match["m"]) < 20):
        return None
    if _LONG_SHOW.search(context.text) and int(match["m"]) < 6 and not match["part"]:
        hours = "hour" if match["m"] == "1" else "hours"
        return f"{count(match['m'])} {hours} {count(match['s'].lstrip('0') or '0')} minutes", 0.8
    minutes = count(match["m"])
    seconds = count(match["s"].lstrip("0") or "0")
    part = f" point {digits(match['part'])}" if match["part"] else ""
    name = "minute" if match["m"] == "1" else "minutes"
    return f"{minutes} {name} {seconds}{part} seconds", 0.95 if is_sure else 0.8


_SPACED_RATIO = re.compile(r"(?<![\w.,:])(?P<a>[0-9]{1,3}) : (?P<b>[0-9]{1,3})(?![\w:]|[.,][0-9])")

RULES = (
    Form(_SPACED_RATIO, lambda m, _: (f"{count(m['a'])} to {count(m['b'])}", 0.6), needs=":"),
    Form(_VERSE, _read_verse, needs=":"),
    Form(_SCORED, lambda m, _: (f"{count(m['a'])} {count(m['b'])}", 0.85), needs=":"),
    Form(_PAIR, _read_pair, needs=":"),
    Form(_LAP, _read_lap, needs=":"),
)
