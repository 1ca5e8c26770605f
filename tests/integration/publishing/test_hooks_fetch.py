"""From a webhook to the article's audio, with a site that acts as WordPress or Ghost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.hooks import Ghost, Sender
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, wait_for
from tests.upstreams.ghost import GhostSite
from tests.upstreams.site import Site
from tests.upstreams.wordpress import WordPressSite

pytestmark = pytest.mark.slow

SECRET = "the-secret-of-these-hooks"
Tell = Callable[[FlaskClient, Site, str, str], Any]


def as_wordpress(flask: FlaskClient, site: Site, event: str, article_id: str) -> Any:
    """Send what the plugin of docs/webhooks.md sends."""
    known = [site.id_of(story) for story in site.stories.values()]
    at = site.story(article_id).updated_at if article_id in known else datetime.now(UTC)
    own_id = article_id.removeprefix(site.prefix)
    return Sender(flask, site.name, SECRET).tell(event, own_id, at.isoformat())


def as_ghost(flask: FlaskClient, site: Site, event: str, article_id: str) -> Any:
    own_id = article_id.removeprefix(site.prefix)
    ghost = Ghost(flask, site.name, SECRET)
    if event == "delete":
        return ghost.deletes(own_id)
    previous = {"publish": "draft", "unpublish": "published"}.get(event)
    status = "draft" if event == "unpublish" else "published"
    return ghost.changes(own_id, status, {"status": previous} if previous else {"title": "x"})


@pytest.fixture(params=[(WordPressSite, as_wordpress), (GhostSite, as_ghost)], ids=["wp", "ghost"])
def told(request: pytest.FixtureRequest) -> Iterator[tuple[Site, Tell]]:
    kind, tell = request.param
    with kind() as site:
        yield site, tell


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path, told: tuple[Site, Tell]) -> dict[str, str]:
    """The same, with a publication file that has the site."""
    file = tmp_path / "publication.toml"
    file.write_text(f'{told[0].table}\nwebhook_secret = "{SECRET}"\n')
    private = {"LISTEN_PRIVATE_HOSTS": "127.0.0.1"}
    return {**env, **private, "LISTEN_PUBLICATION_FILE": str(file)}


def test_what_a_hook_tells_of_is_fetched_heard_and_withdrawn(
    told: tuple[Site, Tell], face: Face, processes: Processes
) -> None:
    site, tell = told
    processes.start("fetcher", "--name", "fetcher-1")
    processes.start_worker("first")
    processes.start_worker("rest")
    wait_for(lambda: face.flask.get("/v1/voices").get_json()["items"])
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    article_id = site.publish(long_ago, title="The last ferry")

    assert tell(face.flask, site, "publish", article_id).status_code == 202
    ready = face.until(article_id, "ready")  # nobody has pressed
    assert face.flask.get(f"/v1/articles/{article_id}").get_json()["title"] == "The last ferry"

    site.edit(article_id, title="The very last ferry")
    assert tell(face.flask, site, "update", article_id).status_code == 202
    url = wait_for(lambda: {face.look(article_id)["url"]} - {ready["url"]}).pop()
    assert face.flask.get(f"/v1/articles/{article_id}").get_json()["title"] == "The very last ferry"

    site.unpublish(article_id)
    assert tell(face.flask, site, "delete", article_id).status_code == 202
    assert face.flask.get(url).status_code == 410
    assert face.flask.get(f"/v1/articles/{article_id}").status_code == 404
    assert problem(face.press(article_id)) == (410, "article-withdrawn")
