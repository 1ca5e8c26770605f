"""Articles in Markdown: the fields above the text, and the text."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from worker.articles.fields import dek_of, join_names, plain_text, read_time, time_text
from worker.html.markdown.front_matter import split_front_matter
from worker.html.markdown.rendering import MarkdownText, render_line
from worker.html.omissions import Note
from worker.model.article import Article


def read_markdown(text: str, article_id: str, note: Note) -> Article:
    """Return the article that a Markdown file holds.

    Its title is the one in the front matter, else a first heading of the first level.

    Args:
        text: Text of the file.
        article_id: ID of the article.
        note: Called with each part that is left out.
    """
    fields, body = split_front_matter(text)
    markdown = MarkdownText(body, note)
    title = _line(fields.get("title")) or markdown.take_title()
    html = markdown.to_html()
    return Article(
        id=article_id,
        title=title,
        dek=dek_of(_line(fields.get("dek")), html),
        byline=join_names(_names(fields.get("byline"))),
        section=_words(next(iter(_list(fields.get("section"))), "")),
        language=_words(fields.get("language")),
        published_at=_time(fields.get("published_at")),
        url=_words(fields.get("url")),
        html=html,
        tags=tuple(filter(None, map(_words, _list(fields.get("tags"), ",")))),
        image_url=_words(_address(fields.get("image_url"))),
    )


def _words(value: object) -> str:
    """Return a text or a number as plain text; empty for any other value."""
    return plain_text(str(value)) if isinstance(value, str | int | float) else ""


def _line(value: object) -> str:
    """Return a line of Markdown as plain text."""
    return plain_text(render_line(str(value))) if isinstance(value, str | int | float) else ""


def _list(value: object, between: str = "\n") -> list[object]:
    if isinstance(value, str):
        return list(value.split(between))
    return value if isinstance(value, list) else []


def _names(value: object) -> list[object]:
    """Return the names of authors, who may be tables with a `name`."""
    people = value if isinstance(value, list) else [value]
    return [person.get("name") if isinstance(person, Mapping) else person for person in people]


def _address(value: Any) -> object:
    if isinstance(value, Mapping):
        return next((value[name] for name in ("url", "src", "image", "path") if name in value), "")
    return next(iter(value), "") if isinstance(value, list) else value


def _time(value: object) -> str:
    """Return a time in RFC 3339, from a date or time of YAML or TOML, or from a text."""
    if isinstance(value, datetime | date):
        value = value.isoformat()
    return time_text(read_time(value))
