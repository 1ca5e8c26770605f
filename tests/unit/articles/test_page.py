from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from worker.errors import UnreadableSourceError
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.script import Omission, Replacement
from worker.settings import WorkerSettings
from worker.sources.page import read_page
from worker.text.html_blocks.reader import read_html
from worker.text.script import write_script

PAGES = Path(__file__).parent / "pages"
RULES = reading_rules(WorkerSettings())

LONG = "<p>The council of the town met on the pier, number {}, and nobody knew for how long.</p>"


def blocks_of(name: str) -> list[tuple[str, str]]:
    """Return role and beginning of each line of the body that is read by default."""
    article = read_page((PAGES / name).read_text("utf-8"), "a")
    lines = write_script(article, RULES).lines
    assert [line.role for line in lines[:2]] == ["title", "dek"]
    return [(line.role, line.written[:32]) for line in lines[2:]]


def page_with(markup: str) -> str:
    around = "".join(map(LONG.format, range(4)))
    return f"<body><nav>Home</nav><article><h1>T</h1>{around}{markup}{LONG.format(5)}</article>"


def read_with(markup: str) -> list[tuple[str, str, tuple[Replacement, ...]]]:
    """Return the blocks that markup becomes within the article of a page."""
    blocks = read_html(read_page(page_with(markup), "a").html)
    assert blocks[-1].text.startswith("The council of the town met on the pier, number 5")
    return [(block.role, block.text, block.replacements) for block in blocks[4:-1]]


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


def test_the_numbers_of_lists_come_along() -> None:
    markup = "<ol start=3><li>First thing of all<ul><li>Within it</ul><li value=9>Other thing</ol>"
    assert read_with(markup) == [
        ("list-item", "First thing of all", (Replacement(0, 0, "3."),)),
        ("list-item", "Within it", ()),
        ("list-item", "Other thing", (Replacement(0, 0, "9."),)),
    ]


def test_what_publishers_mark_comes_along() -> None:
    markup = (
        "<p data-listen=skip>Not a word of this is to be read aloud, as long as it may be.</p>"
        "<p>They call it <b data-listen-alias='en pee see'>NPC</b>, as a rule and for short.</p>"
        "<div data-listen-alias='A map.'><p>These are the words of a map of the harbor.</p></div>"
    )
    assert [(text, replacements) for _, text, replacements in read_with(markup)] == [
        ("They call it NPC, as a rule and for short.", (Replacement(13, 16, "en pee see"),)),
        ("These are the words of a map of the harbor.", (Replacement(0, 43, "A map."),)),
    ]


BESIDE = [
    ("<figure><img><figcaption>A pier at dusk</figcaption></figure>", "caption"),
    ("<table><tr><td>Pier<td>Dusk</table>", "table"),
    ("<pre>pier = dusk</pre>", "code"),
    ("<aside class='pullquote'>Piers at dusk</aside>", "pull-quote"),
    ("<blockquote class='twitter-tweet'><p>A pier at dusk</p></blockquote>", "post"),
    ("<div class='newsletter'><p>A pier at dusk</p></div>", "newsletter"),
    ("<div><h3>Sign up for more</h3></div>", "newsletter"),
    ("<p>Read more: <a href='/x'>A pier at dusk</a></p>", "related"),
    ("<div class='related-stories'><a href='/x'>A pier at dusk</a></div>", "related"),
    ("<section class='footnotes'><p>A pier at dusk</p></section>", "footnote"),
]


@pytest.mark.parametrize(("markup", "role"), BESIDE)
def test_what_stands_beside_the_text_comes_along_in_its_role(markup: str, role: str) -> None:
    assert [found for found, _, _ in read_with(markup)] == [role]


def test_raised_numbers_stay_what_they_are() -> None:
    markup = (
        "<p>The 19<sup>th</sup> pier<sup><a href='#fn1'>1</a></sup> has 5 m<sup>2</sup>, "
        "<del>or so</del> said the one who had <q>measured it</q>.</p>"
    )
    (block,) = read_with(markup)
    assert block[1] == "The 19th pier has 5 m², said the one who had “measured it”."


def test_what_is_taken_out_of_a_page_is_noted() -> None:
    left_out: list[Omission] = []
    markup = "<div class='share'>Share this</div><p>Advertisement</p>"
    read_page(page_with(markup), "a", note=left_out.append)
    assert {(o.reason, o.text) for o in left_out} == {
        ("share bar", "Share this"),
        ("advertisement", "Advertisement"),
        ("title or dek, repeated", "T"),
    }


def test_a_page_whose_layout_is_a_table_is_read() -> None:
    body = "".join(map(LONG.format, range(9)))
    page = f"<body><table><tr><td>Home</td><td>{body}</td></tr></table></body>"
    lines = write_script(read_page(page, "a"), RULES).lines
    assert [line.role for line in lines] == ["paragraph"] * 9


def test_a_page_of_a_megabyte_and_one_deeply_nested_are_read() -> None:
    body = LONG * 10_000
    assert len(read_html(read_page(f"<article><h1>T</h1>{body}</article>", "a").html)) == 10_000
    nested = "<div>" * 1_500 + LONG * 9 + "</div>" * 1_500
    assert len(read_html(read_page(nested, "a").html)) == 9


MARKUP = st.sampled_from(
    "<p> </p> <div> </div> <article> <h1> <table> <tr> <td> <ul> <li> </ul> <aside class=share> "
    "<figure> </figure> <form> <body> </body> <br> <!-- ]]> <![CDATA[ & <x-y> "
    "<p&data-listen=quote> <div&data-listen=skip> <script> </script>".split()
).map(lambda tag: tag.replace("&", " ")) | st.text(max_size=9) | st.just(LONG)  # fmt: skip


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(MARKUP, max_size=40).map("".join))
def test_a_page_gives_an_article_or_is_refused(page: str) -> None:
    try:
        article = read_page(page, "a")
    except UnreadableSourceError:
        return
    for block in read_html(article.html):
        assert block.text


def test_malformed_addresses_on_a_page_are_left_out() -> None:
    page = (
        "<html><head><title>T</title><meta property='og:image' content='http://[x'>"
        "<link rel='canonical' href='http://[y'></head><body><article><h1>Pier</h1><p>"
        + "The pier has been opened to walkers. " * 20
        + "</p></article></body></html>"
    )
    assert read_page(page, "pier", "https://news.example/pier").image_url == ""
