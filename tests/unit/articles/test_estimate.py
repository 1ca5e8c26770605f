import pytest

from worker.articles.lookup import DemoArticles
from worker.model.article import Article
from worker.text.duration_estimate import estimate_s

HEARD_S = {
    "river-pact-nears-end": 207.2,
    "town-moving-uphill": 924.6,
    "overdue-atlas-returns": 61.8,
}
"""Lengths of the demo articles in seconds, read by `piper:en_US-joe-medium` (2026-11)."""

PARAGRAPH = "The captains of both ferries have asked the council for a second pier. "


@pytest.mark.parametrize("article", DemoArticles().all(), ids=lambda article: article.id)
def test_an_estimate_is_near_what_is_heard(article: Article) -> None:
    assert estimate_s(article) == pytest.approx(HEARD_S[article.id], rel=0.03)


def test_what_is_not_read_takes_no_time() -> None:
    plain = Article("a", title="Ferries", html=f"<p>{PARAGRAPH * 9}</p>")
    for unread in ("figcaption", "table", "aside", "pre", "script", "style"):
        html = f"{plain.html}<{unread}>{PARAGRAPH * 9}</{unread}>"
        assert estimate_s(Article("a", title="Ferries", html=html)) == estimate_s(plain)


def test_html_and_plain_text_and_the_dek_count_alike() -> None:
    expected = estimate_s(Article("a", text=PARAGRAPH * 9))
    assert expected > 30
    assert estimate_s(Article("a", html=f"<p><b>{PARAGRAPH * 9}</b></p>")) == expected
    assert estimate_s(Article("a", dek=PARAGRAPH * 9)) == expected


def test_digits_and_signs_for_syllables_take_longer_than_letters() -> None:
    letters, digits, signs = (estimate_s(Article("a", text=s * 310)) for s in ("a", "7", "語"))
    assert (letters, digits, signs) == (20, 120, 60)


def test_nothing_takes_no_less_than_a_second() -> None:
    assert estimate_s(Article("a")) == 1
