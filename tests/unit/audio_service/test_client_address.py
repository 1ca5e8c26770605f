"""The client address behind proxies, also with forged headers."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_service.access.client_address import address_behind

PROXIES = tuple(map(ip_network, ("127.0.0.1", "::1", "10.0.0.0/8")))


@pytest.mark.parametrize(
    ("remote", "forwarded", "counts"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not from a proxy of ours
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what it was told before
        ("127.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4,198.51.100.1,10.0.0.7,10.0.0.8", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.7", "10.0.0.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, ", "127.0.0.1"),
        ("127.0.0.1", "１９８.51.100.1", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::/64"),
        ("127.0.0.1", "[2001:db8::7]", "2001:db8::/64"),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::1", "2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("127.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "198.51.100.1", "unknown"),
        ("/run/listen.sock", "198.51.100.1", "unknown"),
    ],
)
def test_the_last_address_that_no_proxy_of_ours_has_is_counted(
    remote: str, forwarded: str, counts: str
) -> None:
    assert address_behind(remote, forwarded, PROXIES) == counts


@given(st.text(max_size=200))
def test_whatever_a_caller_says_of_itself_it_counts_as_who_it_is(said: str) -> None:
    assert address_behind("127.0.0.1", f"{said},203.0.113.9", PROXIES) == "203.0.113.9"
    assert address_behind("203.0.113.9", said, PROXIES) == "203.0.113.9"
