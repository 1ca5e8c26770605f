"""The root class of this service's errors, and the errors of the shared state.

    ListenError
    ├── BadSettingsError         a setting is missing, malformed or out of bounds
    ├── NoVoiceForLanguageError  no configured voice speaks the language of an article
    ├── StorageError             the audio store does not answer
    │   └── MissingObjectError   the audio store answers, but it has no such object
    └── (worker.errors)          errors on the way from an article to its track

Each class has a `code`, an HTTP `status` and the flag `retryable`. The response, RQ's retries, the
narration record and the log line are all derived from these. `docs/errors.md` lists all codes.
"""

from collections.abc import Sequence
from typing import ClassVar


class ListenError(Exception):
    """Root class of all errors that this service raises itself; the message says what to do.

    Attributes:
        code: Stable identifier, in lower case with hyphens; it never changes.
        status: HTTP status of a response with this error.
        retryable: True if the same request may succeed later, without any change.
    """

    code: ClassVar[str] = "internal-error"
    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False


class BadSettingsError(ListenError):
    """Error for a missing, malformed or out-of-range setting; the message names the variable."""

    code = "bad-settings"
    status = 422


class NoVoiceForLanguageError(ListenError):
    """Error for an article in a language that no voice speaks, or that the requested voice lacks.

    Attributes:
        voices: Name and language of every available voice.
    """

    code = "no-voice-for-language"
    status = 422

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
    status = 503
    retryable = True


class MissingObjectError(StorageError):
    """Error for an object that the audio store does not have."""

    code = "object-missing"
    status = 404
