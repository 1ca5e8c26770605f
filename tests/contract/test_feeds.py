"""Feeds in the wild: incomplete, broken, in unusual encodings, with missing elements."""

import re

import pytest

from tests.contract.feeds import (
    HTML,
    LONG,
    MINUTE,
    NOON,
    PAGE,
    RSS,
    article_of,
    entries_of,
    put,
    read,
)
from tests.upstreams.feed import FeedSite
from tests.upstreams.shelf import Shelf
from tests.upstreams.site import PARAGRAPHS, Reply
from worker.errors import ArticleGoneError, ArticleNotFoundError, UnreadableSourceError
from worker.publication.sources import FeedSource
from worker.sources.feed import feed_of


@pytest.mark.parametrize(
    ("named", "own_id"),
    [
        ("<guid>4711</guid>", r"4711"),
        ("<guid>urn:uuid:1225c695-cfb8</guid>", r"urn:uuid:1225c695-cfb8"),
        ("<guid>https://n.example/2026/a-story/</guid>", r"a-story-[0-9a-f]{10}"),
        ("<guid>https://n.example/?p=123</guid>", r"p-123-[0-9a-f]{10}"),
        ("<guid>tag:n.example,2026:/posts/fog</guid>", r"fog-[0-9a-f]{10}"),
        ("<link>https://n.example/Caf%C3%A9_&amp;_Bar.html</link>", r"cafe-bar-[0-9a-f]{10}"),
        ("<link>https://n.example/港の船</link>", r"[0-9a-f]{10}"),
        (
            f"<guid>https://n.example/{'long-' * 60}</guid>",
            r"long-(long-){10}l?o?n?g?-?[0-9a-f]{10}",
        ),
    ],
)
def test_ids_are_readable_and_stay(shelf: Shelf, named: str, own_id: str) -> None:
    first = entries_of(shelf, f"{named}<title>One</title><description>{LONG}</description>")
    second = entries_of(shelf, f"{named}<title>Two</title><description>{LONG}</description>")
    assert re.fullmatch(f"feed:{own_id}", first[0].article_id)
    assert first[0].article_id == second[0].article_id
    assert not first[0].problem


def test_addresses_that_end_alike_have_ids_of_their_own(shelf: Shelf) -> None:
    guids = ("https://n.example/a/fog", "https://n.example/b/fog")
    entries = entries_of(shelf, *(f"<guid>{guid}</guid>" for guid in guids))
    assert len({entry.article_id for entry in entries}) == 2


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        (f"<content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded>", True),
        ("<content:encoded>The ferry left […]</content:encoded>", False),
        (
            "<content:encoded>Fog &lt;a href='x'&gt;Continue reading&lt;/a&gt;</content:encoded>",
            False,
        ),
        ("<description>The ferry left at six.</description>", False),
        (f"<description><![CDATA[{LONG}]]></description>", True),
        (f"<description><![CDATA[{LONG}<a href='x'>Read more</a>]]></description>", False),
        ("<description>The ferry left...</description>", False),
        ("", False),
    ],
)
def test_the_look_of_a_feed_says_whether_it_has_all(
    shelf: Shelf, text: str, is_whole: bool
) -> None:
    link = f"<guid>a</guid><link>{shelf.url}/a</link>"
    shelf.put("/a", PAGE, HTML)
    (entry,) = entries_of(shelf, f"<title>T</title>{link}{text}")
    assert (entry.article is not None) is is_whole
    found = read(shelf).fetch("feed:a")
    assert found is not None
    assert ("piano tuner" in found.article.html) is ("piano" in text or not is_whole)


@pytest.mark.parametrize("is_whole", [True, False])
def test_settings_say_it_better(shelf: Shelf, is_whole: bool) -> None:
    put(shelf, f"<guid>a</guid><link>{shelf.url}/a</link><description>Short.</description>")
    shelf.put("/a", PAGE, HTML)
    upstream = read(shelf, full_text=is_whole)
    (entry,) = upstream.entries()
    assert (entry.article is not None) is is_whole
    found = upstream.fetch("feed:a")
    assert found is not None
    assert ("piano tuner" in found.article.html) is not is_whole


def test_what_pages_do_not_say_the_feed_does(shelf: Shelf) -> None:
    put(
        shelf,
        f"<guid>a</guid><link>{shelf.url}/a</link><dc:creator>Ada</dc:creator>"
        "<category>Coast</category><category>Fog</category>"
        "<pubDate>Tue, 10 Mar 2026 14:00:00 +0200</pubDate>",
        channel="<language>sv</language>",
    )
    shelf.put("/a", PAGE, HTML)
    found = read(shelf).fetch("feed:a")
    assert found is not None
    article = found.article
    assert (article.title, article.byline, article.section) == ("The whole story", "Ada", "Coast")
    assert (article.language, article.published_at) == ("sv", "2026-03-10T12:00:00Z")
    assert article.tags == ("Coast", "Fog")


def test_a_page_that_is_gone_takes_its_article_along(shelf: Shelf) -> None:
    put(shelf, f"<guid>a</guid><link>{shelf.url}/a</link>")
    with pytest.raises(ArticleGoneError):
        read(shelf).fetch("feed:a")


def test_what_has_left_the_feed_has_not_changed(shelf: Shelf) -> None:
    put(shelf, f"<guid>a</guid><description>{LONG}</description>")
    found = read(shelf).fetch("feed:a")
    assert found is not None
    put(shelf, f"<guid>b</guid><description>{LONG}</description>")
    assert read(shelf).fetch("feed:a", found.validators) is None
    with pytest.raises(ArticleNotFoundError):
        read(shelf).fetch("feed:a")


def test_entries_that_nobody_can_find_again_are_named(shelf: Shelf) -> None:
    bare, good = entries_of(
        shelf, "<title>Bare</title>", "<guid>a</guid><description>x</description>"
    )
    assert "'Bare' has neither a guid nor a link" in bare.problem
    assert not good.problem


def test_an_entry_that_is_empty_is_named(shelf: Shelf) -> None:
    (entry,) = entries_of(shelf, "<guid>a</guid><title>T</title>")
    assert "no text" in entry.problem
    with pytest.raises(Exception, match="no text"):
        read(shelf).fetch("feed:a")


def test_a_feed_that_breaks_off_is_read_up_to_there(shelf: Shelf) -> None:
    put(
        shelf,
        *(f"<guid>{n}</guid><title>{n}</title><description>{LONG}</description>" for n in "ab"),
    )
    whole = shelf.documents["/feed"]
    shelf.documents["/feed"] = Reply(whole.body[: -len(LONG) // 2 - 60], whole.media_type)
    first, second = read(shelf).entries()
    assert first.article
    assert "ends within the entry 'b'" in second.problem
    assert second.article is None
    with pytest.raises(UnreadableSourceError, match="ends within"):
        read(shelf).fetch("feed:b")


def test_broken_markup_around_articles_is_made_do_with(shelf: Shelf) -> None:
    item = f"<guid>a</guid><title>Fish & chips</title><description>{LONG}</description><odd>"
    article = article_of(shelf, item.removeprefix("<guid>a</guid>"))
    assert article.title == "Fish & chips"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Q&amp;A: 5 &lt; 6", "Q&A: 5 < 6"),
        ("Harbor&amp;#8217;s end", "Harbor’s end"),
        ("AT&amp;amp;T", "AT&T"),
        ("<![CDATA[The <b>last</b> ferry]]>", "The last ferry"),
        ("  Two\n  lines ", "Two lines"),
        ("Caf&#xe9;", "Café"),
    ],
)
def test_titles_are_plain_text(shelf: Shelf, title: str, said: str) -> None:
    item = f"<title>{title}</title><description>{LONG}</description>"
    assert article_of(shelf, item).title == said


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "shift_jis"])
def test_feeds_are_read_in_their_encoding(shelf: Shelf, encoding: str) -> None:
    words = "港の船" if encoding == "shift_jis" else "Fähre"
    item = f"<title>{words}</title><description>{words} {LONG}</description>"
    assert article_of(shelf, item, encoding=encoding).title == words


def test_the_encoding_of_the_server_counts(shelf: Shelf) -> None:
    rss = RSS.format(
        encoding="", channel="", items="<item><guid>a</guid><title>Fähre</title></item>"
    )
    media_type = "application/rss+xml; charset=iso-8859-1"
    shelf.put("/feed", rss.encode("latin-1"), media_type)
    (entry,) = read(shelf).entries()
    assert "Fähre" in (entry.problem or entry.article_id) or entry.article is None


@pytest.mark.parametrize(
    "media_type", ["text/xml", "application/xml", "text/html", "text/plain", "application/json"]
)
def test_feeds_are_read_whatever_they_are_served_as(shelf: Shelf, media_type: str) -> None:
    (entry,) = entries_of(
        shelf, f"<guid>a</guid><description>{LONG}</description>", media_type=media_type
    )
    assert entry.article


def test_a_web_page_says_where_its_feed_is(shelf: Shelf) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/news/rss.xml">'
    shelf.put("/feed", f"<!doctype html><head>{link}</head><p>News</p>", HTML)
    with pytest.raises(UnreadableSourceError, match=r"web page; .*/news/rss\.xml"):
        list(read(shelf).entries())


def test_relative_links_lead_on(shelf: Shelf) -> None:
    put(shelf, "<guid>a</guid><link>/2026/fog</link><description>Short</description>")
    shelf.put("/2026/fog", PAGE, HTML)
    (entry,) = read(shelf).entries()
    assert entry.url == f"{shelf.url}/2026/fog"
    assert read(shelf).fetch("feed:a")


def test_undated_entries_are_listed_in_every_look(shelf: Shelf) -> None:
    put(
        shelf,
        f"<guid>a</guid><description>{LONG}</description>",
        f"<guid>b</guid><pubDate>some day</pubDate><description>{LONG}</description>",
    )
    entries = list(read(shelf).entries(NOON))
    assert [(entry.article_id, entry.changed_at) for entry in entries] == [
        ("feed:a", None),
        ("feed:b", None),
    ]


def test_what_plugins_put_under_each_text_is_not_read(shelf: Shelf) -> None:
    stamp = '<p>The post <a href="x">Fog</a> appeared first on <a href="y">News</a>.</p>'
    article = article_of(shelf, f"<description><![CDATA[{LONG}\n{stamp}]]></description>")
    assert "appeared first" not in article.html
    assert "crossed the bay" in article.html


def test_a_summary_that_begins_the_text_is_no_dek(shelf: Shelf) -> None:
    content = f"<content:encoded><![CDATA[{LONG}]]></content:encoded>"
    cut = article_of(shelf, f"<description>The ferry crossed the bay once</description>{content}")
    assert cut.dek == ""
    written = article_of(shelf, f"<description>A long farewell.</description>{content}")
    assert written.dek == "A long farewell."


def test_wordpress_feeds_have_pages_that_they_do_not_name(shelf: Shelf) -> None:
    def page(*guids: int) -> bytes:
        items = "".join(
            f"<item><guid>{n}</guid><pubDate>Tue, 10 Mar 2026 12:{n:02}:00 +0000</pubDate>"
            f"<description>{LONG}</description></item>"
            for n in guids
        )
        channel = "<generator>https://wordpress.org/?v=6.8</generator>"
        return RSS.format(encoding="", channel=channel, items=items).encode()

    shelf.put("/feed", page(6, 5), "application/rss+xml")
    shelf.put("/feed?paged=2", page(4, 3), "application/rss+xml")
    shelf.put("/feed?paged=3", page(2, 1), "application/rss+xml")
    ids = [entry.article_id for entry in read(shelf).entries()]
    assert ids == [f"feed:{n}" for n in (6, 5, 4, 3, 2, 1)]
    shelf.requests.clear()
    assert len(list(read(shelf).entries(NOON + 5 * MINUTE))) == 2
    assert len(shelf.requests) == 2  # the second page is older as a whole
    assert read(shelf).fetch("feed:1")


def test_pages_that_lead_round_in_a_circle_come_to_an_end(shelf: Shelf) -> None:
    channel = f'<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{shelf.url}/feed"/>'
    assert (
        len(entries_of(shelf, "<guid>a</guid><description>x</description>", channel=channel)) == 1
    )


def test_edits_in_rss_are_seen_though_it_has_no_times_of_them() -> None:
    with FeedSite() as site:
        published = [site.publish(NOON + n * MINUTE) for n in range(5)]
        upstream, state = read(site), dict[str, str]()
        since = NOON + 3 * MINUTE
        assert {e.article_id for e in upstream.entries(since, state)} == set(published[3:])
        site.edit(published[1], NOON, body="<p>It was the last but one, editors say.</p>")
        since = NOON + 30 * MINUTE
        assert [e.article_id for e in upstream.entries(since, state)] == [published[1]]
        assert not list(upstream.entries(since, state))


def test_articles_of_partial_feeds_are_fetched_without_reading_the_feed_again() -> None:
    with FeedSite(is_whole=False) as site:
        for n in range(45):
            site.publish(NOON + n * MINUTE)
        upstream = read(site)
        found = [upstream.fetch(entry.article_id) for entry in upstream.entries()]
        assert len({each.article.id for each in found if each}) == 45
        assert len(site.requests) == 45 + 3


def test_a_feed_that_no_file_names_has_a_name_and_a_prefix() -> None:
    source = feed_of("https://news.example/feed")
    assert isinstance(source, FeedSource)
    assert (source.name, source.prefix, source.url) == (
        "feed",
        "feed:",
        "https://news.example/feed",
    )
