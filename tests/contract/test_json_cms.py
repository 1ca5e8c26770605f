"""CMSs that answer JSON, each in its own form."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.upstreams.json_cms import JsonSite
from tests.upstreams.shelf import Shelf
from worker.articles.edition import edition_of
from worker.errors import (
    ArticleGoneError,
    NothingToReadError,
    SourceUnavailableError,
    UnreadableSourceError,
)
from worker.fetch.client import Fetcher
from worker.model.article import Article
from worker.publication.sources import JsonSource
from worker.sources.json_cms import JsonCms


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf() as shelf:
        yield shelf


def read(shelf: Shelf, **settings: Any) -> JsonCms:
    table = {"kind": "json", "name": "cms", "prefix": "cms:", "url": f"{shelf.url}/a/{{id}}"}
    source = JsonSource.model_validate({**table, **settings})
    return JsonCms(source, Fetcher(5, ["127.0.0.1"]))


def put(shelf: Shelf, path: str, data: Any) -> None:
    shelf.put(path, json.dumps(data), "application/json")


def article_of(shelf: Shelf, data: Any, **fields: str) -> Article:
    put(shelf, "/a/1", data)
    found = read(shelf, fields=fields).fetch("cms:1")
    assert found is not None
    return found.article


def test_fields_that_have_our_names_need_no_settings(shelf: Shelf) -> None:
    article = article_of(
        shelf,
        {
            "id": 1,
            "title": "Ferry &amp; fog",
            "text": "The ferry waits.\n\nSo do we.",
            "byline": "Ada Lindqvist",
            "tags": "ferries, fog",
            "published_at": "2026-03-10",
            "updated_at": 1773144000,
            "author": {"name": "ignored"},
        },
    )
    assert article == Article(
        id="cms:1",
        title="Ferry & fog",
        text="The ferry waits.\n\nSo do we.",
        byline="Ada Lindqvist",
        tags=("ferries", "fog"),
        published_at="2026-03-10T00:00:00Z",
    )


def test_a_time_of_day_without_a_zone_opens_no_article_early(shelf: Shelf) -> None:
    said = {"id": 1, "title": "T", "text": "P.", "published_at": "2026-03-10T08:00:00"}
    article = article_of(shelf, said)
    last_zone = datetime(2026, 3, 10, 20, tzinfo=UTC)
    assert edition_of(article).opens_at == last_zone.timestamp()


def test_an_article_is_known_by_the_id_that_the_cms_names(shelf: Shelf) -> None:
    said = {"id": 1, "title": "T", "text": "P."}
    for path in ("/a/1", "/a/01", "/a/1.json"):
        put(shelf, path, said)
    found = [read(shelf).fetch(f"cms:{own_id}") for own_id in ("1", "01", "1.json")]
    assert [each and each.own_id for each in found] == ["", "cms:1", "cms:1"]


def test_an_id_that_leads_to_no_article_is_of_another_kind(shelf: Shelf) -> None:
    put(shelf, "/a/a-ferry", {"id": 4711, "title": "T", "text": "P."})
    put(shelf, "/a/a-boat", {"id": "a-ferry", "title": "B", "text": "P."})
    put(shelf, "/a/a-car", {"id": {"no": "text"}, "title": "C", "text": "P."})
    for own_id in ("a-ferry", "a-boat", "a-car"):
        found = read(shelf).fetch(f"cms:{own_id}")
        assert found is not None
        assert found.own_id == ""


def test_paths_lead_through_objects_and_lists(shelf: Shelf) -> None:
    article = article_of(
        shelf,
        {
            "titles": [{"main": "Ferry"}],
            "blocks": [{"html": "<p>One.</p>"}, {"image": "x"}, {"html": "<p>Two.</p>"}],
            "people": [{"name": "Ada"}, {"name": "Bo"}],
            "path": ["News", "Coast"],
            "topics": [{"label": "Fog"}, {"label": None}, {"label": "Sea"}],
        },
        title="titles.0.main",
        html="blocks.*.html",
        byline="people.*.name",
        section="path.1",
        tags="topics.*.label",
    )
    assert (article.title, article.html) == ("Ferry", "<p>One.</p>\n<p>Two.</p>")
    assert (article.byline, article.section, article.tags) == ("Ada, Bo", "Coast", ("Fog", "Sea"))


@pytest.mark.parametrize(
    ("data", "fields", "said"),
    [
        ({"html": "<p>Text.</p>"}, {}, "no title at 'title'; there are html"),
        ({"head": {"text": ""}, "html": "x"}, {"title": "head.text"}, "no title at 'head.text'"),
        ({"title": "T", "body": "x"}, {}, "no html at 'html'; there are title, body"),
        ({"title": "T", "body": "x"}, {"html": "body.5"}, "no html at 'body.5'"),
        ({"title": {"de": "T"}, "html": "x"}, {}, "the value at 'title' is not text"),
    ],
)
def test_what_is_missing_is_named(
    shelf: Shelf, data: Any, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(UnreadableSourceError, match=said.replace(".", r"\.")):
        article_of(shelf, data, **fields)


def test_an_article_that_is_not_where_settings_say_is_an_error(shelf: Shelf) -> None:
    put(shelf, "/a/1", {"title": "T", "html": "x"})
    with pytest.raises(UnreadableSourceError, match="with a JSON object at 'data'"):
        read(shelf, item="data").fetch("cms:1")
    put(shelf, "/a/1", {"title": "T", "html": "<p></p>"})
    with pytest.raises(NothingToReadError):
        read(shelf).fetch("cms:1")


def test_ids_are_quoted_in_addresses(shelf: Shelf) -> None:
    put(shelf, "/a/x:y.z", {"title": "T", "html": "x"})
    assert read(shelf).fetch("cms:x:y.z")


def test_a_key_that_is_refused_takes_no_article_back() -> None:
    with JsonSite(has_key=True) as site:
        article_id = site.publish(access="members")
        with pytest.raises(SourceUnavailableError, match="403"):
            JsonCms(site.source, Fetcher(5, ["127.0.0.1"])).fetch(article_id)
    with JsonSite() as site:
        article_id = site.publish(access="members")
        with pytest.raises(ArticleGoneError, match="403"):
            JsonCms(site.source, Fetcher(5, ["127.0.0.1"])).fetch(article_id)


def test_entries_that_cannot_be_used_are_named(shelf: Shelf) -> None:
    put(shelf, "/list", [{"id": "a b"}, {"title": "T"}, {"id": 5}, "odd", {"id": "é"}, {"id": {}}])
    spaced, nameless, good, accent, nested = read(shelf, list_url=f"{shelf.url}/list").entries()
    assert "'a b' cannot be the ID" in spaced.problem
    assert "no 'id'" in nameless.problem
    assert (good.article_id, good.problem) == ("cms:5", "")
    assert "cannot be the ID" in accent.problem
    assert "'id' is not text" in nested.problem


def test_a_list_that_is_not_where_settings_say_is_an_error(shelf: Shelf) -> None:
    put(shelf, "/list", {"data": {"items": 5}})
    for items in ("", "data.items", "data.others"):
        with pytest.raises(UnreadableSourceError, match="with a list"):
            list(read(shelf, list_url=f"{shelf.url}/list", items=items).entries())


def test_without_a_list_nothing_can_be_listed(shelf: Shelf) -> None:
    with pytest.raises(UnreadableSourceError, match=r"sources\.cms has no list_url"):
        list(read(shelf).entries())


def test_a_next_page_on_another_host_is_never_sent_the_key(shelf: Shelf) -> None:
    put(shelf, "/list", {"items": [{"id": 1}], "next": "http://127.0.0.2:9/list"})
    settings = {"list_url": f"{shelf.url}/list", "items": "items", "next": "next"}
    with pytest.raises(UnreadableSourceError, match="another host"):
        list(read(shelf, **settings, headers={"X-Api-Key": "k" * 16}).entries())


def test_a_list_that_repeats_itself_comes_to_an_end(shelf: Shelf) -> None:
    put(shelf, "/list", {"items": [{"id": 1}], "next": "/list"})
    settings = {"list_url": f"{shelf.url}/list", "items": "items", "next": "next"}
    assert [entry.article_id for entry in read(shelf, **settings).entries()] == ["cms:1"]
    counted = {f"/counted?page={n}": [{"id": 1}] for n in range(1, 5)}
    for path, data in counted.items():
        put(shelf, path, data)
    entries = read(shelf, list_url=f"{shelf.url}/counted?page={{page}}").entries()
    assert [entry.article_id for entry in entries] == ["cms:1"]


def test_a_list_without_times_is_read_to_its_first_page_in_polls(shelf: Shelf) -> None:
    put(shelf, "/list?page=1", [{"id": 3}, {"id": 2}])
    put(shelf, "/list?page=2", [{"id": 1}])
    put(shelf, "/list?page=3", [])
    upstream = read(shelf, list_url=f"{shelf.url}/list?page={{page}}")
    assert [e.article_id for e in upstream.entries()] == ["cms:3", "cms:2", "cms:1"]
    since = datetime(2026, 3, 1, tzinfo=UTC)
    assert [e.article_id for e in upstream.entries(since)] == ["cms:3", "cms:2"]
