"""Articles in files: a CMS's JSON, a saved page, Markdown, plain text."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from worker.errors import UnreadableSourceError
from worker.fetch.charset import decode
from worker.html.omissions import Note, note_nothing
from worker.model.article import Article
from worker.sources.page import read_page

FIELDS = frozenset(Article.__dataclass_fields__) - {"access"}


def read_file(path: Path, note: Note = note_nothing) -> Article:
    """Return the article in a file, in the format that the ending of its name shows.

    Args:
        path: Path of the file.
        note: Called with each part of a page that is left out.

    Raises:
        UnreadableSourceError: The file cannot be read, or holds no article.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableSourceError(
            f"{path}: the ending of its name is none of {', '.join(sorted(_READERS))}"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(f"{path} cannot be read: {error.strerror}") from error
    return reader(data, path, note)


def article_of(fields: object, where: str) -> Article:
    """Return the article in a CMS's JSON object.

    Raises:
        UnreadableSourceError: It is not an object, or a field is not text.
    """
    if not isinstance(fields, dict):
        raise UnreadableSourceError(f"{where} is not a JSON object")
    known: dict[str, Any] = {k: v for k, v in fields.items() if k in FIELDS and v is not None}
    tags = known.pop("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise UnreadableSourceError(f"{where}: 'tags' is not a list of texts")
    for name, value in known.items():
        if not isinstance(value, str):
            raise UnreadableSourceError(f"{where}: {name!r} is not text")
    return Article(**{"id": "", **known}, tags=tuple(tags))


def _read_json(data: bytes, path: Path, _note: Note) -> Article:
    try:
        fields = json.loads(data)
    except ValueError as error:
        raise UnreadableSourceError(f"{path} is not JSON: {error}") from error
    article = article_of(fields, str(path))
    return article if article.id else replace(article, id=path.stem)


def _read_html(data: bytes, path: Path, note: Note) -> Article:
    return read_page(decode(data, None, "text/html", str(path), note), path.stem, note=note)


def _read_markdown(data: bytes, path: Path, note: Note) -> Article:
    from worker.sources.markdown_file import read_markdown  # its parser takes long to import

    return read_markdown(decode(data, None, "text/plain", str(path), note), path.stem, note)


def _read_text(data: bytes, path: Path, note: Note) -> Article:
    """Return plain text as an article; a first paragraph of one short line is its title."""
    text = decode(data, None, "text/plain", str(path), note).strip()
    first, _, rest = text.partition("\n\n")
    if rest.strip() and "\n" not in first and len(first) <= 150 and not first.endswith("."):
        return Article(id=path.stem, title=first.strip(), text=rest.strip())
    return Article(id=path.stem, text=text)


_READERS: dict[str, Callable[[bytes, Path, Note], Article]] = {
    ".json": _read_json,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".mdx": _read_markdown,
    ".txt": _read_text,
}

FILE_ENDINGS = frozenset(_READERS)
"""Endings of the names of files that can be read."""
