"""Limits of the requests to an upstream server. The module needs no Redis, which counts them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of a server's requests; 0 means no limit.

    Attributes:
        concurrent: Maximum number of requests at the same time.
        per_min: Maximum number of requests in a minute.
    """

    concurrent: int = 0
    per_min: int = 0
