"""Fingerprints: short hashes of everything that affects a result."""

import hashlib
import json
from typing import Any

FINGERPRINT_CHARS = 32
"""Length of a fingerprint: 128 bits of SHA-256, in hexadecimal."""


def fingerprint_of(*parts: Any) -> str:
    """Return a fingerprint of values that JSON can hold."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_CHARS]
