"""Private hosts and network addresses, which outgoing requests must not reach."""

import re
import socket
from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import NamedTuple

import idna

IPAddress = IPv4Address | IPv6Address

_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]:@/%]+)(?::([0-9]*))?")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")
"""A host whose last label is a number, which must be an IPv4 address."""

_INNER_4 = {
    "0.0.0.0/8": "unspecified",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a carrier's customers",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "of a cloud's own services",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "for documentation",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_INNER_6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "2001::/32": "a Teredo tunnel",
    "2001:2::/48": "for benchmarks",
    "2001::/23": "reserved",
    "2001:db8::/32": "for documentation",
    "2002::/16": "a 6to4 tunnel",
    "3fff::/20": "for documentation",
    "2000::/3": "",  # all other addresses in it are public, and all outside it are not
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
    "::/0": "reserved",
}
_INNER: list[tuple[IPv4Network | IPv6Network, str]] = [
    *((IPv4Network(network), kind) for network, kind in _INNER_4.items()),
    *((IPv6Network(network), kind) for network, kind in _INNER_6.items()),
]
_EMBEDDING = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""IPv6 networks that embed IPv4 addresses: mapped addresses, and NAT64."""


def read_address(text: str) -> IPAddress:
    """Return the address to connect to; an embedded IPv4 address is returned as IPv4.

    Raises:
        ValueError: The text is not an address.
    """
    address = ip_address(text)
    if isinstance(address, IPv6Address) and any(address in network for network in _EMBEDDING):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def kind_of(address: IPAddress) -> str:
    """Return the kind of a private address, such as "loopback"; empty for public addresses.

    Source: the IANA registries of special-purpose IPv4 and IPv6 addresses, October 2024. The
        addresses of the metadata services of clouds are link-local, private or shared, with one
        exception.
    """
    return next((kind for network, kind in _INNER if address in network), "")


def read_host_port(text: str) -> tuple[str, int | None]:
    """Return a host in normal form, and a port, if one is given.

    Names are returned in ASCII and lower case, without a final dot. Addresses are returned in their
    usual form, even if they were hexadecimal, octal, a single number or in wide digits.

    Raises:
        ValueError: The text is not a host with an optional port.
    """
    match = _HOST_PORT.fullmatch(text)
    if match is None:
        raise ValueError("its host is malformed")
    host, port = match[1], int(match[2]) if match[2] else None
    if port is not None and not 0 < port < 65536:
        raise ValueError(f"there is no port {port}")
    if host.startswith("["):
        return str(IPv6Address(host[1:-1])), port
    return _read_host(host), port


def _read_host(host: str) -> str:
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode()
    host = host.lower().removesuffix(".")
    if _NUMBER.fullmatch(host):
        try:
            return socket.inet_ntoa(socket.inet_aton(host))
        except OSError as error:
            raise ValueError("its host is a malformed address") from error
    if not _NAME.fullmatch(host):
        raise ValueError("its host is malformed")
    return host


class PrivateHost(NamedTuple):
    """A host that requests may reach although its address is private.

    Attributes:
        name: Host name in ASCII and lower case; empty if there is a network.
        network: Network of allowed addresses, for any name.
        port: The only allowed port; None for all ports.
    """

    name: str
    network: IPv4Network | IPv6Network | None
    port: int | None

    def admits(self, host: str, port: int, address: IPAddress) -> bool:
        """Return True if requests to `host` at `address` and `port` are allowed."""
        if self.port not in {None, port}:
            return False
        return host == self.name if self.network is None else address in self.network


def read_private_host(entry: str) -> PrivateHost:
    """Return an entry of LISTEN_PRIVATE_HOSTS: a host, `host:port` or a network.

    Raises:
        ValueError: The entry is none of these.
    """
    try:
        return PrivateHost("", ip_network(entry), None)
    except ValueError:
        pass
    try:
        host, port = read_host_port(entry)
    except ValueError as error:
        raise ValueError(f"{entry!r} is not a host, host:port or network") from error
    try:
        return PrivateHost("", ip_network(host), port)
    except ValueError:
        return PrivateHost(host, None, port)


def why_refused(
    host: str, port: int, addresses: Sequence[str], private: Sequence[PrivateHost]
) -> str:
    """Return the reason for refusing a host with these addresses; empty if it is allowed."""
    for text in addresses:
        address = read_address(text)
        kind = kind_of(address)
        if kind and not any(entry.admits(host, port, address) for entry in private):
            return (
                f"its address {address} is {kind}, which is not allowed; "
                "LISTEN_PRIVATE_HOSTS lists hosts that are"
            )
    return ""
