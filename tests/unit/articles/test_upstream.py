"""The sources that the publication file describes."""

import re
from pathlib import Path

import pytest

from cache.errors import BadSettingsError
from tests.upstreams.feed import FeedSite
from tests.upstreams.ghost import GhostSite
from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import Site
from tests.upstreams.wordpress import WordPressSite
from worker.fetch.client import Fetcher
from worker.publication.publication import Publication, read_publication
from worker.sources.feed import FeedReader
from worker.sources.ghost import Ghost
from worker.sources.json_cms import JsonCms
from worker.sources.source_readers import Upstreams
from worker.sources.website import Pages
from worker.sources.wordpress import WordPress

DOCS = Path(__file__).parent.parent.parent.parent / "docs" / "sources.md"
KINDS = {
    "wp": WordPress,
    "reports": WordPress,
    "ghost": Ghost,
    "cms": JsonCms,
    "page": Pages,
    "feed": FeedReader,
}


def publication(tmp_path: Path, text: str) -> Publication:
    path = tmp_path / "publication.toml"
    path.write_text(text, encoding="utf-8")
    return read_publication(path)


def test_the_examples_of_the_documents_can_be_copied(tmp_path, monkeypatch) -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    for name in re.findall(r"env:(\w+)", "".join(examples)):
        monkeypatch.setenv(name, "a-secret-of-26-characters-")
    upstreams = Upstreams(publication(tmp_path, "\n".join(examples)), Fetcher(1))
    for name, kind in KINDS.items():
        assert type(upstreams.named(name)) is kind
        assert upstreams.of(f"{name}:1") is upstreams.named(name)


def test_what_no_table_names_is_no_upstream(tmp_path) -> None:
    upstreams = Upstreams(publication(tmp_path, '[sources.store]\nedits = "keep"'), Fetcher(1))
    assert upstreams.of("wp:1") is None
    assert upstreams.of("pier") is None
    assert upstreams.named("store") is None


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('kind = "json"\nurl = "https://a.example/5"', r"sources\.x\.url: must contain \{id\}"),
        ('kind = "page"\nurl = "https://{id}.example/"', r"sources\.x\.url: must contain \{id\}"),
        ('kind = "page"\nurl = "https://a.example{id}"', r"sources\.x\.url: must contain \{id\}"),
        (
            'kind = "json"\nurl = "https://a.example/{id}"\nfields = { titel = "t" }',
            r"sources\.x\.fields: an article has no titel; it has id, title",
        ),
        ('kind = "wordpress"\nurl = "https://a.example"\npost_type = "a/b"', r"post_type"),
    ],
)
def test_mistakes_are_named(tmp_path, table: str, said: str) -> None:
    with pytest.raises(BadSettingsError, match=said):
        publication(tmp_path, f"[sources.x]\n{table}")


def test_sources_without_a_list_are_not_looked_at(tmp_path) -> None:
    url = 'url = "https://a.example/{id}"'
    more = {"list_url": "json", "sitemap": "page"}
    for key, kind in more.items():
        table = f'[sources.x]\nkind = "{kind}"\n{url}\n'
        assert not publication(tmp_path, table).upstreams["x"].is_listed
        listed = f'{table}{key} = "https://a.example/list"'
        assert publication(tmp_path, listed).upstreams["x"].is_listed


@pytest.mark.parametrize("kind", [WordPressSite, GhostSite, JsonSite, PageSite, FeedSite])
def test_the_tables_of_sites_in_tests_say_what_their_settings_say(tmp_path, kind) -> None:
    site: Site = kind()
    site.url = "http://127.0.0.1:8080"
    assert publication(tmp_path, site.table).upstreams[site.name] == site.source
