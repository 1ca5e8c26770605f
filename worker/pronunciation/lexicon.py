"""The publisher's lexicon of pronunciations: matches of its entries in a text.

Entries match whole words, the longest entry first. Straight and curly apostrophes are equal,
composed and decomposed accents are equal, and a possessive "'s" may follow.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from worker.pronunciation.lexicon_entry import LexiconEntry, ReadAs
from worker.pronunciation.tokens import IS_SPACELESS, TOKEN

APOSTROPHES = "'’‘ʼ"
_SAME = {**dict.fromkeys(APOSTROPHES, f"[{APOSTROPHES}]"), **dict.fromkeys("-‐‑", "[-‐‑]")}

_SYLLABLES = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")


class Match(NamedTuple):
    """Match of an entry in a text.

    Attributes:
        start: Index of its first character in the text.
        end: Index after its last character.
        said: Spoken replacement; phonemes as `[[...]]`.
    """

    start: int
    end: int
    said: str


class VoiceLexicon:
    """The part of the lexicon that applies to one voice and one language.

    Args:
        entries: All entries of the lexicon.
        voice: Name of the voice.
        language: Language of the article, as a BCP 47 tag.
        takes_ipa: True if the voice accepts phonemes.
        section: Section of the article.
    """

    def __init__(
        self,
        entries: Iterable[LexiconEntry],
        voice: str,
        language: str,
        *,
        takes_ipa: bool,
        section: str = "",
    ) -> None:
        found: dict[str, list[_Rule]] = defaultdict(list)
        for entry in sorted(entries, key=_rank):
            said = _said(entry, takes_ipa=takes_ipa)
            is_here = _is_for(entry.voice, voice, ":") and _is_for(entry.language, language, "-")
            if said and is_here and _is_for_section(entry.section, section):
                token = TOKEN.search(entry.written)
                if token:
                    found[_folded(token[0])].append(_Rule(entry, token.start(), said))
        self._rules = dict(found)

    def find(self, text: str) -> list[Match]:
        """Return the matches in a text, in order and without overlap."""
        matches: list[Match] = []
        if not self._rules:
            return matches
        at = 0
        for token in TOKEN.finditer(text):
            for rule in self._rules.get(_folded(token[0]), ()):
                start = token.start() - rule.lead
                end = rule.end_of_match(text, start) if start >= at else None
                if end:
                    matches.append(Match(start, end, rule.said))
                    at = end
                    break
        return matches

    def sayings(self, texts: Iterable[str]) -> list[list[str]]:
        """Return the matched words of some texts and their replacements, as pairs in order.

        Equal lists mean that the texts are spoken in the same way.
        """
        return [[text[m.start : m.end], m.said] for text in texts for m in self.find(text)]


class Lexicon:
    """A snapshot of all entries.

    Args:
        entries: Validated entries.
    """

    def __init__(self, entries: Sequence[LexiconEntry]) -> None:
        self.entries = entries
        self._of_voices: dict[tuple[str, str, bool, str], VoiceLexicon] = {}
        self._sections = {name for entry in entries for name in _names(entry.section)}

    def for_voice(
        self, voice: str, language: str, *, takes_ipa: bool, section: str = ""
    ) -> VoiceLexicon:
        """Return the part of the lexicon that applies to a voice, a language and a section."""
        known = section if section.strip().casefold() in self._sections else ""
        key = (voice, language, takes_ipa, known)
        if key not in self._of_voices:
            self._of_voices[key] = VoiceLexicon(
                self.entries, voice, language, takes_ipa=takes_ipa, section=known
            )
        return self._of_voices[key]

    def with_entries(self, entries: Iterable[LexiconEntry]) -> "Lexicon":
        """Return the lexicon with further entries, which replace entries with the same key."""
        by_key = {entry.key: entry for entry in (*self.entries, *entries)}
        return Lexicon(list(by_key.values()))


class _Rule:
    """One entry, prepared for matching.

    Args:
        entry: The entry.
        lead: Number of characters before its first letter or digit.
        said: Spoken replacement.
    """

    def __init__(self, entry: LexiconEntry, lead: int, said: str) -> None:
        self.lead = lead
        self.said = said
        self._entry = entry
        self._pattern: re.Pattern[str] | None = None

    def end_of_match(self, text: str, start: int) -> int | None:
        """Return the end of the entry if it matches whole words at `start`; otherwise None."""
        if self._pattern is None:
            flags = 0 if self._entry.case_sensitive else re.IGNORECASE
            self._pattern = re.compile("".join(map(_alike, self._entry.written)), flags)
        match = self._pattern.match(text, start)
        return match.end() if match and _is_whole(text, start, match.end()) else None


def is_possessive(text: str, at: int) -> bool:
    """Return True if a possessive "'s" begins at `at` and ends the word."""
    return (
        text[at : at + 1] in APOSTROPHES
        and text[at + 1 : at + 2] in {"s", "S"}
        and not _joins(text[at + 2 : at + 3])
    )


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return True if a span begins and ends at word boundaries."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if _joins(before) and _joins(text[start]):
        return False
    if _belongs_to_before(after) or (_joins(after) and _joins(text[end - 1])):
        return False
    goes_on = after != "" and after in APOSTROPHES and text[end + 1 : end + 2].isalpha()
    return not goes_on or is_possessive(text, end)


def _joins(char: str) -> bool:
    """Return True if a character forms one word with a letter beside it."""
    return (char.isalnum() or _is_mark(char)) and not IS_SPACELESS.match(char)


def _is_mark(char: str) -> bool:
    return char != "" and unicodedata.category(char)[0] == "M"


def _belongs_to_before(char: str) -> bool:
    """Return True if a character is an accent, or a currency sign such as in "US$"."""
    return _is_mark(char) or (char != "" and unicodedata.category(char) == "Sc")


def _alike(char: str) -> str:
    """Return a pattern for all spellings of a character."""
    if char == " ":
        return r"\s+"
    apart = unicodedata.normalize("NFD", char)
    same = _SAME.get(char, re.escape(char))
    return same if apart == char else f"(?:{same}|{apart})"


def _folded(token: str) -> str:
    return unicodedata.normalize("NFC", token).casefold()


def _rank(entry: LexiconEntry) -> tuple[int, int, int, bool]:
    """Return the sort key of an entry: the longest first, then the most specific."""
    specific_voice = len(entry.voice.split(":")) if entry.voice else 0
    return -len(entry.written), -specific_voice, -len(entry.language), not entry.case_sensitive


def _is_for(wanted: str, given: str, separator: str) -> bool:
    """Return True if the scope of an entry is empty, is `given`, or is a prefix of it."""
    return f"{given}{separator}".lower().startswith(f"{wanted}{separator}".lower()) or not wanted


def _names(sections: str) -> set[str]:
    """Return the names in a list of sections, in a form to compare."""
    return {name.strip().casefold() for name in sections.split(",") if name.strip()}


def _is_for_section(wanted: str, given: str) -> bool:
    return not wanted or given.strip().casefold() in _names(wanted)


def _said(entry: LexiconEntry, *, takes_ipa: bool) -> str:
    """Return the spoken replacement of an entry; empty if this voice can use none."""
    if entry.ipa and takes_ipa:
        return f"[[{entry.ipa}]]"
    if not entry.read_as:
        return _sayable(entry.respelling)
    if entry.read_as == ReadAs.WORD:
        return re.sub(r"[^\W_]+", lambda word: word[0].capitalize(), entry.written.replace(".", ""))
    single = r"[^\W_]" if entry.read_as == ReadAs.INITIALS else r"\d|[^\W\d_]+"
    parts = re.findall(single, entry.written)
    return " ".join(part.upper() if len(part) == 1 else part for part in parts)


def _sayable(respelling: str) -> str:
    """Return a respelling without capitals for stress, because engines would spell "SOO".

    Measured with espeak-ng in piper-tts 1.8: "Nwuh-SOO" becomes "nwuh, s, o, o".
    """

    def lowered(word: re.Match[str]) -> str:
        syllables = word[0].split("-")
        if all(s.isupper() for s in syllables):
            return word[0]
        return "-".join(s.lower() if len(s) > 1 and s.isupper() else s for s in syllables)

    return _SYLLABLES.sub(lowered, respelling)


SILENT = VoiceLexicon([], "", "", takes_ipa=False)
"""The lexicon without entries."""
