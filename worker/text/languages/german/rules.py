"""Rules for German alone: ordinals, dates, times, scores, compounds with numbers."""

import re
from collections.abc import Iterator

from worker.text.languages.german.nouns import GermanNouns
from worker.text.languages.german.numbers import cardinal, within, year
from worker.text.languages.german.ordinals import Ordinals, ending_of_day, stem
from worker.text.languages.grammar.calendar import full_year, is_day
from worker.text.languages.language import Language
from worker.text.languages.numerals import ROMAN, roman
from worker.text.languages.rule import LEFT, RIGHT, Rule, any_of, keep, rule

_CLOCK_BEFORE = frozenset("um gegen ab bis von seit nach vor zwischen uhr kurz".split())
_DAYS = r"\d{1,2}\.(?:\s?(?:und|bis|oder|sowie|,|/|–|-)\s?\d{1,2}\.)*"
_TIME = r"\d{1,2}(?:[.:]\d{2})?"
_NUMBERED_NOUNS = "Weltkrieg|Quartal|Internationale|Akt|Kapitel|Band|Bezirk|Liga|Vatikan"
_NAME = "[A-ZÄÖÜ][a-zäöüß]+"
_JOINED = re.compile("Jährig|Köpfig|Tägig|Stündig|Prozentig")


def rules(language: Language, nouns: GermanNouns) -> Iterator[Rule]:
    """Yield the rules, in the order in which they are tried."""
    ordinals = Ordinals(nouns, language.words)
    moments = _Moments(language)
    month, numbered = language.any_month, language.numbered
    yield rule(rf"{LEFT}(?P<days>{_DAYS})\s?(?P<m>{month})", moments.say_days, needs=".")
    yield rule(
        rf"{LEFT}(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\."
        r"(?:\s?(?P<y>\d{4}|\d{2})(?!\d|[.,:]\d))?(?!\d)",
        moments.say_date,
        needs=".",
    )
    yield rule(rf"{LEFT}(?P<a>{_TIME})(?:\s?[–-]\s?(?P<b>{_TIME}))?\s?Uhr\b", moments.say_time)
    yield rule(
        rf"{LEFT}(?P<a>\d{{1,2}}\.\d{{2}})(?P<b>)(?= (?:bis|und|oder) {_TIME}\s?Uhr\b)",
        moments.say_time,
        needs=".",
    )
    yield rule(
        rf"{LEFT}(?P<a>\d{{1,3}})\s?:\s?(?P<b>\d{{1,3}}(?:\.\d{{3}})*){RIGHT}",
        moments.say_ratio,
        needs=":",
    )
    yield rule(
        rf"{LEFT}(?P<a>\d{{1,3}}):(?P<b>\d{{1,3}})(?=-[A-ZÄÖÜ])", moments.say_ratio, needs=":"
    )
    yield rule(rf"{LEFT}(?P<n>\d{{1,3}})\.(?=\s[^\W\d_]|-)", ordinals.say, needs=".")
    yield rule(rf"{LEFT}\d{{1,3}}(?:\.\d{{3}})*\.(?=\s[^\W\d_])", keep, needs=".")
    yield rule(rf"(?<![^\W_])(?P<r>{ROMAN})\.(?=\s(?:{_NUMBERED_NOUNS}))", ordinals.say, needs=".")

    def say_ruler(match: re.Match[str]) -> str | None:
        text, start = match.string, match.start()
        before = language.word_before(text, start)
        has_title = before in language.words["titles"]
        if has_title:
            before = language.word_before(text, max(0, text.rfind(" ", 0, start - 1)))
        said = ordinals.ruler(match["name"], roman(match["r"]), before, has_title=has_title)
        return f"{match['name']} {said}{_stop(match)}" if said else None

    yield rule(rf"(?P<name>{_NAME})\s(?P<r>{ROMAN})\.", say_ruler, needs=".")
    yield rule(rf"{LEFT}['’]?(?P<n>\d{{1,4}})er(?P<rest>n|s)?(?![^\W_])", _say_decade)
    yield rule(
        rf"{LEFT}(?P<n>\d{{1,3}}(?:\.\d{{3}})+|\d{{1,6}})-(?P<rest>[^\W\d_]{{2,}})",
        _say_compound,
        needs="-",
    )
    yield rule(r"(?<=\d),[-–—]+(?=[\s.]|$)", lambda _: "", needs=",")
    yield rule(
        rf"(?<![^\W_])(?P<word>{any_of(numbered)})\s?(?=\d|[IVX])",
        lambda match: f"{numbered[match['word']]} ",
        needs=".§",
    )
    yield rule(r"(?<![^\W_])(?P<n>\d{1,2})½", _say_half, needs="½")
    yield rule(rf"{LEFT}(?P<a>\d{{4}})/(?P<b>\d{{2}}){RIGHT}", _say_season, needs="/")


class _Moments:
    """Dates, times, and scores, which may look like times."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say_days(self, match: re.Match[str]) -> str | None:
        if not all(1 <= int(day) <= 31 for day in re.findall(r"\d+", match["days"])):
            return None
        ending = ending_of_day(match.string[: match.start()])
        days = re.sub(r"\s?[–-]\s?", " bis ", match["days"]).replace("/", " und ")
        said = re.sub(r"(\d+)\.", lambda day: stem(int(day[1])) + ending, days)
        return f"{said} {self._language.month_name(match['m'])}{_stop(match)}"

    def say_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not is_day(day, month) or (match["y"] and not _is_full(match)):
            return None
        before = match.string[: match.start()]
        said = self._language.date(day, month, full_year(match["y"]), before)
        return said + _stop(match)

    def say_time(self, match: re.Match[str]) -> str | None:
        times = []
        for written in filter(None, (match["a"], match["b"])):
            hour, _, minute = written.replace(".", ":").partition(":")
            if int(hour) > 24 or int(minute or 0) > 59:
                return None
            times.append((int(hour), int(minute or 0)))
        last = self._language.clock(*times[-1])
        if len(times) == 1:
            return last
        hour, minute = times[0]
        return f"{self._language.clock(hour, minute) if minute else cardinal(hour)} bis {last}"

    def say_ratio(self, match: re.Match[str]) -> str:
        first, written = match["a"], match["b"]
        second = int(written.replace(".", ""))
        may_be_time = len(written) == 2 and int(first) < 25 and second < 60 and " " not in match[0]
        is_padded = written[0] == "0" or (first[0] == "0" and len(first) == 2)
        if may_be_time and (is_padded or self._is_clock(match)):
            return self._language.clock(int(first), second)
        return f"{cardinal(int(first))} zu {cardinal(second)}"

    def _is_clock(self, match: re.Match[str]) -> bool:
        if self._language.word_before(match.string, match.start()) in _CLOCK_BEFORE:
            return True
        return not self._language.sport.search(match.string)


def _is_full(match: re.Match[str]) -> bool:
    """Return whether a date with its year is not a version, such as "2.6.26"."""
    is_padded = len(match["d"]) == len(match["m"]) == 2
    return len(match["y"]) == 4 or is_padded or " " in match[0]


def _stop(match: re.Match[str]) -> str:
    """Return the full stop that a match shares with the end of its sentence."""
    is_last = not match.string[match.end() :].strip(' "”“»«)’‘')
    return "." if is_last and match[0].endswith(".") else ""


def _say_decade(match: re.Match[str]) -> str:
    number = int(match["n"])
    said = year(number) if len(match["n"]) == 4 else within(number)
    return f"{said}er{match['rest'] or ''}"


def _say_compound(match: re.Match[str]) -> str:
    said, rest = within(int(match["n"].replace(".", ""))), match["rest"]
    if rest[0].islower():
        return said + rest
    return said.capitalize() + rest.lower() if _JOINED.match(rest) else f"{said}-{rest}"


def _say_half(match: re.Match[str]) -> str:
    number = int(match["n"])
    return "anderthalb" if number == 1 else f"{within(number)}einhalb"


def _say_season(match: re.Match[str]) -> str | None:
    """Return a season over two years: "2023/24"."""
    first, second = int(match["a"]), int(match["b"])
    return f"{year(first)} {cardinal(second)}" if (first + 1) % 100 == second else None
