"""Repetitions in an article that are read once: its headline, a pull quote."""

import re
from collections.abc import Iterable, Sequence

from worker.html.omissions import Note
from worker.model.script import Omission, Role
from worker.text.html_blocks.block import Block

_WORDS = re.compile(r"\w+")
_CUT = re.compile(r"…|\.\.\.|\[[^\]]{0,80}\]")
_ATTRIBUTION_WORDS = 10
_BEGINNING_CHARS = 80

_BEFORE_TEXT = frozenset({Role.BYLINE, Role.CAPTION, Role.EMBED, Role.ASIDE, Role.POST})
"""Roles of blocks between a repeated headline and the text."""


def drop_repeated_opening(
    opening: Sequence[Block], body: Iterable[Block], note: Note
) -> list[Block]:
    """Return the body without a title, dek or byline that it repeats at its beginning.

    Args:
        opening: Blocks that are read before the body.
        body: Blocks of the body, in order.
        note: Called with each block that is dropped.
    """
    said = {_words_of(block.text): block.role for block in opening if block.text}
    kept: list[Block] = []
    is_beginning = True
    for block in body:
        role = said.get(_words_of(block.text)) if is_beginning else None
        if role is not None:
            note(Omission(f"{role}, repeated", block.text[:_BEGINNING_CHARS]))
        else:
            kept.append(block)
            is_beginning = is_beginning and block.role in _BEFORE_TEXT
    return kept


def drop_repeated_pull_quotes(body: Sequence[Block], note: Note) -> list[Block]:
    """Return the body without pull quotes whose words are also elsewhere in it.

    A short block after it in the same box is the attribution, and is dropped with it.

    Args:
        body: Blocks of the body, in order.
        note: Called with each block that is dropped.
    """
    if all(block.role is not Role.PULL_QUOTE for block in body):
        return list(body)
    text = " ".join(_words_of(block.text) for block in body if block.role is not Role.PULL_QUOTE)
    text = f" {text} "
    kept: list[Block] = []
    dropped_box = 0
    for block in body:
        is_attribution = block.box == dropped_box and len(block.text.split()) <= _ATTRIBUTION_WORDS
        is_pull_quote = block.role is Role.PULL_QUOTE
        if is_pull_quote and (is_attribution or _is_in(block.text, text)):
            dropped_box = block.box
            note(Omission("pull quote, repeated", block.text[:_BEGINNING_CHARS]))
        else:
            kept.append(block)
    return kept


def _is_in(quote: str, text: str) -> bool:
    """Return whether all parts of a quote, which "…" divides, are in the words of a text."""
    parts = [_words_of(part) for part in _CUT.split(quote)]
    return all(f" {part} " in text for part in parts if part)


def _words_of(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
