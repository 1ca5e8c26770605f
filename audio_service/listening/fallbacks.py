"""Choice of the voice that is heard in an article: the preferred one, or its fallback."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cache.messages.published_voices import VoiceRecord
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import State


class Preferred(NamedTuple):
    """The voice that should read an article.

    Attributes:
        voice: The voice.
        revision: Current revision of the article.
    """

    voice: VoiceRecord
    revision: str


def heard_voices(
    narrations: Narrations, there: Sequence[VoiceRecord], preferred: Mapping[str, Preferred]
) -> dict[str, VoiceRecord]:
    """Return the voice that is heard in each article.

    This is the preferred voice. If that voice could not finish the current revision of the article,
    it is the voice that took over. If all voices have failed, it is the preferred one again.

    Args:
        narrations: Narration records.
        there: Available voices.
        preferred: The preferred voice of each article, by the article's ID.
    """
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
