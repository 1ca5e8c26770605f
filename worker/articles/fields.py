"""Normalization of article fields from sources: times, names, plain text and URLs."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml import etree, html

from worker.errors import NothingToReadError, UnreadableSourceError
from worker.html.attribute_guard import check_attributes
from worker.html.escapes import shows_markup
from worker.html.excerpts import is_excerpt
from worker.html.plain_text import fold, without_markup
from worker.model.article import Article
from worker.text.language_detection import texts_of

ARTICLE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,199}")

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that are invalid in markup or in databases."""

_BREAKS = re.compile(r"<(?:br|/p|/div|/h[1-6]|/li)\b[^>]*>", re.IGNORECASE)
_MILLISECONDS_FROM = 100_000_000_000
"""Smallest number that is read as milliseconds; as seconds, it would be in the year 5138."""

LAST_ZONE = timedelta(hours=12)
"""Offset of the latest time zone behind UTC."""

_LATEST = datetime.max.replace(tzinfo=UTC)

_DATE_CHARS = len("2026-11-27")
"""Length of a date in ISO 8601 without a time of day."""

_ALIKE_CHARS = 60
"""Minimum number of letters that a dek shares with the body to count as an excerpt of it."""


def complete(article: Article, language: str) -> Article:
    """Return an article in its stored form: clean text, valid URLs, and a language if known.

    Args:
        article: Article from its source.
        language: Default language as a BCP 47 tag.

    Raises:
        NothingToReadError: The body has no letter and no digit.
    """
    words = article.text or without_markup(clean(article.html))
    if not any(map(str.isalnum, words)):
        raise NothingToReadError(f"article {article.id!r} has no text")
    return replace(
        article,
        title=clean(article.title),
        dek=clean(article.dek),
        byline=clean(article.byline),
        section=clean(article.section),
        language=clean(article.language) or language,
        url=web_address(article.url),
        html=clean(article.html),
        text=clean(article.text),
        tags=tuple(dict.fromkeys(filter(None, map(clean, article.tags)))),
        image_url=web_address(article.image_url),
    )


def has_words(article: Article) -> bool:
    """Return True if an article has a letter or digit outside of its markup."""
    return any(any(map(str.isalnum, text)) for text in texts_of(article))


def is_article_id(text: str) -> bool:
    """Return True if a text is a valid article ID."""
    return bool(ARTICLE_ID.fullmatch(text))


def clean(text: str) -> str:
    """Return `text` without characters that cannot be stored."""
    return _NO_TEXT.sub("", text)


def web_address(value: object) -> str:
    """Return `value` if it is a web address, otherwise an empty text."""
    text = clean(value).strip() if isinstance(value, str) else ""
    return text if re.fullmatch(r"https?://[^\s/?#]+\S*", text, re.IGNORECASE) else ""


def plain_text(markup: object) -> str:
    """Return a title or name as plain text, without markup and entities; empty if it is not text.

    Doubly escaped entities are decoded twice.
    """
    if not isinstance(markup, str):
        return ""
    text = clean(markup)
    if "<" in text or "&" in text:
        text = _without_tags(text)
        if shows_markup(text):
            text = _without_tags(text)
    return fold(text)


def _without_tags(markup: str) -> str:
    spaced = _BREAKS.sub(r" \g<0>", markup.replace("<![CDATA[", "").replace("]]>", ""))
    try:
        check_attributes(spaced.encode("utf-8", "replace"))
        return str(html.fragment_fromstring(spaced, create_parent="div").text_content())
    except (etree.ParserError, UnreadableSourceError):
        return ""


def dek_of(excerpt: object, body: str) -> str:
    """Return an excerpt as plain text, unless it was cut automatically from the body.

    Args:
        excerpt: Excerpt as HTML, or another value.
        body: Body as HTML.
    """
    text, words = plain_text(excerpt), without_markup(clean(body))
    beginning, said = _letters(text)[:_ALIKE_CHARS], _letters(words)
    is_cut = (
        is_excerpt(text, words)
        or said.startswith(beginning)
        or (len(beginning) == _ALIKE_CHARS and beginning in said)
    )
    return "" if is_cut else text


def join_names(names: Iterable[object]) -> str:
    """Return a byline of the names, without duplicates."""
    return ", ".join(dict.fromkeys(filter(None, map(plain_text, names))))


def read_time(value: object) -> datetime | None:
    """Return a time in any common notation, in UTC; None if it cannot be read.

    Args:
        value: Time in RFC 3339 or another form of ISO 8601, in RFC 2822, or in seconds or
            milliseconds since 1970. Without a time zone, it is UTC.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, ValueError, OSError):
            return None
    time = _read_text(value) if isinstance(value, str) else None
    if time is None:
        return None
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _read_text(text: str) -> datetime | None:
    """Return a time, without a zone if the text names none; None if the text is not a time."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text.strip())
        except (ValueError, OverflowError):
            continue
    return None


def has_zone(text: str) -> bool:
    """Return whether a text is a time with its time zone."""
    time = _read_text(text)
    return time is not None and time.tzinfo is not None


def opening_time(published_at: str) -> datetime | None:
    """Return the end of an article's embargo; None if it has none.

    A time of day without a zone is taken in the latest time zone, so that no article opens early;
    a date without a time means its beginning in UTC.
    """
    time = read_time(published_at)
    if time is None or not _names_no_zone(published_at):
        return time
    return time + min(LAST_ZONE, _LATEST - time)


def _names_no_zone(text: str) -> bool:
    """Return whether a readable time has a time of day, but no zone."""
    return not has_zone(text) and len(text.strip()) > _DATE_CHARS


def tells_no_moment(published_at: str) -> bool:
    """Return whether a time cannot be read, or names no zone and may be in the future."""
    opening = opening_time(published_at)
    if opening is None:
        return bool(published_at.strip())
    return not has_zone(published_at) and opening > datetime.now(UTC)


def time_text(time: datetime | None) -> str:
    """Return a time in RFC 3339, to the second; empty for None."""
    if time is None:
        return ""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def publication_text(value: object) -> str:
    """Return a time of publication for storage, without a zone if its source names none.

    `opening_time` then takes it in the latest zone, so that no article opens early.

    Args:
        value: Time as in `read_time`.
    """
    time = read_time(value)
    if time and isinstance(value, str) and _names_no_zone(value):
        return time.replace(tzinfo=None).isoformat(timespec="seconds")
    return time_text(time)


def latest(*times: datetime | None) -> datetime | None:
    """Return the latest of the known times, limited to now; None if none is known."""
    known = [time for time in times if time]
    return min(max(known), datetime.now(UTC)) if known else None


def _letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(filter(str.isalnum, text.casefold()))
