"""The callback for each part of an article that is not read."""

from collections.abc import Callable

from worker.model.script import Omission

Note = Callable[[Omission], object]
"""Function that is called with each part of an article that is left out."""


def note_nothing(_omission: Omission) -> None:
    """Ignore a part that is left out."""
