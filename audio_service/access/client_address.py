"""The client address of a request, as trusted proxies forward it."""

import ipaddress
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from flask import request

from audio_service.access.access_control import current_access

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NOBODY = "unknown"
"""In place of an address, where there is none."""

IPV6_PREFIX_BITS = 64
"""Of an IPv6 address: one connection has all the addresses behind it."""

_FORWARDED = (
    "forwarded", "x-forwarded", "x-real-ip", "via", "cf-connecting-ip", "fastly-client-ip",
    "true-client-ip", "x-client-ip", "x-cluster-client-ip", "x-original-",
)  # fmt: skip
_PORT = re.compile(r"\[([^\[\]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


def caller_address() -> str:
    """Return who the present request counts for."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return address_behind(request.remote_addr or "", forwarded, current_access().settings.proxies)


def is_limited() -> bool:
    """Return whether the present request's caller is held to limits.

    A program on this machine is not, unless a setting says so. Before the public, nobody is known
    to be one: a web server on this machine may hide from whom it passes requests on.
    """
    settings = current_access().settings
    return settings.rate_on_loopback or settings.is_public or not is_on_this_machine()


def is_on_this_machine() -> bool:
    """Return whether the present request comes from this machine, by all that can be seen."""
    if any(name.lower().startswith(_FORWARDED) for name, _ in request.headers):
        return False
    address = _read(request.remote_addr or "")
    return address is not None and address.is_loopback


def address_behind(remote: str, forwarded: str, proxies: Sequence[Network]) -> str:
    """Return the address that a request counts for.

    Args:
        remote: Who has opened the connection.
        forwarded: What the headers `X-Forwarded-For` say; each proxy adds who asked it at the end,
            so that only what trusted ones added is believed.
        proxies: Networks of those that are trusted.

    Returns:
        The last address that no trusted proxy has, IPv6 as its network of 64 bits.
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
    """Return an address, as proxies write it; None if it is none."""
    stripped = text.strip()
    port = _PORT.fullmatch(stripped)
    try:
        address = ipaddress.ip_address(port[1] or port[2] if port else stripped)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
