"""Redis holds little, and every key expires or is deleted by a named owner."""

import re
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.registry import StartedJobRegistry
from rq.serializers import JSONSerializer

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.prepared_answers import PreparedAnswers
from cache.narrations.public_urls import Addresses
from cache.narrations.record import Priority, TrackRecord
from cache.narrations.transitions.endings import SLOTS_KEPT_S
from cache.redis import keys
from cache.redis.client import as_text
from tests.acting import DEADLY, MUTE
from tests.hooks import Sender
from tests.integration.face import Face
from tests.integration.records import work
from tests.stand import Processes, wait_for
from tests.upstreams.wordpress import WordPressSite
from worker.jobs.queue_names import QUEUES

ARTICLE = "markets-rally-after-rate-cut"
SECRET = "the-secret-of-these-hooks"
MOST_BYTES = 1024
"""Maximum memory of a ready narration in Redis, in bytes."""


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    with WordPressSite() as there:
        yield there


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path, site: WordPressSite) -> dict[str, str]:
    """The same, with a source that is polled every second and sends webhooks."""
    file = tmp_path / "publication.toml"
    file.write_text(
        f'{site.table}\npoll_min = 0.02\n[sources.store]\nwebhook_secret = "{SECRET}"\n'
    )
    here = {"LISTEN_PUBLICATION_FILE": str(file), "LISTEN_PRIVATE_HOSTS": "127.0.0.1"}
    return {**env, **here}


def fates() -> dict[re.Pattern[str], str]:
    """Return the column "deleted" of the table in `cache.redis.keys`, by patterns of the keys."""
    rows = re.findall(r"^\| `(.+?)` \| \w+ \| .+ \| (.+?) \|$", str(keys.__doc__), re.MULTILINE)
    found = {}
    for name, fate in rows:
        whole = name if name.startswith("rq:") else f"{keys.PREFIX}{name}"
        parts = [re.escape(part) for part in re.split(r"\{\w+\}", whole)]
        found[re.compile("[^|]+?(?:[|].+?)?".join(parts) + "$")] = fate
    return found


def without_end(client: redis.Redis) -> list[str]:
    """Return the keys that should expire and do not."""
    left = []
    for key in map(as_text, client.scan_iter()):
        said = [fate for pattern, fate in fates().items() if pattern.match(key)]
        assert said, f"{key} is not in the table of cache/redis/keys.py"
        if "expires" in said and len(set(said)) == 1 and client.ttl(key) == -1:
            left.append(key)
    return left


def sentences(name: str) -> str:
    return "".join(
        f"<p>{name} {n} is a sentence. It is followed, {n}, by more.</p>" for n in range(12)
    )


def held_of(client: redis.Redis, name: str) -> dict[str, int]:
    """Return the memory of each key of an article that lives longer than two minutes, in bytes."""
    found = [key for key in client.scan_iter() if name in as_text(key) or b":slot:" in key]
    return {
        as_text(key): int(client.memory_usage(key, samples=0) or 0)
        for key in found
        if client.ttl(key) == -1 or client.ttl(key) > SLOTS_KEPT_S
    }


def test_of_a_ready_narration_little_is_held(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    def settled() -> dict[str, int]:
        wait_for(lambda: len(held_of(client, ARTICLE)) == 2)
        return held_of(client, ARTICLE)

    face.put(ARTICLE, html=sentences("one"))
    face.ready(ARTICLE)
    assert sum(settled().values()) <= MOST_BYTES, settled()
    face.put(ARTICLE, html=sentences("one") + "<p>This is new.</p>")
    face.spoken()
    face.ready(ARTICLE)
    assert face.spoken() == {"This is new."}
    assert sum(settled().values()) <= MOST_BYTES, settled()


def used_bytes(client: redis.Redis) -> int:
    """Return the memory of Redis, without the buffers of its connections."""
    memory = client.info("memory")
    return int(memory["used_memory"]) - int(memory["mem_clients_normal"])


def test_a_thousand_ready_narrations_take_a_megabyte(
    client: redis.Redis, narrations: Narrations
) -> None:
    prepared_answers = PreparedAnswers(client, Addresses("https://audio.news.example"))

    def make(number: int) -> None:
        name = NarrationName(f"{ARTICLE}-{number:06}", "piper:en_US-joe-medium")
        basis = Basis(f"{number:032x}", f"{number:012x}")
        narrations.request(name, basis, Priority.PREGENERATE)
        assert narrations.speak(narrations.read(name), work(26), "narrate", "w1")
        track = TrackRecord(f"{number:032x}", 123.456, f"{number:032x}", basis, 26)
        assert narrations.publish(name, narrations.read(name).run, track, prepared_answers.write)

    make(0)
    client.delete(*client.keys("rq:*"))
    before = used_bytes(client)
    for number in range(1, 1001):
        make(number)
        passing = (client.scan_iter(match, count=10_000) for match in ("rq:*", "listen:sent:*"))
        client.delete(*chain.from_iterable(passing))
    taken = used_bytes(client) - before
    assert taken / 1000 <= MOST_BYTES


def live(face: Face, sender: Sender) -> None:
    """Send every kind of request about articles that can be heard."""
    face.put("heard")
    face.ready("heard")
    for event in ("started", "100"):
        face.flask.post("/v1/articles/heard/plays", json={"event": event})
    face.put("heard", html="<p>One is here. It was edited.</p>")
    face.ready("heard")
    face.put("heard", html="<p>One is here. It was edited.</p>", byline="Nobody reads it")
    face.ready("heard")
    face.put("ahead")
    face.flask.post("/v1/audio", json={"article_ids": ["ahead"], "priority": "pregenerate"})
    face.until("ahead", "ready")
    told = {"title": "It came", "html": "<p>By a hook.</p>"}
    assert sender.tell("publish", "hooked", "2026-03-01T06:00:00Z", article=told).status_code < 300
    face.ready("hooked")
    asked = {"text": "Ann is here.", "entries": [{"written": "Ann", "respelling": "an"}]}
    assert face.flask.post("/v1/lexicon/preview", json=asked).status_code == 200


def fail(face: Face, workers: Processes) -> None:
    """Cause a failed narration, and deaths of workers."""
    face.put("mute", html=f"<p>This {MUTE}.</p>")
    face.press("mute")
    face.until("mute", "failed")
    face.put("deadly", html=f"<p>It began well.</p><p>This is {DEADLY}.</p>")
    face.press("deadly")
    for _ in range(2):
        workers.start_worker("rest")
    face.until("deadly", "failed")


def take_back(face: Face, sender: Sender) -> None:
    """Remove articles in every possible way."""
    sender.tell("unpublish", "hooked", "2026-03-02T06:00:00Z")
    face.put("gone")
    face.ready("gone")
    face.flask.delete("/v1/articles/gone/audio")
    face.flask.delete("/v1/articles/ahead")


def test_every_key_expires_or_has_somebody_who_removes_it(
    face: Face, workers: Processes, client: redis.Redis, site: WordPressSite
) -> None:
    workers.start("fetcher", "--name", "fetcher-1")
    looked_at, sender = site.publish(), Sender(face.flask, "store", SECRET)
    live(face, sender)
    fail(face, workers)
    face.ready(looked_at)
    site.unpublish(looked_at)  # else the next look takes it in again
    face.flask.delete(f"/v1/articles/{looked_at}")
    take_back(face, sender)
    wait_for(lambda: not client.exists(keys.UNFINISHED, keys.TASKS))
    for process in workers.running:
        process.kill()
    workers.stop()

    for name in QUEUES:
        queue = Queue(name, connection=client, serializer=JSONSerializer)
        StartedJobRegistry(queue=queue).cleanup(time.time() + 7_200)
    assert without_end(client) == []
    lasting = [as_text(key) for key in client.scan_iter() if client.ttl(key) == -1]
    assert not [key for key in lasting if re.fullmatch(r"listen:narration:.*[|].*:[a-z]+", key)]
    gone = ("ahead", "gone", "hooked", looked_at)
    assert not [key for key in lasting for article in gone if f":{article}" in key]
    assert not client.exists(keys.TASKS, keys.RETRYABLE, keys.UNFINISHED)
