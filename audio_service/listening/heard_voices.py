"""The voice that is heard in each article: its studio voice, its usual one, or a fallback.

A press is answered in the usual voice until the narration in the studio voice is ready. A listener
keeps the voice in which the article began: the player names it in the parameter `heard`. A voice
that the listener has chosen, in `prefer`, is heard in the articles that are ready in this voice.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cache.articles.edition import Edition
from cache.messages.published_voices import VoiceRecord
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, Priority, State
from cache.narrations.records_and_audio import NarrationRepository
from cache.voice_choice import rank_voices

REQUESTED_AGAIN_S = 60.0
"""Interval between two requests of one process for the same studio narration, in seconds."""

MOST_REMEMBERED = 10_000
"""Number of requested studio narrations that a process remembers."""

MOST_OFFERED = 8
"""Number of an article's ready voices that an answer names; the answer stays short."""

MAY_BEGIN = frozenset(State) - {State.FAILED}
"""States from which a press starts a studio narration; failed ones are retried by a schedule."""


class Preferred(NamedTuple):
    """The voices that should read an article.

    Attributes:
        voice: The voice for a listener who waits.
        revision: Current revision of the article.
        studio: The studio voice that replaces it once it is ready; None if there is none.
    """

    voice: VoiceRecord
    revision: str
    studio: VoiceRecord | None = None

    @property
    def in_order(self) -> Sequence[VoiceRecord]:
        """The voices whose ready narration a press may get, the best one first."""
        return [self.studio, self.voice] if self.studio else [self.voice]

    def basis(self, voice: VoiceRecord) -> Basis:
        """Return the basis of the current narration in a voice."""
        return Basis(self.revision, voice.sound)


def prefer_heard(
    usual: VoiceRecord, edition: Edition, studio: VoiceRecord | None, heard: str | None
) -> Preferred:
    """Return the preferred voices of a request.

    Args:
        usual: Usual voice of the article.
        edition: Edition of the article.
        studio: Its studio voice, if it has one.
        heard: Name of the voice that the listener hears already; None if there is none.
    """
    if studio and heard:
        return Preferred(studio if heard == studio.name else usual, edition.revision)
    return Preferred(usual, edition.revision, studio)


def kept_voice(
    repository: NarrationRepository,
    there: Sequence[VoiceRecord],
    article_id: str,
    revision: str,
    name: str | None,
) -> VoiceRecord | None:
    """Return a listener's voice if an article is ready and up to date in it; otherwise None.

    Args:
        repository: All narrations.
        there: Available voices.
        article_id: ID of the article.
        revision: Its current revision.
        name: Name of the voice; None for no voice.
    """
    voice = next((voice for voice in there if voice.name == name), None)
    if voice is None:
        return None
    narration = repository.recall(NarrationName(article_id, voice.name))
    return voice if narration.is_current(Basis(revision, voice.sound)) else None


def offered_voices(
    narrations: Narrations, there: Sequence[VoiceRecord], article_id: str, edition: Edition
) -> list[str]:
    """Return the voices in which an article is ready and up to date, in order of preference.

    If only one voice speaks the language of the article, it is returned at once.

    Args:
        narrations: Narration records.
        there: Available voices.
        article_id: ID of the article.
        edition: Its edition.
    """
    ranked = rank_voices(there, edition.language)
    if len(ranked) < 2:
        return [voice.name for voice in ranked]
    found = narrations.read_many([NarrationName(article_id, voice.name) for voice in ranked])
    pairs = zip(ranked, found, strict=True)
    ready = [v.name for v, each in pairs if each.is_current(Basis(edition.revision, v.sound))]
    return ready[:MOST_OFFERED]


def heard_voices(
    repository: NarrationRepository,
    narrations: Narrations,
    there: Sequence[VoiceRecord],
    preferred: Mapping[str, Preferred],
    *,
    is_press: bool = True,
) -> dict[str, VoiceRecord]:
    """Return the voice that is heard in each article.

    This is the studio voice if its narration is ready and up to date, otherwise the usual voice.
    If that one could not finish the article's current revision, it is the voice that took over. If
    all voices have failed, it is the usual one again.

    Args:
        repository: All narrations.
        narrations: Narration records.
        there: Available voices.
        preferred: The preferred voices of each article, by the article's ID.
        is_press: True if a listener waits. False to return the studio voice also if its narration
            has begun and the usual voice has none.
    """
    found = _studio_narrations(repository, preferred)
    in_studio = {
        article_id: studio
        for article_id, (_, revision, studio) in preferred.items()
        if studio and found[article_id].is_current(Basis(revision, studio.sound))
    }
    others = {i: wanted for i, wanted in preferred.items() if i not in in_studio}
    heard = _by_fallbacks(narrations, there, others)
    if not is_press:
        begun = [i for i in found if i in others and found[i].state is not State.ABSENT]
        names = [NarrationName(article_id, heard[article_id].name) for article_id in begun]
        for usual in repository.recall_all(names):
            studio = others[usual.name.article_id].studio
            if usual.state is State.ABSENT and studio:
                heard[usual.name.article_id] = studio
    return {**heard, **in_studio}


def _studio_narrations(
    repository: NarrationRepository, preferred: Mapping[str, Preferred]
) -> dict[str, Narration]:
    """Return the studio narration of each article that may have one."""
    names = [
        NarrationName(article_id, wanted.studio.name)
        for article_id, wanted in preferred.items()
        if wanted.studio
    ]
    return {narration.name.article_id: narration for narration in repository.recall_all(names)}


def _by_fallbacks(
    narrations: Narrations, there: Sequence[VoiceRecord], preferred: Mapping[str, Preferred]
) -> dict[str, VoiceRecord]:
    """Return the usual voice of each article, or the one that has taken over from it."""
    by_name = {voice.name: voice for voice in there}
    heard = {article_id: wanted.voice for article_id, wanted in preferred.items()}
    pending = list(preferred)
    for _ in there:  # a chain of fallbacks has no more steps than there are voices
        names = [NarrationName(article_id, heard[article_id].name) for article_id in pending]
        pending = []
        for narration in narrations.read_many(names) if names else ():
            article_id = narration.name.article_id
            is_current = narration.basis.revision == preferred[article_id].revision
            following = by_name.get(narration.fallback) if is_current else None
            if following:
                heard[article_id] = following
                pending.append(article_id)
            elif narration.state is State.FAILED:
                heard[article_id] = preferred[article_id].voice
    return heard


@dataclass
class StudioRequests:
    """Requests for studio narrations of pressed articles, by one web process.

    Args:
        repository: All narrations.
        narrations: Narration records.
        is_open: Function that returns True if studio voices may speak now.
    """

    repository: NarrationRepository
    narrations: Narrations
    is_open: Callable[[], bool]
    _requested: dict[tuple[str, str], float] = field(default_factory=dict)

    def is_due(self, article_id: str, revision: str) -> bool:
        """Return True if this process has not requested the studio narration lately."""
        before = self._requested.get((article_id, revision))
        return before is None or time.monotonic() - before > REQUESTED_AGAIN_S

    def request(self, article_id: str, preferred: Preferred, wanted_at: int | None) -> None:
        """Request the studio narration of an article in the background, unless it is ready already.

        Args:
            article_id: ID of the article.
            preferred: Its preferred voices.
            wanted_at: Number of the latest run before the press was handled; a narration that was
                taken down after that stays absent.
        """
        studio = preferred.studio
        if studio is None or not self.is_due(article_id, preferred.revision):
            return
        name = NarrationName(article_id, studio.name)
        self.repository.recall(name)
        self.narrations.request(
            name,
            preferred.basis(studio),
            Priority.PREGENERATE,
            only_from=MAY_BEGIN,
            wanted_at=wanted_at,
        )
        if len(self._requested) >= MOST_REMEMBERED:
            self._requested.clear()
        self._requested[article_id, preferred.revision] = time.monotonic()
