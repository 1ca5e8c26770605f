"""Pages of a site, and the sitemaps that list them."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from tests.upstreams.pages import PageSite
from tests.upstreams.shelf import Shelf
from tests.upstreams.site import Reply
from worker.errors import ArticleGoneError, ArticleNotFoundError, UnreadableSourceError
from worker.fetch.client import Fetcher
from worker.publication.sources import PageSource
from worker.sources.website import Pages

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PAGE = (
    "<!doctype html><title>T</title>{head}<article><h1>The ferry</h1>"
    "<p>The ferry left the old harbor at six, as it has done every morning for years.</p></article>"
)
HTML = "text/html; charset=utf-8"
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf() as shelf:
        yield shelf


def read(shelf: Shelf, url: str = "/{id}", **settings: Any) -> Pages:
    table = {"kind": "page", "name": "page", "prefix": "page:", "url": f"{shelf.url}{url}"}
    return Pages(PageSource.model_validate({**table, **settings}), Fetcher(5, ["127.0.0.1"]))


def listed(shelf: Shelf, *paths: str, url: str = "/{id}") -> Pages:
    urls = "".join(f"<url><loc>{shelf.url}{path}</loc></url>" for path in paths)
    shelf.put("/sitemap.xml", MAP.format(urls), "application/xml")
    return read(shelf, url, sitemap=f"{shelf.url}/sitemap.xml")


@pytest.mark.parametrize(
    ("path", "own_id"),
    [
        ("/2026/11/a-story.html", "2026:11:a-story.html"),
        ("/coast/a_story/", "coast:a_story:"),
        ("/caf%C3%A9", "caf::C3::A9"),
        ("/a~b,c;d=e+f@g", "a::7Eb::2Cc::3Bd::3De::2Bf::40g"),
        ("/a:b", "a::3Ab"),
        ("/a%2Fb", "a::2Fb"),
        ("/100%25", "100::25"),
    ],
)
def test_ids_say_which_page_is_meant(shelf: Shelf, path: str, own_id: str) -> None:
    (entry,) = listed(shelf, path).entries()
    assert (entry.article_id, entry.problem) == (f"page:{own_id}", "")
    shelf.spoil = lambda _: Reply(PAGE.format(head="").encode(), HTML)
    found = read(shelf).fetch(entry.article_id)
    assert found is not None
    asked = found.article.url.removeprefix(shelf.url)
    assert asked.replace("%7E", "~").replace("%3A", ":") == path.replace(",", "%2C").replace(
        ";", "%3B"
    ).replace("=", "%3D").replace("+", "%2B").replace("@", "%40")


@pytest.mark.parametrize("path", ["/a?b=c", "/a//be", f"/{'a' * 200}", "/a#b"])
def test_pages_that_no_id_can_say_are_named(shelf: Shelf, path: str) -> None:
    (entry,) = listed(shelf, path).entries()
    assert "cannot be written as the ID" in entry.problem


def test_pages_that_do_not_fit_the_address_are_no_articles(shelf: Shelf) -> None:
    paths = ("/about", "/news/1.html", "/news/2.html", "/news/3", "/news/.html")
    entries = listed(shelf, *paths, url="/news/{id}.html").entries()
    assert [entry.article_id for entry in entries] == ["page:1", "page:2"]


@pytest.mark.parametrize("own_id", ["", ".", "..", "a:..:b", "::2E::2E:a", "a::2F..::2Fb"])
def test_ids_lead_nowhere_else(shelf: Shelf, own_id: str) -> None:
    with pytest.raises(ArticleNotFoundError):
        read(shelf, "/news/{id}").fetch(f"page:{own_id}")
    assert not shelf.requests


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="robots" content="noindex">',
        '<META NAME=robots CONTENT="follow, NOINDEX, noarchive">',
        '<meta name="robots" content="none">',
    ],
)
def test_what_is_not_to_be_listed_is_gone(shelf: Shelf, head: str) -> None:
    shelf.put("/a", PAGE.format(head=head), HTML)
    shelf.put("/b", PAGE.format(head=""), HTML, X_Robots_Tag="noindex, nofollow")
    shelf.put("/c", PAGE.format(head='<meta name="robots" content="max-snippet:-1">'), HTML)
    for own_id in ("a", "b"):
        with pytest.raises(ArticleGoneError, match="noindex"):
            read(shelf).fetch(f"page:{own_id}")
    assert read(shelf).fetch("page:c")


def test_a_page_that_leads_to_the_front_page_is_gone(shelf: Shelf) -> None:
    shelf.put("/", PAGE.format(head=""), HTML)
    shelf.put("/new", PAGE.format(head=""), HTML)
    shelf.documents["/a"] = Reply(status=302, headers={"Location": "/"})
    shelf.documents["/b"] = Reply(status=301, headers={"Location": "/new"})
    with pytest.raises(ArticleGoneError, match="front page"):
        read(shelf).fetch("page:a")
    moved = read(shelf).fetch("page:b")
    assert moved is not None
    assert moved.article.url == f"{shelf.url}/new"


@pytest.mark.parametrize("own_id", [":story", "a::story", "a::::b"])
def test_an_id_with_an_empty_part_is_no_path(shelf: Shelf, own_id: str) -> None:
    with pytest.raises(ArticleNotFoundError):
        read(shelf).fetch(f"page:{own_id}")
    assert not shelf.requests


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/Story-X.html", "/story-x.html"),
        ("/story-x.html/", "https://{host}/story-x.html?utm_source=mail#top"),
        ("/amp/story-x.html", "//{host}/story-x.html"),
        ("/story-x.html.print", "story-x.html"),
    ],
)
def test_a_page_says_by_which_address_it_wants_to_be_known(
    shelf: Shelf, path: str, canonical: str
) -> None:
    host = shelf.url.partition("://")[2]
    head = f'<link rel="canonical" href="{canonical.format(host=host)}">'
    shelf.put(path, PAGE.format(head=head), HTML)
    shelf.put("/story-x.html", PAGE.format(head=head), HTML)
    alias = read(shelf).fetch(f"page:{path[1:].replace('/', ':')}")
    itself = read(shelf).fetch("page:story-x.html")
    assert alias is not None
    assert itself is not None
    assert (alias.own_id, itself.own_id) == ("page:story-x.html", "")


@pytest.mark.parametrize(
    ("path", "own_id"),
    [
        ("/Story-X.html", "Story-X.html"),
        ("/story-x.html/", "story-x.html:"),
        ("/story-x.html/index.html", "story-x.html:index.html"),
        ("/story-x.html%3Futm_source%3Dmail", "story-x.html::3Futm_source::3Dmail"),
    ],
)
def test_a_page_without_an_address_of_its_own_is_known_by_its_plainest_one(
    shelf: Shelf, path: str, own_id: str
) -> None:
    for each in {path, unquote(path), "/story-x.html"}:
        shelf.put(each, PAGE.format(head=""), HTML)
    alias, itself = read(shelf).fetch(f"page:{own_id}"), read(shelf).fetch("page:story-x.html")
    assert alias is not None
    assert itself is not None
    assert (alias.own_id, itself.own_id) == ("page:story-x.html", "")


@pytest.mark.parametrize("other", [None, "<title>T</title><h1>T</h1><p>Another text here.</p>"])
def test_a_plainer_address_of_another_page_or_of_none_is_no_alias(
    shelf: Shelf, other: str | None
) -> None:
    shelf.put("/Story-X.html", PAGE.format(head=""), HTML)
    if other:
        shelf.put("/story-x.html", other, HTML)
    found = read(shelf).fetch("page:Story-X.html")
    assert found is not None
    assert found.own_id == ""


def test_a_page_that_was_moved_is_known_by_where_it_is_now(shelf: Shelf) -> None:
    shelf.put("/new", PAGE.format(head=""), HTML)
    shelf.documents["/old"] = Reply(status=301, headers={"Location": "/new"})
    moved = read(shelf).fetch("page:old")
    assert moved is not None
    assert moved.own_id == "page:new"


def test_a_canonical_address_elsewhere_changes_nothing(shelf: Shelf) -> None:
    for head in ('<link rel="canonical" href="https://other.example/a">', ""):
        shelf.put("/a", PAGE.format(head=head), HTML)
        found = read(shelf).fetch("page:a")
        assert found is not None
        assert found.own_id == ""


def test_a_page_that_leads_to_another_site_is_no_article(shelf: Shelf) -> None:
    with Shelf() as other:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        other.put("/a", PAGE.format(head=""), HTML)
        shelf.documents["/a"] = Reply(status=302, headers={"Location": f"{elsewhere}/a"})
        table = {"kind": "page", "name": "page", "prefix": "page:", "url": f"{shelf.url}/{{id}}"}
        fetcher = Fetcher(5, ["127.0.0.1", "localhost"])
        with pytest.raises(UnreadableSourceError, match="another site"):
            Pages(PageSource.model_validate(table), fetcher).fetch("page:a")


LONG = "<p>" + "The captains asked the council for a second pier. " * 12 + "</p>"
SHORT = "<p>" + "The captains asked the council for a second pier. " * 6 + "</p>"
MENU = "".join(f'<p><a href="/{n}">The captains asked for pier {n}</a></p>' for n in range(20))


@pytest.mark.parametrize(
    ("head", "body", "doubt"),
    [
        ("", LONG, ""),
        ("", SHORT, "words"),
        ('<meta property="og:type" content="article">', "<p>The ferry left at six.</p>", ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle"}</script>', LONG, ""),
        ('<meta property="og:type" content="website">', LONG, "website"),
        ('<meta property="og:type" content="article">', MENU, "links"),
    ],
)
def test_what_is_hardly_an_article_is_told_by_name(
    shelf: Shelf, head: str, body: str, doubt: str
) -> None:
    page = f"<!doctype html><title>T</title>{head}<article><h1>Terms</h1>{body}</article>"
    shelf.put("/terms", page, HTML)
    listing = {"sitemap": f"{shelf.url}/sitemap.xml"}
    found = read(shelf, **listing).fetch("page:terms")
    assert found is not None
    assert doubt in found.doubt
    assert bool(doubt) == bool(found.doubt)
    unlisted = read(shelf).fetch("page:terms")
    assert unlisted is not None
    assert unlisted.doubt == ""


def test_pages_are_read_in_their_encoding(shelf: Shelf) -> None:
    head = '<meta charset="windows-1252">'
    shelf.put(
        "/a", PAGE.format(head=head).replace("ferry", "fährt – „so“").encode("cp1252"), "text/html"
    )
    found = read(shelf).fetch("page:a")
    assert found is not None
    assert "fährt – „so“" in found.article.title


def test_a_page_of_no_article_is_none(shelf: Shelf) -> None:
    shelf.put("/a", "<!doctype html><title>x</title><nav><a href=/>Home</a></nav>", HTML)
    with pytest.raises(UnreadableSourceError):
        read(shelf).fetch("page:a")


def test_only_sitemaps_that_changed_are_read() -> None:
    with PageSite() as site:
        old, new = site.publish(NOON - timedelta(days=9)), site.publish(NOON)
        pages = Pages(site.source, Fetcher(5, ["127.0.0.1"]))
        assert [e.article_id for e in pages.entries()] == [new, old]
        site.requests.clear()
        assert [e.article_id for e in pages.entries(NOON - timedelta(days=1))] == [new]
        assert [r.path for r in site.requests] == ["/sitemap.xml", "/sitemap-news.xml"]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Not found</body></html>",
        b"<urlset><url><loc>http://x/",
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><rss/>',
        gzip.compress(b"<urlset></urlset>", mtime=0)[:-12],
        b"\x1f\x8b broken",
        gzip.compress(b"<urlset>" + b" " * 60_000_000, mtime=0),
    ],
)
def test_what_is_no_sitemap_is_an_error(shelf: Shelf, body: bytes) -> None:
    shelf.put("/sitemap.xml", body, "application/xml")
    with pytest.raises(UnreadableSourceError, match="sitemap"):
        list(read(shelf, sitemap=f"{shelf.url}/sitemap.xml").entries())


def test_a_sitemap_reads_no_files(shelf: Shelf) -> None:
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = doctype + MAP.format(f"<url><loc>{shelf.url}/&x;</loc></url>")
    shelf.put("/sitemap.xml", body, "application/xml")
    entries = list(read(shelf, sitemap=f"{shelf.url}/sitemap.xml").entries())
    assert not entries


def test_without_a_sitemap_nothing_can_be_listed(shelf: Shelf) -> None:
    with pytest.raises(UnreadableSourceError, match=r"sources\.page has no sitemap"):
        list(read(shelf).entries())
