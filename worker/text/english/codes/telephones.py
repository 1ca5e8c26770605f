"""Telephone numbers of many countries, emergency numbers, and numbers for text messages."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import cardinal, count, digits

_PHONE = re.compile(
    r"(?<![\w])(?:(?P<country>\+?1)[-.\s]?)?\(?"
    r"(?P<area>[0-9]{3})\)?[-.\s]?(?P<three>[0-9]{3})[-.\s]"
    r"(?P<four>[0-9]{4})(?:-(?P<more>[0-9]{1,4}))?(?![\w-])"
)

_LOCAL_PHONE = re.compile(
    rf"{LEFT}(?<![A-Za-z$€£]-)(?P<three>[2-9][0-9]{{2}})[-.](?P<four>[0-9]{{4}})(?![\w-])"
)

_WORLD_PHONE = re.compile(r"(?<![\w])\+(?P<all>[0-9]{1,3}(?:[\s.-]?\(?[0-9]{1,5}\)?){2,6})(?![\w])")

_GROUPED_PHONE = re.compile(
    r"(?<![\w.,$€£:/-])(?P<all>\(?[0-9]{2,5}\)?(?:[\s-][0-9]{2,8}){1,4})(?![\w%]|[.,][0-9]"
    r"|-[A-Za-z])"
)

_WORD_PHONE = re.compile(
    r"\b(?:1-)?(?P<area>8[0-9]{2})-(?P<rest>(?=[A-Z0-9-]*[A-Z]{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)"
)

_EMERGENCY = re.compile(
    r"(?<![\w$€£.,-])(?:911|999|112|101|111|988|311|411|211|000|105|119|995|110|116 ?123|13 11 14"
    r"|116 ?000|1300|108|100)(?![\w%-])(?![.,][0-9])"
)

_CALLED = re.compile(
    r"\b(?:call|dial|phon|ring|rang|text|tel)\w*\s(?:(?:[A-Za-z]+\s){0,5}(?:on|at|or)\s)?$"
    r"|\b(?:hotline|helpline|lifeline|crisis line)\s(?:is|at|on|number is|:)\s$"
    r"|\b(?:call|dial|ring|phone)\s[*#0-9][0-9 -]{2,20}\s(?:or|and)\s$",
    re.IGNORECASE,
)

_CALL = re.compile(
    r"\s(?:call|caller|dispatch|operator|emergenc|line|hotline|tape|recording|service)"
)

_TEXTED = re.compile(
    r"(?<=\bto )(?P<digits>[0-9]{5,6})(?![\w,.]\w)|(?<=\btext )(?P<digits2>[0-9]{4,6})\b"
)


def _say_phone(match: re.Match[str]) -> str:
    found = match.groupdict()
    groups = [digits(found[name]) for name in ("area", "three", "four", "more") if found[name]]
    if found["country"] and found["area"] == "800":
        groups[0] = "eight hundred"
    if found["country"]:
        groups.insert(0, "plus one" if "+" in found["country"] else "one")
    return ", ".join(groups)


def _read_local_phone(match: re.Match[str], context: Context) -> tuple[str, float]:
    said = f"{digits(match['three'])}, {digits(match['four'])}"
    is_sure = match["three"] == "555" or match["four"][0] == "0"
    return said, 0.95 if is_sure else 0.85 if context.about(Topic.PHONE) == 2 else 0.3


def _say_world_phone(match: re.Match[str]) -> str | None:
    groups = [group for group in re.split(r"[\s.()-]+", match["all"].strip()) if group]
    if not 7 <= sum(map(len, groups)) <= 15:
        return None
    return f"plus {', '.join(digits(group) for group in groups)}"


_PHONE_NEAR = re.compile(
    r"\b(?:call|ring|phone|telephone|tel|text|dial|contact|hotline|helpline|line|on|fax|mobile"
    r"|Samaritans|Crimestoppers|Lifeline|booking|tickets|number|WhatsApp|free)\b",
    re.IGNORECASE,
)


def _read_grouped_phone(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return the digits of a number in groups, as in Britain, Australia or India."""
    groups = [group for group in re.split(r"[\s()-]+", match["all"]) if group]
    total = sum(map(len, groups))
    first = groups[0]
    begins = (
        first[0] == "0"
        or first in ("1300", "1800", "13", "116", "1850", "1890", "18001", "1900")
        or (len(first) == 5 and len(groups) == 2 and len(groups[1]) == 5)
        or (context.region in ("AU", "NZ") and re.fullmatch("13[0-9]", first) and total == 6)
    )
    if (
        not begins
        or not 6 <= total <= 13
        or (first == "13" and total != 6)
        or (first == "116" and total != 6)
    ):
        return None
    before = match.string[max(0, match.start() - 60) : match.start()]
    sure = 0.6 + (0.3 if context.about(Topic.PHONE) == 2 or _PHONE_NEAR.search(before) else 0)
    if (first[0] == "1" and sure < 0.85) or (first[0] == "0" and total < 8 and sure < 0.85):
        return None
    hundreds = {
        "1300": "thirteen hundred",
        "1800": "eighteen hundred",
        "0800": "oh eight hundred",
        "0300": "oh three hundred",
        "0845": "oh eight four five",
        "0900": "oh nine hundred",
    }
    said = [hundreds.get(first, digits(first)), *(digits(group) for group in groups[1:])]
    if first == "13":
        said = [count(group) for group in groups]
    return ", ".join(said), min(0.95, sure)


def _say_word_phone(match: re.Match[str]) -> str:
    hundred = (
        f"{cardinal(int(match['area'][0]))} hundred"
        if match["area"].endswith("00")
        else digits(match["area"])
    )
    one = "one, " if match[0].startswith("1-") else ""
    rest = match["rest"].replace("-", " ")
    return f"{one}{hundred}, {re.sub('[0-9]+', lambda number: digits(number[0]), rest)}"


def _read_emergency(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    before, rest = match.string[: match.start()], match.string[match.end() :]
    if match[0] in ("100", "108", "1300") and not (
        context.region == "IN" and re.search(r"\bdial(?:led)? $", before)
    ):
        return None
    is_called = _CALLED.search(before) or (len(match[0]) == 3 and _CALL.match(rest))
    is_other = (
        re.search(
            r"(?:\b(?:911|999|101|111|988|211|311|511)\b.{0,40}(?:\b(?:or|and|on)|,)|[0-9] "
            r"[0-9 ]{5,},) $",
            before,
        )
        and context.about(Topic.PHONE) == 2
    )
    if not (is_called or is_other) or re.match(
        r"\s(?:people|times|per|homes|miles|(?!calls|callers|operators|dispatchers|emergencies"
        r"|lines|tapes)[a-z]+s\b)",
        rest,
    ):
        return None
    return ", ".join(map(_say_short_number, match[0].split())), 0.9


def _say_short_number(text: str) -> str:
    """Return digits with "oh" for a zero between others: "one oh one"."""
    return (
        re.sub(r"(?<=[a-z] )zero(?= [a-y])", "oh", digits(text))
        if text[-1] != "0"
        else digits(text)
    )


def _read_texted(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if not re.search(r"\b[Tt]ext(?:ing|ed)?\b", match.string[: match.start()]):
        return None
    return digits(match[0]), 0.9


_KEYED = re.compile(
    r"(?<=\bdial )(?P<sign>[*#])(?P<digits>[0-9]{1,4})\b(?P<end>#?)"
    r"|(?<=\bpress )(?P<sign2>[*#])(?P<digits2>[0-9]{0,4})",
    re.IGNORECASE,
)


def _say_keyed(match: re.Match[str]) -> str:
    sign = "star" if (match["sign"] or match["sign2"]) == "*" else "pound"
    end = " pound" if match["end"] else ""
    return f"{sign} {digits(match['digits'] or match['digits2'] or '')}".strip() + end


FIRST_RULES = (
    Rule(_PHONE, _say_phone, DIGITS, 0.95),
    Form(_LOCAL_PHONE, _read_local_phone, needs="-."),
    Rule(_WORLD_PHONE, _say_world_phone, "+", 0.95),
    Form(_GROUPED_PHONE, _read_grouped_phone, needs=DIGITS),
    Rule(_WORD_PHONE, _say_word_phone, "-", 0.95),
)
_FREE = re.compile(r"(?<![\w.,])(?P<number>0800|0808|0845|0870|0300)(?![\w.,-]\w)(?!\w|\s[0-9])")
_FREE_NAMES = {"0800": "oh eight hundred", "0300": "oh three hundred"}


def _read_free(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return the first group of numbers that are free or cheap: "an 0800 number"."""
    is_named = re.match(r"\s(?:number|line|call)", match.string[match.end() :])
    if not (is_named or context.about(Topic.PHONE) == 2):
        return None
    return _FREE_NAMES.get(match["number"], digits(match["number"])), 0.6


RULES = (
    Form(_FREE, _read_free, needs="0"),
    Rule(_KEYED, _say_keyed, "*#", 0.95),
    Form(_EMERGENCY, _read_emergency, needs=DIGITS),
    Form(_TEXTED, _read_texted, needs=DIGITS),
)
