import pytest

from worker.fetch.private_addresses import (
    kind_of,
    read_address,
    read_host_port,
    read_private_host,
    why_refused,
)

OPEN = """1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255
192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255 2000::1
2001:200::1 2001:db7:ffff::1 2001:db9::1 2003::1 2a00:1450::1 3ffe::1 ::ffff:1.1.1.1
64:ff9b::1.1.1.1""".split()


@pytest.mark.parametrize("address", OPEN)
def test_addresses_of_the_open_internet_are_no_inner_ones(address: str) -> None:
    assert kind_of(read_address(address)) == ""
    assert why_refused("news.example", 80, [address], []) == ""


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("64:ff9b::10.0.0.1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%lo", "link-local"),
        ("fd00:ec2::254", "private"),
        ("168.63.129.16", "of a cloud's own services"),
        ("255.255.255.255", "reserved"),
        ("2002:7f00:1::", "a 6to4 tunnel"),
        ("2001:0:7f00:1::", "a Teredo tunnel"),
    ],
)
def test_an_inner_address_is_called_by_what_it_is(address: str, kind: str) -> None:
    refused = why_refused("news.example", 80, ["1.1.1.1", address], [])
    assert refused.endswith(
        f" is {kind}, which is not allowed; LISTEN_PRIVATE_HOSTS lists hosts that are"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("News.Example", ("news.example", None)),
        ("news.example.:8080", ("news.example", 8080)),
        ("news.example:", ("news.example", None)),
        ("bücher.example", ("xn--bcher-kva.example", None)),
        ("straße.example", ("xn--strae-oqa.example", None)),
        ("a_b.example", ("a_b.example", None)),
        ("0x7f.1:80", ("127.0.0.1", 80)),
        ("[2A00::0:1]:443", ("2a00::1", 443)),
    ],
)
def test_a_host_is_read_as_it_is_looked_up(written: str, read: tuple[str, int | None]) -> None:
    assert read_host_port(written) == read


@pytest.mark.parametrize(
    ("entry", "host", "port", "address", "admitted"),
    [
        ("cms.internal", "cms.internal", 80, "10.0.0.1", True),
        ("CMS.internal.", "cms.internal", 8080, "fd00::1", True),
        ("cms.internal", "www.cms.internal", 80, "10.0.0.1", False),
        ("cms.internal", "evil.example", 80, "10.0.0.1", False),
        ("cms.internal:8080", "cms.internal", 8080, "10.0.0.1", True),
        ("cms.internal:8080", "cms.internal", 80, "10.0.0.1", False),
        ("10.0.0.1", "any.example", 80, "10.0.0.1", True),
        ("10.0.0.1", "any.example", 80, "10.0.0.2", False),
        ("10.0.0.1:81", "10.0.0.1", 81, "10.0.0.1", True),
        ("10.0.0.1:81", "10.0.0.1", 80, "10.0.0.1", False),
        ("10.0.0.0/8", "any.example", 80, "10.9.9.9", True),
        ("10.0.0.0/8", "any.example", 80, "::ffff:10.9.9.9", True),
        ("10.0.0.0/8", "any.example", 80, "192.168.0.1", False),
        ("::1", "localhost", 80, "::1", True),
        ("[::1]:81", "localhost", 81, "::1", True),
        ("[::1]:81", "localhost", 80, "::1", False),
        ("fd00::/8", "any.example", 80, "fd00::1", True),
        ("localhost", "localhost", 80, "127.0.0.1", True),
        ("localhost", "127.0.0.1", 80, "127.0.0.1", False),
    ],
)
def test_a_listed_host_is_admitted_and_no_other(
    entry: str, host: str, port: int, address: str, *, admitted: bool
) -> None:
    assert (why_refused(host, port, [address], [read_private_host(entry)]) == "") is admitted


@pytest.mark.parametrize(
    "entry", ["http://cms.internal", "10.0.0.1/8", "a b", "", ":80", "cms:0", "x@y", "*.y"]
)
def test_what_lists_no_host_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="is not a host, host:port or network"):
        read_private_host(entry)
