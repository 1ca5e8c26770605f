"""Private addresses are never requested, by any name."""

from pathlib import Path

import pytest

from tests.integration.fetching.asking import HTML, PATIENT_S, get
from tests.web import OtherServer, moved, serving
from worker.errors import AddressNotAllowedError, ArticleError
from worker.fetch.client import Fetcher

pytestmark = pytest.mark.timeout(120)

SAME = """127.0.0.1 localhost LocalHost localhost. 127.0.0.1. 127.1 127.0.1 127.00.00.01 2130706433
2130706433. 0x7f000001 0x7F.0x0.0x0.0x1 0x7f.1 0x7f.0.0x1 017700000001 0177.0.0.1 0177.1
00000177.0.0.01 １２７.０.０.１ 127。0。0。1 ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
[::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1]""".split()
"""Notations of the address of these tests' server."""

INNER = """127.0.0.2 127.255.255.254 [::1] [0:0:0:0:0:0:0:1] [0000::0001] [::127.0.0.1]
[::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::]
[2001:0:7f00:1::] 0.0.0.0 0 0x0 0.1.2.3 [::] [::ffff:0.0.0.0] 10.0.0.1 10.255.255.255 012.1
172.16.0.1 172.31.255.254 192.168.0.1 192.168.257 3232235777 0xc0a80101 169.254.169.254
169.254.169.254. 169.254.170.2 2852039166 0xA9FEA9FE 0251.0376.0251.0376 169.254.43518
１６９。２５４。１６９。２５４ [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe]
[2002:a9fe:a9fe::] [fe80::1] [febf::1] [fd00:ec2::254] [fd20:ce::254] [fc00::1] [fdff::1]
100.100.100.200 100.64.0.1 100.127.255.254 192.0.0.192 168.63.129.16 192.88.99.1 192.0.2.1
198.18.0.1 198.19.255.254 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 [ff02::1] [ff0e::1] [fec0::1] [100::1] [5f00::1] [2001:2::1] [2001:20::1]
[2001:db8::1] [3fff::1] [4000::1] [c000::1]""".split()

TRICKS = [
    "http://user@127.0.0.1:{port}/",
    "http://user:word@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://news.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@news.example/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://news.example\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}?@news.example/",
    "http://127.0.0.1;news.example:{port}/",
    "http://127.0.0.1,news.example:{port}/",
    "http://127.0.0.1%00.news.example:{port}/",
    "http://127.0.0.1%2f.news.example:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.\n0.1:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: news.example",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\u00a0:{port}/",
    "http://local\u200bhost:{port}/",
    "http://127.0.0.1\u2100.example:{port}/",
    "http://127.0.0.1：{port}/",
    "http://127.0.0.1:80:{port}/",
    "http://127.0.0.1:8０/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://[::1]x:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fe80::1%lo]:{port}/",
    "http://[v1.x]:{port}/",
    "http://[]/",
    "http://127.0.0.1.1:{port}/",
    "http://127.0.0.256:{port}/",
    "http://127.0.0.08:{port}/",
    "http://0x7g.1.0x/",
    "http://4294967296/",
    "http://news..example/",
    "http://.news.example/",
    "http://localhost..:{port}/",
    "http:///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http://",
    "http://:{port}/",
    "http://?",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_INFO",
    "dict://127.0.0.1:{port}/",
    "ldap://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "unix:///run/valkey.sock",
    "http+unix://%2Frun%2Fvalkey.sock/",
    "jar:http://127.0.0.1:{port}!/",
    "data:text/html,Hello",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("host", SAME + INNER)
def test_no_inner_address_is_asked(server: OtherServer, host: str) -> None:
    for scheme in ("http", "https"):
        with pytest.raises(AddressNotAllowedError, match="not allowed; LISTEN_PRIVATE_HOSTS"):
            Fetcher(PATIENT_S).get(f"{scheme}://{host}:{server.port}/", accept=HTML)
    assert not server.asked


@pytest.mark.parametrize("trick", TRICKS)
def test_no_address_that_is_more_than_it_seems_is_asked(server: OtherServer, trick: str) -> None:
    with pytest.raises(AddressNotAllowedError, match="not allowed"):
        Fetcher(PATIENT_S).get(trick.format(port=server.port), accept=HTML)
    assert not server.asked


@pytest.mark.parametrize("host", SAME)
def test_each_way_to_write_an_address_reaches_it_once_it_is_listed(
    server: OtherServer, host: str
) -> None:
    assert get(f"http://{host}:{server.port}/").body == b"<p>Hello</p>"


@pytest.mark.parametrize("host", SAME + INNER)
def test_no_redirect_leads_to_an_inner_address(elsewhere: OtherServer, host: str) -> None:
    fetcher = Fetcher(PATIENT_S, ["127.0.0.2:" + str(elsewhere.port)])
    elsewhere.answers["/"] = moved(f"http://{host}/?key=secret")
    if host == "127.0.0.2":
        host = "127.0.0.3"
    with pytest.raises(AddressNotAllowedError, match="not allowed") as refused:
        fetcher.get(elsewhere.url(), accept=HTML)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("trick", [trick for trick in TRICKS if "\n" not in trick])
def test_no_redirect_leads_where_nothing_may_be_asked(
    server: OtherServer, elsewhere: OtherServer, trick: str
) -> None:
    fetcher = Fetcher(PATIENT_S, ["127.0.0.2"])
    elsewhere.answers["/"] = moved(trick.format(port=server.port))
    with pytest.raises(ArticleError):  # some lead to where they come from
        fetcher.get(elsewhere.url(), accept=HTML)
    assert not server.asked


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["127.0.0.2", "127.0.0.1"],
        ["127.0.0.1", "127.0.0.2"],
        ["127.0.0.2", "::1"],
        ["127.0.0.2", "fe80::1%lo"],
        ["127.0.0.2", "::ffff:127.0.0.1"],
    ],
)
def test_a_name_one_of_whose_addresses_is_an_inner_one_is_not_asked(
    elsewhere: OtherServer, addresses: list[str]
) -> None:
    fetcher = Fetcher(PATIENT_S, ["127.0.0.2"], look_up=lambda *_: addresses)
    with pytest.raises(AddressNotAllowedError, match="not allowed"):
        fetcher.get(f"http://news.example:{elsewhere.port}/", accept=HTML)
    assert not elsewhere.asked


class Rebinding:
    """A name server that returns another address each time."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def __call__(self, *_: object) -> list[str]:
        return [self.answers.pop(0)]


def test_what_is_connected_to_is_the_address_that_was_checked(elsewhere: OtherServer) -> None:
    name_server = Rebinding("127.0.0.2", "127.0.0.1")
    fetcher = Fetcher(PATIENT_S, ["127.0.0.2"], look_up=name_server)
    url = f"http://news.example:{elsewhere.port}/"
    with serving("127.0.0.1", elsewhere.port) as inner:
        assert fetcher.get(url, accept=HTML).body == b"<p>Elsewhere</p>"
        assert elsewhere.asked[0].headers["host"] == f"news.example:{elsewhere.port}"
        assert name_server.answers == ["127.0.0.1"]
        with pytest.raises(AddressNotAllowedError):
            fetcher.get(url, accept=HTML)
        assert not inner.asked


def test_a_redirect_to_the_same_name_is_checked_again(elsewhere: OtherServer) -> None:
    elsewhere.answers["/"] = moved("/again")
    name_server = Rebinding("127.0.0.2", "127.0.0.1")
    fetcher = Fetcher(PATIENT_S, ["127.0.0.2"], look_up=name_server)
    with serving("127.0.0.1", elsewhere.port) as inner:
        with pytest.raises(AddressNotAllowedError, match="redirects to"):
            fetcher.get(f"http://news.example:{elsewhere.port}/", accept=HTML)
        assert not inner.asked


def test_another_port_of_a_listed_host_is_not_asked(server: OtherServer) -> None:
    fetcher = Fetcher(PATIENT_S, [f"127.0.0.1:{server.port + 1}"])
    with pytest.raises(AddressNotAllowedError):
        fetcher.get(server.url(), accept=HTML)
    assert not server.asked


def test_neither_proxies_nor_passwords_are_taken_from_the_environment(
    server: OtherServer,
    elsewhere: OtherServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "netrc").write_text("default login user password word\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere.url())
    get(server.url())
    assert not elsewhere.asked
    assert set(server.asked[0].headers) == {
        *("host", "user-agent", "accept", "accept-encoding", "connection")
    }


def test_what_is_sent_goes_to_no_inner_address_either(server: OtherServer) -> None:
    with pytest.raises(AddressNotAllowedError):
        Fetcher(PATIENT_S).send("PURGE", server.url())
    assert not server.asked
