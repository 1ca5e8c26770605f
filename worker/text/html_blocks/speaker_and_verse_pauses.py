"""Pauses within a block that no punctuation shows: after a speaker's name, after a verse."""

import re

from worker.model.script import Replacement, Role
from worker.text.html_blocks.folded_text import FoldedText

_PARTICLES = "de|da|di|van|von|der|den|al|el|bin|la|le|of"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLES})){{0,4}}")
_WORDS = re.compile(r"\s?[\"“‘„«(¿¡A-ZÀ-ÖØ-Þ0-9]")
_MOST_CHARS = 40
_NO_PAUSE_AFTER = ".:;,?!…-–—"
_WITHOUT = frozenset({Role.HEADING, Role.TITLE, Role.TABLE, Role.CODE})


def replacements_with_pauses(text: FoldedText, role: Role) -> tuple[Replacement, ...]:
    """Return the replacements of a block, pauses included.

    Args:
        text: Text of the block.
        role: Role of the block.
    """
    if role in _WITHOUT:
        return tuple(text.replacements)
    spoken = text.lines_as_verses()
    pause = speaker_pause(str(text), text.bold_chars) if text.bold_chars else None
    if pause is None or any(each.start <= pause.start <= each.end for each in spoken):
        return tuple(spoken)
    return tuple(sorted([*spoken, pause], key=lambda each: (each.start, each.end)))


def speaker_pause(text: str, bold_chars: int) -> Replacement | None:
    """Return the pause after the name of a speaker, or None if a paragraph begins with none.

    Args:
        text: Text of a paragraph.
        bold_chars: Length of its beginning that is in bold.
    """
    name, rest = text[:bold_chars].rstrip(), text[bold_chars:]
    is_name = 0 < len(name) <= _MOST_CHARS and _NAME.fullmatch(name)
    if not is_name or name[-1] in _NO_PAUSE_AFTER or not _WORDS.match(rest):
        return None
    return Replacement(len(name), len(name), ":")
