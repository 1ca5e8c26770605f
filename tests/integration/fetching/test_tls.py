"""Servers with certificates."""

import ssl
from pathlib import Path

import pytest
import trustme

from tests.integration.fetching.asking import HTML, LOOPBACK, PATIENT_S, get
from tests.web import OK, go_on, page, serving
from worker.errors import SourceUnavailableError
from worker.fetch.client import Fetcher

pytestmark = pytest.mark.timeout(120)


class Secure:
    """A server with a certificate for `news.example`, and the authority that has issued it."""

    def __init__(self, authority: trustme.CA) -> None:
        self.names: list[str | None] = []
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.sni_callback = lambda _, name, __: self.names.append(name)
        authority.issue_cert("news.example", "127.0.0.1").configure_cert(self.tls)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Secure:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return Secure(authority)


def test_a_certificate_is_checked_against_the_name_not_the_address(secure: Secure) -> None:
    fetcher = Fetcher(PATIENT_S, LOOPBACK, look_up=lambda *_: ["127.0.0.1"])
    with serving(tls=secure.tls) as server:
        server.answers["/"] = page(b"Hello")
        url = f"https://news.example:{server.port}/"
        assert fetcher.get(url, accept=HTML).body == b"Hello"
        assert secure.names == ["news.example"]
        assert server.asked[0].headers["host"] == f"news.example:{server.port}"
        with pytest.raises(SourceUnavailableError, match="certificate"):
            fetcher.get(url.replace("news", "other"), accept=HTML)
        assert fetcher.get(f"https://127.0.0.1:{server.port}/", accept=HTML).body == b"Hello"
        assert len(server.asked) == 2


def test_a_certificate_that_nobody_vouches_for_is_refused(
    secure: Secure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with serving(tls=secure.tls) as server:
        with pytest.raises(SourceUnavailableError, match="certificate"):
            get(f"https://127.0.0.1:{server.port}/")
        assert not server.asked


def test_a_trickled_body_ends_under_tls_too(secure: Secure) -> None:
    fetcher = Fetcher(1.0, LOOPBACK)
    with serving(tls=secure.tls) as server:
        server.answers["/"] = go_on(OK + b"Content-Length: 90000\r\n\r\n", b"a", 0.01)
        with pytest.raises(SourceUnavailableError, match="has not answered in 1 s"):
            fetcher.get(f"https://127.0.0.1:{server.port}/", accept=HTML)
