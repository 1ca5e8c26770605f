"""The web service with a Flask client, and an article to narrate."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from cache.narrations.name import NarrationName
from cache.narrations.track_manifest import Manifest
from tests.stand import wait_for

BODY = "<p>One is here. Two is here.</p><h2>Heading</h2><p>Three is last.</p>"
SENTENCES = ["The Title", "The dek.", "One is here.", "Two is here.", "Heading", "Three is last."]


class Face:
    """Client of the HTTP service, which can also read the list of spoken sentences."""

    def __init__(self, flask: FlaskClient, data_dir: Path) -> None:
        self.flask = flask
        self.data_dir = data_dir

    def put(self, article_id: str, **fields: str) -> Any:
        given = {"title": "The Title", "dek": "The dek.", "html": BODY, **fields}
        return self.flask.put(f"/v1/articles/{article_id}", json=given)

    def press(self, article_id: str) -> Any:
        return self.flask.post(f"/v1/articles/{article_id}/audio")

    def look(self, article_id: str) -> Any:
        return self.flask.get(f"/v1/articles/{article_id}/audio").get_json()

    def until(self, article_id: str, state: str) -> Any:
        def reached() -> Any:
            narration = self.look(article_id)
            return narration if narration["state"] == state else None

        return wait_for(reached)

    def ready(self, article_id: str) -> Any:
        self.press(article_id)
        return self.until(article_id, "ready")

    def mp3(self, narration: Any) -> bytes:
        answer = self.flask.get(narration["url"])
        assert answer.status_code == 200
        return bytes(answer.data)

    def status(self) -> Any:
        return self.flask.get("/status").get_json()

    def spoken(self) -> set[str]:
        """Return the sentences that were spoken since the last call.

        It is a set: on a slow machine, a worker may be late for seconds and count as dead. Then the
        sentence of its job may be spoken twice.
        """
        note = self.data_dir / "spoken"
        spoken = set(note.read_text().splitlines()) if note.exists() else set()
        note.unlink(missing_ok=True)
        return spoken


def live_manifest(web: Any, name: NarrationName) -> Manifest:
    """Return the manifest of a narration's live track, stored a moment after its record is ready.

    Args:
        web: Context of a web process.
        name: Article ID and voice.
    """

    def stored() -> Manifest | None:
        found: Manifest | None = web.stores.manifests.find(name)
        track = web.stores.narrations.read(name).track
        return found if found and (track is None or track.hash == found.track.hash) else None

    return wait_for(stored)  # type: ignore[return-value]  # it waits until there is one
