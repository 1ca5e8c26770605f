"""Signatures with which a publisher's server lets its subscribers hear. Pure: no request, no clock.

A signature is `EXPIRES.HEX`: seconds since the epoch, and the HMAC-SHA256 of what it is for and of
these, in two lines. For an article that is its ID, whoever it is shown to and whatever is asked
for; this service itself signs clips, which it alone names.
"""

import hmac
import re
from collections.abc import Iterable
from urllib.parse import urlencode

_SIGNATURE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")
_CLIP = "clip\n"
"""Before a clip's hash. No article's ID has two lines."""


def sign(key: str, article_id: str, expires_at: int) -> str:
    """Return what lets somebody hear an article until `expires_at`, in seconds since the epoch."""
    message = f"{article_id}\n{expires_at}".encode()
    return f"{expires_at}.{hmac.digest(key.encode(), message, 'sha256').hex()}"


def sign_clip(key: str, clip_hash: str, expires_at: int) -> str:
    """Return what lets somebody hear a clip."""
    return sign(key, _CLIP + clip_hash, expires_at)


def is_right(keys: Iterable[str], article_id: str, given: str) -> bool:
    """Return whether a signature is of an article and one of the keys; how old it is, aside.

    The time it takes tells nothing of the right one.
    """
    match = _SIGNATURE.fullmatch(given)
    if match is None:
        return False
    expected = [sign(key, article_id, int(match[1])) for key in keys]
    found = [hmac.compare_digest(each, given) for each in expected]
    return any(found)


def is_right_for_clip(keys: Iterable[str], clip_hash: str, given: str) -> bool:
    """Return whether a signature is of a clip and one of the keys."""
    return is_right(keys, _CLIP + clip_hash, given)


def expires_at(given: str) -> int:
    """Return when a signature that is right expires, in seconds since the epoch."""
    return int(given.partition(".")[0])


def carry(address: str, signature: str) -> str:
    """Return an address that shows a signature, too; the same if there is none."""
    if not signature:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'signature': signature})}"
