"""Requests of these tests."""

from worker.fetch.client import Fetched, Fetcher
from worker.model.fetched_article import NONE, Validators

PATIENT_S = 60.0
HASTY_S = 0.4
HTML = ("text/html",)
LOOPBACK = ("127.0.0.0/8", "::1", "localhost")


def get(url: str, timeout_s: float = PATIENT_S, validators: Validators = NONE) -> Fetched:
    """Fetch from a server in LISTEN_PRIVATE_HOSTS."""
    fetcher = Fetcher(timeout_s, LOOPBACK, max_bytes=100_000)
    return fetcher.get(url, accept=HTML, validators=validators)
