"""Changed rules: they apply from the first request on, whatever is cached from the old ones."""

from pathlib import Path

import pytest
import redis

from cache.articles.cached_editions import CachedEditions, read_entry, write_entry
from cache.articles.edition import Edition, Standing
from cache.redis import keys
from tests.integration.asking import problem, put
from tests.stand import opened

OPEN = '[[rules]]\nsection = "Other"\naccess = "signed"\n'
CLOSED = {
    "signature-needed": '[[rules]]\nlonger_than_s = 0\naccess = "signed"\n',
    "not-narrated": '[[rules]]\nlonger_than_s = 0\nnarrate = "never"\n',
}
PATHS = ("", "/stream.mp3", "/stream.m3u8", "/cues.json", "/snippet.html")


@pytest.mark.parametrize("code", list(CLOSED))
def test_stricter_rules_close_an_article_whose_edition_is_cached(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    file = tmp_path / "publication.toml"
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(file))
    monkeypatch.setenv("LISTEN_SIGNING_KEY", "k" * 32)
    file.write_text(OPEN)
    with opened() as flask:
        put(flask)
        assert flask.post("/v1/articles/pier/audio").status_code == 202
        web = flask.application.extensions["listen"]
        assert web.articles.cached_editions.read("pier").standing is Standing.OPEN
    file.write_text(CLOSED[code])
    with opened() as flask:
        web = flask.application.extensions["listen"]
        assert web.articles.cached_editions.read("pier") is None
        for path in PATHS:
            assert problem(flask.get(f"/v1/articles/pier/audio{path}"))[1] == code, path
        assert problem(flask.post("/v1/articles/pier/audio"))[1] == code
        assert problem(flask.post("/v1/audio", json={"article_ids": ["pier"]}))[1] == code
        assert web.articles.cached_editions.read("pier"), "it is cached anew"


@pytest.mark.parametrize(
    "edition",
    [
        Edition("r", "en"),
        Edition("", "", standing=Standing.UNREAD),
        Edition("r", "en", 9, "tone:220", Standing.NEVER, True, 1_900_000_000),
    ],
    ids=str,
)
def test_an_entry_is_read_by_the_rules_that_made_it_and_by_earlier_versions(
    edition: Edition,
) -> None:
    for rules in ("", "d1"):
        entry = write_entry(edition, rules)
        assert read_entry(entry, rules) == edition
        assert read_entry(entry, "d2") is None
        assert Edition.parse(entry) == edition
    assert read_entry(str(edition), "d1") is None
    assert read_entry(None, "d1") is None


def test_a_suggestion_replaces_an_entry_of_other_rules_and_no_newer_one(
    client: redis.Redis,
) -> None:
    older, newer = Edition("r1", "en", 9), Edition("r2", "en", 9)
    before, now = CachedEditions(client, "d1"), CachedEditions(client, "d2")
    before.remember("pier", newer)
    now.suggest("pier", older)
    assert now.read("pier") == older
    now.remember("pier", newer)
    now.suggest("pier", older)
    now.suggest_many({"pier": older, "quay": older})
    assert (now.read("pier"), now.read("quay")) == (newer, older)
    assert 0 < client.ttl(keys.revision("quay")) <= 60
