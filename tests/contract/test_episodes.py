"""The contract of the podcast episodes."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from worker.articles.database import Database
from worker.podcast.episodes import Episode, Episodes, Section, slug_of

HOUR = 3_600.0
NOW = time.time()
PIER = Episode(
    article_id="pier",
    voice="tone:220",
    track="0" * 32,
    size=1_000,
    duration_s=12.5,
    has_chapters=True,
    language="en",
    title="Ferries",
    dek="Two captains.",
    byline="Clara Wintergate",
    section="World",
    url="https://news.example/pier",
    image_url="https://news.example/pier.jpg",
    published_at=NOW - 5 * HOUR,
    narrated_at=NOW - 4 * HOUR,
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/a/articles.db"


@pytest.fixture
def episodes(url: str) -> Episodes:
    return Episodes(Database(url))


def many(count: int) -> list[Episode]:
    return [replace(PIER, article_id=f"a{n}", published_at=NOW - n * HOUR) for n in range(count)]


def ids(found: list[Episode]) -> list[str]:
    return [episode.article_id for episode in found]


def test_an_episode_is_read_as_it_was_put(episodes: Episodes, url: str) -> None:
    episodes.put(PIER)
    assert episodes.get("pier") == PIER
    assert Episodes(Database(url)).page(1, 10).episodes == [PIER]


def test_the_newest_come_first_whenever_they_were_put(episodes: Episodes) -> None:
    for episode in reversed(many(3)):
        episodes.put(episode)
    episodes.put(replace(PIER, article_id="undated", published_at=None, narrated_at=NOW - HOUR / 2))
    assert ids(episodes.page(1, 10).episodes) == ["a0", "undated", "a1", "a2"]


def test_pages_hold_every_episode_once(episodes: Episodes) -> None:
    same_time = [replace(episode, published_at=NOW - HOUR) for episode in many(25)]
    for episode in same_time:
        episodes.put(episode)
    pages = [episodes.page(number, 10) for number in (1, 2, 3)]
    assert [len(page.episodes) for page in pages] == [10, 10, 5]
    assert {page.total for page in pages} == {25}
    found = [article_id for page in pages for article_id in ids(page.episodes)]
    assert sorted(found) == sorted(ids(same_time))


def test_an_article_is_there_once_and_keeps_when_it_was_first_narrated(episodes: Episodes) -> None:
    episodes.put(PIER)
    newer = replace(PIER, track="1" * 32, title="More ferries", narrated_at=NOW)
    episodes.put(newer)
    assert episodes.page(1, 10).episodes == [replace(newer, narrated_at=PIER.narrated_at)]


def test_what_is_put_again_as_it_is_changes_nothing(episodes: Episodes) -> None:
    episodes.put(PIER)
    changed_at = episodes.page(1, 10).changed_at
    episodes.put(replace(PIER, narrated_at=NOW))
    assert episodes.page(1, 10).changed_at == changed_at
    episodes.put(replace(PIER, title="More ferries"))
    assert episodes.page(1, 10).changed_at > changed_at


def test_what_is_removed_is_gone_with_what_it_said(episodes: Episodes, url: str) -> None:
    episodes.put(PIER)
    before = episodes.page(1, 10)
    episodes.remove("pier")
    episodes.remove("pier")
    episodes.remove("none")
    after = episodes.page(1, 10)
    assert (after.episodes, after.total, episodes.get("pier")) == ([], 0, None)
    assert after.changed_at > before.changed_at
    with create_engine(url).connect() as connection:
        [row] = connection.exec_driver_sql("SELECT * FROM episodes").all()
    assert not {"Ferries", "Two captains.", "Clara Wintergate"} & set(row)


def test_what_is_removed_may_come_back(episodes: Episodes) -> None:
    episodes.put(PIER)
    episodes.remove("pier")
    episodes.put(PIER)
    assert episodes.page(1, 10).episodes == [PIER]


def test_what_is_dated_in_the_future_is_there_when_its_time_has_come(episodes: Episodes) -> None:
    until = time.time() + HOUR
    episodes.put(PIER)
    episodes.put(replace(PIER, article_id="embargoed", published_at=until))
    before, then = episodes.page(1, 10), episodes.page(1, 10, now=until)
    assert (ids(before.episodes), before.total) == (["pier"], 1)
    assert (ids(then.episodes), then.total) == (["embargoed", "pier"], 2)
    assert then.changed_at == until > before.changed_at


def test_a_section_has_its_own_episodes(episodes: Episodes) -> None:
    for number, section in enumerate(("World", "Santé & Société", "world", "", "…")):
        episodes.put(replace(PIER, article_id=f"a{number}", section=section))
    assert episodes.page(1, 10).total == 5
    assert sorted(ids(episodes.page(1, 10, slug="world").episodes)) == ["a0", "a2"]
    assert [section.slug for section in episodes.sections()] == ["sante-societe", "world"]
    assert episodes.section("sante-societe") == Section("sante-societe", "Santé & Société")
    assert episodes.section("sports") is None
    assert episodes.section("") is None


def test_a_section_whose_episodes_are_gone_is_known_but_not_listed(episodes: Episodes) -> None:
    episodes.put(PIER)
    episodes.remove("pier")
    assert episodes.section("world") == Section("world", "World")
    assert episodes.sections() == []
    assert episodes.page(1, 10, slug="world").total == 0


def test_articles_that_do_not_count_are_left_out(episodes: Episodes) -> None:
    for episode in many(3):
        episodes.put(episode)
    page = episodes.page(1, 10, without=["a1"])
    assert (ids(page.episodes), page.total) == (["a0", "a2"], 2)
    assert episodes.sections(["a0", "a1", "a2"]) == []


def test_who_put_the_same_at_once_all_succeed(episodes: Episodes) -> None:
    barrier, errors = threading.Barrier(8), []

    def put(number: int) -> None:
        barrier.wait()
        try:
            episodes.put(replace(PIER, title=f"Ferries {number}"))
        except Exception as error:  # noqa: BLE001  # whatever it is
            errors.append(error)

    threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert episodes.page(1, 10).total == 1


@pytest.mark.parametrize(
    ("section", "slug"),
    [
        ("World", "world"),
        ("Opinion / Letters", "opinion-letters"),
        ("  Arts & Leisure ", "arts-leisure"),
        ("Santé", "sante"),
        ("Straße", "strasse"),
        ("U.S. News", "u-s-news"),
        ("国际 新闻", "国际-新闻"),
        ("العالم", "العالم"),
        ("Ελλάδα", "ελλαδα"),
        ("Йога", "иога"),
        ("...", ""),
        ("", ""),
        ("../../etc/passwd", "etc-passwd"),
        ("a" * 500, "a" * 200),
    ],
)
def test_a_section_is_called_in_addresses_what_readers_would_type(section: str, slug: str) -> None:
    assert slug_of(section) == slug
    assert slug_of(slug) == slug
