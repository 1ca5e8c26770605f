import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cache.articles.edition import Edition
from worker.articles.lookup import DemoArticles, Sources
from worker.errors import ArticleNotFoundError, UnreadableSourceError
from worker.sources.files import read_file
from worker.text.html_blocks.reader import read_html


def test_a_cms_export_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    fields = {"id": "pier", "title": "T", "html": "<p>P</p>", "byline": None, "unknown": 1}
    file.write_text(json.dumps(fields))
    article = read_file(file)
    assert (article.id, article.title, article.html, article.byline) == (
        "pier",
        "T",
        "<p>P</p>",
        "",
    )


def test_an_export_without_an_id_is_called_after_its_file(tmp_path: Path) -> None:
    file = tmp_path / "pier.json"
    file.write_text('{"title": "T", "text": "P", "unknown": 1}')
    assert read_file(file).id == "pier"


def test_markdown_has_its_first_heading_as_title(tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("# The *Title*\n\nOne **bold** line.\n\n- a\n- b\n\n> said\n")
    article = read_file(file)
    assert article.title == "The Title"
    assert [(b.role, b.text) for b in read_html(article.html)] == [
        ("paragraph", "One bold line."), ("list-item", "a"), ("list-item", "b"), ("quote", "said"),
    ]  # fmt: skip


def test_plain_text_has_a_short_first_line_as_title(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("A headline\n\nThe first paragraph.\n\nThe second.\n")
    article = read_file(file)
    assert (article.title, article.text) == ("A headline", "The first paragraph.\n\nThe second.")
    file.write_text("A sentence.\n\nAnother.\n")
    assert read_file(file).title == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF"),
        ("a.json", b"not json"),
        ("a.json", b"[1, 2]"),
        ("a.json", b'{"title": 5}'),
        ("a.html", b""),
    ],
)
def test_what_is_no_article_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableSourceError):
        read_file(tmp_path / name)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSourceError, match="cannot be read"):
        read_file(tmp_path / "none.txt")


def test_the_demo_articles_have_the_lengths_that_the_demo_needs() -> None:
    standard, long, short = DemoArticles().all()
    assert standard.html.count("<p>") == 8
    assert len(long.html.split()) > 2_500
    assert all(f"<{tag}>" in long.html for tag in ("h2", "ul", "ol", "blockquote"))
    assert len(short.html.split()) < 200


def test_sources_are_asked_in_order_and_say_what_to_do_when_none_knows() -> None:
    sources = Sources([DemoArticles()])
    first = DemoArticles().all()[0]
    assert sources.get(first.id) == first
    opened_at = int(datetime(2026, 10, 15, 10, tzinfo=UTC).timestamp())
    assert sources.edition(first.id) == Edition(first.revision, "en-US", 209, opens_at=opened_at)
    assert sources.edition("none") is None
    with pytest.raises(ArticleNotFoundError, match="PUT /v1/articles/none"):
        sources.get("none")
