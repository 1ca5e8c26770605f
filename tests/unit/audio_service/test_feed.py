"""The podcast feed as XML, checked by the rules of podcast directories."""

import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from audio_service.podcast.feed_xml import PodcastFeed, web_address, write_feed
from tests.feed_rules import ATOM, ITUNES, PODCAST, flaws
from worker.podcast.episodes import Episode, Page, Section
from worker.publication.podcast_settings import PodcastSettings

BASE = "https://audio.example"
PIER = Episode(
    article_id="wp:17",
    voice="piper:en_US-joe-medium",
    track="0" * 32,
    size=1_949_600,
    duration_s=243.7,
    has_chapters=True,
    language="en-US",
    title="Ferry Captains Ask for a Second Pier",
    dek="Two ferries now share one berth.",
    byline="Clara Wintergate",
    section="World & Rivers",
    url="https://news.example/second-pier",
    image_url="https://news.example/pier.jpg",
    published_at=1_763_800_000.0,
    narrated_at=1_763_800_060.0,
)
EVIL = "]]> <script>alert(1)</script> & \x00\x0b\ud800\ufffe “it’s” <![CDATA[ 国际 \U0001f600"


def feed(*episodes: Episode, number: int = 1, total: int = 0, **settings: object) -> PodcastFeed:
    page = Page(list(episodes), total or len(episodes), 1_763_900_000.5)
    return PodcastFeed(PodcastSettings.model_validate(settings), BASE, None, page, number)


def channel(found: PodcastFeed) -> etree._Element:
    return etree.fromstring(write_feed(found)).find("channel")


def item(episode: Episode) -> etree._Element:
    return channel(feed(episode)).find("item")


def links(found: PodcastFeed) -> dict[str, str]:
    return {x.get("rel"): x.get("href") for x in channel(found).findall(f"{ATOM}link")}


def test_a_feed_without_any_settings_and_without_episodes_is_valid() -> None:
    assert flaws(write_feed(feed()), f"{BASE}/feed.xml") == []


def test_a_feed_with_all_settings_is_valid() -> None:
    found = feed(
        PIER,
        replace(PIER, article_id="wp:18", has_chapters=False, url="", image_url="", dek=""),
        title="The Courier & more",
        description="All of it <aloud>.",
        author="The Courier",
        email="podcast@news.example",
        link="https://news.example/",
        image="https://news.example/cover.png",
        category="News",
        subcategory="Politics",
        explicit=True,
        language="en-GB",
        copyright="© The Courier",
        locked=False,
    )
    assert flaws(write_feed(found), f"{BASE}/feed.xml") == []
    assert channel(found).find(f"{PODCAST}locked").get("owner") == "podcast@news.example"


def test_an_episode_says_what_its_article_says_and_not_its_text() -> None:
    found = feedparser.parse(write_feed(feed(PIER)))
    assert found.bozo == 0
    [entry] = found.entries
    assert entry.title == PIER.title
    assert entry.summary == PIER.dek
    assert entry.author == PIER.byline
    assert entry.link == PIER.url
    assert entry.tags[0].term == PIER.section
    assert (entry.id, entry.guidislink) == ("wp:17", False)
    assert entry.published == "Sat, 22 Nov 2025 08:26:40 GMT"
    [enclosure] = entry.enclosures
    assert (enclosure.href, enclosure.length, enclosure.type) == (
        f"{BASE}/audio/tracks/{PIER.track}.mp3",
        "1949600",
        "audio/mpeg",
    )
    assert entry.itunes_duration == "244"
    assert entry.image.href == PIER.image_url


def test_transcript_and_chapters_are_those_of_the_track() -> None:
    about = f"{BASE}/v1/articles/wp:17/audio"
    transcript = item(PIER).find(f"{PODCAST}transcript")
    assert dict(transcript.attrib) == {
        "url": f"{about}/cues.vtt?track={PIER.track}",
        "type": "text/vtt",
        "language": "en-US",
    }
    assert dict(item(PIER).find(f"{PODCAST}chapters").attrib) == {
        "url": f"{about}/chapters.json?track={PIER.track}",
        "type": "application/json+chapters",
    }
    assert item(replace(PIER, has_chapters=False)).find(f"{PODCAST}chapters") is None


def test_what_is_undated_is_dated_when_it_was_first_narrated() -> None:
    found = item(replace(PIER, published_at=None))
    assert found.findtext("pubDate") == "Sat, 22 Nov 2025 08:27:40 GMT"


def test_an_edited_article_keeps_its_guid() -> None:
    edited = replace(
        PIER, track="1" * 32, title="Another", voice="gtts:en", url="https://x.example"
    )
    assert item(edited).findtext("guid") == item(PIER).findtext("guid")


def test_the_synthetic_voice_is_told_of_in_the_words_of_the_publisher() -> None:
    found = channel(feed(description="Alles.", disclosure="Es liest eine Computerstimme."))
    assert found.findtext("description") == "Alles. Es liest eine Computerstimme."
    assert "synthetic voice" in channel(feed(description="All of it.")).findtext("description")


def test_hostile_texts_stay_in_their_place() -> None:
    evil = replace(PIER, title=EVIL, dek=EVIL, byline=EVIL, section=EVIL, url=f"javascript:{EVIL}")
    body = write_feed(feed(evil, title=EVIL.replace("\ud800", ""), author="<&>"))
    assert flaws(body, f"{BASE}/feed.xml") == []
    text = "]]> <script>alert(1)</script> & “it’s” <![CDATA[ 国际 \U0001f600"
    found = etree.fromstring(body).find("channel/item")
    assert re.sub(" +", " ", found.findtext("title")) == text
    assert found.find("link") is None
    # a description is HTML, in which the text is to be seen as it is
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in found.findtext("description")
    parsed = feedparser.parse(body)
    assert parsed.bozo == 0
    assert "&lt;script&gt;" in parsed.entries[0].summary


@given(text=st.text())
@example(text="\x1b \x1b")
def test_any_text_makes_a_valid_feed(text: str) -> None:
    said: dict[str, Any] = dict.fromkeys(
        ("title", "dek", "byline", "section", "url", "image_url"), text
    )
    assert flaws(write_feed(feed(replace(PIER, **said))), f"{BASE}/feed.xml") == []


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://news.example/a?b=c&d=%20#e", "https://news.example/a?b=c&d=%20#e"),
        ("http://news.example/über uns", "http://news.example/%C3%BCber%20uns"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ('https://news.example/"><x>', "https://news.example/%22%3E%3Cx%3E"),
        ("javascript:alert(1)", ""),
        ("/politics/pier", ""),
        ("https://", ""),
        ("http://[news.example", ""),
        ("ftp://news.example/", ""),
        ("", ""),
    ],
)
def test_links_are_addresses_of_the_web_or_none(given: str, written: str) -> None:
    assert web_address(given) == written


@pytest.mark.parametrize(
    ("image_url", "is_shown"),
    [
        ("https://news.example/a.JPG", True),
        ("https://news.example/a.png?w=3000", True),
        ("https://images.example/a1b2c3", True),
        ("https://news.example/a.webp", False),
        ("https://news.example/a.svg?x=.png", False),
        ("a.jpg", False),
    ],
)
def test_pictures_that_no_directory_takes_are_left_out(image_url: str, is_shown: bool) -> None:
    found = item(replace(PIER, image_url=image_url)).find(f"{ITUNES}image")
    assert (found is not None) == is_shown


def test_a_long_dek_is_cut_between_words() -> None:
    found = item(replace(PIER, dek="überall " * 1_000))
    summary = found.findtext(f"{ITUNES}summary")
    assert len(summary.encode()) <= 4_000
    assert summary.endswith("überall…")


def test_pages_lead_to_each_other() -> None:
    def numbered(number: int) -> dict[str, str]:
        return links(feed(PIER, number=number, total=5, page_size=2))

    first, second, third = (f"{BASE}/feed.xml{query}" for query in ("", "?page=2", "?page=3"))
    assert numbered(1) == {"self": first, "first": first, "last": third, "next": second}
    assert numbered(2) == {
        "self": second, "first": first, "last": third, "next": third,
        "prev": first, "previous": first,
    }  # fmt: skip
    assert numbered(3) == {
        "self": third, "first": first, "last": third, "prev": second, "previous": second,
    }  # fmt: skip


def test_the_link_of_a_page_is_as_it_was_asked_for() -> None:
    assert links(replace(feed(PIER), is_numbered=True))["self"] == f"{BASE}/feed.xml?page=1"


def test_a_section_is_a_podcast_of_its_own() -> None:
    found = replace(feed(PIER, title="The Courier"), section=Section("国际", "国际"))
    address = f"{BASE}/feed/%E5%9B%BD%E9%99%85.xml"
    assert flaws(write_feed(found), address) == []
    assert channel(found).findtext("title") == "The Courier: 国际"
    assert channel(found).findtext(f"{PODCAST}guid") != channel(feed()).findtext(f"{PODCAST}guid")


def test_a_guid_that_was_given_stays_wherever_the_feed_moves() -> None:
    guid = UUID("9b024349-ccf0-5f69-a609-6b82873eab3c")
    given = feed(PIER, guid=str(guid))
    in_section = replace(given, section=Section("world", "World"))
    for found in (given, replace(given, base_url="https://moved.example")):
        assert channel(found).findtext(f"{PODCAST}guid") == str(guid)
    assert channel(in_section).findtext(f"{PODCAST}guid") == str(uuid5(guid, "world"))


def test_the_guid_is_that_of_the_specification() -> None:
    # as in the Podcasting 2.0 namespace: podnews.net/rss -> 9b024349-ccf0-5f69-a609-6b82873eab3c
    found = replace(feed(), base_url="https://podnews.net")
    namespace = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert str(uuid5(namespace, "podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    expected = str(uuid5(namespace, "podnews.net/feed.xml"))
    assert channel(found).findtext(f"{PODCAST}guid") == expected


@pytest.mark.parametrize(
    ("before", "after", "flaw"),
    [
        ('isPermaLink="false"', "", "passes for a link"),
        ("22 Nov 2025 08:26:40 GMT", "2025-11-22", "no date"),
        ("Sat, 22 Nov", "Mon, 22 Nov", "another day"),
        (f'url="{BASE}/audio', 'url="/audio', "no address of the web"),
        ('length="1949600"', 'length="0"', "no length"),
        ('type="audio/mpeg"', 'type="audio/mp3"', "no MP3"),
        ('rel="self"', 'rel="alternate"', "its own link"),
        ("<itunes:duration>244", "<itunes:duration>4:04", "no number of seconds"),
        ('<itunes:category text="News"', '<itunes:category text="Newz"', "knows the category"),
        ("pier.jpg", "pier.webp", "neither JPEG nor PNG"),
        (">episodic<", ">daily<", "type is neither"),
        ("<itunes:explicit>false", "<itunes:explicit>clean", "explicit is neither"),
        ("synthetic", "real", "who speaks"),
        ("</item>", "</item><item><guid>wp:17</guid></item>", "is there 2 times"),
        ("<podcast:guid>", "<podcast:guid>0", "is not that of"),
        ("<podcast:locked>yes", "<podcast:locked>maybe", "locked is neither"),
        ("<language>en</language>", "", "language is there 0 times"),
        ("application/json+chapters", "application/json", "is not of type"),
    ],
)
def test_the_rules_find_what_is_wrong(before: str, after: str, flaw: str) -> None:
    body = write_feed(feed(PIER)).decode()
    assert before in body
    found = flaws(body.replace(before, after).encode(), f"{BASE}/feed.xml")
    assert [each for each in found if flaw in each]
