"""Numbered things: "No. 10", "p. 12", "Vol. 3"."""

import re

from worker.text.english.decision.candidates import POSSIBLE, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS
from worker.text.english.number_words import model_number, number

_NUMBERED = re.compile(
    r"\b(?P<word>[Nn]os?\.|№|#)\s?(?P<number>[0-9]+(?:,[0-9]{3})*)(?P<letter>[A-Z]?)(?![0-9A-Za-z])"
    r"|(?P<mark>[#№])\s?(?P<number2>[0-9]+(?:,[0-9]{3})*)(?![0-9A-Za-z])"
)

_NO = re.compile(
    rf"\b(?P<word>[Nn]os?)\.?\s(?P<number>[0-9]{{1,4}})"
    rf"(?:(?P<joint>{DASH})(?P<number2>[0-9]{{1,4}}))?(?P<letter>[A-Za-z]?)(?![0-9A-Za-z]"
    rf"|[.,][0-9])"
)

_NO_NOUN = re.compile(
    r"\s(?!(?:in|of|on|at|and|or|to|for|with|seed|seeds|spot|batter|shirt|jersey|iron|pick|ranking"
    r"|song|hit|single|priority|target|fan|concern|issue|goal|player|team|bus|court|shaft"
    r"|car)\b)(?:[a-z]+s|people|men|women)\b"
)


def _say_numbered(match: re.Match[str]) -> str:
    word = match["word"] or match["mark"]
    several = "numbers" if word.lower() == "nos." else "number"
    said = _label(match["number"] or match["number2"])
    letter = match.groupdict().get("letter")
    return f"{several} {said}{f' {letter}' if letter else ''}"


def _label(text: str) -> str:
    return number(text)


def _read_no(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return "number ten" for "No 10", and nothing for "no 10 people agree"."""
    after = match.string[match.end() :]
    before = match.string[: match.start()]
    word = match["word"]
    if "." in match[0][:4]:
        return (
            None
            if not match["number2"]
            else (f"numbers {_label(match['number'])} to {_label(match['number2'])}", 0.8)
        )
    if word.lower() == "no" and _NO_NOUN.match(after):
        return None
    if word == "no" and not re.search(
        r"\b(?:world|the|at|ranked|ranking|a|aged?|from|lot|house|shirt|England|squad)\s$", before
    ):
        return None
    if word == "no" and re.match(r",", after):
        return None
    several = "numbers" if word.lower() == "nos" or match["number2"] else "number"
    said = f"{several} {_label(match['number'])}"
    said += f" to {_label(match['number2'])}" if match["number2"] else ""
    return (f"{said} {match['letter'].upper()}" if match["letter"] else said), 0.8


_PAGE_WORDS = {
    "p": "page ", "pp": "pages ", "vol": "volume ", "vols": "volumes ", "fig": "figure ",
    "figs": "figures ",
    "ch": "chapter ", "chs": "chapters ", "chap": "chapter ", "chaps": "chapters ",
    "art": "article ", "arts": "articles ",
    "sec": "section ", "secs": "sections ",
    "par": "paragraph ", "para": "paragraph ",
    "paras": "paragraphs ", "ver": "version ", "ref": "reference ", "ep": "episode ",
    "eps": "episodes ", "eq": "equation ", "ext": "extension ",
    "apt": "apartment ", "rm": "room ", "ste": "suite ", "bk": "book ", "pt": "part ",
    "no": "number ", "cat": "category ", "ser": "series ", "sched": "schedule ",
    "app": "appendix ", "amend": "amendment ", "cl": "clause ", "reg": "regulation ",
    "regs": "regulations ", "div": "division ", "tel": "telephone ", "mt": "Matthew ",
    "prop": "proposition ", "props": "propositions ", "dist": "district ", "fl": "floor ",
    "sc": "scene ",
    "verse": "verse ", "op": "opus ", "jct": "junction ", "hwy": "highway ", "rte": "route ",
    "rt": "route ",
}  # fmt: skip

_PAGE = re.compile(
    r"\b(?P<word>pp?|[Vv]ols?|[Ff]igs?|[Ss]c|[Cc]haps?|[Cc]hs?|[Aa]rts?|[Ss]ecs?|[Pp]aras?|[Pp]ar|[Vv]er"
    r"|[Rr]ef|[Ee]ps?|[Ee]q|[Ee]xt|[Aa]pt|[Rr]m|Ste|Bk|Pt|Cat|[Ss]er|[Ss]ched|App|[Rr]egs?|[Cc]l"
    r"|Div|[Tt]el|[Pp]rops?|[Oo]p|Jct|Hwy|Rte|Rt)\.\s?(?=[0-9IVX])"
)

_PAGE_NO_STOP = re.compile(
    r"(?<![\w/@.-])(?P<word>pp|[Cc]hs|[Vv]ols?|[Ff]igs?|[Pp]aras?|[Rr]ef|Prop|Props|Apt|Hwy|Rte|Sec|Pt"
    r"|Cat)\s(?=[0-9])"
)

_PAGES = re.compile(
    r"(?<![\w.,])(?P<number>[1-9][0-9]{0,3})\s?pp(?=[,;)]|\.?$|\s(?:[a-z]+\s)?(?:book\w*|paperback"
    r"|hardback|brochure|report|document|pamphlet|leaflet|novel|guide|dossier|supplement)\b)"
)
_PAGE_JOINED = re.compile(
    r"(?<![\w£$€.,])(?P<pages>pp?)(?P<number>[1-9][0-9]{0,3})(?:[-–](?P<to>[0-9]{1,4}))?(?![\w]|[.,][0-9])"
)
_ON_PAGE = re.compile(
    r"\b(?:on|see|from|to|at|of|and|page|story|report|continued|turn|comment),?\s$|[(,;—–]\s?$",
    re.IGNORECASE,
)


def _read_pages(match: re.Match[str], _: Context) -> tuple[str, float]:
    """Return "a ten page booklet" and "three hundred pages" for "pp" after a number."""
    is_noun = match.string.startswith(" ", match.end())
    return f"{number(match['number'])} page{'' if is_noun else 's'}", 0.92


def _read_joined_page(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "page ten" for "p10", as British papers refer to a page."""
    if not _ON_PAGE.search(match.string[: match.start()]) or context.is_american:
        return None
    is_many = match["pages"] == "pp" or match["to"]
    said = f"page{'s' if is_many else ''} {number(match['number'])}"
    return (f"{said} to {number(match['to'])}" if match["to"] else said), 0.85


_WORK = re.compile(
    r"\b(?P<name>[A-Z][a-z]+)\s(?P<number>[1-9][0-9]{2})"
    r"(?=[,;:!?”\"’)]|\.?$|\s(?:and|by|is|was|in|on|at|has|as|for|of|to|from|with|or|but)\b)"
)
_PUBLISHED = re.compile(
    r"\b(?:novels?|books?|films?|movies?|albums?|sequel|remake|paperback|author|copies of|reread"
    r"|screenings?|adaptation)\b"
)
_SCALES = frozenset(("Fahrenheit", "Celsius", "Kelvin"))


def _read_work(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "Fahrenheit four fifty one", the title of a work that ends in a number."""
    is_quoted = match.string[match.start() - 1 : match.start()] in ("“", '"', "‘")
    is_work = is_quoted and _PUBLISHED.search(context.text)
    if not (is_work or match["name"] in _SCALES):
        return None
    return f"{match['name']} {model_number(match['number'])}", 0.85


RULES = (
    Form(_WORK, _read_work, needs=DIGITS),
    Form(_PAGES, _read_pages, needs="p"),
    Form(_PAGE_JOINED, _read_joined_page, needs="p"),
    Rule(_NUMBERED, _say_numbered, DIGITS),
    Form(_NO, _read_no, needs=DIGITS),
    Rule(_PAGE, lambda match: _PAGE_WORDS[match["word"].lower()], "."),
    Rule(_PAGE_NO_STOP, lambda match: _PAGE_WORDS[match["word"].lower()], DIGITS, POSSIBLE),
)
