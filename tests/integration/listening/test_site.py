"""Pages for people: the demo site, and the documentation."""

import re

import pytest
from flask.testing import FlaskClient

from tests.integration.listening.test_embed import narrate
from tests.stand import opened
from worker.articles.lookup import DemoArticles

ARTICLES = DemoArticles().all()


def test_the_demo_site_shows_three_articles(flask: FlaskClient) -> None:
    home = flask.get("/").text
    assert home.count('<article class="teaser') == 3
    assert "3 min listen" in home
    for article in ARTICLES:
        assert f'href="/articles/{article.id}"' in home
        page = flask.get(f"/articles/{article.id}").text
        assert f'<listen-to-article article-id="{article.id}"' in page
        assert article.html.strip() in page
    assert flask.get("/articles/none").status_code == 404


def test_a_section_shows_its_articles_alone(flask: FlaskClient) -> None:
    for section in {article.section for article in ARTICLES}:
        page = flask.get(f"/sections/{section.lower()}").text
        assert {article.id for article in ARTICLES if f"/articles/{article.id}" in page} == {
            article.id for article in ARTICLES if article.section == section
        }
    assert flask.get("/sections/none").status_code == 404


@pytest.mark.parametrize(
    ("article", "heading", "listed"),
    [
        (0, "More from the Courier", [1, 2]),
        (1, "More in Local", [2]),
        (2, "More in Local", [1]),
    ],
)
def test_an_article_leads_to_others_which_are_its_playlist(
    flask: FlaskClient, article: int, heading: str, listed: list[int]
) -> None:
    page = flask.get(f"/articles/{ARTICLES[article].id}").text
    assert heading in page
    assert re.findall(r'data-article-id="([^"]+)"', page) == [ARTICLES[n].id for n in listed]


def test_an_article_that_can_be_heard_says_so_to_search_engines(flask: FlaskClient) -> None:
    path = f"/articles/{ARTICLES[0].id}"
    assert "AudioObject" not in flask.get(path).text
    narrate(flask, ARTICLES[0].id)
    assert "AudioObject" in flask.get(path).text


def test_the_newspaper_is_there_while_redis_is_not(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/none.sock")
    with opened() as flask:
        for path in ("/", f"/articles/{ARTICLES[0].id}", "/docs"):
            assert flask.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", f"/articles/{ARTICLES[0].id}", "/states", "/docs"])
def test_pages_run_and_load_nothing_but_our_own(flask: FlaskClient, path: str) -> None:
    page = flask.get(path)
    policy = dict(
        rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)


def test_sound_from_the_public_address_is_let_through(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_PUBLIC_URL", "https://audio.example")
    monkeypatch.setenv("LISTEN_DEMO_SITE", "true")
    with opened() as flask:
        policy = flask.get("/").headers["Content-Security-Policy"]
        assert "media-src 'self' https://audio.example data:" in policy
        assert "connect-src 'self' https://audio.example" in policy


def test_the_documentation_has_every_request_and_model(flask: FlaskClient) -> None:
    api = flask.get("/openapi.json").get_json()
    page = flask.get("/docs").text
    for ways in api["paths"].values():
        for way in ways.values():
            assert f'id="{way["operationId"]}"' in page
            assert "Raises:" not in way["description"]
    names = set(re.findall(r'id="([^"]+)"', page))
    assert set(api["components"]["schemas"]) < names
    assert set(re.findall(r'href="#([^"]+)"', page)) < names


@pytest.mark.parametrize(
    ("public_url", "demo_site", "status"),
    [
        ("", "", 200),
        ("http://localhost:8000", "", 200),
        ("https://audio.example", "", 404),
        ("https://audio.example", "true", 200),
    ],
)
def test_the_demo_site_is_off_where_the_public_comes_unless_it_is_wanted(
    settings_env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    public_url: str,
    demo_site: str,
    status: int,
) -> None:
    monkeypatch.setenv("LISTEN_PUBLIC_URL", public_url)
    if demo_site:
        monkeypatch.setenv("LISTEN_DEMO_SITE", demo_site)
    with opened() as flask:
        assert flask.get("/").status_code == status


def test_without_the_demo_site_the_documentation_is_still_there(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_DEMO_SITE", "false")
    with opened() as flask:
        assert flask.get("/").status_code == 404
        assert flask.get("/docs").status_code == 200
        assert flask.get("/docs/docs.css", buffered=True).content_type.startswith("text/css")
