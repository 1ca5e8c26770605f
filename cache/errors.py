"""The root class of this service's errors, and the errors of the shared state.

    ListenError
    ├── BadSettingsError         a setting is missing, malformed or out of bounds
    ├── NoVoiceForLanguageError  no configured voice speaks the language of an article
    ├── StorageError             the audio store does not answer
    │   └── MissingObjectError   the audio store answers, but it has no such object
    └── (worker.errors)          errors between an article and its track

Each error has a `code`, a stable word for programs, and the flag `retryable`. The HTTP status,
RQ's retries, the narration record and the log line are all derived from these two.
"""

from collections.abc import Sequence
from typing import ClassVar


class ListenError(Exception):
    """Root class of all errors that this service raises itself; the message says what to do.

    Attributes:
        code: Stable identifier, in lower case with hyphens; it never changes.
        retryable: True if the same request may succeed later, without any change.
    """

    code: ClassVar[str] = "internal-error"
    retryable: ClassVar[bool] = False


class BadSettingsError(ListenError):
    """Error for a missing, malformed or out-of-range setting; the message names the variable."""

    code = "bad-settings"


class NoVoiceForLanguageError(ListenError):
    """Error for an article in a language that no voice speaks, or that the requested voice lacks.

    Attributes:
        voices: Name and language of every available voice.
    """

    code = "no-voice-for-language"

    def __init__(
        self, language: str, voices: Sequence[tuple[str, str]], wanted: str | None = None
    ) -> None:
        who = f"voice {wanted!r} does not speak" if wanted else "no voice speaks"
        there = ", ".join(f"{name} ({spoken or 'any language'})" for name, spoken in voices)
        super().__init__(
            f"{who} {language!r}, the language of the article; available voices: {there}; add "
            "others in LISTEN_VOICES, or correct the article's `language` if it is wrong"
        )
        self.voices = tuple(voices)


class StorageError(ListenError):
    """Error for an audio store that refused a request or did not answer."""

    code = "storage-unavailable"
    retryable = True


class MissingObjectError(StorageError):
    """Error for an object that the audio store does not have."""

    code = "object-missing"
