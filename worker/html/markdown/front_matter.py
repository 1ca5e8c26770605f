"""Front matter: the fields above the text of a Markdown file, in any of the usual notations.

YAML between lines of `---`, TOML between lines of `+++`, Pandoc's lines that begin with `%`, and
MultiMarkdown's plain lines `Title: ...`. Broken YAML (a colon in a headline, for example) is read
line by line, as its author meant it.
"""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml

_YAML = re.compile(r"---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|$)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[^\S\n]*\n(.*?\n)?\+\+\+[^\S\n]*(?:\n|$)", re.DOTALL)
_PANDOC = re.compile(r"(?:%[^\n]*(?:\n[ \t]+[^\n]*)*(?:\n|$)){1,3}")
_PLAIN = re.compile(r"(?:[A-Za-z][\w -]{0,30}:[^\n]*\n)+(?=\n)")
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*)|)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_MOST_CHARS = 50_000

_NAMES = {
    "title": "title headline",
    "dek": "dek deck subtitle standfirst subheadline tagline lede description summary excerpt",
    "byline": "byline author authors by writer writers creator",
    "published_at": "published_at published publishdate publish_date publication_date pubdate "
    "datepublished date_published date created",
    "language": "language lang locale",
    "section": "section category categories channel",
    "tags": "tags keywords topics",
    "image_url": "image image_url cover cover_image featured_image thumbnail hero banner",
    "url": "url canonical canonical_url permalink",
}
"""Field of an article -> its names in front matter, the preferred one first."""

Fields = Mapping[str, Any]


def split_front_matter(text: str) -> tuple[Fields, str]:
    """Return the fields above a Markdown text, with the names of article fields, and the text.

    Args:
        text: Text of a Markdown file.

    Returns:
        Values as the notation has them: text, numbers, dates, lists, tables.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    for pattern, read in ((_YAML, _read_yaml), (_TOML, _read_toml)):
        match = pattern.match(text)
        if match and len(match[1] or "") <= _MOST_CHARS:
            fields = read(match[1] or "")
            if fields is not None:
                return _rename(fields), text[match.end() :]
    if match := _PANDOC.match(text):
        return _rename(_read_pandoc(match[0])), text[match.end() :]
    if match := _PLAIN.match(text):
        plain = _rename(_read_lines(match[0]))
        if "title" in plain:
            return plain, text[match.end() :]
    return {}, text


def _read_yaml(text: str) -> Fields | None:
    """Return the fields of YAML, or None if it is not front matter but text between two rules."""
    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _read_lines(text) or None
    return fields if isinstance(fields, dict) else {} if fields is None else None


def _read_toml(text: str) -> Fields | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return _read_lines(text.replace(" = ", ": ")) or None


def _read_pandoc(text: str) -> Fields:
    lines = re.split(r"^%", text, flags=re.MULTILINE)[1:]
    values = [" ".join(line.split()) for line in lines]
    fields: dict[str, Any] = dict(zip(("title", "author", "date"), values, strict=False))
    if "author" in fields:
        fields["author"] = fields["author"].split("; ")
    return fields


def _read_lines(text: str) -> Fields:
    """Return fields whose values are plain text on the same line, or lists below it."""
    fields: dict[str, Any] = {}
    name = ""
    for line in text.splitlines():
        item = _ITEM.match(line)
        if match := _LINE.match(line):
            name = match[1]
            fields[name] = (match[2] or "").strip().strip("\"'")
        elif item and name and not isinstance(fields[name], str):
            fields[name].append(item[1].strip("\"'"))
        elif item and name and not fields[name]:
            fields[name] = [item[1].strip("\"'")]
    return fields


def _rename(fields: Fields) -> Fields:
    """Return fields with the names of article fields; the preferred of several names is used."""
    found = {
        str(name).strip().lower().replace("-", "_").replace(" ", "_"): value
        for name, value in fields.items()
        if value not in (None, "", [], {}) and not isinstance(value, bool)
    }
    renamed: dict[str, Any] = {}
    for field, names in _NAMES.items():
        value = next((found[name] for name in names.split() if name in found), None)
        if value is not None:
            renamed[field] = value
    return renamed
