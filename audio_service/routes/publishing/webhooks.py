"""Webhooks of a CMS, which report published, changed and withdrawn articles."""

import json
import logging
import time
from enum import StrEnum

from flask import Blueprint, Response, request

from audio_service.access.client_address import caller_address, is_limited
from audio_service.access.key_check import open_to_all
from audio_service.context import web_context
from audio_service.http.openapi import describes
from audio_service.http.request_errors import (
    BadArticleIdError,
    InvalidRequestError,
    TooManyRequestsError,
    WebhookNotFoundError,
)
from audio_service.http.schemas.articles import HookAnswer, HookRequest
from audio_service.listening.press import checked_id
from audio_service.routes.listening.request_bodies import JSON, read_bytes
from audio_service.routes.publishing.articles import article_from
from audio_service.webhooks.events import Hook, HookEvent, read_hook
from audio_service.webhooks.signatures import (
    HEADERS,
    BadSignatureError,
    HookError,
    HookTooOldError,
    check_is_signed,
)
from cache.articles.edition import Standing
from cache.messages.webhook_deliveries import WebhookInProgressError
from worker.articles.article_table import TakeIn
from worker.errors import NothingToReadError, UnreadableSourceError
from worker.model.article import Article
from worker.publication.sources import SourceSettings, StoreSource

webhooks = Blueprint("webhooks", __name__, url_prefix="/v1/webhooks")

log = logging.getLogger(__name__)


class Result(StrEnum):
    """The result of a webhook."""

    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    STALE = "stale"
    IGNORED = "ignored"


_COMING = (HookEvent.PUBLISH, HookEvent.UPDATE)

_RESULT_OF = {
    TakeIn.NEW: Result.ACCEPTED,
    TakeIn.CHANGED: Result.ACCEPTED,
    TakeIn.UNCHANGED: Result.UNCHANGED,
    TakeIn.STALE: Result.STALE,
}


@webhooks.post("/<source>")
@describes(
    "Report a publication, an edit or a withdrawal",
    body=HookRequest,
    headers=HEADERS,
    answers={200: HookAnswer, 202: HookAnswer},
    problems=(
        TooManyRequestsError,
        WebhookNotFoundError,
        WebhookInProgressError,
        HookTooOldError,
        BadSignatureError,
        BadArticleIdError,
        NothingToReadError,
        UnreadableSourceError,
    ),
)
@open_to_all
def take_hook(source: str) -> Response:
    """Store, fetch or withdraw an article that was published, changed or withdrawn in the CMS.

    It needs no key: the body is signed with the source's `webhook_secret`, in the header
    `Listen-Signature: t=SECONDS,v1=HEX`. HEX is the HMAC-SHA256 of `SECONDS.` and the body; SECONDS
    may differ from the time of the service by 300 s. The signatures of Ghost and of Standard
    Webhooks are accepted, too. A repeated event, or one that is older than the last one applied,
    changes nothing and is answered with 200.

    Raises:
        WebhookNotFoundError: There is no such source, or the event cannot be applied.
        HookError: The signature is wrong or too old.
    """
    settings = web_context().publication.source(source)
    if settings is None or not settings.webhook_secret:
        raise WebhookNotFoundError(
            "the publication file has no source of this name with a webhook_secret; the source "
            "[sources.NAME] accepts webhooks at /v1/webhooks/NAME",
        )
    headers = {name: request.headers[name] for name in HEADERS if name in request.headers}
    secrets = [secret.get_secret_value() for secret in settings.webhook_secret]
    try:
        check_is_signed(settings.kind, headers)
        hook = read_hook(settings.kind, headers, read_bytes(), secrets, time.time())
    except HookError as error:
        log.warning("webhook of %s: %s: %s", source, error.code, error)
        if isinstance(error, BadSignatureError) and is_limited():
            web_context().access.rates.count_wrong(caller_address())
        raise
    article_id = _article_id(settings, hook)
    article = _article(settings, hook, article_id)
    with web_context().webhook_deliveries.once(source, hook.delivery) as is_new:
        result = _heed(settings, hook, article_id, article) if is_new else Result.DUPLICATE
    log.info("webhook of %s: %s %s: %s", source, hook.event, article_id, result)
    answer = json.dumps({"result": result, "article_id": article_id})
    return Response(answer, 202 if result is Result.ACCEPTED else 200, content_type=JSON)


def _article_id(source: SourceSettings, hook: Hook) -> str:
    """Return the ID of an article of a source in this service.

    Raises:
        BadArticleIdError: The ID is not valid, or belongs to another source.
    """
    article_id = checked_id(source.prefix + hook.id.removeprefix(source.prefix))
    if web_context().publication.source_of(article_id).name != source.name:
        raise BadArticleIdError(f"{article_id!r} belongs to another source")
    return article_id


def _article(source: SourceSettings, hook: Hook, article_id: str) -> Article | None:
    """Return the article in a webhook; None if there is no article, or if the event needs none.

    Raises:
        InvalidRequestError: The article is not valid, or it is missing and cannot be fetched.
    """
    if hook.event not in _COMING:
        return None
    if hook.article is None:
        if isinstance(source, StoreSource):
            raise InvalidRequestError(
                "article: it cannot be fetched from this source; send it in the webhook",
            )
        return None
    own_id = None if hook.article.id == hook.id else hook.article.id
    language = hook.article.language or source.language
    given = hook.article.model_copy(update={"id": own_id, "language": language})
    return article_from(article_id, given)


def _heed(source: SourceSettings, hook: Hook, article_id: str, article: Article | None) -> Result:
    """Apply the event of a webhook."""
    if hook.event is None:
        return Result.IGNORED
    known = web_context().articles.store.changed_at([article_id]).get(article_id)
    if known and known > hook.at:
        return Result.STALE
    if hook.event in _COMING:
        return _bring(source, hook, article_id, article)
    changed = web_context().articles.intake.withdraw(article_id, changed_at=hook.at)
    return Result.ACCEPTED if changed else Result.UNCHANGED


def _bring(source: SourceSettings, hook: Hook, article_id: str, article: Article | None) -> Result:
    """Store an article or queue its fetch; updates of withdrawn articles are ignored."""
    edition = web_context().articles.store.edition(article_id)
    if hook.event is HookEvent.UPDATE and edition and edition.standing is Standing.WITHDRAWN:
        return Result.IGNORED
    if article is None:
        web_context().articles.intake.fetch(article_id)
        return Result.ACCEPTED
    return _RESULT_OF[
        web_context().articles.intake.take_in(
            article, source=source.name, changed_at=hook.at, says_access=False
        )
    ]
