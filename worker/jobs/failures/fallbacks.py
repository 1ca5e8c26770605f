"""Fallbacks: if a voice cannot finish an article, the next voice of the chain reads it.

The narration starts over from the beginning, so that no track mixes voices. Its failed voice is
tried again later, as a pre-generation.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cache.articles.edition import Edition
from cache.errors import ListenError
from cache.messages.published_voices import VoiceRecord, studio_voice, voice_chain
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import UNFINISHED_STATES, Failure, Narration, Priority, State
from cache.narrations.transitions.endings import Fallback
from cache.upstreams.circuit_breaker import CircuitBreaker
from worker.articles.lookup import Sources
from worker.errors import (
    ArticleError,
    DeadlyJobError,
    EmptyClipError,
    EngineError,
    EngineUnavailableError,
    ImplausibleClipError,
    TimedOutError,
)

OF_THE_VOICE = (
    EngineError,
    EmptyClipError,
    ImplausibleClipError,
    DeadlyJobError,
    TimedOutError,
)
"""Errors that another voice may avoid."""

MOST_RETRIES = 5
"""Number of automatic retries of a failed pre-generation."""

MOST_TAKEN_OVER_RETRIES = 288
"""Number of automatic retries of a narration that another voice reads: one day, every 5 minutes."""

AWAITED_RETRIES = 1
"""Number of retries while a listener waits for the first sound, if another voice can take over."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NextVoice:
    """The voice that takes over an article.

    Attributes:
        voice: Name of the voice.
        basis: Basis of its narration.
        is_awaited: True if a listener waits for the first sound of the failed voice.
        is_alone: True if it is the narration's own voice, which now reads the whole dialogue.
    """

    voice: str
    basis: Basis
    is_awaited: bool
    is_alone: bool = False


@dataclass(frozen=True)
class Fallbacks:
    """Choice of the voice that takes over, and the request of its narration.

    Attributes:
        voices: Function that returns the available voices, in order of preference.
        articles: Lookup of articles.
        narrations: Narration records.
        breaker_of: Function that returns the circuit breaker of an engine.
    """

    voices: Callable[[], Sequence[VoiceRecord]]
    articles: Sources
    narrations: Narrations
    breaker_of: Callable[[str], CircuitBreaker]

    def after(
        self, name: NarrationName, run: int, error: ListenError, other: str = ""
    ) -> NextVoice | None:
        """Return the voice that takes over from a failed one; None if there is none.

        A voice that a request has named has no fallback, unless the voice is itself the fallback of
        another one. A run that only speaks a ready article again has no fallback either. If another
        voice of a dialogue failed, the narration's own voice reads everything.

        Args:
            name: Name of the narration.
            run: Number of the run.
            error: The error.
            other: Name of the other voice of a dialogue that failed; empty if the narration's own
                voice failed.
        """
        narration = self.narrations.read(name)
        is_over = narration.run != run or narration.is_anew
        if other and not is_over and isinstance(error, OF_THE_VOICE):
            return NextVoice(name.voice, narration.basis, _is_awaited(narration), is_alone=True)
        edition = None if is_over else self._edition(name, error)
        if edition is None:
            return None
        voices = self.voices()
        chain = voice_chain(voices, edition)
        studio = studio_voice(voices, edition)
        if studio and name.voice == studio.name:
            return self._instead_of_studio(name, chain[0], edition.revision)
        for voice, following in pairwise(chain):
            if voice.name == name.voice:
                basis = Basis(edition.revision, following.sound)
                return NextVoice(following.name, basis, _is_awaited(narration))
            tried = self.narrations.read(NarrationName(name.article_id, voice.name))
            if tried.fallback != following.name:
                break
        return None

    def _instead_of_studio(
        self, name: NarrationName, usual: VoiceRecord, revision: str
    ) -> NextVoice | None:
        """Return the usual voice of an article instead of a studio voice, unless it failed too."""
        tried = self.narrations.read(NarrationName(name.article_id, usual.name))
        if tried.state is State.FAILED:
            return None
        return NextVoice(usual.name, Basis(revision, usual.sound), is_awaited=False)

    def _edition(self, name: NarrationName, error: ListenError) -> Edition | None:
        """Return the edition of an article that another voice may read."""
        if not isinstance(error, OF_THE_VOICE):
            return None
        try:
            return self.articles.edition(name.article_id)
        except ArticleError as unknown:
            log.warning("%s: no other voice takes over: %s", name, unknown)
            return None

    def take_over(
        self, name: NarrationName, run: int, failure: Failure, following: NextVoice
    ) -> bool:
        """Request an article in the next voice, and end the run of the failed one.

        The request comes first, so that nothing is lost if the process dies in between.

        Returns:
            False if the run was over already; then nothing has changed.
        """
        narration = self.narrations.read(name)
        if narration.run != run:
            return False
        log.warning("%s: %s takes over", name, following.voice)
        if following.is_alone:
            return self._start_over_alone(narration, failure)
        self.narrations.request(
            NarrationName(name.article_id, following.voice), following.basis, narration.priority
        )
        fallback = Fallback(following.voice, following.basis.revision)
        return self.narrations.fail(name, run, failure, is_wanted=False, fallback=fallback)

    def _start_over_alone(self, failed: Narration, failure: Failure) -> bool:
        """Begin a new run in which the narration's own voice reads the whole dialogue."""
        change = self.narrations.begin_if(
            failed.name,
            failed.basis,
            failed.priority,
            lambda now: now.run == failed.run and now.state in UNFINISHED_STATES,
            alone=True,
        )
        if change.happened:
            self.narrations.note_failure(failed.name, failure)
        return change.happened

    def is_paused(self, narration: Narration) -> bool:
        """Return True if the engine of a narration gets no requests now."""
        engine = narration.name.voice.partition(":")[0]
        return not self.breaker_of(engine).admit(0.0).is_open


def most_retries(narration: Narration) -> int:
    """Return the maximum number of automatic retries of a failed narration."""
    return MOST_TAKEN_OVER_RETRIES if narration.fallback else MOST_RETRIES


def _is_awaited(narration: Narration) -> bool:
    has_sound = narration.track is not None or narration.first_clip_at > 0
    return narration.priority is Priority.PLAY and not has_sound


def is_useless_to_retry(error: ListenError, following: NextVoice | None, retries: int) -> bool:
    """Return True if the next voice takes over now, although the job may be retried.

    Args:
        error: Error of the job.
        following: The voice that may take over.
        retries: Number of earlier retries of the job.
    """
    if following is None:
        return False
    is_lasting = isinstance(error, EngineUnavailableError) and error.is_lasting
    return is_lasting or (following.is_awaited and retries >= AWAITED_RETRIES)
