"""Addresses on the web and of e-mail, handles and hashtags."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import digits, integer, model_number

_DOMAINS = (
    "com org net edu gov mil int info biz io ai app dev tv me co uk us ca au nz ie de fr it es pt "
    "nl be ch at se no dk fi pl cz gr tr ru ua jp cn in br mx za eu news online blog xyz ly gl "
    "scot wales cymru "
    "london nyc shop store site tech world live club media cloud im fm gg to tk kr hk sg ke ng pk "
    "lk il ae sa eg ar cl "
    "museum museums example test"
).split()

_HOST = rf"(?:[A-Za-z0-9-]+\.)+(?:{'|'.join(_DOMAINS)})\b"

_STOP = r"[^\s“”\"<>]"

_URL = re.compile(
    rf"(?:https?://|www\.)(?P<host>[^\s/?#:“”\"<>(),]+)(?P<rest>{_STOP}*)"
    rf"|(?<![\w@./-])(?P<bare>{_HOST})(?P<path>/{_STOP}*)?(?![\w@])",
    re.IGNORECASE,
)

_MAIL = re.compile(
    r"(?<![\w.])(?:mailto:)?(?P<user>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)+)(?:/\S*)?"
)

_HASHTAG = re.compile(r"(?<![\w&])#(?P<tag>[A-Za-z_]\w*)")

_HANDLE = re.compile(r"(?<![\w.])@(?P<name>[A-Za-z_][\w]*(?:\.[a-z]\w+)*)")

_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_TOP_DOMAIN = re.compile(
    r"(?<![\w.])\.(?P<name>[a-zA-Z]{2,10})(?=\s(?:domains?|addresses?|address|files?|extension"
    r"|suffix|site|sites|website|websites|names?|TLD|top-level|bubble|boom|crash|era|registry"
    r"|attachment|format|URLs?|domain|accounts?|email|emails)\b|\s(?:and|or)\s\.)"
    r"|(?<=\s)\.(?P<name2>com|org|net|gov|edu|uk|zip|exe|pdf|ie|au|eu|io|ai|xyz|mil|NET|csv|docx?"
    r"|xlsx?|mp3|mp4|jpg|png|txt)\b(?!\.\w)"
)

_COUNTRY_DOMAIN = re.compile(
    r"(?<![\w.])\.(?P<kind>co|com|org|gov|ac|net|edu)\.(?P<country>[a-z]{2})(?![\w.]\w|\w)"
)
_PATH = re.compile(r"(?:/[A-Za-z][a-z_-]*){1,2}/?$|/[A-Z]+/?$")

MOST_PATH_CHARS = 30
"""Longest path that is read; listeners would not remember a longer one."""


def say_host(host: str) -> str:
    """Return the name of a site: "bbc dot co dot UK"."""
    name, *rest = host.lower().removeprefix("www.").rstrip(".,;").split(".")
    shown = [
        name,
        *(
            part.upper()
            if (
                len(part) == 2
                and part
                not in (
                    "co",
                    "me",
                    "us",
                    "in",
                    "ac",
                    "be",
                    "it",
                    "to",
                    "ie",
                    "at",
                    "no",
                    "is",
                    "my",
                    "so",
                )
            )
            or part in ("ie", "ac")
            else part
            for part in rest
        ),
    ]
    return " dot ".join(spell_digits(part) for part in shown)


def spell_digits(text: str) -> str:
    """Return a part of an address with its numbers in words and its hyphens as spaces."""
    with_words = re.sub("[0-9]+", lambda number: f" {_digits_of_name(number[0])} ", text)
    return " ".join(with_words.replace("-", " ").replace("_", " ").split())


def _digits_of_name(text: str) -> str:
    return digits(text) if text[0] == "0" or len(text) > 4 else model_number(text)


def _say_path(path: str) -> str:
    """Return a short path in words, and nothing for a long one."""
    plain = path.rstrip(".,;:!?)'’")
    if (
        len(plain) > MOST_PATH_CHARS
        or not _PATH.match(plain)
        or re.search("[0-9]", plain)
        or plain.count("-") > 2
    ):
        return ""
    return "".join(f" slash {spell_digits(part)}" for part in plain.strip("/").split("/"))


def _say_url(match: re.Match[str]) -> str:
    whole = match[0]
    path = match["rest"] or match["path"] or ""
    said = say_host(match["host"] or match["bare"]) + _say_path(path)
    return said + whole[len(whole.rstrip(".,;:!?)")) :]


def _read_url(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    bare = match["bare"]
    if (
        bare
        and not re.search(r"[A-Za-z]{2}", bare.rsplit(".", 1)[0])
        and not re.fullmatch(r"[a-zX0-9]{1,2}\.(?:com|co|org|uk|ly|gg|me|im)", bare)
    ):
        return None
    if bare and re.fullmatch(r"(?:[A-Z]\.)+[A-Z]{2}", bare):
        return None
    if bare and re.search(r"[a-z]\.(?:It|At|No|In|To|Is|Me|Be|Us|So|At)$", bare):
        return None
    return _say_url(match), 0.97


def _say_mail(match: re.Match[str]) -> str:
    user = match["user"].strip(".")
    marks = {".": " dot ", "_": " underscore ", "+": " plus ", "-": " dash "}
    said = re.sub(r"[._+-]", lambda mark: marks[mark[0]], user)
    said = re.sub("[0-9]+", lambda number: f" {_digits_of_name(number[0])} ", said)
    host = match["host"].rstrip(".")
    ends = "." if match[0].endswith(".") else ""
    return f"{' '.join(said.split())} at {say_host(host)}{ends}"


def _words(name: str) -> str:
    """Return the words of a name that is written as one: "ClimateStrike2026"."""
    parts = [
        (model_number(part) if len(part) == 3 else integer(part)) if part.isdecimal() else part
        for part in _CAMEL.findall(name)
    ]
    return " ".join(parts)


def _say_handle(match: re.Match[str]) -> str:
    return "at " + " dot ".join(_words(part) for part in match["name"].split("."))


def _say_top_domain(match: re.Match[str]) -> str:
    name = match["name"] or match["name2"]
    if re.search("[0-9]", name):
        return f"dot {spell_digits(name.upper())}"
    return f"dot {name.upper() if len(name) == 2 else name}"


RULES = (
    Rule(_MAIL, _say_mail, "@", 0.99),
    Form(_URL, _read_url, needs=".", hint=re.compile(r"\.\w")),
    Rule(_HASHTAG, lambda match: f"hashtag {_words(match['tag'])}", "#", 0.9),
    Rule(_HANDLE, _say_handle, "@", 0.9),
    Rule(
        _COUNTRY_DOMAIN,
        lambda match: f"dot {match['kind']} dot {match['country'].upper()}",
        ".",
        0.95,
    ),
    Rule(_TOP_DOMAIN, _say_top_domain, ".", 0.9),
)
