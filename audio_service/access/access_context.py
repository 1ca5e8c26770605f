"""Dependencies of access control: keys, rate limits, admission and signatures."""

from dataclasses import dataclass
from typing import cast

from flask import current_app
from pydantic import SecretStr

from audio_service.access.api_key_store import ApiKeys
from audio_service.access.queue_waits import QueueWaits
from audio_service.access.rate_limits import RateLimits
from audio_service.settings import WebSettings
from cache.narrations.admission_limits import Admissions
from cache.operations.counters import Counters
from worker.publication.publication import Publication

EXTENSION = "access_control"


@dataclass(frozen=True)
class AccessControl:
    """Dependencies of access control in one web process.

    Attributes:
        settings: Settings of the web process.
        publication: Rules of the publisher, such as which articles need a signature.
        counters: Counters for `/status` and `/metrics`.
        api_key: The installation's own key, which has all scopes.
        api_keys: API keys and their scopes.
        rates: Rate limits.
        admissions: Narrations under way that listeners began, and today's budget.
        queue_waits: Waiting times of the queues.
    """

    settings: WebSettings
    publication: Publication
    counters: Counters
    api_key: SecretStr
    api_keys: ApiKeys
    rates: RateLimits
    admissions: Admissions
    queue_waits: QueueWaits


def current_access() -> AccessControl:
    """Return the access control of the application that handles the current request."""
    return cast("AccessControl", current_app.extensions[EXTENSION])
