"""A storm of halts: each store and each kind of process stops for a while, as a machine that hangs.

Meanwhile a listener plays a finished article, and new articles are pressed. The service keeps its
audio on an S3 server and its articles in PostgreSQL.
"""

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cache.narrations.leases import Leases
from tests.database_server import DatabaseServer
from tests.kills import write
from tests.object_store import ObjectStore
from tests.stand import Service, patience_s, wait_for
from worker.jobs.queue_names import Lane

AGAIN_S = 0.2
"""Interval at which processes are halted again, in seconds."""

LISTENS_EVERY_S = 0.5
ANSWERS_WITHIN_S = 6.0
"""Longest time of an answer: five seconds of waiting for a store, and one for a busy machine."""

FINISHED = "finished"
"""ID of the article that a listener plays all the time."""

PUBLICATION = """
[sources.wire]
kind = "wordpress"
url = "http://127.0.0.1:9"
poll_min = 0
"""


@dataclass(frozen=True)
class Halt:
    """A halt.

    Attributes:
        what: Name of what is halted: a store, or the role of processes.
        alert: Name of the alert that must be raised; empty if none can be.
        is_pressed: True if presses on the finished article must be answered meanwhile.
        is_played: True if the MP3 of the finished article must be served meanwhile.
    """

    what: str
    alert: str = ""
    is_pressed: bool = True
    is_played: bool = True


HALTS = (
    Halt("valkey", "redis-down", is_pressed=False, is_played=False),
    Halt("object store", "storage-down", is_played=False),
    Halt("database", "database-down"),
    Halt("first", "no-first-worker"),
    Halt("rest", "no-play-worker"),
    Halt("fetch", "no-fetcher"),
    Halt("scheduler", "no-scheduler"),
    Halt("web", is_pressed=False, is_played=False),
)


@dataclass
class Outcome:
    """Result of the storm.

    Attributes:
        halts: Names of what was halted, in order.
        answers: Number of a listener's requests that were answered as they should be.
        slowest_s: Longest time of an answer to a listener that had to come, in seconds.
        late_s: Time from the end of each halt until the article pressed in it was ready, in s.
        wrong: Descriptions of all errors.
    """

    halts: list[str] = field(default_factory=list)
    answers: int = 0
    slowest_s: float = 0.0
    late_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Park:
    """The service and its stores.

    Attributes:
        service: The service.
        object_store: S3 server that holds its audio.
        database: PostgreSQL server that holds its articles.
    """

    service: Service
    object_store: ObjectStore
    database: DatabaseServer

    def pids(self, what: str) -> list[int]:
        """Return the ids of the processes of a role, or of the embedded Valkey."""
        if what == "valkey":
            return self.service.processes("valkey-server")
        if what == "web":
            return self.service.processes("gunicorn")
        living = Leases(self.service.redis).living()
        names = [name for name, says in living.items() if says["role"] == what]
        return [pid for name in names for pid in self.service.processes(name)]

    @contextmanager
    def halted(self, what: str) -> Iterator[None]:
        """Halt a store, or all processes of a role.

        With workers and fetchers, the supervisor is halted too: it wakes them after two seconds. A
        worker that speaks a first utterance wakes the others too, so they are halted again.

        Yields:
            Nothing.
        """
        stores: dict[str, ObjectStore | DatabaseServer] = {
            "object store": self.object_store,
            "database": self.database,
        }
        if store := stores.get(what):
            store.halt()
            try:
                yield
            finally:
                store.go_on()
            return
        pids = self.pids(what)
        assert pids, f"there is no process for {what}"
        if what in set(Lane):
            assert self.service.process
            pids.insert(0, self.service.process.pid)
        over = threading.Event()

        def keep_halted() -> None:
            while True:
                _send(pids, signal.SIGSTOP)
                if over.wait(AGAIN_S):
                    return

        halter = threading.Thread(target=keep_halted)
        halter.start()
        try:
            yield
        finally:
            over.set()
            halter.join()
            _send(pids, signal.SIGCONT)


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


@contextmanager
def park() -> Iterator[Park]:
    """Start the service with its stores.

    Yields:
        The service and its stores.
    """
    with tempfile.TemporaryDirectory(prefix="listen-halts-") as directory:
        folder = Path(directory)
        (folder / "database").mkdir()
        folder.chmod(0o755)  # the database server runs as another user
        (folder / "publication.toml").write_text(PUBLICATION)
        object_store, database = ObjectStore(), DatabaseServer(folder / "database")
        object_store.start()
        try:
            database.start()
            env = {
                **object_store.env,
                "LISTEN_VOICES": "tone:220",
                "LISTEN_WORKERS": "2",
                "LISTEN_DATABASE_URL": database.url,
                "LISTEN_PUBLICATION_FILE": str(folder / "publication.toml"),
                "LISTEN_PRIVATE_HOSTS": "127.0.0.1",
            }
            service = Service(folder / "data", env, module="tests.acting")
            service.start()
            try:
                yield Park(service, object_store, database)
            finally:
                service.stop()
        finally:
            database.stop()
            object_store.stop()


def halt_all(at: Park, seed: int, lasts_s: float) -> Outcome:
    """Halt each store and each kind of process once, and return the result.

    Args:
        at: The service and its stores.
        seed: Seed of the texts and of the order.
        lasts_s: Duration of each halt, in seconds.
    """
    dice, outcome = random.Random(seed), Outcome()
    _put(at.service, FINISHED, dice)
    at.service.press(FINISHED)
    track = at.service.until(FINISHED, "ready")["url"]
    for halt in dice.sample(HALTS, len(HALTS)):
        article_id = f"halt{seed}-{halt.what.replace(' ', '-')}"
        _put(at.service, article_id, dice)
        with at.halted(halt.what):
            _listen(at.service, halt, track, article_id, lasts_s, outcome)
        outcome.halts.append(halt.what)
        outcome.late_s.append(_wait_until_ready(at.service, halt, article_id, outcome))
        _wait_until_quiet(at.service, halt, outcome)
    outcome.wrong += _find_repeated(at.service)
    return outcome


def _put(service: Service, article_id: str, dice: random.Random) -> None:
    title, *sentences = write(article_id, 5, dice)
    html = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    service.put(article_id, title=title, html=html, language="en-US")


def _listen(
    service: Service, halt: Halt, track: str, article_id: str, lasts_s: float, outcome: Outcome
) -> None:
    """Play the finished article again and again, and press a new one, until the halt is over."""
    began, alerts = time.monotonic(), set[str]()
    pressed = threading.Thread(target=service.press, args=(article_id,))
    pressed.start()
    press = f"/v1/articles/{FINISHED}/audio"
    while time.monotonic() - began < lasts_s:
        if halt.is_pressed:
            _expect(lambda: service.ask("POST", press), halt, outcome)
        if halt.is_played:
            _expect(lambda: service.ask("GET", track), halt, outcome)
        if halt.alert:
            alerts |= _alerts(service)
        time.sleep(LISTENS_EVERY_S)
    if halt.alert and halt.alert not in alerts:
        outcome.wrong.append(f"{halt.what} halted: {halt.alert} is not among {sorted(alerts)}")


def _expect(ask: Callable[[], Any], halt: Halt, outcome: Outcome) -> None:
    """Record the answer to a listener."""
    began = time.monotonic()
    status = ask().status
    took_s = time.monotonic() - began
    outcome.slowest_s = max(outcome.slowest_s, took_s)
    outcome.answers += status == 200
    if status != 200:
        outcome.wrong.append(f"{halt.what} halted: a listener is answered {status}")
    elif took_s > ANSWERS_WITHIN_S:
        outcome.wrong.append(f"{halt.what} halted: a listener waits {took_s:.1f} s")


def _alerts(service: Service) -> set[str]:
    found = service.ask("GET", "/status", Accept="application/json").json
    return {alert["name"] for alert in found.get("alerts", ())}


def _wait_until_ready(service: Service, halt: Halt, article_id: str, outcome: Outcome) -> float:
    """Return the time from now until the article that was pressed during a halt is ready."""
    began = time.monotonic()
    while time.monotonic() - began < patience_s():
        # a listener whose press met the halt presses again
        narration = service.press(article_id)
        if narration.get("state") in ("ready", "failed"):
            break
        time.sleep(LISTENS_EVERY_S)
    if narration.get("state") != "ready":
        outcome.wrong.append(f"{halt.what} halted: then {article_id} is {narration}")
    return time.monotonic() - began


def _wait_until_quiet(service: Service, halt: Halt, outcome: Outcome) -> None:
    """Wait until no critical alert is left."""
    try:
        wait_for(lambda: service.ask("GET", "/readyz").status == 200, every=0.2)
        wait_for(lambda: halt.alert not in _alerts(service), every=0.2)
    except AssertionError as error:
        outcome.wrong.append(f"{halt.what} goes on, and an alert stays: {error}")


def _find_repeated(service: Service) -> list[str]:
    """Return the sentences that were spoken more often than halted workers explain.

    A worker that hangs for longer than its heartbeat lives counts as dead: what it had in hand is
    then spoken by another one, too.
    """
    spoken = (service.data_dir / "spoken").read_text().splitlines()
    counts = {line: spoken.count(line) for line in set(spoken)}
    return [f"{line!r} was spoken {n} times" for line, n in counts.items() if n > 2]
