"""Updates of narrations after the lexicon has changed.

The manifest of a track holds the text of each utterance and the words that the lexicon replaced.
Compared with the current lexicon, it shows which utterances have to be spoken again.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audio_service.context import WebContext
from cache.articles.edition import Standing
from cache.errors import NoVoiceForLanguageError
from cache.messages.published_voices import VoiceRecord
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import State
from cache.narrations.track_manifest import Manifest
from worker.articles.lexicon_store import Lexicon, VoiceLexicon


@dataclass(frozen=True, slots=True)
class Outdated:
    """A ready narration that does not agree with the current lexicon.

    Attributes:
        name: Name of the narration.
        utterances: Number of its utterances to speak again.
    """

    name: NarrationName
    utterances: int


def find_outdated(
    web: WebContext, show: Callable[[int, int], None] = lambda _done, _total: None
) -> Iterator[Outdated]:
    """Yield the narrations that do not agree with the current lexicon.

    Narrations under way are left alone.

    Args:
        web: Dependencies of the web process.
        show: Called with the number of narrations checked, and of all.
    """
    lexicon = web.articles.lexicon.current()
    voices = {record.name: record for record in web.presses.voices.all()}
    names = [name for name in web.stores.manifests.names() if name.voice in voices]
    show(0, len(names))
    for done, name in enumerate(names, 1):
        manifest = web.stores.manifests.find(name)
        if manifest:
            utterances = _count_outdated(manifest, _sayable(lexicon, manifest, voices[name.voice]))
            if utterances:
                yield Outdated(name, utterances)
        show(done, len(names))
        time.sleep(0)  # lets other requests run


def respeak(web: WebContext, outdated: Outdated) -> bool:
    """Queue a narration to be made again; only its changed utterances are spoken.

    Returns:
        True if the article still exists in a language that the voice speaks. The old track stays
        live until the new one is ready.
    """
    name = outdated.name
    edition = web.articles.lookup.edition(name.article_id)
    if edition is None or edition.standing is not Standing.OPEN:
        return False
    try:
        voice = web.presses.voices.choose(name.voice, edition.language)
    except NoVoiceForLanguageError:
        return False
    renewed = web.stores.repository.renew(name, Basis(edition.revision, voice.sound), again=True)
    return renewed.state is not State.ABSENT  # it may have been taken down meanwhile


def _sayable(lexicon: Lexicon, manifest: Manifest, voice: VoiceRecord) -> VoiceLexicon:
    return lexicon.for_voice(
        voice.name, manifest.language, takes_ipa=voice.takes_ipa, section=manifest.section
    )


def _count_outdated(manifest: Manifest, lexicon: VoiceLexicon) -> int:
    """Return the number of a track's utterances that the current lexicon changes."""
    written = iter(cue["written"] for cue in manifest.cues)
    return sum(
        lexicon.sayings(next(written) for _ in range(cues)) != said
        for cues, said in manifest.sayings
    )
