"""Deks that were cut automatically from the text are not read."""

import pytest

from tests.unit.text.test_script import RULES
from worker.articles.fields import dek_of
from worker.model.article import Article
from worker.model.script import Omission
from worker.text.script import write_script

FIRST = "The old pier at Long Bay opened again on Saturday after forty years of waiting."
SECOND = "Hundreds of people came, and many of them had not seen it since they were children."
BETWEEN = [
    "",
    "<figure><figcaption>The pier in the evening, with all lamps lit</figcaption></figure>",
    "<div class='wp-block-buttons'><a href='#'>Book a walk on the pier now</a></div>",
    "<p>[caption id='a']<img src='x'> The pier in the evening[/caption]</p>",
    "<figure class='wp-block-embed'>https://youtu.be/x</figure>",
]
CUT = [
    f"<p>{FIRST} {SECOND[:40]} [&hellip;]</p>",
    f"{FIRST[:50]}…",
    f"<p>{FIRST} Continue reading <span>The pier</span> &rarr;</p>",
    FIRST,
]


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("excerpt", CUT)
def test_an_excerpt_that_was_cut_from_the_text_is_no_dek(
    excerpt: str, between: str, is_first: bool
) -> None:
    first, second = f"<p>{FIRST}</p>", f"<p>{SECOND}</p>"
    body = f"{between}{first}{second}" if is_first else f"{first}{between}{second}"
    assert dek_of(excerpt, body) == ""


@pytest.mark.parametrize(
    "dek",
    [
        "Forty years on, people walk over the sea once more.",
        "The old pier is back",
        "Long Bay’s pier opened on Saturday; this is what its first visitors found there.",
    ],
)
def test_a_dek_that_somebody_wrote_is_read(dek: str) -> None:
    assert dek_of(dek, f"<p>{FIRST}</p><p>{SECOND}</p>") == dek


def test_a_pushed_article_is_not_read_twice_either() -> None:
    left_out: list[Omission] = []
    html = f"<figure><figcaption>All lamps</figcaption></figure><p>{FIRST}</p><p>{SECOND}</p>"
    article = Article("a", title="The pier", dek=f"{FIRST} […]", html=html)
    script = write_script(article, RULES, left_out.append)
    assert [line.written for line in script.lines] == ["The pier", FIRST, SECOND]
    assert [o.reason for o in left_out] == ["dek, repeated", "caption"]
