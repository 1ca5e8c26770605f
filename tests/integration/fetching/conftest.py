"""Two servers, at two addresses."""

from collections.abc import Iterator

import pytest

from tests.web import OtherServer, page, serving


@pytest.fixture
def server() -> Iterator[OtherServer]:
    with serving() as server:
        server.answers["/"] = page(b"<p>Hello</p>")
        yield server


@pytest.fixture
def elsewhere() -> Iterator[OtherServer]:
    with serving("127.0.0.2") as server:
        server.answers["/"] = page(b"<p>Elsewhere</p>")
        yield server
