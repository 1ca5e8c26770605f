"""Reference numbers, cases, plates, postal codes, and network addresses."""

import re

from worker.text.english.codes.model_names import PARTS
from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT, RIGHT
from worker.text.english.number_words import count, digits, is_year, model_number

_SOCIAL = re.compile(rf"{LEFT}(?P<a>[0-9]{{3}})-(?P<b>[0-9]{{2}})-(?P<c>[0-9]{{4}}){RIGHT}")

_ADDRESS = re.compile(
    rf"{LEFT}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?P<mask>/[0-9]{{1,2}})?(?::(?P<port>[0-9]{{2,5}}))?{RIGHT}"
)

_ADDRESS_PART = re.compile(r"^[0-9]{1,3}$")

_CVE = re.compile(r"\bCVE-(?P<year>[0-9]{4})-(?P<number>[0-9]{4,7})\b")

_ZIP = re.compile(
    r"(?<=\b[A-Z]{2} )(?P<zip>[0-9]{5})(?P<plus>-[0-9]{4})?\b"
    r"|(?<=[Zz][Ii][Pp] code )(?P<zip2>[0-9]{5})(?P<plus2>-[0-9]{4})?\b"
    r"|(?<![\w-])(?P<zip3>[0-9]{5})(?P<plus3>-[0-9]{4})\b"
)

_FEDERAL_CASE = re.compile(
    r"(?<![\w-])(?:(?P<no>[Nn]o\.)\s)?(?P<number>(?:[0-9]{1,2}:)?[0-9]{2}-(?:cv|cr|mc|md|mj|bk|ap"
    r"|CV|CR)"
    r"-[0-9]{2,6}(?:-[A-Z]{1,4})?)(?![\w])"
)
_POSTCODE = re.compile(
    r"(?<![\w])(?P<out>[A-Z]{1,2}[0-9][0-9A-Z]?)\s(?P<in>[0-9][ABD-HJLNP-UW-Z]{2})(?![\w])"
)

_PLATE = re.compile(
    r"(?<![\w])(?P<a>[A-Z]{2}[0-9]{2})\s(?P<b>[A-Z]{3})(?![\w])"
    r"|(?<![\w])(?P<c>[A-Z]{3})[\s-](?P<d>[0-9]{3,4})(?![\w])(?=[\s.,)]|$)"
)

_PLATED = re.compile(r"\b(?:plates?|registration|reg|number ?plates?|licen[cs]e|index)\b")

_REFERENCE = re.compile(
    r"\b(?P<word>(?:Badge|Serial|Ref(?:erence)?|ref(?:erence)?|log|incident|crime|CAD|case|docket|badge|PIN|pin|code|passcode"
    r"|ID|id|serial|account|order|ticket|tracking|extension|ext|Ext|Box|frequency|appeal|petition"
    r"|application|complaint|lot|licen[cs]e|policy|invoice|membership|registration|charity|company"
    r"|flight)"
    r"(?:\s(?:number|no\.?|code|num|ref\.?|#))?\.?:?\s(?:is\s|was\s|of\s)?(?:no\.?\s|No\.?\s"
    r"|number\s|#)?)(?P<number>[0-9]{4,10}(?:[/-][0-9A-Za-z]{1,8})*)(?![\w]|,[0-9]|\.[0-9])"
)

_CASE = re.compile(
    r"\b(?P<word>(?:[Cc]ase|[Dd]ocket|[Pp]etition|[Ii]ndictment|[Ff]ile)"
    r"(?:\snumber\s(?:is|was|of))?)\s(?:(?P<no>[Nn]os?\.?|[Nn]umber"
    r"|#)\s)?(?P<number>[0-9]{1,4}(?:[-:/][A-Za-z0-9]{1,6}){1,4})(?![\w])"
    r"|\b(?P<no2>[Nn]o)\.?\s(?P<number2>[0-9]{2}-[0-9]{2,5})(?![\w-])"
)


def _read_address(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    parts = re.split("[/:]", match[0])[0].split(".")
    if any(int(part) > 255 for part in parts):
        return None
    said = " dot ".join(digits(part) for part in parts)
    said += f" slash {count(match['mask'][1:])}" if match["mask"] else ""
    return (f"{said}, port {model_number(match['port'])}" if match["port"] else said), 0.9


def _say_social(match: re.Match[str]) -> str:
    return ", ".join(digits(match[group]) for group in "abc")


def _say_cve(match: re.Match[str]) -> str:
    return f"CVE {model_number(match['year'])} {digits(match['number'])}"


def _read_zip(match: re.Match[str], _: Context) -> tuple[str, float]:
    code = match["zip"] or match["zip2"] or match["zip3"]
    plus = match["plus"] or match["plus2"] or match["plus3"]
    said = digits(code)
    return (f"{said} dash {digits(plus)}" if plus else said), 0.7


def _spell(text: str) -> str:
    """Return letters and digits one by one."""
    return " ".join(
        digits(part) if part.isdecimal() else " ".join(part) for part in PARTS.findall(text)
    )


def _read_plate(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not _PLATED.search(context.text):
        return None
    return _spell("".join(group for group in match.groups() if group)), 0.9


def _read_reference(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    word, number = match["word"], match["number"]
    if is_year(number) and re.match(
        r"(?:case|order|policy|code|company|appeal|complaint|ticket|flight)\s$", word
    ):
        return None
    if (
        re.match(
            r"(?:order|ticket|account|case|company|policy|charity|crime|incident|code|complaint"
            r"|application|appeal|lot)\s$",
            word,
        )
        and len(number) < 5
        and not re.search("ref|code", word)
    ):
        return None
    word = re.sub(r"\bref\.?(?=\s)", "reference", word)
    word = re.sub(r"\b[Nn]o\.?(?=\s)|#", "number ", word).replace("  ", " ")
    parts = re.findall(r"[0-9]+|[A-Za-z]+", number)
    said = " ".join(digits(part) if part.isdecimal() else " ".join(part) for part in parts)
    return f"{word}{said}", 0.85


def _read_federal_case(match: re.Match[str], _: Context) -> tuple[str, float]:
    """Return the number of a case at an American federal court, such as "21-cv-3055"."""
    said = " ".join(
        model_number(part) if part.isdecimal() else " ".join(part.upper())
        for part in re.findall(r"[0-9]+|[A-Za-z]+", match["number"])
    )
    return (f"number {said}" if match["no"] else said), 0.95


def _read_case(match: re.Match[str], _: Context) -> tuple[str, float]:
    parts = re.findall(r"[0-9]+|[A-Za-z]+", match["number"] or match["number2"])
    said = " ".join(
        model_number(part) if part.isdecimal() else " ".join(part.upper()) for part in parts
    )
    if match["no2"]:
        return f"number {said}", 0.8
    return f"{match['word']} {'number ' if match['no'] else ''}{said}", 0.9


_ENDING = re.compile(
    r"(?:(?<=\bending in )|(?<=\bending with )|(?<=\bdigits are )|(?<=\bdigits were ))"
    r"(?P<number>[0-9]{3,6})(?![\w]|[.,][0-9])"
)
_BOOK = re.compile(
    r"\b(?P<word>ISBN|ISSN|EAN)(?:-1[03])?:?\s(?P<number>[0-9][0-9X -]{6,17}[0-9X])(?!\w)"
)


def _say_book(match: re.Match[str]) -> str:
    groups = re.findall("[0-9X]+", match["number"])
    return f"{match['word']} {', '.join(_spell(group) for group in groups)}"


_CARD = re.compile(r"\b(?:cards?|accounts?|numbers?|phones?|plates?|digits|Visa|Mastercard)\b")


def _say_ending(match: re.Match[str]) -> str | None:
    """Return the last digits of a card, and nothing for a year that something ends in."""
    is_card = not is_year(match["number"]) or _CARD.search(match.string, 0, match.start())
    return digits(match["number"]) if is_card else None


FIRST_RULES = (
    Rule(_ENDING, _say_ending, DIGITS, 0.95),
    Rule(_BOOK, _say_book, "IE", 0.99),
    Rule(_SOCIAL, _say_social, "-", 0.9),
    Form(_ADDRESS, _read_address, needs="."),
)
RULES = (
    Rule(_CVE, _say_cve, "C", 0.95),
    Form(_CASE, _read_case, needs="-:/"),
    Form(_FEDERAL_CASE, _read_federal_case, needs="-"),
    Form(_REFERENCE, _read_reference, needs=DIGITS),
    Form(_ZIP, _read_zip, needs=DIGITS),
    Rule(_POSTCODE, lambda match: f"{_spell(match['out'])}, {_spell(match['in'])}", DIGITS, 0.85),
    Form(_PLATE, _read_plate, needs=DIGITS),
)
