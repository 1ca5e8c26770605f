"""The root of every error that this service raises on purpose, and those of the shared state.

    ListenError
    ├── BadSettingsError         a setting is missing, malformed or out of bounds
    ├── NoVoiceForLanguageError  nobody here speaks the language of an article
    ├── StorageError             the store of audio does not answer
    │   └── MissingObjectError   it answers, and the object is not there
    └── (worker.errors)          what can go wrong between an article and its track

Two facts decide everything that follows an error: `code`, a stable word for machines, and
`retryable`, whether the same thing may work in a moment. The HTTP status, RQ's retries, the
narration record and the log line are all derived from these two.
"""

from collections.abc import Sequence
from typing import ClassVar


class ListenError(Exception):
    """Something this service understands and can tell a person what to do about.

    Attributes:
        code: Stable, lower case, words joined by hyphens; never reworded.
        retryable: Whether the same request may succeed later without anybody changing anything.
    """

    code: ClassVar[str] = "internal-error"
    retryable: ClassVar[bool] = False


class BadSettingsError(ListenError):
    """A setting is missing, malformed or out of bounds; the message names the variable."""

    code = "bad-settings"


class NoVoiceForLanguageError(ListenError):
    """No voice here speaks the language of an article, or the one that was asked for does not.

    Attributes:
        voices: Name and language of those there are.
    """

    code = "no-voice-for-language"

    def __init__(
        self, language: str, voices: Sequence[tuple[str, str]], wanted: str | None = None
    ) -> None:
        who = f"voice {wanted!r} does not speak" if wanted else "no voice speaks"
        there = ", ".join(f"{name} ({spoken or 'any language'})" for name, spoken in voices)
        super().__init__(
            f"{who} {language!r}, the language of the article; there are {there}; LISTEN_VOICES "
            "adds others, and the article's `language` corrects a wrong guess"
        )
        self.voices = tuple(voices)


class StorageError(ListenError):
    """The store of audio refused or did not answer."""

    code = "storage-unavailable"
    retryable = True


class MissingObjectError(StorageError):
    """The store of audio answers, and holds no such object."""

    code = "object-missing"
