"""A load generator in its own process, with a fixed number of requests and connections."""

import multiprocessing
import socket
import threading
import time
from multiprocessing.queues import Queue

CONNECTIONS = 16


def requests_per_s(port: int, path: str, count: int) -> float:
    """Return the number of POST requests a second that a server on loopback answers with 200.

    Raises:
        RuntimeError: An answer had another status.
    """
    context = multiprocessing.get_context("spawn")
    answers: Queue[float | str] = context.Queue()
    process = context.Process(target=_send, args=(port, path, count, answers), daemon=True)
    process.start()
    result = answers.get(timeout=120)
    process.join()
    if isinstance(result, float):
        return result
    raise RuntimeError(result)


def _send(port: int, path: str, count: int, answers: "Queue[float | str]") -> None:
    request = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").encode()
    wrong: list[bytes] = []

    def one_connection(turns: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            for _ in range(turns):
                connection.sendall(request)
                if not (head := _read_answer(connection)).startswith(b"HTTP/1.1 200"):
                    wrong.append(head)
                    return

    share = count // CONNECTIONS
    threads = [threading.Thread(target=one_connection, args=(share,)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    answers.put(repr(wrong[0]) if wrong else share * CONNECTIONS / seconds)


def _read_answer(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head
