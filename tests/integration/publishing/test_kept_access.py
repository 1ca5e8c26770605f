"""Pushes and webhooks without `access`: they keep the access that the source has set."""

from typing import Any

from flask.testing import FlaskClient

from cache.articles.edition import Edition
from tests.integration.asking import KEY
from worker.articles.edition import edition_of
from worker.model.article import SUBSCRIBERS, Article
from worker.model.fetched_article import FetchedArticle

HTML = "<p>It is paid for.</p>"


def test_a_push_without_access_keeps_what_the_source_has_said(keyed: FlaskClient) -> None:
    intake = keyed.application.extensions["listen"].articles.intake
    intake.take_in(Article("paid", title="The Quay", html=HTML, access=SUBSCRIBERS), source="wire")
    headers = {"Authorization": f"Bearer {KEY}"}

    def push(**fields: str) -> Any:
        given = {"title": "The Quay", "html": HTML, **fields}
        return keyed.put("/v1/articles/paid", json=given, headers=headers).get_json()

    def code() -> str:
        return str(keyed.get("/v1/articles/paid/audio").get_json().get("code", ""))

    for changed in ("The Quay", "The New Quay"):
        told = push(title=changed)
        assert (told["access"], told["title"]) == (SUBSCRIBERS, changed)
        assert told == keyed.get("/v1/articles/paid", headers=headers).get_json()
        assert code() == "signature-needed"
    assert push(access="")["access"] == ""
    assert code() == ""
    assert push()["access"] == ""


def test_a_push_that_meets_the_fetch_of_a_paid_article_keeps_it_closed(
    keyed: FlaskClient, monkeypatch: Any
) -> None:
    articles = keyed.application.extensions["listen"].articles
    name, fetched = (
        "worker.articles.store.edition_of",
        Article("met", html=HTML, access=SUBSCRIBERS),
    )

    def fetch_first(article: Article) -> Edition:
        monkeypatch.setattr(name, edition_of)
        articles.store.take_in(FetchedArticle(fetched), "wire")
        return edition_of(article)

    monkeypatch.setattr(name, fetch_first)
    articles.intake.take_in(Article("met", title="Now", html=HTML), says_access=False)
    stored = articles.store.get("met")
    assert (stored.access, stored.title) == (SUBSCRIBERS, "Now")
