"""Purge requests to a CDN for audio that was taken down, at the URLs of `cdn_purge_urls`."""

from collections.abc import Mapping

from worker.errors import SourceUnavailableError
from worker.fetch.client import Fetcher

PURGED_BELOW = 400
"""Lowest status that means a failure, except for `UNKNOWN`."""

UNKNOWN = frozenset({404, 410})
"""Statuses for a URL that the CDN does not have."""


def purge_cdn(fetcher: Fetcher, method: str, url: str, headers: Mapping[str, str]) -> None:
    """Send a purge request.

    Args:
        fetcher: Outgoing HTTP requests.
        method: HTTP method that the CDN expects.
        url: URL to call.
        headers: Headers of the request, such as a key.

    Raises:
        SourceUnavailableError: The CDN refuses.
    """
    status = fetcher.send(method, url, headers)
    if status >= PURGED_BELOW and status not in UNKNOWN:
        raise SourceUnavailableError(f"the CDN answered {status} to the purge at {url}")
