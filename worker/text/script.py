"""Script writing: an article's words to be read, in order, each line with its role."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from worker.errors import NothingToReadError
from worker.html.excerpts import is_excerpt
from worker.html.omissions import Note, note_nothing
from worker.html.plain_text import fold
from worker.model.article import Article
from worker.model.script import Line, Omission, Role, Script
from worker.text.html_blocks.block import Block
from worker.text.html_blocks.reader import read_html, read_text
from worker.text.html_blocks.repetitions import drop_repeated_opening, drop_repeated_pull_quotes

ENGLISH = "en"
DEFAULT_LANGUAGE = ENGLISH
_BEGINNING_CHARS = 80


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Settings of reading: the roles that are read, and the lengths of pauses.

    Attributes:
        reads: True for each role that is read.
        reads_footnote_marks: True if marks of footnotes within the text are read.
        pauses_ms: Silence after the last sentence of a line, by its role.
        sentence_pause_ms: Silence between two sentences of a line.
        clause_pause_ms: Silence where a sentence was cut.
        english_locale: Locale of texts whose language is plain "en", such as "en-GB".
    """

    reads: dict[Role, bool]
    reads_footnote_marks: bool
    pauses_ms: dict[Role, int]
    sentence_pause_ms: int
    clause_pause_ms: int
    english_locale: str = "en-US"

    def localized(self, language: str) -> str:
        """Return a language tag; plain English becomes the English of the settings."""
        return self.english_locale if language.lower() == ENGLISH else language


def read_setting(role: Role) -> str:
    """Return the name of the setting that says whether a role is read."""
    return f"read_{role.replace('-', '_')}"


def write_script(article: Article, rules: ReadingRules, note: Note = note_nothing) -> Script:
    """Return the script of an article: its title, dek, byline and body, as the rules say.

    Title, dek and byline are read once if the body repeats them at its beginning, and so is a pull
    quote.

    Args:
        article: Article from the publisher.
        rules: Settings that say which parts are read.
        note: Called with each part that is not read.

    Raises:
        NothingToReadError: No letter and no digit is left to read.
    """
    opening = [
        _title_of(article),
        Block(Role.DEK, fold(article.dek)),
        Block(Role.BYLINE, fold(article.byline)),
    ]
    read, body = (read_html, article.html) if article.html else (read_text, article.text)
    language = article.language or DEFAULT_LANGUAGE
    blocks = read(body, note, keeps_marks=rules.reads_footnote_marks, language=language)
    opening = _without_excerpt(opening, blocks, note)
    blocks = drop_repeated_opening(opening, blocks, note)
    blocks = drop_repeated_pull_quotes(blocks, note)
    lines = list(_lines_of((*opening, *blocks), rules, note))
    if not lines:
        raise NothingToReadError(
            f"article {article.id!r} has no letter and no digit in the parts that are read"
        )
    return Script(lines, rules.localized(language))


def write_opening(article: Article, rules: ReadingRules) -> Script:
    """Return the first lines of an article's script, as far as its body cannot change them.

    That is the title; no line if the article has none, or if the rules leave it out.
    """
    lines = list(_lines_of([_title_of(article)], rules, note_nothing))
    return Script(lines, rules.localized(article.language or DEFAULT_LANGUAGE))


def _title_of(article: Article) -> Block:
    return Block(Role.TITLE, fold(article.title))


def _lines_of(blocks: Iterable[Block], rules: ReadingRules, note: Note) -> Iterator[Line]:
    """Yield the lines of those blocks that are read."""
    number = 0
    for block in blocks:
        if rules.reads[block.role] and block.is_readable:
            foreign = tuple(
                replace(part, language=rules.localized(part.language)) for part in block.foreign
            )
            yield Line(
                block.role,
                block.text,
                number,
                block.replacements,
                foreign=foreign,
                bold_chars=block.bold_chars,
                marked=block.marked,
            )
            number += 1
        elif block.text:
            text = block.text[:_BEGINNING_CHARS]
            note(Omission(block.role, text, read_setting(block.role)))


def _without_excerpt(opening: list[Block], body: Sequence[Block], note: Note) -> list[Block]:
    """Return the blocks before the body, without a dek that a machine cut from the body."""
    said = "\n".join(block.text for block in body)
    kept: list[Block] = []
    for block in opening:
        if block.role is Role.DEK and is_excerpt(block.text, said):
            note(Omission("dek, repeated", block.text[:_BEGINNING_CHARS]))
        else:
            kept.append(block)
    return kept
