"""Alerts and the checks that find them, as values."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from audio_service.operations.snapshot import Snapshot


class Severity(StrEnum):
    """Severity of an alert."""

    CRITICAL = "critical"
    """Listeners are not being served, or will not be within minutes."""

    WARNING = "warning"
    """Listeners are being served; an operator should look."""


class Alert(NamedTuple):
    """An alert: a fault that operators should know about.

    Attributes:
        name: Stable name.
        severity: Severity of the alert.
        sentence: The fault and the remedy, in one sentence.
    """

    name: str
    severity: Severity
    sentence: str


class Check(NamedTuple):
    """A check that finds one kind of fault.

    Attributes:
        name: Name of the alert.
        severity: Severity of the alert.
        find: Returns the sentence of the alert, or nothing if all is well.
        without_redis: True if the check works while Redis does not answer.
    """

    name: str
    severity: Severity
    find: Callable[[Snapshot], str | None]
    without_redis: bool = False
