"""The podcast: contents, order and lifetime of its episodes."""

import calendar
import re
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import track_path
from cache.errors import BadSettingsError
from cache.messages.tasks import Task
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority, TrackRecord
from cache.narrations.track_manifest import Manifest
from tests.feed_rules import ATOM, PODCAST, flaws
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, opened, wait_for
from worker.errors import ArticleStoreError
from worker.jobs import track_publishing
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.podcast.publishing import PodcastPublishing
from worker.publication.podcast_settings import PodcastSettings
from worker.publication.publication import Publication

HOST = "http://localhost"
FEED = f"{HOST}/feed.xml"
VOICE = "tone:220"
RGB = 2


def web_of(flask: FlaskClient) -> WebContext:
    found: WebContext = flask.application.extensions["listen"]
    return found


def at(hour: int) -> str:
    return f"2026-01-02T{hour:02}:00:00+00:00"


Air = Callable[..., str]


@pytest.fixture
def air(flask: FlaskClient) -> Air:
    """Store an article and a track, as if a worker had made it; return the track's hash."""
    return lambda article_id, **fields: publish(web_of(flask), article_id, **fields)


def publish(
    web: WebContext, article_id: str, voice: str = VOICE, version: int = 0, **said: Any
) -> str:
    article = Article(**{"id": article_id, "title": f"On {article_id}", "text": "Text.", **said})
    web.articles.store.put(article)
    track = TrackRecord(f"{article_id}{version}".encode().hex().zfill(32)[-32:], 61.7, "fp",
                        Basis(article.revision, ""), 3)  # fmt: skip
    name = NarrationName(article_id, voice)
    web.storage.write(track_path(track.hash), b"x" * (1_000 + len(article_id)))
    web.stores.manifests.write(Manifest(name, track, {}, [], language="en"))
    web.stores.manifests.make_live(name, track.hash)
    web.articles.publishing.air(article_id)
    return track.hash


def read(flask: FlaskClient, url: str = FEED, **headers: str) -> Any:
    """Return the entries of a feed, which is valid."""
    answer = flask.get(url, headers=headers)
    assert answer.status_code == 200
    assert answer.content_type == "application/rss+xml; charset=utf-8"
    assert flaws(answer.data, url) == []
    found = feedparser.parse(answer.data)
    assert found.bozo == 0
    return found.entries


def ids(entries: Any) -> list[str]:
    return [entry.id for entry in entries]


@pytest.mark.slow
def test_what_was_narrated_is_in_the_feed_as_it_is_served(face: Face, workers: Processes) -> None:
    face.put("pier", title="<Ferries> & piers", section="World", published_at=at(3))
    face.put("atlas", dek="It was <overdue>.", byline="J. Merriwick", published_at=at(5))
    before = {article_id: face.ready(article_id) for article_id in ("pier", "atlas")}
    wait_for(lambda: len(read(face.flask)) == 2)
    entries = read(face.flask)
    assert ids(entries) == ["atlas", "pier"]
    for entry in entries:
        narration = before[entry.id]
        [enclosure] = entry.enclosures
        assert enclosure.href == f"{HOST}{narration['url']}"
        mp3 = face.flask.get(enclosure.href)
        assert (mp3.status_code, mp3.content_type) == (200, "audio/mpeg")
        assert enclosure.length == str(len(mp3.data))
        assert entry.itunes_duration == str(round(narration["duration_s"]))
    item = etree.fromstring(face.flask.get(FEED).data).find("channel/item")
    captions = face.flask.get(item.find(f"{PODCAST}transcript").get("url"))
    assert captions.content_type.startswith("text/vtt")
    assert "Three is last." in captions.text
    chapters = face.flask.get(item.find(f"{PODCAST}chapters").get("url"))
    assert chapters.content_type == "application/json+chapters"
    titles = [chapter["title"] for chapter in chapters.get_json(force=True)["chapters"]]
    assert titles == ["The Title", "Heading"]
    assert "Three is last" not in face.flask.get(FEED).text


@pytest.mark.slow
def test_an_edit_keeps_the_guid_and_changes_the_mp3(face: Face, workers: Processes) -> None:
    face.put("pier")
    face.ready("pier")
    [before] = wait_for(lambda: read(face.flask))
    face.put("pier", title="Another Title", html="<p>All is new here.</p>")
    face.ready("pier")
    wait_for(lambda: read(face.flask)[0].title == "Another Title")
    [after] = read(face.flask)
    assert (after.id, after.published) == (before.id, before.published)
    assert after.enclosures[0].href != before.enclosures[0].href
    assert after.enclosures[0].length == str(len(face.flask.get(after.enclosures[0].href).data))
    item = etree.fromstring(face.flask.get(FEED).data).find("channel/item")
    assert item.find(f"{PODCAST}chapters") is None


def test_the_newest_come_first_and_who_has_no_date_when_first_narrated(air: Air, flask) -> None:
    air("undated")
    for article_id, hour in (("late", 9), ("early", 3), ("middle", 6)):
        air(article_id, published_at=at(hour))
    assert ids(read(flask)) == ["undated", "late", "middle", "early"]


@pytest.mark.parametrize("published_at", ["2026-13-45", "yesterday", "0001-01-01T00:00:00+23:00"])
def test_dates_that_are_none_are_left_aside(air: Air, flask, published_at: str) -> None:
    air("pier", published_at=published_at)
    [entry] = read(flask)
    assert abs(time.time() - calendar.timegm(entry.published_parsed)) < 3_600


@pytest.mark.parametrize(
    ("published_at", "is_there"),
    [("2126-01-01T00:00:00Z", False), ("2126-01-01T00:00:00", False), ("2026-01-01", True)],
)
def test_what_is_not_published_yet_is_not_there_yet(
    air: Air, flask, published_at: str, is_there: bool
) -> None:
    air("pier", published_at=published_at)
    assert ids(read(flask)) == ["pier"] * is_there


def test_what_was_taken_down_vanishes_at_once(air: Air, flask: FlaskClient) -> None:
    for article_id in ("one", "two", "three"):
        air(article_id, published_at=at(1))
    assert flask.delete("/v1/articles/one/audio").status_code == 204
    assert ids(read(flask)) == ["three", "two"]
    assert flask.delete("/v1/articles/two").status_code == 204
    assert ids(read(flask)) == ["three"]
    assert flask.delete(f"/v1/articles/three/audio?voice={VOICE}").status_code == 204
    assert ids(read(flask)) == []


def test_what_was_taken_down_may_come_back(air: Air, flask: FlaskClient) -> None:
    air("pier")
    [before] = read(flask)
    flask.delete("/v1/articles/pier/audio")
    air("pier", version=1)
    [after] = read(flask)
    assert (after.id, after.published) == (before.id, before.published)
    assert after.enclosures != before.enclosures


def test_the_feed_needs_no_redis(air: Air, flask: FlaskClient) -> None:
    air("pier")
    before = flask.get(FEED).data
    web_of(flask).redis.flushall()
    assert flask.get(FEED).data == before
    web_of(flask).redis.connection_pool.disconnect()


def test_the_feed_is_there_without_redis(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/none.sock")
    with opened() as flask:
        assert read(flask) == []


def test_an_article_is_there_once_in_its_usual_voice(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_VOICES", "tone:220,tone:440")
    with opened() as flask:
        web = web_of(flask)
        other = publish(web, "pier", voice="tone:440", version=1)
        assert read(flask) == []
        usual = publish(web, "pier")
        publish(web, "pier", voice="tone:440", version=1)
        [entry] = read(flask)
        assert usual in entry.enclosures[0].href
        flask.delete("/v1/articles/pier/audio?voice=tone:440")
        assert ids(read(flask)) == ["pier"]
        assert flask.get(f"/audio/tracks/{other}.mp3").status_code == 410
    monkeypatch.setenv("LISTEN_VOICES", "tone:440,tone:220")
    with opened() as flask:  # nothing is read in the new usual voice yet
        web_of(flask).articles.publishing.air_all()
        assert usual in read(flask)[0].enclosures[0].href
        newer = publish(web_of(flask), "pier", voice="tone:440", version=2)
        assert newer in read(flask)[0].enclosures[0].href


def test_a_section_has_a_feed(air: Air, flask: FlaskClient) -> None:
    air("pier", section="World")
    air("health", section="Santé & Société")
    air("none")
    assert ids(read(flask, f"{HOST}/feed/world.xml")) == ["pier"]
    assert ids(read(flask, f"{HOST}/feed/sante-societe.xml")) == ["health"]
    assert len(read(flask)) == 3
    answer = flask.get("/feed/sports.xml")
    assert problem(answer) == (404, "section-not-found")
    assert answer.get_json()["sections"] == [
        {"section": "sante-societe", "name": "Santé & Société"},
        {"section": "world", "name": "World"},
    ]


def test_a_section_that_is_empty_now_has_a_feed_still(air: Air, flask: FlaskClient) -> None:
    air("pier", section="World")
    flask.delete("/v1/articles/pier/audio")
    assert read(flask, f"{HOST}/feed/world.xml") == []
    assert flask.get("/feed/sports.xml").get_json()["sections"] == []


def with_pages_of(flask: FlaskClient, size: int) -> None:
    web = web_of(flask)
    publication = Publication(podcast=PodcastSettings(page_size=size))
    flask.application.extensions["listen"] = replace(web, publication=publication)


@pytest.mark.parametrize("path", ["/feed.xml", "/feed/world.xml"])
def test_pages_hold_every_episode_once(air: Air, flask: FlaskClient, path: str) -> None:
    with_pages_of(flask, 3)
    for number in range(8):
        air(f"a{number}", section="World", published_at=at(number // 2))
    found, url = [], f"{HOST}{path}"
    while url:
        found += ids(read(flask, url))
        channel = etree.fromstring(flask.get(url).data).find("channel")
        links = {x.get("rel"): x.get("href") for x in channel.findall(f"{ATOM}link")}
        assert links["first"] == f"{HOST}{path}"
        url = links.get("next", "")
    assert sorted(found) == [f"a{number}" for number in range(8)]
    assert ids(read(flask, f"{HOST}{path}?page=1")) == found[:3]


def test_pages_that_are_not_there_are_refused(flask: FlaskClient) -> None:
    assert flask.get("/feed.xml?page=1").status_code == 200
    assert problem(flask.get("/feed.xml?page=2")) == (404, "page-not-found")
    for page in ("0", "-1", "one", "", "1.5", "٣", "9" * 30):
        assert problem(flask.get("/feed.xml", query_string={"page": page}))[0] in {404, 422}


def test_who_has_the_feed_already_is_told_so(air: Air, flask: FlaskClient) -> None:
    air("pier", published_at=at(1))
    first = flask.get(FEED)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert modified == feedparser.parse(first.data).feed.updated
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        again = flask.get(FEED, headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag
    time.sleep(1.1)  # Last-Modified counts whole seconds
    flask.delete("/v1/articles/pier/audio")
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
        assert flask.get(FEED, headers=headers).status_code == 200


def test_head_answers_as_get_does_without_a_body(air: Air, flask: FlaskClient) -> None:
    air("pier")
    got, head = flask.get(FEED), flask.head(FEED)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control"):
        assert head.headers[name] == got.headers[name]


def test_addresses_are_those_of_the_host_that_was_asked_and_kept_by_nobody_else(
    air: Air, flask: FlaskClient
) -> None:
    air("pier")
    answer = flask.get("https://other.example:8443/feed.xml")
    assert "private" in answer.headers["Cache-Control"]
    assert flaws(answer.data, "https://other.example:8443/feed.xml") == []
    assert HOST not in answer.text


def test_addresses_are_those_that_listeners_see(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_PUBLIC_URL", "https://audio.example/listen")
    with opened() as flask:
        publish(web_of(flask), "pier")
        answer = flask.get("http://127.0.0.1:8000/feed.xml")
        assert flaws(answer.data, "https://audio.example/listen/feed.xml") == []
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        places = re.findall(r'(?:url|href)="([^"]+)"', answer.text)
        assert all(place.startswith("https://audio.example/listen/") for place in places)


def test_articles_of_the_demo_site_are_there_as_long_as_it_is(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = "overdue-atlas-returns"
    with opened() as flask:
        web = web_of(flask)
        article = web.articles.lookup.get(demo)
        publish(web, demo, section=article.section)
        web.articles.store.delete(demo)
        web.articles.publishing.air(demo)
        assert ids(read(flask)) == [demo]
        assert ids(read(flask, f"{HOST}/feed/local.xml")) == [demo]
    monkeypatch.setenv("LISTEN_DEMO_SITE", "false")
    with opened() as flask:
        assert read(flask) == []
        assert flask.get("/feed/sports.xml").get_json()["sections"] == []


def test_the_cover_is_one_that_directories_take(flask: FlaskClient) -> None:
    href = feedparser.parse(flask.get(FEED).data).feed.image.href
    with flask.get(href) as answer:
        assert answer.content_type == "image/png"
        assert answer.data.startswith(b"\x89PNG\r\n\x1a\n")
        width, height, bits, colours = struct.unpack(">IIBB", answer.data[16:26])
    assert (width, bits, colours) == (height, 8, RGB)
    assert 1_400 <= width <= 3_000


def test_pages_of_the_demo_site_name_the_feed(flask: FlaskClient) -> None:
    for path in ("/", "/articles/overdue-atlas-returns", "/sections/local", "/states"):
        [link] = re.findall(r'<link rel="alternate"[^>]*>', flask.get(path).text)
        assert 'type="application/rss+xml"' in link
        assert 'href="/feed.xml"' in link


def finish(web: WebContext, context: SpeakerContext, article_id: str = "pier") -> TrackRecord:
    """Do what the end of `stitch` does with a track that has just been stored."""
    web.articles.store.put(Article(article_id, title="Ferries", text="Text."))
    basis = Basis(web.articles.lookup.get(article_id).revision, "s1")
    track = TrackRecord(article_id.encode().hex().zfill(32), 61.7, "fp", basis, 3)
    name = NarrationName(article_id, VOICE)
    asked = web.stores.narrations.request(name, basis, Priority.PLAY)
    context.storage.write(track_path(track.hash), b"mp3")
    assert track_publishing.publish_track(context, asked.run, Manifest(name, track, {}, []))
    return track


class Away:
    """A database that does not answer."""

    def __getattr__(self, _name: str) -> Any:
        def refuse(*_arguments: Any, **_options: Any) -> Any:
            raise ArticleStoreError("the article store does not answer")

        return refuse


AWAY: Any = Away()


def without_episodes(context: SpeakerContext) -> SpeakerContext:
    publishing = replace(context.articles.publishing, episodes=AWAY)
    return replace(context, articles=replace(context.articles, publishing=publishing))


def test_a_database_that_is_away_fails_no_narration_and_its_episode_comes_later(
    flask: FlaskClient, context: SpeakerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    finish(web_of(flask), without_episodes(context))
    assert flask.get("/v1/articles/pier/audio").get_json()["state"] == "ready"
    assert read(flask) == []
    assert to_be_aired(context) == ["pier"]
    context.articles.publishing.air("pier")
    assert ids(read(flask)) == ["pier"]
    assert to_be_aired(context) == []


def to_be_aired(context: SpeakerContext) -> list[str]:
    """Return the articles whose episode is still to be updated."""
    return sorted(task.about for task in context.queues.lost_tasks({}) if task.kind == "air")


def test_what_is_taken_down_while_the_database_is_away_leaves_the_podcast_later(
    flask: FlaskClient, context: SpeakerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    web = web_of(flask)
    finish(web, context)
    away = replace(
        web.articles.intake, podcast_updates=replace(web.articles.publishing, episodes=AWAY)
    )
    with pytest.raises(ArticleStoreError):
        away.take_down("pier")
    assert to_be_aired(context) == ["pier"]


class Killed(BaseException):
    """Error that stands for the death of this process."""


def test_what_was_published_or_taken_down_by_who_died_over_it_is_aired_later(
    flask: FlaskClient, context: SpeakerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    web = web_of(flask)
    finish(web, context, "one")
    assert to_be_aired(context) == []
    monkeypatch.setattr(PodcastPublishing, "air", die)
    with pytest.raises(Killed):
        finish(web, context, "two")
    with pytest.raises(Killed):
        web.articles.intake.take_down("one")
    monkeypatch.undo()
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    assert to_be_aired(context) == ["one", "two"]
    for article_id in to_be_aired(context):
        web.articles.publishing.air(article_id)
    assert ids(read(flask)) == ["two"]


def test_a_track_that_storage_has_lost_leaves_the_podcast(
    flask: FlaskClient, context: SpeakerContext
) -> None:
    web = web_of(flask)
    finish(web, context)
    [entry] = read(flask)
    web.storage.delete(track_path(Path(entry.enclosures[0].href).stem))
    assert problem(flask.get(entry.enclosures[0].href.removeprefix(HOST)))[0] == 404
    assert context.queues.tasks.job(Task("air", "pier")).startswith("air-")


@pytest.fixture
def publish_as(settings_env: dict[str, str], monkeypatch, tmp_path: Path) -> Callable[[str], None]:
    """Write a publication file."""

    def go(text: str) -> None:
        (tmp_path / "publication.toml").write_text(text)
        monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(tmp_path / "publication.toml"))

    return go


def test_the_podcast_presents_itself_as_the_publication_file_says(publish_as) -> None:
    publish_as('[podcast]\ntitle = "The Courier"\nsubcategory = "Politics"\npage_size = 1')
    with opened() as flask:
        for article_id in ("one", "two"):
            publish(web_of(flask), article_id)
        assert len(read(flask)) == 1
        assert feedparser.parse(flask.get(FEED).data).feed.title == "The Courier"


def test_mistakes_in_the_publication_file_are_told_with_their_key(publish_as) -> None:
    for line, why in {
        'image = "cover.webp"': "podcast.image: must look like https://news.example",
        'category = "Newz"': "podcast: category: 'Newz' is none of Arts",
        'titel = "The Courier"': "podcast.titel: Extra inputs",
    }.items():
        publish_as(f"[podcast]\n{line}")
        with pytest.raises(BadSettingsError) as error:
            create_app()
        assert why in str(error.value)


def test_what_a_rule_does_not_want_in_the_podcast_is_not_there(publish_as) -> None:
    with opened() as flask:
        publish(web_of(flask), "pier", section="World")
        publish(web_of(flask), "atlas", section="Local")
        assert len(read(flask)) == 2
    publish_as('[[rules]]\nsection = "World"\npodcast = false')
    with opened() as flask:
        publish(web_of(flask), "bridge", section="World")
        assert "bridge" not in ids(read(flask))
        web_of(flask).articles.publishing.air_all()
        assert ids(read(flask)) == ["atlas"]


def test_an_article_that_was_withdrawn_vanishes(flask: FlaskClient, air: Air) -> None:
    air("pier")
    assert web_of(flask).articles.intake.withdraw("pier")
    assert read(flask) == []
    web_of(flask).articles.publishing.air_all()
    assert read(flask) == []


def test_what_is_taken_down_while_it_is_aired_is_not_aired(
    flask: FlaskClient, context: SpeakerContext
) -> None:
    web = web_of(flask)
    finish(web, context)

    class Slow:
        """Episodes that are stored only after another process has taken the audio down."""

        def __getattr__(self, name: str) -> Any:
            return getattr(web.articles.episodes, name)

        def put(self, episode: Any) -> None:
            web.articles.intake.take_down("pier")
            web.articles.episodes.put(episode)

    replace(context.articles.publishing, episodes=Slow()).air("pier")  # type: ignore[arg-type]  # like Episodes
    assert read(flask) == []
