"""Presses on articles: each returns the narration, and starts it if needed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from audio_service.access.access_context import AccessControl
from audio_service.access.admission import PressToAdmit, admit_lookups, admit_press
from audio_service.access.subscribers import (
    CLOSED,
    refuse_closed,
    refuse_unknown,
    rights_of_request,
)
from audio_service.http.request_errors import (
    BadArticleIdError,
    BudgetSpentError,
    ForwardedError,
    RequestError,
    TooBusyError,
    TooManyRequestsError,
)
from audio_service.http.schemas.common import MAX_VOICE_CHARS, is_article_id
from audio_service.listening.editions import Editions
from audio_service.listening.failures import detail_for_caller
from audio_service.listening.heard_voices import (
    Preferred,
    StudioRequests,
    heard_voices,
    kept_voice,
    prefer_heard,
)
from audio_service.listening.voice_list import VoiceDirectory
from cache.access.listening_rights import is_open_to_all
from cache.access.presses_before_fetch import EntitledPresses
from cache.articles.edition import Edition, Standing
from cache.errors import NoVoiceForLanguageError
from cache.messages.published_voices import VoiceRecord
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.prepared_answers import Entries, PreparedAnswers
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State
from cache.narrations.records_and_audio import NarrationRepository
from cache.narrations.transitions.requests import would_begin
from cache.operations.counters import Counters
from worker.articles.lookup import Sources
from worker.errors import NoSuchVoiceError
from worker.publication.publication import Publication

REFUSALS = (*CLOSED, NoSuchVoiceError, NoVoiceForLanguageError, TooManyRequestsError)
"""Errors for articles that cannot be played."""

UNADMITTED = (TooManyRequestsError, TooBusyError, BudgetSpentError)
"""Errors for narrations that cannot be started now."""


@dataclass(frozen=True, slots=True)
class PressAnswer:
    """The result of a press.

    Attributes:
        ready: The prepared answer of a ready narration; None if it is not ready.
        narration: The narration; None if there is a prepared answer.
        estimated_s: Estimated length, in seconds; None if there is a prepared answer.
    """

    ready: bytes | None = None
    narration: Narration | None = None
    estimated_s: int | None = None


def checked_id(article_id: str) -> str:
    """Return `article_id` if it is valid.

    Raises:
        BadArticleIdError: `article_id` is not a valid ID.
    """
    if not is_article_id(article_id):
        raise BadArticleIdError(
            f"{article_id[:80]!r} is not an article ID: a letter or digit, then up to 199 of "
            "A-Z a-z 0-9 . _ : -",
        )
    return article_id


def wanted_voice(asked: str | None) -> str | None:
    """Return the voice that a query names, if it names one.

    Raises:
        NoSuchVoiceError: The name is too long.
    """
    if asked and len(asked) > MAX_VOICE_CHARS:
        raise NoSuchVoiceError(f"no voice has more than {MAX_VOICE_CHARS} characters")
    return asked or None


@dataclass(frozen=True)
class Presses:
    """Dependencies of presses in one web process.

    Attributes:
        access: Keys, limits and signatures.
        publication: Rules of the publisher.
        articles: Every place where articles are looked up.
        editions: Editions of articles.
        entitled: Presses with a signature or key on articles that are not fetched yet.
        voices: Voices that listeners may choose.
        studio: Requests for studio narrations.
        counters: Counters for `/status` and `/metrics`.
        narrations: Narration records.
        repository: Narrations, in Redis or in storage.
        prepared_answers: Prepared answers of ready narrations.
    """

    access: AccessControl
    publication: Publication
    articles: Sources
    editions: Editions
    entitled: EntitledPresses
    voices: VoiceDirectory
    studio: StudioRequests
    counters: Counters
    narrations: Narrations
    repository: NarrationRepository
    prepared_answers: PreparedAnswers


def recall_ready(presses: Presses, article_id: str) -> bytes | None:
    """Return the prepared answer for a press on an article; None if there is none.

    Raises:
        NoVoiceForLanguageError: No voice speaks its language.
    """
    candidates = [voice.name for voice in presses.voices.candidates(None)]
    edition, entries = presses.prepared_answers.look_up(article_id, candidates)
    if edition is None or not is_open_to_all(edition, time.time()):
        return None
    if edition.estimated_s is None:  # an earlier version of the service wrote the edition
        return None
    usual, studio = presses.voices.reader(None, edition), presses.voices.studio(edition)
    ready = _unwrap(presses, entries, edition, studio) if studio else None
    if not ready and studio and presses.studio.is_due(article_id, edition.revision):
        return None  # the studio narration is requested in `press`
    return ready or _unwrap(presses, entries, edition, usual)


def press(
    presses: Presses,
    article_id: str,
    wanted_voice: str | None,
    heard: str | None = None,
    prefer: str | None = None,
) -> PressAnswer:
    """Return the narration of an article for a listener, and start it if needed.

    Args:
        presses: Dependencies of presses.
        article_id: ID of the article.
        wanted_voice: Name of the requested voice.
        heard: Name of the voice that the listener hears already.
        prefer: Name of the voice that the listener prefers where it is ready.

    Raises:
        ListenError: There is no such voice or article, or it cannot be narrated.
        NoVoiceForLanguageError: No voice speaks its language, or the requested one does not.
    """
    candidates = [voice.name for voice in presses.voices.candidates(wanted_voice)]
    wanted_at = presses.repository.latest_run() if presses.voices.has_studio else None
    edition, entries = presses.prepared_answers.look_up(article_id, candidates)
    if edition is None or edition.estimated_s is None:
        admit_lookups_of(presses, [article_id])
        edition = current_edition(presses, article_id)
    refuse_closed(presses.access, article_id, edition, may_be_unread=True)
    voice = presses.voices.reader(wanted_voice, edition)
    studio = None if wanted_voice else presses.voices.studio(edition)
    preferred = prefer_heard(voice, edition, studio, heard)
    kept = None if wanted_voice else chosen_voice(presses, article_id, edition, heard, prefer)
    ready = None if kept else _first_ready(presses, entries, edition, preferred.in_order)
    if not ready and not wanted_voice:
        voice = kept or heard_voice(presses, article_id, preferred)
        if voice == kept or voice != preferred.voice:
            _, entries = presses.prepared_answers.look_up(article_id, [voice.name])
            ready = _unwrap(presses, entries, edition, voice)
    if ready:
        presses.studio.request(article_id, preferred, wanted_at)
        return PressAnswer(ready=ready)
    presses.counters.add("presses_missed")
    basis = Basis(edition.revision, voice.sound)
    name = NarrationName(article_id, voice.name)
    note_rights(presses, article_id, edition, Priority.PLAY)
    narration = begin(presses, name, basis, edition.estimated_s)
    if narration.is_current(basis):
        presses.narrations.prepare_answer(name, presses.prepared_answers.write)
    presses.studio.request(article_id, preferred, wanted_at)
    refuse_hopeless(presses, narration, basis)
    return PressAnswer(narration=narration, estimated_s=edition.estimated_s)


def chosen_voice(
    presses: Presses, article_id: str, edition: Edition, heard: str | None, prefer: str | None
) -> VoiceRecord | None:
    """Return the voice that a listener hears or else prefers, if the article is ready in it.

    A listener who hears a voice keeps it, also if the preferred one becomes ready meanwhile.
    """
    there, name = presses.voices.there(), heard or prefer
    return kept_voice(presses.repository, there, article_id, edition.revision, name)


def heard_voice(
    presses: Presses, article_id: str, preferred: Preferred, *, is_press: bool = True
) -> VoiceRecord:
    """Return the voice that is heard in an article, which may have taken over from another one."""
    there, wanted = presses.voices.there(), {article_id: preferred}
    found = heard_voices(presses.repository, presses.narrations, there, wanted, is_press=is_press)
    return found[article_id]


def _first_ready(
    presses: Presses, entries: Entries, edition: Edition, voices: Sequence[VoiceRecord]
) -> bytes | None:
    """Return the prepared answer of the first voice that has a ready narration."""
    found = (_unwrap(presses, entries, edition, voice) for voice in voices)
    return next(filter(None, found), None)


def _unwrap(
    presses: Presses, entries: Entries, edition: Edition, voice: VoiceRecord
) -> bytes | None:
    """Return the prepared answer of a ready narration, and count a cache hit."""
    ready = presses.prepared_answers.unwrap(
        entries.get(voice.name), Basis(edition.revision, voice.sound)
    )
    if ready:
        presses.counters.add("presses_hit")
    return ready


def begin(
    presses: Presses, name: NarrationName, basis: Basis, estimated_s: int | None
) -> Narration:
    """Return a narration for a listener, and start it if it is neither ready nor in progress.

    If it may not start but an older version can be played, that one is returned.

    Raises:
        RequestError: The narration may not start, and there is nothing to play.
    """
    narration = presses.repository.recall(name)
    if would_begin(narration, basis):
        try:
            admit_press(presses.access, [PressToAdmit(name, estimated_s)])
        except RequestError:
            narration = presses.narrations.read(
                name
            )  # another request may have started it meanwhile
            if narration.track or narration.state in UNFINISHED_STATES:
                return narration
            raise
    return presses.narrations.request(name, basis, Priority.PLAY)


def note_rights(presses: Presses, article_id: str, edition: Edition, priority: Priority) -> None:
    """Record the caller's right to an article that is not fetched yet, for the run that fetches it.

    A request in advance comes from the publisher, who may also request closed articles.
    """
    if edition.standing is not Standing.UNREAD:
        return
    if priority is Priority.PREGENERATE:
        presses.entitled.note_in_advance(article_id)
    else:
        presses.entitled.note(article_id, rights_of_request(presses.access, article_id))


def admit_lookups_of(presses: Presses, article_ids: Sequence[str]) -> None:
    """Admit look-ups of articles; those with a track are exempt, so that they play.

    Raises:
        TooManyRequestsError: The caller's address has looked up too many articles.
    """
    try:
        admit_lookups(presses.access, len(article_ids))
    except TooManyRequestsError:
        if not all(map(presses.repository.has_track, article_ids)):
            raise


def known_edition(presses: Presses, article_id: str) -> Edition:
    """Return the edition of an article, from Redis if possible.

    Raises:
        RequestError: No source has the article.
    """
    noted = presses.editions.noted(article_id)
    if noted is None:
        admit_lookups_of(presses, [article_id])
        noted = presses.editions.current(article_id)
    return _there(article_id, noted)


def current_edition(presses: Presses, article_id: str) -> Edition:
    """Return the edition of an article from its source, and store it in Redis for the next press.

    Raises:
        RequestError: No source has the article.
    """
    return _there(article_id, presses.editions.current(article_id))


def _there(article_id: str, edition: Edition | None) -> Edition:
    if edition is None:
        refuse_unknown(article_id)
    return edition


def refuse_hopeless(presses: Presses, narration: Narration, basis: Basis) -> None:
    """Refuse a narration that would fail again in the same way.

    Raises:
        ForwardedError: The narration of the current version of the article failed permanently.
    """
    failure = narration.failure
    if narration.state is not State.FAILED or failure is None or failure.retryable:
        return
    if narration.basis.agrees_with(basis):
        is_unspeakable = failure.code == NoVoiceForLanguageError.code
        extra: dict[str, Any] = {"voices": presses.voices.listed()} if is_unspeakable else {}
        raise ForwardedError(failure.code, detail_for_caller(failure), 422, **extra)
