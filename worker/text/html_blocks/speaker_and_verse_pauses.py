"""Replacements in a block that its words do not show: pauses, and addresses in a post."""

import re

from worker.model.script import Replacement, Role
from worker.text.html_blocks.folded_text import FoldedText
from worker.text.html_blocks.post_addresses import silence_addresses

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
    added = silence_addresses(str(text)) if role is Role.POST else []
    pause = speaker_pause(str(text), text.bold_chars) if text.bold_chars else None
    for new in [*added, pause] if pause else added:
        if not any(each.start <= new.end and new.start <= each.end for each in spoken):
            spoken = sorted([*spoken, new], key=lambda each: (each.start, each.end))
    return tuple(spoken)


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
