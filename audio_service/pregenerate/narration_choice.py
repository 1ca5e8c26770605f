"""The choice of the narration to pre-generate for an article: edition, voice and basis."""

from audio_service.access.subscribers import refuse_to_narrate
from audio_service.context import WebContext
from audio_service.listening.heard_voices import prefer_heard
from audio_service.listening.press import checked_id, heard_voice
from cache.articles.edition import Edition, Standing
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from worker.errors import ArticleNotFoundError


def find_edition(web: WebContext, article_id: str) -> Edition:
    """Return the current edition of an article.

    Raises:
        ArticleNotFoundError: There is no such article.
        ListenError: The article was withdrawn.
    """
    edition = web.articles.lookup.edition(checked_id(article_id))
    if edition is None or edition.standing is Standing.UNREAD:
        raise ArticleNotFoundError(f"there is no article {article_id!r}")
    if edition.standing is Standing.WITHDRAWN:
        refuse_to_narrate(article_id, edition)
    return edition


def choose_narration(
    web: WebContext, article_id: str, edition: Edition, voice: str | None
) -> tuple[NarrationName, Basis]:
    """Return the name of an article's narration, and the revision and sound it is made from.

    Args:
        web: Dependencies of the web process.
        article_id: ID of the article.
        edition: Current edition of the article.
        voice: Name of the voice. None for the studio voice if there is one and it may speak now,
            otherwise for the usual voice, or for the one that took over from it.

    Raises:
        RequestError: There is no such voice.
        NoVoiceForLanguageError: No voice speaks its language, or the requested one does not.
    """
    voices = web.presses.voices
    reader = voices.reader(voice, edition)
    if not voice:
        preferred = prefer_heard(reader, edition, voices.studio(edition), None)
        is_in_studio = preferred.studio and web.presses.studio.is_open()
        reader = (is_in_studio and preferred.studio) or heard_voice(
            web.presses, article_id, preferred
        )
    return NarrationName(article_id, reader.name), Basis(edition.revision, reader.sound)
