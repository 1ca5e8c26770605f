"""Intros and outros: their words for one article."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from worker.html.plain_text import fold, is_readable
from worker.model.announcement import PLACEHOLDER, Announcement, IntroAndOutro
from worker.model.article import Article
from worker.model.script import Line, Role, Script
from worker.text.sentences.splitting import split_sentences

_ENDED = re.compile(r"[.!?‽…。！？][\"'”’»)\]]*$")
_LAST_WORD = re.compile(r"(\w+):?\s*$")
_END_CHARS = 40
"""Length of the end of a title that is searched; the rest of a longer title is not."""

_YEARS = {"be": " года", "bg": " година", "ru": " года", "uk": " року"}
"""Language -> the word for "year" that its dates end with, which they shorten to one letter."""


def frame_script(script: Script, article: Article, frame: IntroAndOutro) -> Script:
    """Return a script with the announcements before and after the article.

    Args:
        script: Script of the article.
        article: Source of the values of placeholders.
        frame: Announcements before and after the article.
    """
    filled = Filled(article, script.language)
    intro = filled.write_line(frame.intro, Role.INTRO, -1)
    outro = filled.write_line(frame.outro, Role.OUTRO, len(script.lines))
    return replace(script, lines=[*intro, *script.lines, *outro])


class Filled:
    """Announcements with the values of one article in their placeholders.

    A sentence is left out if the article has no value for its placeholder. A word that comes
    twice, as in "By By Jane Doe", is said once, and so are two full stops in a row.

    Args:
        article: Source of the values.
        language: Language of the narration, as BCP 47.
    """

    def __init__(self, article: Article, language: str) -> None:
        self._language = language
        values = {
            "title": fold(article.title),
            "byline": fold(article.byline),
            "date": write_date(article.published_at, language),
            "section": fold(article.section),
        }
        self._values = {name: said for name, said in values.items() if is_readable(said)}

    def write_line(
        self, announcement: Announcement | None, role: Role, block: int
    ) -> Iterator[Line]:
        """Yield the line of an announcement, if there is anything to hear."""
        if announcement is None:
            return
        if announcement.sound:
            yield Line(role, "", block, sound=announcement.sound, is_common=True)
            return
        written = self.fill(announcement.text)
        if is_readable(written):
            is_common = PLACEHOLDER.search(announcement.text) is None
            yield Line(role, written, block, is_common=is_common)

    def fill(self, template: str) -> str:
        """Return a text with its placeholders filled in, all of which are known."""
        # Sentences are found before values are filled in: words of the same length replace them.
        plain = PLACEHOLDER.sub(lambda match: "X".ljust(len(match[0]), "x"), template)
        spans = split_sentences(plain, self._language)
        sentences = [template[slice(*span)] for span in spans]
        return " ".join(_fill_in(each, self._values) for each in sentences if self._has_all(each))

    def _has_all(self, sentence: str) -> bool:
        return all(name in self._values for name in PLACEHOLDER.findall(sentence))


def _fill_in(sentence: str, values: Mapping[str, str]) -> str:
    said, at = "", 0
    for match in PLACEHOLDER.finditer(sentence):
        said += sentence[at : match.start()]
        value = values[match[1]]
        said += _without_word_before(value, said) if match[1] == "byline" else value
        at = match.end()
        if sentence[at : at + 1] == "." and _ENDED.search(said[-_END_CHARS:]):
            at += 1
    return said + sentence[at:]


def _without_word_before(value: str, said: str) -> str:
    """Return a value without its first word, if the text before it ends with the same word."""
    before = _LAST_WORD.search(said[-_END_CHARS:])
    first, _, rest = value.partition(" ")
    return rest if rest and before and before[1].casefold() == first.casefold() else value


def write_date(published_at: str, language: str) -> str:
    """Return the date of an RFC 3339 time as it is written out in a language.

    The time zone does not change the date. Empty if the time has no date, or if the form of dates
    in the language is not known.
    """
    try:
        day = date.fromisoformat(published_at[:10])
    except ValueError:
        return ""
    primary = language.partition("-")[0]
    for tag in (language, primary):
        try:
            written = format_date(day, "long", locale=Locale.parse(tag, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
        return re.sub(r"\s*\w\.$", _YEARS[primary], written) if primary in _YEARS else written
    return ""
