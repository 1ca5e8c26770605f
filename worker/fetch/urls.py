"""URLs: parsed once and strictly, so that the checked address is the requested one."""

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from worker.errors import AddressNotAllowedError
from worker.fetch.private_addresses import read_host_port

MAX_URL_CHARS = 8_000

_PORTS = {"http": 80, "https": 443}
_KEPT = "/%:@!$&'()*+,;=~?"
"""Characters that stay unescaped in paths and queries, in addition to letters, digits and `_.-`."""


class Url(NamedTuple):
    """A parsed URL.

    Attributes:
        scheme: `http` or `https`.
        host: Name in ASCII and lower case, or address, without brackets.
        port: Port, from 1 to 65535.
        target: Path and query, in ASCII.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port; secrets for this URL are only sent to the same origin."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port as in the header `Host`; the scheme's default port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def shown(self) -> str:
        """The URL for logs: without its query, which may contain a key."""
        return show(str(self))

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    def join(self, reference: str) -> "Url":
        """Return the absolute URL of a reference on this page.

        Raises:
            AddressNotAllowedError: The address is forbidden.
        """
        try:
            return read_url(urljoin(str(self), reference))
        except ValueError as error:
            raise AddressNotAllowedError(
                f"{show(reference)}: a malformed address is not allowed"
            ) from error


def show(url: str) -> str:
    """Return a URL in a form for logs: without query and password, on one line."""
    bare = re.sub(r"//[^/\\]*@", "//…@", re.split(r"[?#]", url, maxsplit=1)[0])[:200]
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in bare)


def read_url(url: str) -> Url:
    """Parse a URL; its fragment is dropped.

    Raises:
        AddressNotAllowedError: The URL is not http or https, has a user or a password, or is
            ambiguous.
    """
    if len(url) > MAX_URL_CHARS:
        raise AddressNotAllowedError(
            f"{show(url)}: more than {MAX_URL_CHARS} characters are not allowed"
        )
    if "\\" in url or not url.isprintable():
        raise AddressNotAllowedError(
            f"{show(url)}: backslashes and control characters are not allowed in an address"
        )
    try:
        return _read(url)
    except ValueError as error:
        raise AddressNotAllowedError(
            f"{show(url)}: a malformed address is not allowed: {error}"
        ) from error


def _read(url: str) -> Url:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise AddressNotAllowedError(
            f"{show(url)}: addresses other than http and https are not allowed"
        )
    if "@" in parts.netloc:
        raise AddressNotAllowedError(f"{show(url)}: a user name in an address is not allowed")
    host, port = read_host_port(parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    target = quote((parts.path or "/") + query, safe=_KEPT)
    return Url(parts.scheme, host, port or _PORTS[parts.scheme], target)


def join_address(base: str, reference: str) -> str:
    """Return the absolute URL of an address within a page; empty if it is malformed."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return ""
