"""Articles in every state of access, their callers, and the rights of each caller."""

import time
from collections.abc import Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask.testing import FlaskClient

from audio_service.access.api_key_store import Scope
from audio_service.access.signed_urls import sign
from tests.integration.face import Face
from tests.stand import api_key, wait_for
from worker.model.article import SUBSCRIBERS, Article

LONG_AGO = "2026-01-01T00:00:00Z"
SIGNING_KEY = "a-key-for-signatures-of-32-characters"
PUBLICATION = """
[[rules]]
section = "Secret"
narrate = "never"

[[rules]]
section = "Paid"
access = "signed"

[sources.wp]
kind = "wordpress"
url = "http://127.0.0.1:9"
poll_min = 0
"""


class Kept(StrEnum):
    """States of access of an article."""

    OPEN = "open"
    EMBARGOED = "embargoed"
    NEVER = "never"
    SIGNED = "signed"
    SUBSCRIBERS = "subscribers"
    MOVED = "moved"
    """It was moved to a section for subscribers after it was narrated."""
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    UNREAD = "unread"
    """It is not fetched from its source yet."""


class Caller(StrEnum):
    """Callers, by their key or signature."""

    NOBODY = "nobody"
    SIGNED = "signed"
    OTHER = "signed for another"
    EXPIRED = "expired"
    READ = "a key to read"
    ADMIN = "the installation's key"


KEYED = (Caller.READ, Caller.ADMIN)
_ALL = dict.fromkeys(Caller, "")
_NEEDS_SIGNATURE = {
    **_ALL,
    Caller.NOBODY: "signature-needed",
    Caller.OTHER: "signature-wrong",
    Caller.EXPIRED: "signature-expired",
}
REFUSED: Mapping[Kept, Mapping[Caller, str]] = {
    Kept.OPEN: _ALL,
    Kept.EMBARGOED: {c: "" if c in KEYED else "article-not-found" for c in Caller},
    Kept.NEVER: dict.fromkeys(Caller, "not-narrated"),
    Kept.SIGNED: _NEEDS_SIGNATURE,
    Kept.SUBSCRIBERS: _NEEDS_SIGNATURE,
    Kept.MOVED: _NEEDS_SIGNATURE,
    Kept.WITHDRAWN: dict.fromkeys(Caller, "article-withdrawn"),
    Kept.DELETED: dict.fromkeys(Caller, "article-not-found"),
    Kept.UNREAD: dict.fromkeys(Caller, "article-not-found"),
}
"""Error code for an article in a state and a caller; empty if the caller may hear it."""


@dataclass(frozen=True)
class Exhibit:
    """An article in a state, and its audio addresses from the time when it was open.

    Attributes:
        kept: The state.
        track: Hash of its MP3.
        clips: Paths and queries of its segments, without a signature.
    """

    kept: Kept
    track: str
    clips: Sequence[str]

    @property
    def id(self) -> str:
        """ID of the article."""
        return "wp:77" if self.kept is Kept.UNREAD else f"id-{self.kept}"

    @property
    def mark(self) -> str:
        """A word that only this article has."""
        return mark_of(self.kept)


def mark_of(kept: Kept) -> str:
    return f"Qua{kept}ck"


class Exhibition:
    """An article in each state, on a service with workers."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.listen = face.flask.application.extensions["listen"]
        api_keys = self.listen.access.api_keys
        self.keys = {
            Caller.READ: api_keys.add("reader", [Scope.READ]),
            Caller.ADMIN: api_key(face.flask.application),
        }
        self.client = FlaskClient(face.flask.application, face.flask.application.response_class)
        narrated = [kept for kept in Kept if kept is not Kept.UNREAD]
        for kept in narrated:
            self._store(kept, "Paid" if kept is Kept.SIGNED else "News")
        self.exhibits = [self._narrate(kept) for kept in narrated]
        self.exhibits.append(Exhibit(Kept.UNREAD, "0" * 32, []))
        self._close()

    def ask(self, method: str, address: str, kept: Exhibit, caller: Caller, body: Any) -> Any:
        """Send a request with the key or signature of a caller, and return the answer."""
        headers = {}
        if caller in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[caller]}"
        elif caller is not Caller.NOBODY:
            sign_it = signature("id-other" if caller is Caller.OTHER else kept.id, caller)
            address += f"{'&' if '?' in address else '?'}signature={sign_it}"
        # in a context of its own: the fixture keeps that of its last request, with its key
        return Context().run(self.client.open, address, method=method, data=body, headers=headers)

    def _store(self, kept: Kept, section: str, published_at: str = LONG_AGO) -> None:
        mark = mark_of(kept)
        given = {"title": f"{mark} rises", "dek": f"About {mark}.", "html": f"<p>Of {mark}.</p>"}
        self.face.put(
            f"id-{kept}", **given, section=section, language="en", published_at=published_at
        )

    def _narrate(self, kept: Kept) -> Exhibit:
        about = f"/v1/articles/id-{kept}/audio"
        key = {"Authorization": f"Bearer {self.keys[Caller.READ]}"}
        self.client.post(about, headers=key)

        def ready() -> Any:
            narration = self.client.get(about, headers=key).get_json()
            return narration if narration["state"] == "ready" else None

        track = wait_for(ready)["url"].rpartition("/")[2].partition(".")[0]
        playlist = self.client.get(f"{about}/stream.m3u8", headers=key).text
        clips = [line for line in playlist.splitlines() if line.startswith("/audio/clips/")]
        assert clips
        return Exhibit(kept, track, clips)

    def _close(self) -> None:
        """Bring each article into its state."""
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        self._store(Kept.EMBARGOED, "News", tomorrow)
        self._store(Kept.NEVER, "Secret")
        self._store(Kept.MOVED, "Paid")
        store = self.listen.articles.intake
        mark = mark_of(Kept.SUBSCRIBERS)
        store.take_in(
            Article(
                id=f"id-{Kept.SUBSCRIBERS}", title=f"{mark} rises", dek=f"About {mark}.",
                html=f"<p>Of {mark}.</p>", section="News", language="en", published_at=LONG_AGO,
                access=SUBSCRIBERS,
            )
        )  # fmt: skip
        store.withdraw(f"id-{Kept.WITHDRAWN}")
        store.delete(f"id-{Kept.DELETED}")


def signature(article_id: str, caller: Caller) -> str:
    ends_in_s = -60 if caller is Caller.EXPIRED else 600
    return sign(SIGNING_KEY, article_id, int(time.time()) + ends_in_s)
