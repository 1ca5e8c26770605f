"""Many listeners of narrations in progress, over real connections, some of whom leave."""

import selectors
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from tests.acting import MUTE, WAITING
from tests.stand import PATIENCE_S, Service, wait_for

LISTENERS = 500
BEGINNING = "<p>The first sentence is there at once. The second one is there as well.</p>"
REST = "".join(f"<p>Sentence number {n} comes after the one before it.</p>" for n in range(40))

MOST_GROWTH_BYTES = 100_000_000
ESTABLISHED, CLOSE_WAIT = "01", "08"
"""States of connections, as the kernel names them."""

TAIL = b"\r\n0\r\n\r\n"
"""Last bytes of a complete answer."""


class Listener:
    """One connection that is read in small pieces."""

    def __init__(self, service: Service, path: str) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        self.socket.connect(("127.0.0.1", service.port))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        self.socket.setblocking(False)
        self.received = bytearray()
        self.is_over = False

    def read(self) -> None:
        """Read what has arrived, up to a small limit."""
        try:
            data = self.socket.recv(4_096)
        except ConnectionResetError:
            data = b""
        self.received += data
        if not data or self.received.endswith(TAIL):
            self.leave()

    def leave(self) -> None:
        self.is_over = True
        self.socket.close()

    @property
    def is_whole(self) -> bool:
        return self.received.endswith(TAIL)

    @property
    def audio(self) -> bytes:
        """Received audio, without its ID3 tag."""
        head, _, body = bytes(self.received).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        found = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            length = int(size, 16)
            found, body = found + body[:length], body[length + 2 :]
        return without_tag(found)


def without_tag(mp3: bytes) -> bytes:
    """Return an MP3 without its ID3 tag; four bytes of seven bits give the size of the tag."""
    size = 0
    for byte in mp3[6:10]:
        size = size << 7 | byte
    return mp3[10 + size :]


def read_all(listeners: Sequence[Listener], until: int | None = None) -> None:
    """Read in turns until all connections are at their end, or have `until` bytes."""
    deadline = time.monotonic() + PATIENCE_S
    with selectors.DefaultSelector() as selector:
        for listener in listeners:
            selector.register(listener.socket, selectors.EVENT_READ, listener)
        while selector.get_map():
            assert time.monotonic() < deadline
            for key, _ in selector.select(timeout=1):
                listener = key.data
                selector.unregister(listener.socket)
                listener.read()
                if not listener.is_over and (until is None or len(listener.received) < until):
                    selector.register(listener.socket, selectors.EVENT_READ, listener)


def begin(
    service: Service,
    article_id: str,
    ending: str = "",
    beginning: str = BEGINNING,
    rest: str = REST,
) -> str:
    """Start the narration of an article up to a sentence that halts; return the stream's address.

    No other article has the sentence that halts, so it is not stored yet.
    """
    halt = f"<p>In {article_id} the next one {WAITING}{ending}.</p>"
    service.put(article_id, title=f"The title of {article_id}", html=beginning + halt + rest)
    service.press(article_id)
    before = 1 + beginning.count(".")
    wait_for(lambda: service.narration(article_id)["progress"]["clips_done"] >= before)
    return str(service.narration(article_id)["stream_url"])


def subscriptions(service: Service) -> int:
    """Return the number of connections that wait for events of narrations."""
    channels = service.redis.pubsub_channels("listen:events:*")
    return sum(count for _, count in service.redis.pubsub_numsub(*channels))


def connections(service: Service) -> int:
    """Return the number of connections that the HTTP processes have not closed."""
    held = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state, *_ = line.split()
        held += int(local.split(":")[1], 16) == service.port and state in {ESTABLISHED, CLOSE_WAIT}
    return held


def memory_bytes(service: Service) -> int:
    """Return the memory of the HTTP processes, in bytes."""
    held = 0
    for pid in service.processes("gunicorn"):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        held += pages * 4_096
    return held


def test_five_hundred_listeners_hear_the_same(acting_service: Service, go_on: Path) -> None:
    service = acting_service
    path = begin(service, "crowd")
    memory = memory_bytes(service)
    listeners = [Listener(service, path) for _ in range(LISTENERS)]
    read_all(listeners, until=32_768)
    assert service.ask("GET", "/healthz").status == 200
    assert 1 <= subscriptions(service) <= len(service.processes("gunicorn"))
    go_on.touch()
    for listener in listeners[: LISTENERS // 2]:
        read_all([listener], until=40_000)
        assert service.ask("GET", "/healthz").status == 200
    read_all([listener for listener in listeners if not listener.is_over])
    assert all(listener.is_whole for listener in listeners)
    [heard] = {listener.audio for listener in listeners}
    assert memory_bytes(service) - memory < MOST_GROWTH_BYTES
    narration = service.until("crowd", "ready")
    assert heard == without_tag(service.ask("GET", narration["url"]).body)
    wait_for(lambda: subscriptions(service) == 0)
    wait_for(lambda: connections(service) == 0)


def test_those_who_leave_leave_nothing_behind(acting_service: Service, go_on: Path) -> None:
    service = acting_service
    path = begin(service, "leaving")
    listeners = [Listener(service, path) for _ in range(40)]
    read_all(listeners, until=32_768)
    for listener in listeners[1:]:
        listener.leave()
    go_on.touch()
    read_all(listeners[:1])
    assert listeners[0].is_whole
    wait_for(lambda: subscriptions(service) == 0)
    wait_for(lambda: connections(service) == 0)


def test_a_narration_that_fails_midway_is_cut_off(acting_service: Service, go_on: Path) -> None:
    service = acting_service
    path = begin(service, "failing", ending=f" and {MUTE}")
    listener = Listener(service, path)
    read_all([listener], until=32_768)
    go_on.touch()
    read_all([listener])
    assert not listener.is_whole
    assert service.until("failing", "failed")["error"]["code"] == "clip-implausible"
    playlist = service.ask("GET", "/v1/articles/failing/audio/stream.m3u8")
    assert (playlist.status, playlist.json["code"]) == (409, "clip-implausible")


def test_a_narration_that_is_taken_down_midway_is_cut_off(
    acting_service: Service, go_on: Path
) -> None:
    service = acting_service
    path = begin(service, "taken")
    listener = Listener(service, path)
    read_all([listener], until=32_768)
    assert service.ask("DELETE", "/v1/articles/taken/audio").status == 204
    read_all([listener])
    assert not listener.is_whole
    go_on.touch()
    playlist = service.ask("GET", "/v1/articles/taken/audio/stream.m3u8")
    assert (playlist.status, playlist.json["code"]) == (409, "not-begun")
