"""Details of failed narrations, as far as the caller may see them.

An error may quote the article, or name an address in the publisher's network. Callers without a key
get its code and a plain sentence.
"""

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from cache.errors import NoVoiceForLanguageError
from cache.narrations.record import Failure

USUAL = "the article could not be narrated; a key with the scope read shows why"

_SENTENCES = {
    "article-gone": "its source does not have the article any more",
    "nothing-to-read": "the article has no text to be read",
    "source-unavailable": "the source of the article does not answer",
    "unreadable-source": "its source did not answer with an article",
    "storage-unavailable": "the audio could not be stored",
}
_SAYS_NO_SECRET = frozenset({NoVoiceForLanguageError.code, "no-such-voice"})


def detail_for_caller(failure: Failure) -> str:
    """Return the detail of a failure for the caller of the current request."""
    if failure.code in _SAYS_NO_SECRET or current_caller().has(Scope.READ):
        return failure.detail
    return _SENTENCES.get(failure.code, USUAL)
