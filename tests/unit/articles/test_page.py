from pathlib import Path

import pytest

from worker.articles.page import decode_page, read_page
from worker.errors import UnreadableSourceError
from worker.text.html import read_html

PAGES = Path(__file__).parent / "pages"


def blocks_of(name: str) -> list[tuple[str, str]]:
    article = read_page((PAGES / name).read_text("utf-8"), "a")
    return [(block.role, block.text[:32]) for block in read_html(article.html)]


def test_a_newspaper_page_gives_its_article_and_nothing_else() -> None:
    assert blocks_of("newspaper.html") == [
        ("paragraph", "The two captains who run the fer"),
        ("paragraph", "“We wave, we drink coffee, and w"),
        ("heading", "What it would cost"),
        ("paragraph", "A study ordered by the harbor of"),
        ("list-item", "The cheapest design has a single"),
        ("list-item", "The dearest one adds a waiting r"),
        ("paragraph", "Not everybody is convinced. Fish"),
        ("quote", "Calm water is the only thing in "),
        ("paragraph", "Ms. Calloway says that she would"),
    ]


def test_a_newspaper_page_says_what_its_article_is() -> None:
    article = read_page((PAGES / "newspaper.html").read_text("utf-8"), "second-pier")
    assert article.id == "second-pier"
    assert article.title == "Ferry Captains Ask for a Second Pier"
    assert article.dek.startswith("Two ferries now share one berth.")
    assert article.byline == "Orla Pemberton"
    assert article.section == "Local"
    assert article.language == "en-US"
    assert article.published_at == "2026-10-02T06:00:00Z"
    assert article.url == "https://courier.example/local/second-pier"


def test_a_magazine_page_without_any_helpful_markup_gives_its_article_and_nothing_else() -> None:
    assert blocks_of("magazine.html") == [
        ("paragraph", "On the platform at Arlesheim the"),
        ("paragraph", "The 22:14 is not a fast train. I"),
        ("paragraph", "And yet every berth is taken. St"),
        ("paragraph", "“I could have flown,” says a vio"),
        ("paragraph", "The operator will add a second t"),
    ]


def test_a_description_that_no_reader_sees_is_no_dek() -> None:
    article = read_page((PAGES / "magazine.html").read_text("utf-8"), "a")
    assert article.dek.startswith("Sleeping cars were all but extinct.")
    assert article.title == "The quiet return of the night train"
    assert article.byline == "Tobias Fenwright"
    assert article.section == "Travel"
    assert article.language == "en-GB"


@pytest.mark.parametrize(
    "page", ["", "   ", "<html></html>", "<html><body><nav>Home</nav></body></html>"]
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    with pytest.raises(UnreadableSourceError):
        read_page(page, "a")


def test_pages_are_decoded_as_they_say() -> None:
    page = '<meta charset="iso-8859-1"><p>Café</p>'
    assert "Café" in decode_page(page.encode("latin-1"))
    assert "Café" in decode_page("<p>Café</p>".encode())
    assert "Caf" in decode_page(page.encode("latin-1"), "no-such-encoding")
