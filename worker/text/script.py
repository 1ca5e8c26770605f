"""From an article to its script: the words to be read, in order, each with its role."""

from dataclasses import dataclass

from worker.errors import NothingToReadError
from worker.stages import Article, Line, Role, Script
from worker.text.html import Block, fold, is_readable, read_html, read_text

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What of an article is read, and how long the pauses are.

    Attributes:
        read_byline: Whether the byline is read after the dek.
        pauses_ms: Silence after the last sentence of a line, by its role.
        sentence_pause_ms: Silence between two sentences of a line.
        clause_pause_ms: Silence where a sentence was cut.
    """

    read_byline: bool
    pauses_ms: dict[Role, int]
    sentence_pause_ms: int
    clause_pause_ms: int


def write_script(article: Article, rules: ReadingRules) -> Script:
    """Return what is read of an article: its title, dek, byline if wanted, and body.

    A body that repeats title and dek at its beginning, as pages do, has them read once.

    Raises:
        NothingToReadError: It has no letter and no digit.
    """
    opening = [Block(Role.TITLE, fold(article.title)), Block(Role.DEK, fold(article.dek))]
    body = read_html(article.html) if article.html else read_text(article.text)
    said = {block.text for block in opening}
    while body and body[0].text in said:
        body.pop(0)
    if rules.read_byline:
        opening.append(Block(Role.BYLINE, fold(article.byline)))
    blocks = [block for block in (*opening, *body) if is_readable(block.text)]
    if not blocks:
        raise NothingToReadError(
            f"article {article.id!r} has no letter and no digit in its title, dek or body"
        )
    lines = [Line(block.role, block.text, number) for number, block in enumerate(blocks)]
    return Script(lines, article.language or DEFAULT_LANGUAGE)
