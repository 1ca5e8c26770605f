"""A press: from an article's ID to its narration, begun if need be."""

from dataclasses import dataclass
from typing import Any

from audio_service.access.access_control import AccessControl
from audio_service.access.admission import PressToAdmit, admit_press
from audio_service.access.subscribers import SIGNATURES, refuse_unsigned
from audio_service.http.errors import RequestError
from audio_service.http.schemas.common import MAX_VOICE_CHARS, is_article_id
from audio_service.listening.voices import VoiceDirectory
from cache.articles.cached_editions import Revisions
from cache.articles.edition import Edition, Standing
from cache.errors import NoVoiceForLanguageError
from cache.messages.voices import VoiceRecord
from cache.narrations.answers import Entries, PreparedAnswers
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State
from cache.narrations.repository import NarrationRepository
from cache.narrations.transitions.requests import would_begin
from cache.operations.counters import Counters
from worker.articles.lookup import Sources
from worker.publication.publication import Publication

REFUSALS = (
    "article-not-found",
    "article-withdrawn",
    "not-narrated",
    "no-such-voice",
    NoVoiceForLanguageError.code,
    *SIGNATURES,
)
"""Codes of what keeps an article from being heard, before anybody has tried."""

UNADMITTED = ("too-many-requests", "too-busy", "budget-spent")
"""Codes of what keeps a narration from being begun just now."""


@dataclass(frozen=True, slots=True)
class PressAnswer:
    """The result of a press.

    Attributes:
        ready: The answer of a ready narration, prepared; None if it is not ready.
        narration: As it stands; None if the answer was prepared.
        estimated_s: About how long the article takes to hear; None if the answer was prepared.
    """

    ready: bytes | None = None
    narration: Narration | None = None
    estimated_s: int | None = None


def checked_id(article_id: str) -> str:
    """Return `article_id`.

    Raises:
        RequestError: It cannot be an article's ID.
    """
    if not is_article_id(article_id):
        raise RequestError(
            "bad-article-id",
            f"{article_id[:80]!r} is no article ID: a letter or digit, then up to 199 of "
            "A-Z a-z 0-9 . _ : -",
        )
    return article_id


def wanted_voice(asked: str | None) -> str | None:
    """Return the voice that a query asks for, if it does.

    Raises:
        RequestError: Nothing can be called that.
    """
    if asked and len(asked) > MAX_VOICE_CHARS:
        raise RequestError("no-such-voice", f"no voice has more than {MAX_VOICE_CHARS} characters")
    return asked or None


@dataclass(frozen=True)
class Presses:
    """Dependencies of presses in one web process.

    Attributes:
        access: Keys, limits and signatures.
        publication: Rules of the publisher.
        articles: Every place where articles are looked up.
        revisions: Current revisions of articles, in Redis.
        voices: Voices that listeners may choose.
        counters: Counters for `/status` and `/metrics`.
        narrations: Narration records.
        holdings: Narrations, in Redis or in storage.
        url_cache: Prepared answers of ready narrations.
    """

    access: AccessControl
    publication: Publication
    articles: Sources
    revisions: Revisions
    voices: VoiceDirectory
    counters: Counters
    narrations: Narrations
    holdings: NarrationRepository
    url_cache: PreparedAnswers


def find_name(desk: Presses, article_id: str, wanted_voice: str | None) -> NarrationName:
    """Return which narration of an article is meant: in the voice asked for, or in the usual one.

    Raises:
        RequestError: There is no such article or voice, or it may not be heard.
        NoVoiceForLanguageError: Nobody speaks its language.
    """
    checked_id(article_id)
    if wanted_voice:
        name = NarrationName(article_id, desk.voices.candidates(wanted_voice)[0].name)
        known = desk.revisions.read(article_id) or desk.articles.edition(article_id)
        if known:
            refuse_closed(article_id, known)
        if desk.publication.has_signed:
            refuse_unsigned(desk.access, article_id, known_edition(desk, article_id))
        return name
    edition = known_edition(desk, article_id)
    refuse_closed(article_id, edition)
    refuse_unsigned(desk.access, article_id, edition)
    return NarrationName(article_id, desk.voices.usual(edition).name)


def recall_ready(desk: Presses, article_id: str) -> bytes | None:
    """Return the prepared answer for whoever presses an article; None if there may be none.

    Raises:
        NoVoiceForLanguageError: No voice speaks its language.
    """
    edition, entries = _look_up(desk, article_id, None)
    if edition is None or edition.standing is not Standing.OPEN or edition.is_signed:
        return None
    if edition.estimated_s is None:  # an earlier version wrote it
        return None
    return _unwrap(desk, entries, edition, desk.voices.reader(None, edition))


def press(desk: Presses, article_id: str, wanted_voice: str | None) -> PressAnswer:
    """Return the narration of an article for a listener, ready or begun.

    Raises:
        RequestError: There is no such voice or article, or it cannot be narrated as it is.
        NoVoiceForLanguageError: No voice speaks its language, or the one asked for does not.
    """
    edition, entries = _look_up(desk, article_id, wanted_voice)
    if edition is None or edition.estimated_s is None:
        edition = current_edition(desk, article_id)
    refuse_closed(article_id, edition)
    refuse_unsigned(desk.access, article_id, edition)
    voice = desk.voices.reader(wanted_voice, edition)
    ready = _unwrap(desk, entries, edition, voice)
    if ready:
        return PressAnswer(ready=ready)
    desk.counters.add("presses_missed")
    basis = Basis(edition.revision, voice.sound)
    name = NarrationName(article_id, voice.name)
    narration = begin(desk, name, basis, edition.estimated_s)
    if narration.is_current(basis):
        desk.narrations.prepare_answer(name, desk.url_cache.write)
    refuse_hopeless(desk, narration, basis)
    return PressAnswer(narration=narration, estimated_s=edition.estimated_s)


def _look_up(
    desk: Presses, article_id: str, wanted_voice: str | None
) -> tuple[Edition | None, Entries]:
    """Return what Redis knows of an article, and the entry of each voice that may read it."""
    candidates = [voice.name for voice in desk.voices.candidates(wanted_voice)]
    return desk.url_cache.look_up(article_id, candidates)


def _unwrap(desk: Presses, entries: Entries, edition: Edition, voice: VoiceRecord) -> bytes | None:
    """Return the prepared answer of a narration that is ready, and count that it was there."""
    ready = desk.url_cache.unwrap(entries.get(voice.name), Basis(edition.revision, voice.sound))
    if ready:
        desk.counters.add("presses_hit")
    return ready


def begin(desk: Presses, name: NarrationName, basis: Basis, estimated_s: int | None) -> Narration:
    """Return a narration for a listener, begun if it is not there, not under way and may begin.

    One that may not is returned as it is if there is anything of it to be heard.

    Raises:
        RequestError: It may not begin, and there is nothing.
    """
    narration = desk.holdings.recall(name)
    if would_begin(narration, basis):
        try:
            admit_press(desk.access, [PressToAdmit(name, estimated_s)])
        except RequestError:
            narration = desk.narrations.read(name)  # somebody else may have begun it meanwhile
            if narration.track or narration.state in UNFINISHED_STATES:
                return narration
            raise
    return desk.narrations.request(name, basis, Priority.PLAY)


def known_edition(desk: Presses, article_id: str) -> Edition:
    """Return what is current of an article, as Redis has it if it does.

    Raises:
        RequestError: No source holds the article.
    """
    edition = desk.revisions.read(article_id)
    if edition is None or edition.estimated_s is None:
        return current_edition(desk, article_id)
    return edition


def current_edition(desk: Presses, article_id: str) -> Edition:
    """Return what is current of an article, and remember it for the next press.

    Raises:
        RequestError: No source holds the article.
    """
    edition = desk.articles.edition(article_id)
    if edition is None:
        raise RequestError(
            "article-not-found",
            f"there is no article {article_id!r}; PUT /v1/articles/{article_id} stores one",
            article_ids=[article_id],
        )
    desk.revisions.suggest(article_id, edition)
    return edition


def refuse_closed(article_id: str, edition: Edition) -> None:
    """Refuse what nobody may hear.

    Raises:
        RequestError: The article was withdrawn, or its publisher does not want it narrated.
    """
    if edition.standing is Standing.WITHDRAWN:
        raise RequestError(
            "article-withdrawn", f"article {article_id!r} was withdrawn by its publisher"
        )
    if edition.standing is Standing.NEVER:
        raise RequestError(
            "not-narrated", f"article {article_id!r} is not narrated, as its publisher wants it"
        )


def refuse_hopeless(desk: Presses, narration: Narration, basis: Basis) -> None:
    """Refuse what would fail again just as it did.

    Raises:
        RequestError: The narration failed for good, for the article as it stands.
    """
    failure = narration.failure
    if narration.state is not State.FAILED or failure is None or failure.retryable:
        return
    if narration.basis.agrees_with(basis):
        is_unspeakable = failure.code == NoVoiceForLanguageError.code
        extra: dict[str, Any] = {"voices": desk.voices.listed()} if is_unspeakable else {}
        raise RequestError(failure.code, failure.detail, status=422, **extra)
