"""`listen script` with articles of sources outside."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from audio_service.cli import main
from tests.upstreams.feed import FeedSite
from tests.upstreams.ghost import GhostSite
from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import Site
from tests.upstreams.wordpress import WordPressSite

pytestmark = pytest.mark.timeout(120)


def script(site: Site, article_id: str, folder: Path) -> list[str]:
    """Return the sentences of an article as `listen script` prints them, or its error."""
    (folder / "publication.toml").write_text(site.table)
    env = {
        "LISTEN_PUBLICATION_FILE": str(folder / "publication.toml"),
        "LISTEN_PRIVATE_HOSTS": "127.0.0.1",
        "LISTEN_DATA_DIR": str(folder / "var"),
        "LISTEN_VOICES": "tone:220",
    }
    said = CliRunner().invoke(main, ["script", article_id], env=env)
    lines = said.output.splitlines()
    return lines if said.exit_code else [json.loads(line)["written"] for line in lines]


@pytest.mark.parametrize("kind", [WordPressSite, GhostSite, JsonSite, PageSite, FeedSite])
def test_what_would_be_read_is_shown_of_each_kind(kind: type[Site], tmp_path: Path) -> None:
    with kind() as site:
        article_id = site.publish(title="The &quot;last&quot; ferry", dek="Forty years end here.")
        assert script(site, article_id, tmp_path) == [
            'The "last" ferry',
            "Forty years end here.",
            "The ferry left the old harbor at six, as it has done every morning for forty years.",
            "On board were bread, newspapers and eleven passengers, among them a piano tuner.",
        ]


def test_what_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    with PageSite() as site:
        article_id = site.publish()
        site.unpublish(article_id)
        (error,) = script(site, article_id, tmp_path)
        assert error.endswith("[article-gone]")
