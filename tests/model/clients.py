"""Clients of the model: each does one random operation after the other, and checks the answers."""

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.listener import frames
from tests.model.outcome import Outcome
from tests.stand import Answer, Service

SHARED = "This sentence is in many articles, word for word."
ARTICLES = 3
"""Number of articles of each client."""

SETTLES_S = 60.0
"""Longest time until everything is ready after the last operation, in seconds."""

WORDS = "harbor lantern gull rope anchor tide barrel captain storm ladder window bridge".split()


@dataclass
class Article:
    """An article as its client believes it to be.

    Attributes:
        id: Its ID.
        versions: The sentences of every version it ever had, the latest last.
        is_stored: True if the article store has it.
        is_wanted: True if it was pressed since its last deletion.
        dead: Addresses that must answer 404 or 410 until something is pressed again.
        urls: Addresses of its audio that were ever told.
    """

    id: str
    versions: list[list[str]] = field(default_factory=list)
    is_stored: bool = False
    is_wanted: bool = False
    dead: set[str] = field(default_factory=set)
    urls: set[str] = field(default_factory=set)

    @property
    def sentences(self) -> list[str]:
        """Sentences of the current version."""
        return self.versions[-1]


class Client(threading.Thread):
    """One client, with articles of its own.

    Args:
        number: Number of the client.
        service: Service to which it sends requests.
        outcome: Outcome to which it adds its findings.
        until: Time at which it ends, on the monotonic clock.
    """

    def __init__(self, number: int, service: Service, outcome: Outcome, until: float) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self._service = service
        self._outcome = outcome
        self._until = until
        self._dice = random.Random(outcome.seed * 1000 + number)
        self.plays_told = self.plays_counted = self.presses = 0
        self.articles = [Article(f"m{outcome.seed}-{number}-{n}") for n in range(ARTICLES)]
        self._operations: list[tuple[int, Callable[[Article], None]]] = [
            (4, self.edit), (2, self.revert), (8, self.press), (3, self.delete_audio),
            (2, self.delete_article), (4, self.stream), (3, self.follow_hls), (3, self.listen),
            (2, self.batch), (5, self.ask_dead), (3, self.tell_play),
        ]  # fmt: skip

    def run(self) -> None:
        """Do one operation after the other."""
        weights = [weight for weight, _ in self._operations]
        while time.monotonic() < self._until:
            [(_, operation)] = self._dice.choices(self._operations, weights)
            article = self._dice.choice(self.articles)
            try:
                operation(article)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is told
                self._tell(f"{article.id}: {operation.__name__}: {type(error).__name__}: {error}")
            self._outcome.done[operation.__name__] += 1
            time.sleep(self._dice.uniform(0, 0.3))

    def edit(self, article: Article) -> None:
        """Store a new version."""
        count = self._dice.randint(1, 6)
        number = len(article.versions)
        title = f"Title {number} of {article.id}"
        body = [
            f"Sentence {n} of version {number} met {' '.join(self._dice.sample(WORDS, 4))}."
            for n in range(count)
        ]
        article.versions.append([title, *body, SHARED])
        self._put(article)

    def revert(self, article: Article) -> None:
        """Store an earlier version again."""
        if article.versions:
            article.versions.append(self._dice.choice(article.versions))
            self._put(article)

    def press(self, article: Article) -> None:
        """Press play."""
        self._store_first(article)
        answer = self._ask("POST", f"/v1/articles/{article.id}/audio")
        article.dead.clear()  # the same audio may be made again
        article.is_wanted = True
        self._learn(article, answer.json)

    def tell_play(self, article: Article) -> None:
        """Send a play event; each event with an answer is counted, and no event twice."""
        if article.is_stored:
            self.plays_told += 1
            answer = self._service.ask(
                "POST", f"/v1/articles/{article.id}/plays", {"event": "started"}
            )
            self.plays_counted += answer.status == 204

    def batch(self, article: Article) -> None:
        """Request the audio in advance."""
        self._store_first(article)
        body = {"article_ids": [article.id], "priority": "pregenerate"}
        self._ask("POST", "/v1/audio", body)
        article.dead.clear()
        article.is_wanted = True

    def delete_audio(self, article: Article) -> None:
        """Take the audio down."""
        self._learn(article, self._service.narration(article.id))
        self._ask("DELETE", f"/v1/articles/{article.id}/audio")
        self._bury(article)

    def delete_article(self, article: Article) -> None:
        """Delete the article with its audio."""
        if article.is_stored:
            self._learn(article, self._service.narration(article.id))
            self._ask("DELETE", f"/v1/articles/{article.id}")
            article.is_stored = False
            self._bury(article)

    def listen(self, article: Article) -> None:
        """Hear the finished MP3 if there is one: all of it, of some version."""
        found = self._service.narration(article.id)
        if found.get("state") == "ready" and found.get("url"):
            self._learn(article, found)
            answer = self._service.ask("GET", found["url"])
            if answer.status not in (0, 200, 503):
                self._tell(f"{article.id}: ready, and its MP3 answers {answer.status}")

    def stream(self, article: Article) -> None:
        """Read the stream; if it is complete, all of it is of one version."""
        if not article.is_wanted:
            return
        before = self._service.narration(article.id).get("fingerprint")
        answer = self._service.ask("GET", f"/v1/articles/{article.id}/audio/stream.mp3")
        if answer.status not in (0, 200, 302, 409, 404, 503):
            self._tell(f"{article.id}: its stream answers {answer.status}")
        if answer.status != 200:
            return
        deadline = time.monotonic() + 20
        found = self._service.narration(article.id)
        while found.get("state") != "ready" and time.monotonic() < deadline:
            time.sleep(0.2)
            found = self._service.narration(article.id)
        if found.get("state") == "ready" and before and found["fingerprint"] == before:
            track = self._service.ask("GET", found["url"])
            if track.status == 200 and frames(track.body) != frames(answer.body):
                self._tell(f"{article.id}: a stream that ended is not its track")

    def follow_hls(self, article: Article) -> None:
        """Request a playlist and one of its segments."""
        if not article.is_wanted:
            return
        answer = self._service.ask("GET", f"/v1/articles/{article.id}/audio/stream.m3u8")
        if answer.status == 200:
            clips = re.findall(rb"^(/audio/[^\n]+)$", answer.body, re.MULTILINE)
            article.urls |= {clip.decode() for clip in clips}
            if clips:
                clip = self._dice.choice(clips).decode()
                status = self._service.ask("GET", clip).status
                is_same = self._service.narration(article.id).get("state") != "absent"
                if status not in (0, 200, 503) and is_same:
                    self._tell(f"{article.id}: its playlist names {clip}, which answers {status}")

    def ask_dead(self, article: Article) -> None:
        """Request audio that was taken down: it must not be sent, and must not be restored."""
        for url in self._dice.sample(sorted(article.dead), min(3, len(article.dead))):
            self._check_dead(article, url)
        if not article.is_wanted and article.is_stored:
            found = self._service.narration(article.id)
            if found.get("state", "absent") != "absent":
                self._tell(f"{article.id}: came back as {found['state']} after it was taken down")

    def settle(self, article: Article) -> None:
        """Check an article after all work has ended."""
        if not article.is_wanted or not article.is_stored:
            for url in sorted(article.dead):
                self._check_dead(article, url)
            return
        deadline = time.monotonic() + SETTLES_S
        while True:
            self._ask("POST", f"/v1/articles/{article.id}/audio")
            found = self._service.narration(article.id)
            if found.get("state") == "ready":
                break
            if time.monotonic() > deadline:
                self._tell(f"{article.id}: is {found.get('state')} long after all is quiet")
                return
            time.sleep(0.3)
        cues = self._service.ask("GET", f"/v1/articles/{article.id}/audio/cues.json").json
        written = [cue["written"] for cue in cues.get("cues", [])]
        if written != article.sentences:
            self._tell(f"{article.id}: says {written} instead of {article.sentences}")
        if self._service.ask("GET", found["url"]).status != 200:
            self._tell(f"{article.id}: ready, and its MP3 does not answer")

    def _check_dead(self, article: Article, url: str) -> None:
        status = self._service.ask("GET", url).status
        if status not in (0, 404, 410, 503):
            self._tell(f"{article.id}: {url} answers {status} after it was taken down")

    def _put(self, article: Article) -> None:
        title, *body = article.sentences
        html = "".join(f"<p>{sentence}</p>" for sentence in body)
        fields = {"title": title, "html": html, "language": "en-US"}
        self._ask("PUT", f"/v1/articles/{article.id}", fields)
        article.is_stored = True

    def _store_first(self, article: Article) -> None:
        if not article.versions:
            self.edit(article)
        elif not article.is_stored:
            self._put(article)

    def _bury(self, article: Article) -> None:
        article.is_wanted = False
        article.dead, article.urls = article.dead | article.urls, set()

    def _learn(self, article: Article, narration: Any) -> None:
        if narration.get("url"):
            article.urls.add(narration["url"])

    def _ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Repeat a request until its answer is not a temporary error."""
        while True:
            self.presses += method == "POST" and path.endswith("/audio")
            answer = self._service.ask(method, path, body)
            if answer.status not in (0, 500, 502, 503, 504, 429):
                return answer
            if answer.status == 500:
                self._tell(f"{method} {path} answers 500: {answer.body[:200]!r}")
            time.sleep(0.2)

    def _tell(self, what: str) -> None:
        self._outcome.wrong.append(what)
