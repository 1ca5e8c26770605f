"""HTTP endpoints of the pronunciation lexicon: list, store, remove, apply and preview."""

import json
import secrets
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.client_address import is_limited
from audio_service.access.key_check import needs_key
from audio_service.access.rate_limits import CountedRate
from audio_service.context import web_context
from audio_service.http.openapi import MP3, describes
from audio_service.http.request_errors import (
    EntryNotFoundError,
    ForwardedError,
    InvalidRequestError,
    PreviewTimedOutError,
    UpdateNotFoundError,
)
from audio_service.http.schemas import lexicon as lexicon_schemas
from audio_service.pregenerate.lexicon_update import request_update
from audio_service.routes.listening.request_bodies import JSON, read_body, read_bytes
from cache.errors import ListenError, NoVoiceForLanguageError
from cache.languages import read_tag
from cache.narrations.prepared_answers import rfc3339
from cache.narrations.record import Failure
from worker.articles.lexicon_store import LexiconEntry, checked
from worker.errors import BadEntryError, LexiconFullError, NoSuchVoiceError

lexicon = Blueprint("lexicon", __name__, url_prefix="/v1/lexicon")

PREVIEW_WITHIN_S = 10.0

MOST_LISTED = 1_000
"""Largest number of affected narrations in the answer about an update."""


@lexicon.get("")
@describes("List the lexicon", answers={200: lexicon_schemas.LexiconList})
@needs_key(Scope.READ)
def list_lexicon() -> Response:
    """Return all entries in alphabetical order, and the errors in the lexicon file."""
    return _listed(web_context().articles.lexicon.entries(), 200)


@lexicon.put("")
@describes(
    "Store lexicon entries",
    body=lexicon_schemas.LexiconRequest,
    answers={200: lexicon_schemas.LexiconList, 201: lexicon_schemas.LexiconList},
    problems=[BadEntryError, LexiconFullError],
)
@needs_key(Scope.PUSH)
def store_entries() -> Response:
    """Store entries, all of them or none; each replaces the one for its word, language and voice.

    New narrations use them immediately. Ready narrations change only with `POST /v1/lexicon/apply`.
    """
    entries = [_entry(entry) for entry in read_body(lexicon_schemas.LexiconRequest).entries]
    are_new = web_context().articles.lexicon.put(entries)
    return _listed(entries, 201 if are_new else 200)


@lexicon.delete("")
@describes(
    "Remove lexicon entries",
    query=["written", "language", "voice"],
    answers={204: None},
    problems=[EntryNotFoundError, InvalidRequestError],
)
@needs_key(Scope.PUSH)
def remove_entries() -> Response:
    """Remove the entries for a word, or only those for one language or voice.

    Raises:
        EntryNotFoundError: There is no such entry, or it comes from the file.
    """
    wanted = lexicon_schemas.LexiconRemoval.model_validate(request.args.to_dict())
    if not web_context().articles.lexicon.remove(wanted.written, wanted.language, wanted.voice):
        raise EntryNotFoundError(
            f"no entry for {wanted.written!r} is stored here; remove an entry of "
            "LISTEN_LEXICON_FILE in that file",
        )
    return Response(status=204)


@lexicon.post("/apply")
@describes(
    "Apply the lexicon",
    body=lexicon_schemas.ApplyRequest,
    takes_no_body=True,
    answers={202: lexicon_schemas.LexiconUpdate},
)
@needs_key(Scope.PUSH)
def apply_lexicon() -> Response:
    """Have the narrations that a changed entry affects spoken again, or only counted.

    A worker checks all narrations; the address in `Location` returns its progress. A request during
    an update starts no second one. An update starts over if the lexicon changes meanwhile. Only the
    affected utterances are spoken again. Old tracks stay live until new ones are ready.
    """
    body = read_bytes()
    is_dry_run = bool(body) and lexicon_schemas.ApplyRequest.model_validate_json(body).dry_run
    update_id = request_update(web_context(), is_dry_run=is_dry_run)
    answer = _shown(update_id, 202)
    answer.headers["Location"] = _address(update_id)
    answer.headers["Retry-After"] = "1"
    return answer


@lexicon.get("/apply/<update_id>")
@describes(
    "State of an update to the lexicon",
    answers={200: lexicon_schemas.LexiconUpdate},
    problems=[UpdateNotFoundError],
)
@needs_key(Scope.PUSH)
def show_update(update_id: str) -> Response:
    """Return the progress of an update that `POST /v1/lexicon/apply` has begun.

    Raises:
        UpdateNotFoundError: There is none, or it ended days ago.
    """
    return _shown(update_id, 200)


@lexicon.post("/preview")
@describes(
    "Preview a sentence",
    body=lexicon_schemas.PreviewRequest,
    answers={200: MP3},
    problems=[BadEntryError, NoSuchVoiceError, NoVoiceForLanguageError, PreviewTimedOutError],
    failures=422,
)
@needs_key(Scope.PUSH)
def preview() -> Response:
    """Return a sentence as audio/mpeg, spoken with the lexicon and the entries of the request.

    Raises:
        ForwardedError: The sentence cannot be spoken.
        PreviewTimedOutError: No worker spoke it in time.
        NoVoiceForLanguageError: No voice speaks its language, or the requested one does not.
    """
    wanted = read_body(lexicon_schemas.PreviewRequest)
    voice = web_context().presses.voices.choose(wanted.voice, read_tag(wanted.language))
    if is_limited():
        web_context().access.rates.count(CountedRate.PREVIEWS, current_caller().name)
    token = secrets.token_hex(8)
    job = {
        "text": wanted.text,
        "voice": voice.name,
        "language": wanted.language,
        "entries": [asdict(_entry(entry)) for entry in wanted.entries],
    }
    web_context().queues.enqueue_preview(token, job, PREVIEW_WITHIN_S)
    answer = web_context().previews.wait(token, PREVIEW_WITHIN_S)
    if answer is None:
        raise PreviewTimedOutError(
            f"no worker has spoken it within {PREVIEW_WITHIN_S:.0f} s; see /readyz",
        )
    if isinstance(answer, Failure):
        raise ForwardedError(answer.code, answer.detail, _status_of(answer))
    return Response(answer, content_type="audio/mpeg", headers={"Cache-Control": "no-store"})


def _status_of(failure: Failure) -> int:
    """Return the HTTP status of a failed preview: of the service's fault, or of the request's."""
    if failure.code == ListenError.code:
        return 500
    return 503 if failure.retryable else 422


def _entry(fields: lexicon_schemas.LexiconEntry) -> LexiconEntry:
    return checked(LexiconEntry(**fields.model_dump()))


def _shown(update_id: str, status: int) -> Response:
    """Return the state of an update.

    Raises:
        UpdateNotFoundError: There is none.
    """
    updates = web_context().articles.lexicon_updates
    update = updates.find(update_id)
    if update is None:
        raise UpdateNotFoundError(f"there is no update {update_id!r}; it may have ended days ago")
    found = updates.found(update_id, MOST_LISTED)
    body = {
        "id": update_id,
        "url": _address(update_id),
        "state": update.state,
        "dry_run": update.is_dry_run,
        "total": update.total,
        "checked": update.checked,
        "narrations": update.narrations,
        "utterances": update.utterances,
        "under_way": 0 if update.is_dry_run else updates.under_way(update_id),
        "items": [{**name._asdict(), "utterances": count} for name, count in found],
        "error": update.failure and asdict(update.failure),
        "created_at": rfc3339(update.created_at),
        "updated_at": rfc3339(update.updated_at),
    }
    return Response(json.dumps(body), status, content_type=JSON)


def _address(update_id: str) -> str:
    return f"{lexicon.url_prefix}/apply/{update_id}"


def _listed(entries: list[LexiconEntry], status: int) -> Response:
    in_file = web_context().articles.lexicon.only_in_file()
    items: list[dict[str, Any]] = [
        {**asdict(entry), "source": "file" if entry in in_file else "api"} for entry in entries
    ]
    body = {"items": items, "problems": list(web_context().articles.lexicon.problems())}
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=JSON)
