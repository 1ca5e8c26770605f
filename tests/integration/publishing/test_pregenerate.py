"""`listen pregenerate` through the service: real workers, a voice that hums, a feed on loopback."""

import io
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import redis

from audio_service.cli import main
from cache.narrations.name import NarrationName
from cache.redis import keys
from cache.redis.client import as_text
from tests.acting import MUTE, WAITING
from tests.forks import Fork
from tests.integration.face import Face
from tests.newsstand import DEFECTS, FEED, article, put_up
from tests.stand import PATIENCE_S, Processes, ValkeyServer, wait_for
from tests.web import OtherServer, page, serving
from worker.jobs.queue_names import PREGENERATE

WORKERS = 2


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    publication = tmp_path / "publication.toml"
    publication.write_text("")
    hosts = {"LISTEN_PRIVATE_HOSTS": "127.0.0.1", "LISTEN_SOURCE_TIMEOUT_S": "3"}
    return {**env, **hosts, "LISTEN_PUBLICATION_FILE": str(publication)}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_service.pregenerate.prefetch.RETRY_AFTER_S", (0.01, 0.01))
    monkeypatch.setattr("audio_service.pregenerate.batch.RETRY_AFTER_S", 0.01)
    monkeypatch.setattr("audio_service.pregenerate.batch.LOOKED_EVERY_S", 0.05)


@pytest.fixture
def web() -> Iterator[OtherServer]:
    with serving() as server:
        yield server


class Ran(NamedTuple):
    """Result of the command."""

    status: int
    out: str
    err: str


def run(*arguments: str, stdin: str = "") -> Ran:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            main.main(["pregenerate", *arguments])
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return Ran(int(ended.value.code or 0), *said)


def put_in_store(face: Face, count: int, text: str = "") -> list[str]:
    ids = [f"a{number:03}" for number in range(count)]
    for article_id in ids:
        face.put(
            article_id, title=f"{article_id} {text}", dek="", html=f"<p>It is {article_id}.</p>"
        )
    return ids


def ready(face: Face) -> set[str]:
    names = face.flask.application.extensions["listen"].stores.manifests.names()
    return {name.article_id for name in names}


def test_of_a_feed_the_good_are_narrated_and_each_broken_one_is_told_in_a_line(
    face: Face, workers: Processes, web: OtherServer
) -> None:
    bad = put_up(web, good=31, broken=len(DEFECTS))
    first = run("--feed", web.url(FEED))
    assert first.status == 1, first
    assert "40 articles" in first.out
    assert "31 narrated, 0 were ready, 9 failed" in first.out
    told = [line for line in first.err.splitlines() if line.startswith("feed:")]
    codes = {line.split(": ")[0]: line.split(": ")[1] for line in told}
    assert codes == {f"feed:{name}": DEFECTS[name.rstrip("0123456789")][1] for name in bad}
    assert len(told) == len(bad)
    assert ready(face) == {f"feed:n{number}" for number in range(31)}

    face.spoken()
    again = run("--feed", web.url(FEED))
    assert "0 narrated, 31 were ready, 9 failed" in again.out
    assert face.spoken() == set()


def at_last(web: OtherServer, path: str, refusals: int) -> list[bytes]:
    """Refuse the first requests for a page, and return the refusals that are left."""
    answer, left = web.answers[path], [page(b"", "503 Service Unavailable")] * refusals
    assert isinstance(answer, bytes)
    web.answers[path] = lambda sock: sock.sendall(left.pop() if left else answer)
    return left


def test_an_error_that_passes_is_met_again(
    face: Face, workers: Processes, web: OtherServer
) -> None:
    put_up(web, good=2, broken=0)
    left = {path: at_last(web, path, refusals) for path, refusals in {"/n1": 2, FEED: 1}.items()}
    done = run("--feed", web.url(FEED))
    assert done.status == 0, done
    assert "2 narrated" in done.out
    assert list(left.values()) == [[], []]


def test_a_feed_that_cannot_be_read_is_told(
    face: Face, workers: Processes, web: OtherServer
) -> None:
    done = run("--feed", web.url("/nothing"))
    assert done.status == 1
    assert f"{web.url('/nothing')}: source-unavailable: " in done.err
    assert run("--feed", web.url("/nothing"), "--dry-run").status == 1


def test_sections_and_days_choose_of_a_feed(
    face: Face, workers: Processes, web: OtherServer
) -> None:
    put_up(
        web, good=8, broken=0
    )  # n0 of 20 November, n1 of the 19th, ...; World and Sport by turns
    done = run(
        "--feed", web.url(FEED), "--section", "world", "--since", "2026-11-15",
        "--until", "2026-11-18",
    )  # fmt: skip
    assert done.status == 0, done
    assert ready(face) == {"feed:n2", "feed:n4"}
    fetched = {asked.target for asked in web.asked}
    assert fetched == {FEED, "/n2", "/n4"}
    done = run("--feed", web.url(FEED), "--since", "2026-11-20T11:00:00+00:00")
    assert "1 articles" in done.out
    assert ready(face) == {"feed:n0", "feed:n2", "feed:n4"}


def test_sections_and_days_choose_of_the_store(face: Face, workers: Processes) -> None:
    for number, (section, day) in enumerate(
        [("World", "2001-11-01"), ("World", "2001-10-31"), ("Sport", "2001-11-05"), ("World", "")]
    ):
        at = f"{day}T08:00:00Z" if day else ""
        face.put(f"a{number}", section=section, published_at=at)
    done = run("--section", "World", "--since", "2001-11-01", "--until", "2001-11-01")
    assert "1 articles" in done.out
    assert ready(face) == {"a0"}
    undated = run(
        "--section",
        "World",
        "--since",
        f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
    )
    assert "1 articles" in undated.out  # it was stored a moment ago
    assert ready(face) == {"a0", "a3"}
    assert run("--all").status == 0
    assert ready(face) == {"a0", "a1", "a2", "a3"}


def test_articles_are_named_in_the_command_a_file_or_on_standard_input(
    face: Face, workers: Processes, tmp_path: Path
) -> None:
    put_in_store(face, 4)
    named = run("--ids", "a000,none,a000, b|d ")
    assert named.status == 1
    assert sorted(line.split(": ")[:2] for line in named.err.splitlines()) == [
        ["b|d", "bad-article-id"], ["none", "article-not-found"],
    ]  # fmt: skip
    assert ready(face) == {"a000"}
    ids = tmp_path / "ids.txt"
    ids.write_text("a001\n\na002\n")
    assert run("--ids", f"@{ids}").status == 0
    assert run("--ids", "-", stdin="a002\na003\n").status == 0
    assert ready(face) == {"a000", "a001", "a002", "a003"}


def test_articles_of_a_source_are_fetched_and_what_rules_exclude_is_left_out(
    face: Face, workers: Processes, web: OtherServer, env: dict[str, str]
) -> None:
    put_up(web, good=4, broken=0)
    Path(env["LISTEN_PUBLICATION_FILE"]).write_text(
        f'[sources.news]\nkind = "feed"\nurl = "{web.url(FEED)}"\npoll_min = 0\n'
        '[[rules]]\nsection = "Sport"\nnarrate = "never"\n'
    )
    one = run("--ids", "news:n2")
    assert one.status == 0, one
    assert ready(face) == {"news:n2"}
    foretold = run("--source", "news", "--dry-run")
    assert "articles   4, 1 ready" in foretold.out
    done = run("--feed", web.url(FEED))  # the same one, by its address
    assert "1 narrated, 1 were ready, 0 failed, 2 excluded by rules" in done.out
    assert ready(face) == {"news:n0", "news:n2"}
    foretold = run("--source", "news", "--dry-run")
    assert "articles   4, 2 ready, 2 excluded by rules, 0 to narrate" in foretold.out
    assert run("--source", "store").out.startswith("0 articles")
    for wrong, said in (
        (("--source", "nws"), "there are store, news"),
        (("--feed", "news.example/feed"), "not a web address"),
        (("--all", "--voice", "sing:high"), "there is no voice"),
    ):
        refused = run(*wrong)
        assert (refused.status, said in refused.err) == (2, True)


def test_a_dry_run_tells_what_it_would_take_and_changes_nothing(
    face: Face, workers: Processes, web: OtherServer, client: redis.Redis
) -> None:
    put_up(web, good=3, broken=0)
    put_in_store(face, 5)
    assert run("--ids", "a000").status == 0
    wait_for(lambda: face.status()["speech"]["utterances"])
    client.delete(keys.narration("a000|tone:220"))  # only storage knows it now

    def things() -> set[str]:
        found = {as_text(key) for key in client.scan_iter(f"{keys.PREFIX}*")}
        passing = (keys.alive(""), keys.lock(""), keys.revision(""), keys.sent(""), keys.COUNTERS)
        return {key for key in found if not key.startswith(passing)}

    before = things()
    of_store = run("--ids", "a000,a001,a002,a003,a004,none", "--dry-run")
    assert of_store.status == 0, of_store
    assert "articles   5, 1 ready, 0 excluded by rules, 4 to narrate" in of_store.out
    assert "1 more cannot be narrated" in of_store.out
    assert of_store.err.startswith("none: article-not-found: ")
    of_feed = run("--feed", web.url(FEED), "--dry-run", "--rate", "0.5")
    assert "3 lengths are not known yet" in of_feed.out
    assert "wall time  6 min 0 s at 0.5 a minute" in of_feed.out
    assert things() == before
    assert [asked.target for asked in web.asked] == [FEED]
    assert face.flask.get("/v1/articles/feed:n0").status_code == 404


def test_what_is_ready_is_narrated_again_where_that_is_asked_for(
    face: Face, workers: Processes
) -> None:
    put_in_store(face, 2)
    assert "2 narrated, 0 were ready" in run("--all").out
    assert "0 narrated, 2 were ready" in run("--all").out
    assert "2 narrated, 0 were ready" in run("--all", "--again").out


def test_a_narration_that_fails_is_told(face: Face, workers: Processes) -> None:
    put_in_store(face, 2)
    face.put("mute", title="Pier", dek="", html=f"<p>This {MUTE}.</p>")
    done = run("--all")
    assert done.status == 1
    assert [line.split(": ")[:2] for line in done.err.splitlines()] == [
        ["mute", "clip-implausible"]
    ]
    assert "2 narrated, 0 were ready, 1 failed" in done.out
    assert "0 narrated, 2 were ready, 1 failed" in run("--all").out
    face.put("de", title="Der Hafen", language="de")
    assert "de: no-voice-for-language: " in run("--ids", "de").err


def test_no_more_are_begun_in_a_minute_than_is_wanted(
    face: Face, workers: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_store(face, 4)
    monkeypatch.setattr("audio_service.pregenerate.batch.LOOKED_EVERY_S", 0.01)
    assert run("--all", "--rate", "120").status == 0
    narrations = face.flask.application.extensions["listen"].stores.narrations
    begun = sorted(
        narrations.read(NarrationName(name, "tone:220")).queued_at for name in ready(face)
    )
    assert len(begun) == 4
    assert all(later - earlier >= 0.45 for earlier, later in pairwise(begun))


def test_without_workers_it_says_so_and_queues_nothing(face: Face, client: redis.Redis) -> None:
    put_in_store(face, 1)
    done = run("--all")
    assert done.status == 1
    assert "no worker serves the queue" in done.err
    assert "listen up" in done.err
    assert client.llen(f"rq:queue:{PREGENERATE}") == 0


class Command:
    """The command in a process of its own, while the voice waits."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        folder = Path(tempfile.mkdtemp(dir=env["LISTEN_DATA_DIR"]))
        self._prints_to = folder / "out", folder / "err"
        self._process = Fork(
            "audio_service.cli", ("pregenerate", *arguments), {**os.environ, **env},
            prints_to=self._prints_to,
        )  # fmt: skip

    def end(self, number: signal.Signals | None = None) -> tuple[int, str, str]:
        """Wait for its end, after a signal if there is one; return its code and what it printed."""
        if number:
            self._process.send_signal(number)
        code = self._process.wait(PATIENCE_S)
        out, err = (file.read_text() for file in self._prints_to)
        return code, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_was_stopped_goes_on_where_it_was(
    face: Face, workers: Processes, env: dict[str, str], number: signal.Signals
) -> None:
    ids = put_in_store(face, 20, WAITING)
    narrations = face.flask.application.extensions["listen"].stores.narrations
    command = Command(env, "--all")
    most = 4 * WORKERS
    wait_for(lambda: len(narrations.unfinished()) == most)
    status, out, err = command.end(number)
    begun = {name: narrations.read(name).run for name in narrations.unfinished()}
    assert len(begun) == most
    if number is signal.SIGINT:
        assert status == 130
        assert f"stopped; {most} queued articles are still narrated" in err
        assert f"{most} in progress" in out

    resumed = Command(env, "--all")
    (face.data_dir / "go-on").touch()
    status, out, err = resumed.end()
    assert (status, err) == (0, err)
    assert "20 articles" in out
    assert ready(face) == set(ids)
    assert {name: narrations.read(name).run for name in begun} == begun


@contextmanager
def meanwhile(face: Face, act: Callable[[], object]) -> Iterator[None]:
    """Call a function as soon as narrations are in progress, and then let them continue."""
    narrations = face.flask.application.extensions["listen"].stores.narrations

    def wait_and_act() -> None:
        try:
            wait_for(lambda: len(narrations.unfinished()) == 4 * WORKERS)
            act()
        finally:
            (face.data_dir / "go-on").touch()

    with ThreadPoolExecutor(1) as threads:
        acting = threads.submit(wait_and_act)
        yield
        acting.result()


def test_redis_may_be_restarted_meanwhile(
    face: Face, workers: Processes, valkey: ValkeyServer
) -> None:
    ids = put_in_store(face, 12, WAITING)

    def restart() -> None:
        valkey.stop()
        valkey.start()

    with meanwhile(face, restart):
        done = run("--all")
    assert done.status == 0, done
    assert ready(face) == set(ids)


def test_redis_may_be_emptied_meanwhile(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    ids = put_in_store(face, 12, WAITING)
    with meanwhile(face, client.flushall):
        done = run("--all")
    assert done.status == 0, done
    assert ready(face) == set(ids)


def test_it_ends_when_all_workers_are_gone(
    face: Face, workers: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_service.pregenerate.batch.PATIENCE_S", 0.2)
    put_in_store(face, 12, WAITING)

    def kill() -> None:
        for process in workers.running:
            process.kill()

    with meanwhile(face, kill):
        done = run("--all")
    assert done.status == 1
    assert "there is no worker; waiting" in done.err
    assert "no-worker" in done.err
    assert "8 in progress" in done.out


@pytest.mark.parametrize("where", ["feed", "page"])
def test_what_is_withdrawn_after_its_source_was_asked_does_not_come_back(
    face: Face, workers: Processes, web: OtherServer, where: str
) -> None:
    text = "<content>All that there is to say of it.</content>" if where == "feed" else ""
    feed = page(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><title>Pier</title>"
        f"<id>pier</id><link href='{web.url('/pier')}'/>{text}</entry></feed>".encode(),
        media_type="application/atom+xml",
    )
    web.answers |= {FEED: feed, "/pier": article("pier")}
    intake = face.flask.application.extensions["listen"].articles.intake
    path = FEED if where == "feed" else "/pier"
    answer = web.answers[path]

    def withdraw_and_answer(sock: socket.socket) -> None:
        intake.withdraw("feed:pier")
        assert isinstance(answer, bytes)
        sock.sendall(answer)

    web.answers[path] = withdraw_and_answer
    done = run("--feed", web.url(FEED))
    assert done.status == 1
    assert "feed:pier: article-withdrawn: " in done.err
    assert face.flask.get("/v1/articles/feed:pier").status_code == 404
    assert ready(face) == set()


def test_what_is_taken_down_meanwhile_stays_down(face: Face, workers: Processes) -> None:
    put_in_store(face, 8, WAITING)
    intake = face.flask.application.extensions["listen"].articles.intake
    with meanwhile(face, lambda: intake.take_down("a003")):
        done = run("--all")
    assert done.status == 1
    assert "a003: taken-down: " in done.err
    assert "a003" not in ready(face)
    assert len(ready(face)) == 7
