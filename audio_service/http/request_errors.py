"""Errors of requests, each with its code, its HTTP status and the flag `retryable`.

Errors that do not come from a request are in `cache.errors` and `worker.errors`; all are listed in
`docs/errors.md`. `audio_service.http.error_responses` turns them into responses.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from cache.errors import ListenError
from worker.errors import ArticleNotFoundError, NoSuchVoiceError


class RequestError(ListenError):
    """Root class of the errors of a request.

    Args:
        detail: The fault and the remedy, in one sentence.
        headers: Headers of the response, in addition to those of its status.
        extra: Further members of the problem.
    """

    def __init__(
        self, detail: str, *, headers: Mapping[str, str] = MappingProxyType({}), **extra: Any
    ) -> None:
        super().__init__(detail)
        self.headers = headers
        self.extra = extra


class ForwardedError(RequestError):
    """Error with the code of another error, such as a failure that a worker recorded.

    Args:
        code: Code of the other error.
        detail: The fault and the remedy, in one sentence.
        status: HTTP status, which depends on the request.
        extra: Further members of the problem.
    """

    def __init__(self, code: str, detail: str, status: int, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.code = code  # type: ignore[misc]  # differs by instance
        self.status = status  # type: ignore[misc]  # as above


class UnknownArticleError(RequestError, ArticleNotFoundError):
    """Error for an article ID that no source has; the problem lists it in `article_ids`."""


class UnknownVoiceError(RequestError, NoSuchVoiceError):
    """Error for a voice that is not configured; the problem lists the others in `voices`."""


class MalformedJsonError(RequestError):
    """Error for a body that is not JSON."""

    code = "malformed-json"
    status = 400


class BadKeyError(RequestError):
    """Error for a request without a valid API key."""

    code = "bad-key"
    status = 401


class MissingScopeError(RequestError):
    """Error for an API key that does not have the required scope."""

    code = "missing-scope"
    status = 403


class OriginNotAllowedError(RequestError):
    """Error for a request from a page of a site that is not in LISTEN_ORIGINS."""

    code = "origin-not-allowed"
    status = 403


class SignatureNeededError(RequestError):
    """Error for an article for subscribers, requested without a signature."""

    code = "signature-needed"
    status = 403


class SignatureExpiredError(RequestError):
    """Error for a signature that has expired."""

    code = "signature-expired"
    status = 403


class SignatureWrongError(RequestError):
    """Error for a signature that does not match the article, its expiry time or the key."""

    code = "signature-wrong"
    status = 403


class NotPublishedYetError(RequestError):
    """Error for an article that will be published within the next 30 seconds."""

    code = "not-published-yet"
    status = 403
    retryable = True


class AddressNotFoundError(RequestError):
    """Error for an address that the service does not have."""

    code = "not-found"
    status = 404


class AudioNotFoundError(RequestError):
    """Error for audio that does not exist."""

    code = "audio-not-found"
    status = 404


class EntryNotFoundError(RequestError):
    """Error for a lexicon entry that is not stored."""

    code = "entry-not-found"
    status = 404


class UpdateNotFoundError(RequestError):
    """Error for an update to the lexicon that does not exist, or ended days ago."""

    code = "update-not-found"
    status = 404


class WebhookNotFoundError(RequestError):
    """Error for a source that does not exist or accepts no webhooks."""

    code = "hook-not-found"
    status = 404


class NoNarrationError(RequestError):
    """Error for an article that has no narration, or no finished one."""

    code = "no-narration"
    status = 404


class PageNotFoundError(RequestError):
    """Error for a page number beyond the last page."""

    code = "page-not-found"
    status = 404


class SectionNotFoundError(RequestError):
    """Error for a section without podcast episodes."""

    code = "section-not-found"
    status = 404


class WorkerNotFoundError(RequestError):
    """Error for a process that is not running."""

    code = "worker-not-found"
    status = 404


class MethodNotAllowedError(RequestError):
    """Error for a method that the address does not have."""

    code = "method-not-allowed"
    status = 405


class NotBegunError(RequestError):
    """Error for the stream of a narration that has not been started."""

    code = "not-begun"
    status = 409


class AudioGoneError(RequestError):
    """Error for audio that was taken down."""

    code = "audio-gone"
    status = 410


class BodyTooLargeError(RequestError):
    """Error for a body that exceeds the size limit."""

    code = "too-large"
    status = 413


class BodyTooSlowError(RequestError):
    """Error for a body that does not arrive within the time limit."""

    code = "body-too-slow"
    status = 408


class UnsupportedEncodingError(RequestError):
    """Error for a body that is compressed in a format other than gzip."""

    code = "unsupported-encoding"
    status = 415


class RangeNotSatisfiableError(RequestError):
    """Error for a byte range outside of the file."""

    code = "range-not-satisfiable"
    status = 416


class BadArticleIdError(RequestError):
    """Error for a malformed article ID, or one of another source."""

    code = "bad-article-id"
    status = 422


class CannotDrainError(RequestError):
    """Error for a process without jobs, which cannot be drained."""

    code = "cannot-drain"
    status = 422


class InvalidRequestError(RequestError):
    """Error for a body or parameter of the wrong form."""

    code = "invalid-request"
    status = 422


class NotNarratedError(RequestError):
    """Error for an article that a rule of the publisher excludes from narration."""

    code = "not-narrated"
    status = 422


class TooManyIdsError(RequestError):
    """Error for a request with more article IDs than LISTEN_MAX_IDS."""

    code = "too-many-ids"
    status = 422


class TooManyRequestsError(RequestError):
    """Error for a caller who exceeds a rate limit."""

    code = "too-many-requests"
    status = 429
    retryable = True


class BudgetSpentError(RequestError):
    """Error for a press after the daily budget of new audio is used up."""

    code = "budget-spent"
    status = 503
    retryable = True


class CacheUnavailableError(RequestError):
    """Error for a Redis that does not answer or refuses writes."""

    code = "cache-unavailable"
    status = 503
    retryable = True


class NarrationSlowError(RequestError):
    """Error for a narration whose first audio is not made in time."""

    code = "narration-slow"
    status = 503
    retryable = True


class TooBusyError(RequestError):
    """Error for a press while too many pressed narrations wait or are in progress."""

    code = "too-busy"
    status = 503
    retryable = True


class PreviewTimedOutError(RequestError):
    """Error for a preview that no worker has spoken in time."""

    code = "preview-timed-out"
    status = 504
    retryable = True
