"""Addresses on the web, hashtags, handles, emoji, and signs between words."""

import re

from worker.text.english.rule import Rule, always
from worker.text.english.words import cardinal, integer

_DOMAINS = (
    "com org net edu gov mil int info biz io ai app dev tv me co uk us ca au nz ie de fr it es pt "
    "nl  be ch at se no dk fi pl cz gr tr ru ua jp cn in br mx za eu news online blog xyz"
).split()
_HOST = rf"(?:[A-Za-z0-9-]+\.)+(?:{'|'.join(_DOMAINS)})\b"

_URL = re.compile(
    rf"(?:https?://|www\.)(?P<host>[^\s/?#:“”\"<>()]+)[^\s“”\"<>]*|(?<![\w@.])(?P<bare>{_HOST})(?:/[^\s“”\"<>]*)?(?![\w@])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.])[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?")
_HASHTAG = re.compile(r"(?<![\w&])#(?P<tag>[A-Za-z_]\w*)")
_HANDLE = re.compile(r"(?<![\w.])@(?P<name>[A-Za-z_]\w*)")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff\u2300-\u23ff\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f©®™℠†‡¶•·]+"
)
_AND = re.compile(r"(?P<before>(?<=\s)|(?<=\w))&(?=\s|\w)")
_SLASH = re.compile(r"(?<=\w)\s?/\s?(?=\w)")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*+(?=\w)|(?<=[\w.!?,])\*+(?!\w)|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)"
)
_AT = re.compile(r"(?<=\s)@(?=\s)")
_DEGREES = re.compile(r"(?<=\s)°(?=\s|$)")
_SECTION = re.compile(r"§+\s?(?=[0-9])")
_EQUALS = re.compile(r"(?<=\w)\s?=\s?(?=[\w$€£])|(?<=\s)=(?=\s)")
_PERCENT = re.compile(r"(?<=\S)\s?%")
_PLUS = re.compile(r"(?<=[A-Za-z])\+(?!\w)|(?<=[A-Za-z]\s)\+(?=\s\w)|(?<=\w)\s\+(?=\w)")
_SHOUT = re.compile(r"[A-Z][A-Z'’-]*[A-Z]|[A-Z]")


def _say_host(host: str) -> str:
    """Return the name of a site: "bbc dot co dot UK"."""
    name, *rest = host.lower().removeprefix("www.").rstrip(".,;").split(".")
    shown = [
        name,
        *(
            part.upper() if len(part) == 2 and part not in ("co", "me", "us", "in") else part
            for part in rest
        ),
    ]
    return " dot ".join(_spell_digits(part) for part in shown)


def _spell_digits(text: str) -> str:
    with_words = re.sub("[0-9]+", lambda number: f" {cardinal(int(number[0][:9]))} ", text)
    return " ".join(with_words.replace("-", " ").replace("_", " ").split())


def _say_url(match: re.Match[str]) -> str:
    whole = match[0]
    said = _say_host(match["host"] or match["bare"])
    return said + whole[len(whole.rstrip(".,;:!?)")) :]


def _say_mail(match: re.Match[str]) -> str:
    return _say_host(match["host"])


def _say_tag(match: re.Match[str]) -> str:
    return f"hashtag {_words(match['tag'])}"


def _say_handle(match: re.Match[str]) -> str:
    return f"at {_words(match['name'])}"


def _words(name: str) -> str:
    """Return the words of a name that is written as one: "ClimateStrike2026"."""
    parts = [integer(part) if part.isdecimal() else part for part in _CAMEL.findall(name)]
    return " ".join(parts)


FIRST_RULES = (
    Rule(_MAIL, _say_mail, needs="@"),
    Rule(_URL, _say_url, needs="."),
    Rule(_HASHTAG, _say_tag, needs="#"),
    Rule(_HANDLE, _say_handle, needs="@"),
    Rule(_EMOJI, always("")),
)
RULES = (
    Rule(_AND, always(" and "), needs="&"),
    Rule(_EMPHASIS, always(""), needs="*_"),
    Rule(_AT, always("at"), needs="@"),
    Rule(_DEGREES, always("degrees"), needs="°"),
    Rule(_SECTION, always("section "), needs="§"),
    Rule(_EQUALS, always(" equals "), needs="="),
    Rule(_PLUS, always(" plus "), needs="+"),
    Rule(_PERCENT, always(" percent"), needs="%"),
    Rule(_SLASH, always(" slash "), needs="/"),
)
