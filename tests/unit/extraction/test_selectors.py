"""Selectors of the publisher: parts that are left out, and parts that contain the article."""

import pytest
from pydantic import ValidationError

from worker.html.selectors import Selectors, mark_left_out_of
from worker.model.article import Article
from worker.model.script import Omission
from worker.publication.publication import Publication
from worker.publication.sources import WordPressSource
from worker.sources.page import read_page
from worker.sources.subscribers_only import admit
from worker.text.html_blocks.reader import read_html

PROSE = "<p>The ferry crossed the sound in {} minutes, as it had done every day of that year.</p>"
BOX = (
    "<div class=tide-table>"
    "<p>High water came at {} past six, and low water six hours later.</p></div>"
)
PAGE = (
    "<html><body><h1>Ferry</h1><div class=old-story>"
    + "".join(map(PROSE.format, range(20, 29)))
    + "</div><div class=bulletin>"
    + PROSE.format(3)
    + BOX.format(4)
    + PROSE.format(5)
    + "</div></body></html>"
)


def texts_of(html: str) -> list[str]:
    return [block.text for block in read_html(html)]


def test_the_article_is_what_the_publisher_says_holds_it() -> None:
    article = read_page(PAGE, "a", selectors=Selectors(holding=(".bulletin",)))
    assert texts_of(article.html) == [
        "The ferry crossed the sound in 3 minutes, as it had done every day of that year.",
        "High water came at 4 past six, and low water six hours later.",
        "The ferry crossed the sound in 5 minutes, as it had done every day of that year.",
    ]


def test_a_selector_that_a_page_does_not_have_changes_nothing() -> None:
    selectors = Selectors(holding=("#nowhere",), left_out=(".nothing",))
    assert read_page(PAGE, "a", selectors=selectors) == read_page(PAGE, "a")


def test_what_the_publisher_leaves_out_is_not_read_and_has_a_line() -> None:
    selectors = Selectors((".tide-table",), (".bulletin",))
    omissions: list[Omission] = []
    html = read_page(PAGE, "a", note=omissions.append, selectors=selectors).html
    blocks = read_html(html, omissions.append)
    assert [block.text[:33] for block in blocks] == [
        "The ferry crossed the sound in 3 ",
        "The ferry crossed the sound in 5 ",
    ]
    assert ("data-listen=skip", "High water came at 4") in [
        (omission.reason, omission.text[:20]) for omission in omissions
    ]


def test_selectors_hold_for_the_html_of_a_cms_too() -> None:
    source = WordPressSource(kind="wordpress", url="https://x.example", leave_out=(".tide-table",))
    article = Article(id="wp:1", title="T", html=PROSE.format(1) + BOX.format(2))
    assert len(texts_of(admit(article, source, is_paid=False).html)) == 1


def test_html_without_such_a_part_stays_as_it_is() -> None:
    html = "<p>Bread &amp; butter<br>on deck"
    assert mark_left_out_of(html, (".tide-table",)) == html


@pytest.mark.parametrize("key", ["leave_out", "holds_article"])
def test_the_publication_file_takes_selectors_and_refuses_others(key: str) -> None:
    table = {"kind": "page", "url": "https://x.example/{id}"}
    sources = Publication.model_validate({"sources": {"site": {**table, key: "div.story"}}}).sources
    assert getattr(sources["site"], key) == ("div.story",)
    with pytest.raises(ValidationError, match="not a CSS selector"):
        Publication.model_validate({"sources": {"site": {**table, key: ["div..story"]}}})
