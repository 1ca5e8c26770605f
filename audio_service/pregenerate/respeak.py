"""After the lexicon has changed: which narrations say something otherwise now, and saying it again.

What a track was made with lies beside it: the text of each utterance, and what the lexicon had it
say. Compared with what the lexicon has it say now, that tells which utterances would be spoken
again, without writing a script.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audio_service.context import WebContext
from cache.errors import NoVoiceForLanguageError
from cache.messages.voices import VoiceRecord
from cache.narrations.edition import Basis, Standing
from cache.narrations.manifests import Manifest
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from worker.articles.lexicon_store import Lexicon, VoiceLexicon


@dataclass(frozen=True, slots=True)
class Outdated:
    """A narration that is ready and says something otherwise than the lexicon does.

    Attributes:
        name: Which one.
        utterances: How many of its utterances would be spoken again.
    """

    name: NarrationName
    utterances: int


def find_outdated(
    desk: WebContext, show: Callable[[int, int], None] = lambda _done, _total: None
) -> Iterator[Outdated]:
    """Yield the narrations that a changed lexicon touches.

    Those under way are left alone: they end as they were begun.

    Args:
        desk: What the face uses.
        show: Called with how many narrations were looked at, and of how many.
    """
    lexicon = desk.articles.lexicon.current()
    voices = {record.name: record for record in desk.presses.voices.all()}
    names = [name for name in desk.stores.manifests.names() if name.voice in voices]
    show(0, len(names))
    for done, name in enumerate(names, 1):
        manifest = desk.stores.manifests.find(name)
        if manifest:
            utterances = _count_outdated(manifest, _sayable(lexicon, manifest, voices[name.voice]))
            if utterances:
                yield Outdated(name, utterances)
        show(done, len(names))
        time.sleep(0)  # others are served in between


def respeak(desk: WebContext, outdated: Outdated) -> bool:
    """Queue a narration to be made again, which speaks what is new in it alone.

    Returns:
        Whether its article can still be found, in a language that its voice speaks. The old track
        stays live until the new one is ready.
    """
    name = outdated.name
    edition = desk.articles.lookup.edition(name.article_id)
    if edition is None or edition.standing is not Standing.OPEN:
        return False
    try:
        voice = desk.presses.voices.choose(name.voice, edition.language)
    except NoVoiceForLanguageError:
        return False
    desk.stores.holdings.ask_for(
        name, Basis(edition.revision, voice.sound), Priority.PREGENERATE, again=True
    )
    return True


def _sayable(lexicon: Lexicon, manifest: Manifest, voice: VoiceRecord) -> VoiceLexicon:
    return lexicon.for_voice(voice.name, manifest.language, takes_ipa=voice.takes_ipa)


def _count_outdated(manifest: Manifest, lexicon: VoiceLexicon) -> int:
    """Return how many utterances of a track would be said otherwise now."""
    written = iter(cue["written"] for cue in manifest.cues)
    return sum(
        lexicon.sayings(next(written) for _ in range(cues)) != said
        for cues, said in manifest.sayings
    )
