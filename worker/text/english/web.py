"""Addresses on the web and of e-mail, handles, hashtags, file names and versions of software."""

import re

from worker.text.english.candidates import Context, Form, Rule
from worker.text.english.codes import model_number
from worker.text.english.words import cardinal, count, digits, integer

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
    r"|xlsx?|mp3|mp4|jpg|png|txt)\b(?!\.)"
)
_FILE = re.compile(
    r"(?<![\w@/.])(?P<name>[A-Za-z][\w-]{0,30})\.(?P<kind>pdf|docx?|xlsx?|zip|exe|csv|txt|jpe?g"
    r"|png|gif|mp3|mp4|html?|php|json|xml|py|dll|apk|dmg|iso)\b"
)
_KEYS = re.compile(
    r"\b(?P<keys>(?:Ctrl|Alt|Cmd|Shift|Command|Control|Option|Win|Windows)(?:[+-](?:Ctrl|Alt|Cmd"
    r"|Shift|Del|Delete|Esc|Tab|Enter|[A-Z0-9]|F[0-9]{1,2})){1,3})\b"
)
_KEY_NAMES = {
    "Ctrl": "control",
    "Cmd": "command",
    "Del": "delete",
    "Esc": "escape",
    "Win": "Windows",
}
_LANGUAGES = {
    "C++": "C plus plus",
    "C#": "C sharp",
    "F#": "F sharp",
    "Notepad++": "Notepad plus plus",
    "g++": "g plus plus",
    "ASP.NET": "A S P dot net",
}
_LANGUAGE = re.compile(r"(?<![\w])(?:C\+\+|C#|F#|Notepad\+\+|g\+\+|ASP\.NET)(?![\w+#])")
_STANDARD = re.compile(r"\b(?P<number>802|ISO)\.?(?P<part>[0-9]{1,2})(?P<letters>[a-z]{0,3})\b")
_CHIP = re.compile(
    r"\b(?P<line>i[3579]|Ryzen [3579]|Core Ultra [579]|Ultra [579]"
    r"|M[1-5])[\s-](?P<number>[0-9]{3,5})(?P<letters>[A-Z]{0,3}[0-9]?D?)\b"
)
_SOFTWARE = re.compile(
    r"\b(?P<name>iOS|iPadOS|macOS|Android|Windows|Bluetooth|USB|HDMI|Wi-?Fi|HTTP|PCIe|DDR|Python"
    r"|Java|Linux|Ubuntu|Firefox|Chrome|Llama|Claude|GPT|Gemini|Grok|Mistral|Qwen|DeepSeek|Version"
    r"|version|Web|TLS|SSL|PHP|PCI|Opus|Sonnet|watchOS|tvOS|kernel|Log4j|OpenSSL"
    r"|WordPress)(?P<gap>[\s-]?)(?P<number>[0-9]+\.[0-9]+"
    r"(?:\.[0-9]+)*)(?P<letter>[a-z]?)(?![\w])(?!\.[0-9])"
)
_X_VERSION = re.compile(r"(?<![\w.])(?P<major>[0-9]{1,3})\.x\b")
_RESOLUTION = re.compile(
    r"(?<![\w.,$£€-])(?P<number>1080|720|480|1440|2160|4320|360|240)(?P<kind>[pi])(?:(?P<rate>24"
    r"|25|30|50|60|120))?(?![\w])"
)
_BITS = re.compile(r"(?<![\w.,-])(?P<number>[0-9]{1,4})-(?P<unit>bit|core|inch|byte|pin|channel)\b")
_PATH = re.compile(r"(?:/[A-Za-z][a-z_-]*){1,2}/?$|/[A-Z]+/?$")
MOST_PATH_CHARS = 30
"""A longer path is not read; listeners would not remember it."""


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
    return " dot ".join(_spell_digits(part) for part in shown)


def _spell_digits(text: str) -> str:
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
    return "".join(f" slash {_spell_digits(part)}" for part in plain.strip("/").split("/"))


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
    parts = [integer(part) if part.isdecimal() else part for part in _CAMEL.findall(name)]
    return " ".join(parts)


def _say_handle(match: re.Match[str]) -> str:
    return "at " + " dot ".join(_words(part) for part in match["name"].split("."))


def _say_keys(match: re.Match[str]) -> str:
    return " ".join(_KEY_NAMES.get(key, key) for key in re.split("[+-]", match["keys"]))


def _points(text: str) -> str:
    return " point ".join(
        digits(part) if part[0] == "0" and len(part) > 1 else cardinal(int(part[:18]))
        for part in text.split(".")
    )


def _say_software(match: re.Match[str]) -> str:
    gap = match["gap"] or " "
    letter = f" {match['letter']}" if match["letter"] else ""
    return f"{match['name']}{gap}{_points(match['number'])}{letter}"


def _say_resolution(match: re.Match[str]) -> str:
    names = {
        "1080": "ten eighty",
        "720": "seven twenty",
        "480": "four eighty",
        "1440": "fourteen forty",
        "2160": "twenty one sixty",
        "4320": "forty three twenty",
        "360": "three sixty",
        "240": "two forty",
    }
    rate = f" {count(match['rate'])}" if match["rate"] else ""
    return f"{names[match['number']]} {match['kind']}{rate}"


def _say_top_domain(match: re.Match[str]) -> str:
    name = match["name"] or match["name2"]
    return f"dot {name.upper() if len(name) == 2 else name}"


def _chip(text: str) -> str:
    """Return the number of a processor: "fourteen nine hundred" for 14900."""
    if len(text) == 5:
        rest = model_number(text[2:]) if text[2] != "0" else digits(text[2:])
        return f"{count(text[:2])} {rest}"
    return model_number(text)


def _say_chip(match: re.Match[str]) -> str:
    line = re.sub("[0-9]", lambda digit: f" {count(digit[0])}", match["line"]).replace("  ", " ")
    return f"{line} {_chip(match['number'])} {match['letters']}".strip()


RULES = (
    Rule(_MAIL, _say_mail, "@", 0.99),
    Form(_URL, _read_url, needs="."),
    Rule(_HASHTAG, lambda match: f"hashtag {_words(match['tag'])}", "#", 0.9),
    Rule(_HANDLE, _say_handle, "@", 0.9),
    Rule(_TOP_DOMAIN, _say_top_domain, ".", 0.9),
    Rule(_FILE, lambda m: f"{_spell_digits(m['name'])} dot {m['kind']}", ".", 0.95),
    Rule(_KEYS, _say_keys, "+-", 0.95),
    Rule(_LANGUAGE, lambda match: _LANGUAGES[match[0]], "+#N", 0.95),
    Rule(
        _STANDARD,
        lambda m: (
            f"{model_number(m['number'])} dot {count(m['part'])} {' '.join(m['letters'])}".strip()
            if m["number"] == "802"
            else None
        ),
        ".",
        0.9,
    ),
    Rule(_CHIP, _say_chip, "0123456789", 0.95),
    Rule(_SOFTWARE, _say_software, ".", 0.9),
    Rule(_X_VERSION, lambda m: f"{count(m['major'])} dot x", ".", 0.9),
    Rule(_RESOLUTION, _say_resolution, "pi", 0.95),
)
