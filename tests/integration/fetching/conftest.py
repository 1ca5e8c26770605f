"""Two servers at two addresses, shared by all tests of this folder and reset for each."""

from collections.abc import Iterator

import pytest

from tests.web import OtherServer, page, serving


@pytest.fixture(scope="package")
def opened_server() -> Iterator[OtherServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="package")
def opened_elsewhere() -> Iterator[OtherServer]:
    with serving("127.0.0.2") as server:
        yield server


@pytest.fixture
def server(opened_server: OtherServer) -> OtherServer:
    return _renewed(opened_server, b"<p>Hello</p>")


@pytest.fixture
def elsewhere(opened_elsewhere: OtherServer) -> OtherServer:
    return _renewed(opened_elsewhere, b"<p>Elsewhere</p>")


def _renewed(server: OtherServer, body: bytes) -> OtherServer:
    server.answers = {"/": page(body)}
    server.asked = []
    return server
