"""Titles and texts of feeds that were escaped twice, or lie in the wrong field."""

from html import escape

import pytest

from tests.contract.feeds import LONG, article_of, entries_of, read
from tests.upstreams.shelf import Shelf
from worker.text.html_blocks.reader import read_html

ESCAPED = [
    # what stands in the feed; title and blocks that are read
    ("<title>Lime &amp;amp;amp; salt</title>", "Lime & salt"),
    ("<title>Lime &amp;amp; salt</title>", "Lime & salt"),
    ("<title>The pier&amp;amp;#8217;s end</title>", "The pier’s end"),
    ("<title>A &amp;lt;em&amp;gt;new&amp;lt;/em&amp;gt; pier</title>", "A new pier"),
    ("<title>&lt;![CDATA[A pier]]&gt;</title>", "A pier"),
    ("<title>Why &amp;lt;b&amp;gt; is old</title>", "Why <b> is old"),
    ("<title>R&amp;amp;D; Q&amp;amp;A</title>", "R&D; Q&A"),
]


@pytest.mark.parametrize(("title", "read"), ESCAPED)
def test_a_title_that_was_escaped_twice_is_read_as_it_was_written(
    shelf: Shelf, title: str, read: str
) -> None:
    assert article_of(shelf, f"{title}<description>{escape(LONG)}</description>").title == read


TWICE = [
    (escape(escape("<p>It &amp; they.</p><p>So.</p>")), ["It & they.", "So."]),
    (escape("<div>" + escape("<p>It.</p><p>So &amp; so.</p>") + "</div>"), ["It.", "So & so."]),
    ("<![CDATA[" + escape("<p>It&nbsp;is.</p>") + "]]>", ["It is."]),
    ("<![CDATA[<p>The pier&amp;#8217;s &amp;amp; the quay&amp;rsquo;s.</p>]]>",
     ["The pier’s & the quay’s."]),
    ("<![CDATA[<p>The &lt;p&gt; tag.</p><p>And &lt;/p&gt;.</p><p>R&amp;D;</p>]]>",
     ["The <p> tag.", "And </p>.", "R&D;"]),
    ("<![CDATA[<p>It.</p><pre>&amp;amp; &lt;/p&gt;</pre>]]>", ["It.", "&amp; </p>"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "blocks"), TWICE)
@pytest.mark.parametrize("tag", ["content:encoded", "description"])
def test_a_body_that_was_escaped_twice_is_read_as_it_was_written(
    shelf: Shelf, body: str, blocks: list[str], tag: str
) -> None:
    (entry,) = entries_of(shelf, f"<guid>a</guid><title>T</title><{tag}>{body}</{tag}>")
    assert entry.article
    assert [block.text for block in read_html(entry.article.html)] == blocks


@pytest.mark.parametrize("order", [1, -1])
def test_the_content_is_read_and_not_the_summary(shelf: Shelf, order: int) -> None:
    parts = [
        "<description>Forty years on, it opens.</description>",
        f"<content:encoded>{escape('<p>The pier is open.</p>')}</content:encoded>",
    ][::order]
    article = article_of(shelf, "<title>T</title>" + "".join(parts))
    assert (article.html, article.dek) == ("<p>The pier is open.</p>", "Forty years on, it opens.")


def test_an_empty_content_leaves_the_summary_as_the_text(shelf: Shelf) -> None:
    item = f"<title>T</title><content:encoded/><description>{escape(LONG)}</description>"
    assert article_of(shelf, item).html == LONG


def test_plain_text_that_has_tags_is_read_as_markup(shelf: Shelf) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>T</title>'
        f'<content type="text">{escape("<p>One &amp; two.</p><p>Three.</p>")}</content>'
        "</entry></feed>"
    )
    shelf.put("/feed", atom.encode(), "application/atom+xml")
    (entry,) = read(shelf).entries()
    assert entry.article
    assert [b.text for b in read_html(entry.article.html)] == ["One & two.", "Three."]
