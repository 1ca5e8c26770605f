"""Signatures with which a publisher's server lets its subscribers hear. Pure: no request, no clock.

A signature is `EXPIRES.HEX`: seconds since the epoch, and the HMAC-SHA256 of what it is for and of
these, in two lines: the article's ID, whatever is asked for. Of clips, which this service alone
names, it proves to itself that they are of an article.
"""

import hmac
import re
from collections.abc import Iterable
from urllib.parse import urlencode

_SIGNATURE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")
_CLIP = "clip\n"
"""Before a clip's hash. No article's ID has two lines."""

_PROOF_CHARS = 32
"""Hexadecimal digits of a proof: 128 bits."""


def sign(key: str, article_id: str, expires_at: int) -> str:
    """Return what lets somebody hear an article until `expires_at`, in seconds since the epoch."""
    message = f"{article_id}\n{expires_at}".encode()
    return f"{expires_at}.{hmac.digest(key.encode(), message, 'sha256').hex()}"


def prove_clip(key: str, article_id: str, clip_hash: str) -> str:
    """Return what proves that a clip is of an article; it says nothing of who may hear that."""
    message = f"{_CLIP}{clip_hash}\n{article_id}".encode()
    return hmac.digest(key.encode(), message, "sha256").hex()[:_PROOF_CHARS]


def is_proof(keys: Iterable[str], article_id: str, clip_hash: str, given: str) -> bool:
    """Return whether `given` proves that a clip is of an article, by one of the keys."""
    expected = [prove_clip(key, article_id, clip_hash).encode() for key in keys]
    found = [hmac.compare_digest(each, given.encode("utf-8", "replace")) for each in expected]
    return any(found)


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


def expires_at(given: str) -> int:
    """Return when a signature that is right expires, in seconds since the epoch."""
    return int(given.partition(".")[0])


def carry(address: str, signature: str) -> str:
    """Return an address that shows a signature, too; the same if there is none."""
    if not signature:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'signature': signature})}"
