"""Repetitions in an article that are read once: its headline, a pull quote."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from worker.html.omissions import Note
from worker.model.script import Omission, Role
from worker.text.html_blocks.block import Block

_WORDS = re.compile(r"\w+")
_CUT = re.compile(r"…|\.\.\.|\[[^\]]{0,80}\]")
_ATTRIBUTION_WORDS = 10
_BEGINNING_CHARS = 80
_QUOTED = re.compile(r"“([^“”]{20,})”|\"([^\"]{20,})\"")
_LEAST_QUOTED_WORDS = 8
"""Minimum length of a quotation that is left out because its words stand in the text, too."""

_LEAST_TITLE_WORDS = 5
_LEAST_ALIKE = 0.85
"""Share of the words that a headline has in common with the title that it repeats."""

_QUOTES = frozenset({Role.PULL_QUOTE, Role.QUOTE})

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
    title = next((_words_of(block.text) for block in opening if block.role is Role.TITLE), "")
    kept: list[Block] = []
    is_beginning = True
    for block in body:
        role = said.get(_words_of(block.text)) if is_beginning else None
        if is_beginning and block.role is Role.HEADING and _is_alike(_words_of(block.text), title):
            role = Role.TITLE
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
    if all(block.role not in _QUOTES for block in body):
        return list(body)
    prose = [_words_of(block.text) for block in body if block.role is Role.PARAGRAPH]
    text = " ".join(_words_of(block.text) for block in body if block.role is not Role.PULL_QUOTE)
    text = f" {text} "
    kept: list[Block] = []
    dropped_box = 0
    for block in body:
        is_attribution = block.box == dropped_box and len(block.text.split()) <= _ATTRIBUTION_WORDS
        is_pull_quote = block.role is Role.PULL_QUOTE
        is_repeated = (is_pull_quote and _is_in(block.text, text)) or (
            block.role in _QUOTES and _is_quoted_again(block, prose)
        )
        if is_repeated or (is_pull_quote and is_attribution):
            dropped_box = block.box
            note(Omission("pull quote, repeated", block.text[:_BEGINNING_CHARS]))
        else:
            kept.append(block)
    return kept


def _is_quoted_again(block: Block, prose: Sequence[str]) -> bool:
    """Return whether one paragraph holds all words of a quotation, and more words than these.

    A pull quote often has its own attribution behind the quotation: “...,” Stafford said.
    """
    inner = ["".join(match.groups("")) for match in _QUOTED.finditer(block.text)]
    if inner and len(block.text) > sum(map(len, inner)) + 10 * _ATTRIBUTION_WORDS:
        return False
    parts = [_words_of(part) for each in inner or [block.text] for part in _CUT.split(each)]
    parts = [part for part in parts if part]
    count = sum(len(part.split()) for part in parts)
    return count >= _LEAST_QUOTED_WORDS and any(
        all(f" {part} " in f" {text} " for part in parts) and len(text.split()) > count
        for text in prose
    )


def _is_alike(heading: str, title: str) -> bool:
    """Return whether a heading is the title with another word or two."""
    words, others = heading.split(), title.split()
    if min(len(words), len(others)) < _LEAST_TITLE_WORDS:
        return False
    return SequenceMatcher(None, words, others, autojunk=False).ratio() >= _LEAST_ALIKE


def _is_in(quote: str, text: str) -> bool:
    """Return whether all parts of a quote, which "…" divides, are in the words of a text."""
    parts = [_words_of(part) for part in _CUT.split(quote)]
    return all(f" {part} " in text for part in parts if part)


def _words_of(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
