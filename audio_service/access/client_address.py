"""The client address of a request, as trusted proxies forward it."""

import ipaddress
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from flask import request

from audio_service.access.access_context import current_access

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOBODY = "unknown"
"""Client address of a request without one, such as over a Unix socket."""

IPV6_PREFIX_BITS = 64
"""Prefix length in bits of an IPv6 client: one connection has all addresses of such a network."""

IPV6_SITE_BITS = 48
"""Prefix length in bits of one customer's IPv6 network, which contains 65,536 client networks.

Source: RFC 6177.
"""

_FORWARDED = (
    "forwarded", "x-forwarded", "x-real-ip", "via", "cf-connecting-ip", "fastly-client-ip",
    "true-client-ip", "x-client-ip", "x-cluster-client-ip", "x-original-",
)  # fmt: skip
_PORT = re.compile(r"\[([^\[\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


def caller_address() -> str:
    """Return the address under which the current request is counted."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return address_behind(request.remote_addr or "", forwarded, current_access().settings.proxies)


def caller_site() -> str:
    """Return the network of the current request: its IPv4 address, or its IPv6 site."""
    address, _, bits = caller_address().partition("/")
    return str(IPv6Network((address, IPV6_SITE_BITS), strict=False)) if bits else address


def is_limited() -> bool:
    """Return whether limits apply to the caller of the current request.

    They do not apply to programs on this machine, unless a setting says so. With a public URL they
    apply to all callers, because a proxy on this machine may hide the addresses of its clients.
    """
    settings = current_access().settings
    return settings.rate_on_loopback or settings.is_public or not is_on_this_machine()


def is_on_this_machine() -> bool:
    """Return whether the current request comes from this machine, as far as its headers show."""
    if any(name.lower().startswith(_FORWARDED) for name, _ in request.headers):
        return False
    address = _read(request.remote_addr or "")
    return address is not None and address.is_loopback


def address_behind(remote: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the address under which a request is counted.

    Args:
        remote: Address of the peer of the connection.
        forwarded: Values of the headers `X-Forwarded-For`. Each proxy appends the address of its
            peer, so only the addresses that trusted proxies appended are used.
        proxies: Networks of the trusted proxies.

    Returns:
        The last address that does not belong to a trusted proxy; for IPv6, its network of 64 bits.
    """
    address, hops = _read(remote), forwarded.split(",")
    while address is not None and hops and any(address in network for network in proxies):
        behind = _read(hops.pop())
        if behind is None:
            break
        address = behind
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), IPV6_PREFIX_BITS), strict=False))
    return str(address or NOBODY)


def _read(text: str) -> Address | None:
    """Return the address in an element of `X-Forwarded-For`; None if there is none."""
    stripped = text.strip()
    port = _PORT.fullmatch(stripped)
    try:
        address = ipaddress.ip_address(port[1] or port[2] if port else stripped)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
