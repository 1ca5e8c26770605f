"""Signs: emoji, stars, "&", "=", "©", arrows, marks of emphasis, and signs that join words."""

import re

from worker.text.english.decision.candidates import LIKELY, USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import count

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u27bf\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff\u2300-\u23ff\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f©®™℠†‡¶•·]+"
)
_STARS = re.compile(r"(?P<full>[★⭐✭✮]{1,10})(?P<half>½)?(?P<empty>[☆✩]{0,10})(?:\ufe0f)?")
_COPYRIGHT = re.compile(
    r"©\s?(?=(?:notice|law|symbol|sign|[12][0-9]{3}\b|[A-Z][a-z]+\s(?:[12][0-9]{3}|Ltd|Inc)))"
)
_AND = re.compile(r"(?P<before>(?<=\s)|(?<=\w))&(?=\s|\w)")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*+(?=\w)|(?<=[\w.!?,’”\"'])\*+(?!\w)|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|(?<!\w)~~"
    r"|~~(?!\w)|(?<=\s)[|¦](?=\s)|`+"
)
_BAR = re.compile(r"(?<=[\w)%’'”\"])\s+[|¦]\s+(?=[\w+$£€(“\"‘'])")
_AT = re.compile(r"(?<=\s)@(?=\s)|(?<=\s)@(?=[$£€0-9])")
_DEGREES = re.compile(r"(?<=\s)°(?=\s|$)")
_SECTION = re.compile(r"§+\s?(?=[0-9])|§+")
_PARAGRAPH = re.compile(r"¶+\s?(?=[0-9])")
_MENU = re.compile(r"(?<=[a-z])\s[>›»]\s(?=[A-Z][a-z])")
_EQUALS = re.compile(r"(?<=[\w)²³])\s?=\s?(?=[\w$€£(-])|(?<=\s)=(?=\s)")
_PERCENT = re.compile(r"(?<=\S)\s?%")
_PLUS = re.compile(
    r"(?<=[A-Za-z0-9])\+(?!\w)|(?<=[A-Za-z]\s)\+(?=\s\w)|(?<=[\w)%])\s\+(?=[\w\s(])"
    r"|(?<=[\w)])\+(?=\w)"
)
_TIMES = re.compile(r"(?<=[\w)])\s?×\s?(?=[\w$€£(])")
_COIN = re.compile(r"(?<=\s)(?P<sign>[$£€¥₹])(?=\s[a-z])")
_COINS = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}
_MINUS = re.compile(r"(?<=\w)\s−\s?(?=\w)|(?<=\w)−(?=\w)")
_SIGNS = {
    "≠": " is not equal to ",
    "≈": " is about ",
    "∞": "infinity",
    "√": "the square root of ",
    "∆": "delta ",
    "℞": "prescription",
    "℃": " degrees Celsius",
    "℉": " degrees Fahrenheit",
    "¢": " cents",
    "÷": " divided by ",
    "≤": " at most ",
    "≥": " at least ",
    "✓": "",
    "✔": "",
}
_SIGN = re.compile(rf"\s?[{''.join(_SIGNS)}]\s?")
_ALONE = re.compile(r"(?<=[\w)])\s(?P<sign>[<>])\s(?=[\w$£€])")
_STAR_RATING = re.compile(r"(?<![\w])(?P<n>[1-5](?:\.5|½)?)\s?[★⭐*](?=[\s-]|$)")


def _say_stars(match: re.Match[str]) -> str:
    full, empty = len(match["full"]), len(match["empty"])
    number = f"{count(str(full))}{' and a half' if match['half'] else ''}"
    total = full + empty + (1 if match["half"] else 0)
    if empty and total <= 10:
        return f"{number} out of {count(str(total))} stars"
    return f"{number} star{'' if full == 1 and not match['half'] else 's'}"


def _read_star_rating(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    number = match["n"]
    said = number.replace("½", ".5")
    half = said.endswith(".5")
    if "*" in match[0] and not re.match(
        r"[\s-](?:hotel|rating|review|restaurant|resort|rated|general|luxury|listed)",
        match.string[match.end() :],
    ):
        return None
    return f"{count(said[0])}{' and a half' if half else ''} star", 0.85


RULES = (
    Rule(_STARS, _say_stars, "★⭐✭✮", 0.9),
    Form(_STAR_RATING, _read_star_rating, needs="★⭐*"),
    Rule(_COPYRIGHT, lambda _: "copyright ", "©", 0.9),
    Rule(_EMOJI, lambda _: ""),
    Rule(_AND, lambda _: " and ", "&"),
    Rule(_BAR, lambda _: ", ", "|¦", 0.9),
    Rule(_EMPHASIS, lambda _: "", "*_~|¦`"),
    Rule(_AT, lambda _: "at", "@"),
    Rule(_DEGREES, lambda _: "degrees", "°"),
    Rule(_SECTION, lambda _: "section ", "§"),
    Rule(
        _PARAGRAPH, lambda match: "paragraphs " if match[0][1:2] == "¶" else "paragraph ", "¶", 0.9
    ),
    Rule(_EQUALS, lambda _: " equals ", "=", USUAL),
    Rule(_PLUS, lambda _: " plus ", "+"),
    Rule(_COIN, lambda match: _COINS[match["sign"]], "$£€¥₹", 0.9),
    Rule(_TIMES, lambda _: " times ", "×"),
    Rule(_MINUS, lambda _: " minus ", "−"),
    Rule(_PERCENT, lambda _: " percent", "%"),
    Rule(_SIGN, lambda match: _SIGNS[match[0].strip()], "".join(_SIGNS)),
    Rule(_MENU, lambda _: ", ", ">›»", 0.9),
    Rule(
        _ALONE,
        lambda match: " greater than " if match["sign"] == ">" else " less than ",
        "<>",
        LIKELY,
    ),
)
