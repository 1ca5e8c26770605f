"""Wishes: narrations that listeners want to hear, and may hear, without a press."""

from dataclasses import dataclass

from audio_service.access.subscribers import (
    Credentials,
    credentials_of_request,
    refuse_closed,
)
from audio_service.listening.heard_voices import prefer_heard
from audio_service.listening.press import (
    Presses,
    checked_id,
    chosen_voice,
    heard_voice,
    known_edition,
)
from cache.articles.edition import Edition
from cache.narrations.name import NarrationName


@dataclass(frozen=True, slots=True)
class Wish:
    """A narration that a listener has requested and may hear.

    Attributes:
        name: Name of the narration.
        edition: Edition of its article.
        credentials: Signature and key of the listener.
    """

    name: NarrationName
    edition: Edition
    credentials: Credentials


def find_wish(
    presses: Presses,
    article_id: str,
    wanted_voice: str | None,
    heard: str | None = None,
    *,
    prefer: str | None = None,
    may_be_unread: bool = False,
) -> Wish:
    """Return the narration of an article in the requested voice, or in its usual one.

    Args:
        presses: Dependencies of presses.
        article_id: ID of the article.
        wanted_voice: Name of the requested voice.
        heard: Name of the voice that the listener hears already.
        prefer: Name of the voice that the listener prefers where it is ready.
        may_be_unread: True to accept an article that is not fetched yet; the caller must then check
            the access again after the fetch, before it discloses any part of the article.

    Raises:
        ListenError: There is no such article or voice, or it is closed to the caller.
        NoVoiceForLanguageError: No voice speaks its language.
    """
    edition = known_edition(presses, checked_id(article_id))
    refuse_closed(presses.access, article_id, edition, may_be_unread=may_be_unread)
    voices = presses.voices
    if wanted_voice:
        reader = voices.candidates(wanted_voice)[0]
    else:
        preferred = prefer_heard(voices.usual(edition), edition, voices.studio(edition), heard)
        kept = chosen_voice(presses, article_id, edition, heard, prefer)
        reader = kept or heard_voice(presses, article_id, preferred, is_press=False)
    credentials = credentials_of_request(presses.access, article_id)
    return Wish(NarrationName(article_id, reader.name), edition, credentials)
