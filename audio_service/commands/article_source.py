"""The SOURCE of a command: a file, a URL or an article ID.

Database and HTTP client are imported only if SOURCE needs them, since importing takes long.
"""

import importlib
import re
from dataclasses import replace
from pathlib import Path

import click

from cache.languages import read_tag
from worker.html.omissions import Note, note_nothing
from worker.model.article import Article
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.sources.files import FILE_ENDINGS, read_file

LANGUAGE_HELP = (
    "Language of SOURCE, such as fr or pt-BR, in place of the language that SOURCE names."
)


def read_language(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Return the language of an option.

    Raises:
        click.BadParameter: The value is not a language tag.
    """
    if value is None or read_tag(value):
        return value
    raise click.BadParameter(f"{value!r} is not a language tag, such as fr or pt-BR")


def find_article(
    source: str, settings: WorkerSettings, language: str | None, note: Note = note_nothing
) -> Article:
    """Return the article of a SOURCE, in `language` if it is given.

    `note` is called with each part of the page that is left out.
    """
    article = _read_source(source, settings, note)
    return replace(article, language=language) if language else article


def _read_source(source: str, settings: WorkerSettings, note: Note) -> Article:
    """Return the article of a SOURCE.

    Raises:
        click.UsageError: SOURCE is a folder.
    """
    if re.match(r"[a-z][a-z0-9+.-]*:[/\\]", source, re.IGNORECASE):
        fetching = importlib.import_module("audio_service.commands.stored_article")
        page: Article = fetching.fetch_page(source, settings, note)
        return page
    path = Path(source)
    if path.is_dir():
        raise click.UsageError(f"{source} is a folder; SOURCE is a file, a URL or an article ID")
    publication = read_publication(settings.publication_file)
    is_of_upstream = publication.upstream_of(source) is not None  # an ID may look like a file name
    endings = FILE_ENDINGS
    if path.is_file() or (path.suffix.lower() in endings and not is_of_upstream):
        return read_file(path, note)
    stored = importlib.import_module("audio_service.commands.stored_article")
    article: Article = stored.find_stored(source, settings, publication)
    return article
