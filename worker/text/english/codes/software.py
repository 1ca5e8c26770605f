"""File names, keys, processors, and versions of software."""

import re

from worker.text.english.codes.web_addresses import spell_digits
from worker.text.english.decision.candidates import Rule
from worker.text.english.number_words import cardinal, count, digits, model_number, plural

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

_ERROR = re.compile(
    r"(?<![\w.,$£€-])(?P<code>40[134]|50[234])(?P<s>s\b|(?=\s(?:errors?|pages?|status)\b))"
)
"""Answers of web servers: "404s", "a 503 error"."""

_BITS = re.compile(r"(?<![\w.,-])(?P<number>[0-9]{1,4})-(?P<unit>bit|core|inch|byte|pin|channel)\b")


def _say_keys(match: re.Match[str]) -> str:
    keys = (_KEY_NAMES.get(key, key) for key in re.split("[+-]", match["keys"]))
    return " ".join(re.sub("[0-9]+", lambda digit: f" {count(digit[0])}", key) for key in keys)


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


def _say_error(match: re.Match[str]) -> str:
    last = cardinal(int(match["code"][-1]))
    return f"{cardinal(int(match['code'][0]))} oh {plural(last) if match['s'] else last}"


def _chip(text: str) -> str:
    """Return the number of a processor: "fourteen nine hundred" for 14900."""
    if len(text) == 5:
        rest = model_number(text[2:]) if text[2] != "0" else digits(text[2:])
        return f"{count(text[:2])} {rest}"
    return model_number(text)


def _say_chip(match: re.Match[str]) -> str:
    line = re.sub("[0-9]", lambda digit: f" {count(digit[0])}", match["line"]).replace("  ", " ")
    letters = re.sub("[0-9]", lambda digit: f" {count(digit[0])} ", match["letters"]).strip()
    return f"{line} {_chip(match['number'])} {letters}".strip()


RULES = (
    Rule(_FILE, lambda m: f"{spell_digits(m['name'])} dot {m['kind']}", ".", 0.95),
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
    Rule(_ERROR, _say_error, "45", 0.9),
    Rule(_RESOLUTION, _say_resolution, "pi", 0.95),
)
