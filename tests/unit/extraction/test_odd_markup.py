"""Pages whose markup misleads: names that promise a box, text in unusual elements."""

import json

import pytest

from tests.unit.extraction.test_kinds_of_sites import H1, RULES, A, B, C, D, E, P, site
from worker.model.script import Omission
from worker.sources.page import read_page
from worker.text.script import write_script

DECLARED = json.dumps(
    {"@type": "NewsArticle", "headline": "The pier", "articleBody": "\n\n".join(P)}
)
GOALS = [
    f"<div class=match-comment><p>{text}</p></div>"
    for text in (P[0], "A corner comes to nothing.", P[1], P[2])
]
ITEMS = ["Ines Falk sells the tickets.", "The storm of March broke it.", "Gulls sit on the piles."]

PAGES = {
    "an article for readers without scripts": (
        f"<html><body><div id=app></div><noscript><div>{H1}{A}{B}{C}{D}{E}</div></noscript></body>",
        P,
    ),
    "an article in structured data alone": (
        f"<html><head><script type='application/ld+json'>{DECLARED}</script></head>"
        "<body><div id=app></div><script src=/main.js></script></body></html>",
        P,
    ),
    "headings that lead back to the contents": (
        site(f"<article>{H1}{A}{B}<h2><a class=toc-backref href='#id1'>Fears</a></h2>{C}{D}{E}"),
        [P[0], P[1], "Fears", *P[2:]],
    ),
    "sections with the IDs of a table of contents": (
        site(f"<article>{H1}<div id=TOC_TITLE_1>{A}{B}{C}</div><div id=TOC_TITLE_2>{D}{E}</div>"),
        P,
    ),
    "a text that is all in an element named as a box": (
        site(
            f"<article>{H1}<div class='text read-more'>{A}{B}<div class=sharedaddy>"
            f"<h3>Share this:</h3><ul>{'<li><a href=/x>Click to share it with a friend</a>' * 20}"
            "</ul></div></div></article>"
        ),
        P[:2],
    ),
    "the entries of a ticker": (
        site(f"<article>{H1}<div class=ticker>{''.join(GOALS)}</div></article>"),
        [P[0], "A corner comes to nothing.", P[1], P[2]],
    ),
    "a title within the text": (
        site(f"<article><div>{A}{B}<h2>Board votes to rebuild the pier</h2>{C}{D}{E}</div>"),
        P,
    ),
    "a list of which one item is a link": (
        site(
            f"<article>{H1}{A}<ul><li>{ITEMS[0]}<li><a href=/storm>{ITEMS[1]}</a><li>{ITEMS[2]}"
            f"</ul>{B}{C}{D}{E}</article>"
        ),
        [P[0], *ITEMS, *P[1:]],
    ),
    "headings in elements of their own": (
        site(
            f"<div class=page-builder><div class=part>{H1}</div><div class=part>{A}{B}</div>"
            f"<div class=part><h2>Fears</h2></div><div class=part>{C}{D}</div>"
            f"<div class=part>{E}</div></div>"
        ),
        [P[0], P[1], "Fears", *P[2:]],
    ),
    "a table of contents whose heading is left": (
        site(
            f"<article>{H1}{A}{B}<h2>Contents</h2><ul><li><a href='#a'>Fears</a>"
            f"<li><a href='#b'>Tickets</a></ul>{C}{D}{E}</article>"
        ),
        P,
    ),
    "a letter in preformatted text": (
        site(f"<article>{H1}<pre>{(chr(10) * 2).join([*P, *P])}</pre></article>"),
        [*P, *P],
    ),
    "texts of slides in elements for the titles of tables": (
        site(
            "<article>" + H1 + "".join(f"<section><h2>Slide</h2><caption>{t}</caption></section>"
                                       for t in P) + "</article>"
        ),
        [line for text in P for line in ("Slide", text)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_text_is_read_however_it_is_marked_up(name: str) -> None:
    page, wanted = PAGES[name]
    script = write_script(read_page(page, "a", "https://times.example/sea/pier"), RULES)
    opening = ("title", "dek", "byline")
    assert [line.written for line in script.lines if line.role not in opening] == wanted


DEKS = [
    "<header>{0}<div class=post__lead><h2>{1}</h2></div></header>{2}",
    "<header>{0}<h2 class=article-sub-headline>{1}</h2></header>{2}",
    "<header>{0}<p class=ingress>{1}</p></header>{2}",
]


@pytest.mark.parametrize("markup", DEKS)
def test_a_lead_between_title_and_text_is_the_dek(markup: str) -> None:
    dek = "After the storm of March, the town will have its old pier back within a year."
    body = markup.format(H1, dek, f"<div>{A}{B}{C}{D}{E}</div>")
    article = read_page(site(f"<article>{body}</article>"), "a")
    assert article.dek == dek
    assert P[0] in article.html


def test_a_name_in_capitals_is_no_dek_whatever_its_element_is_called() -> None:
    name = "<div class='header--subhead'><span class='subhead-name'>ADA LIND</span></div>"
    article = read_page(site(f"<article>{H1}{name}<div>{A}{B}{C}{D}{E}</div></article>"), "a")
    assert article.dek == ""


def test_the_only_text_of_a_page_is_no_dek() -> None:
    head = f"<meta name=description content='{P[0]}'>"
    article = read_page(site(f"<article>{H1}<p class=intro>{P[0]}</p></article>", head), "a")
    assert (article.dek, P[0] in article.html) == ("", True)


def test_code_is_no_text_however_much_of_a_page_it_is() -> None:
    code = "for (let i = 0; i < n; i++) {\n  total += f(i);\n}\n" * 30
    article = read_page(site(f"<article>{H1}{A}{B}<pre>{code}</pre>{C}</article>"), "a")
    lines = [line.written for line in write_script(article, RULES).lines[1:]]
    assert lines == P[:3]


def test_what_is_read_from_structured_data_has_a_line() -> None:
    notes: list[Omission] = []
    page, _ = PAGES["an article in structured data alone"]
    read_page(page, "a", note=notes.append)
    assert [note.text for note in notes] == ["The pier"]
