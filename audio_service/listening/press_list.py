"""Presses on several articles in one request: one read of Redis answers for all ready ones."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from audio_service.access.admission import (
    PressToAdmit,
    admit_lookups,
    admit_pregenerate,
    admit_press,
)
from audio_service.access.subscribers import refuse_closed, seems_to_exist
from audio_service.http.request_errors import ForwardedError, UnknownArticleError
from audio_service.listening.heard_voices import Preferred, heard_voices, prefer_heard
from audio_service.listening.press import PressAnswer, Presses, admit_lookups_of, note_rights
from cache.articles.edition import Edition
from cache.errors import NoVoiceForLanguageError
from cache.messages.published_voices import VoiceRecord
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.prepared_answers import Entries
from cache.narrations.record import Narration, Priority
from cache.narrations.transitions.requests import changes_nothing, would_begin

NAMED = 5
"""Maximum number of articles that the detail of an error names."""


class _Asked(NamedTuple):
    """A narration that is not answered from the cache.

    Attributes:
        name: Name of the narration.
        basis: Basis to make it from.
        edition: Edition of its article.
    """

    name: NarrationName
    basis: Basis
    edition: Edition

    @classmethod
    def of(cls, article_id: str, voice: VoiceRecord, edition: Edition) -> Self:
        """Return the current narration of an article in a voice."""
        basis = Basis(edition.revision, voice.sound)
        return cls(NarrationName(article_id, voice.name), basis, edition)


def press_all(
    presses: Presses, article_ids: Sequence[str], wanted_voice: str | None, priority: Priority
) -> dict[str, PressAnswer]:
    """Return the narrations of several articles, and start those that are needed.

    Args:
        presses: Dependencies of presses.
        article_ids: IDs of the articles, each once.
        wanted_voice: Name of the requested voice.
        priority: Priority of the narrations that start.

    Raises:
        UnknownArticleError: No source has one of them; then no narration is started.
        ForwardedError: No voice speaks the language of one of them; then none is started.
        ListenError: An article is closed to the caller, or its narration may not start.
    """
    candidates = [voice.name for voice in presses.voices.candidates(wanted_voice)]
    wanted_at = presses.repository.latest_run() if presses.voices.has_studio else None
    found = presses.prepared_answers.look_up_all(article_ids, candidates)
    cached = {article_id: edition for article_id, (edition, _) in found.items() if edition}
    is_in_advance = priority is Priority.PREGENERATE
    editions = _open_editions(presses, article_ids, cached, is_in_advance=is_in_advance)
    preferred = _choose_voices(presses, editions, wanted_voice)
    if is_in_advance and presses.voices.has_studio and presses.studio.is_open():
        preferred = _in_studio(preferred)
    ready: dict[str, PressAnswer] = {}
    for article_id, voices in preferred.items():
        prepared = _prepared(presses, found[article_id][1], voices)
        if prepared:
            ready[article_id] = PressAnswer(ready=prepared)
    others = {i: voices for i, voices in preferred.items() if i not in ready}
    heard = {i: voices.voice for i, voices in others.items()}
    if not wanted_voice:
        heard = heard_voices(presses.repository, presses.narrations, presses.voices.there(), others)
    asked = [_Asked.of(i, voice, editions[i]) for i, voice in heard.items()]
    answers = ready | _request(presses, asked, priority)
    for article_id, voices in preferred.items():
        presses.studio.request(article_id, voices, wanted_at)
    return answers


def _in_studio(preferred: Mapping[str, Preferred]) -> dict[str, Preferred]:
    """Return the voices for narrations in advance: only the studio voice, where there is one."""
    return {
        article_id: Preferred(voices.studio or voices.voice, voices.revision)
        for article_id, voices in preferred.items()
    }


def _prepared(presses: Presses, entries: Entries, preferred: Preferred) -> bytes | None:
    """Return the prepared answer of the best voice that has one."""
    found = (
        presses.prepared_answers.unwrap(entries.get(voice.name), preferred.basis(voice))
        for voice in preferred.in_order
    )
    return next(filter(None, found), None)


def _open_editions(
    presses: Presses,
    article_ids: Sequence[str],
    cached: Mapping[str, Edition],
    *,
    is_in_advance: bool,
) -> dict[str, Edition]:
    """Return the edition of each article, all of them open to the caller.

    Raises:
        UnknownArticleError: No source has one of them.
        ListenError: One of them is closed to the caller.
    """
    missing = [i for i in article_ids if i not in cached or cached[i].estimated_s is None]
    if missing:
        admit_lookups_of(presses, missing)
        cached = {**cached, **presses.editions.look_up(missing)}
    access = presses.access
    unknown = [
        article_id
        for article_id in article_ids
        if not seems_to_exist(
            access, article_id, cached.get(article_id), is_in_advance=is_in_advance
        )
    ]
    if unknown:
        hidden = [i for i in unknown if i in cached and i not in missing]
        admit_lookups(presses.access, len(hidden))  # hidden articles count like missing ones
        raise UnknownArticleError(
            f"no narration was started, because there is no article {_some(unknown)}",
            article_ids=unknown,
        )
    for article_id in article_ids:
        edition = cached[article_id]
        refuse_closed(access, article_id, edition, may_be_unread=True, is_in_advance=is_in_advance)
    return {article_id: cached[article_id] for article_id in article_ids}


def _choose_voices(
    presses: Presses, editions: Mapping[str, Edition], wanted_voice: str | None
) -> dict[str, Preferred]:
    """Return the voices for each article.

    Raises:
        ForwardedError: No voice speaks the language of one of them.
    """
    chosen: dict[str, Preferred] = {}
    refused: dict[str, NoVoiceForLanguageError] = {}
    for article_id, edition in editions.items():
        try:
            usual = presses.voices.reader(wanted_voice, edition)
            studio = None if wanted_voice else presses.voices.studio(edition)
            chosen[article_id] = prefer_heard(usual, edition, studio, None)
        except NoVoiceForLanguageError as error:
            refused[article_id] = error
    if refused:
        ids, why = list(refused), next(iter(refused.values()))
        raise ForwardedError(
            why.code,
            f"no narration was started, because no voice can read article {_some(ids)}: {why}",
            why.status,
            article_ids=ids,
            voices=presses.voices.listed(),
        )
    return chosen


def _request(
    presses: Presses, asked: Sequence[_Asked], priority: Priority
) -> dict[str, PressAnswer]:
    """Return narrations that have no prepared answer; start all that are needed, or none.

    Raises:
        RequestError: The narrations may not start.
    """
    found = presses.repository.recall_all([each.name for each in asked])
    pairs = list(zip(asked, found, strict=True))
    new = [
        PressToAdmit(each.name, each.edition.estimated_s)
        for each, narration in pairs
        if would_begin(narration, each.basis)
    ]
    if priority is Priority.PREGENERATE:
        admit_pregenerate(presses.access, len(new))
    else:
        admit_press(presses.access, new)
    return {
        each.name.article_id: PressAnswer(
            narration=_press(presses, each, narration, priority),
            estimated_s=each.edition.estimated_s,
        )
        for each, narration in pairs
    }


def _press(presses: Presses, asked: _Asked, found: Narration, priority: Priority) -> Narration:
    """Return a narration as it is after the request; the record is written only if it changes."""
    note_rights(presses, asked.name.article_id, asked.edition, priority)
    if not changes_nothing(found, asked.basis, priority):
        return presses.narrations.request(asked.name, asked.basis, priority)
    if found.is_current(asked.basis):
        presses.narrations.prepare_answer(asked.name, presses.prepared_answers.write)
    return found


def _some(article_ids: Sequence[str]) -> str:
    more = len(article_ids) - NAMED
    return ", ".join(article_ids[:NAMED]) + (f" and {more} more" if more > 0 else "")
