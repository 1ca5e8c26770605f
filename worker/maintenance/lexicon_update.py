"""Updates of narrations after the lexicon has changed.

The manifest of a track holds the text of each utterance and the words that the lexicon replaced.
Compared with the current lexicon, it shows which utterances have to be spoken again.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import Enum, auto
from itertools import islice

from cache.articles.edition import Standing
from cache.errors import NoVoiceForLanguageError
from cache.messages.lexicon_updates import UNFINISHED, LexiconUpdate, LexiconUpdates
from cache.messages.published_voices import VoiceRecord, Voices
from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.record import State
from cache.narrations.records_and_audio import NarrationRepository
from cache.narrations.track_manifest import Manifest
from cache.voice_choice import choose_voice
from worker.articles.lexicon_store import Lexicon, LexiconStore
from worker.articles.lookup import Sources
from worker.errors import VoicesUnknownError
from worker.model.fingerprint import fingerprint_of

SLICE_S = 5.0
"""Duration of one job of an update, in seconds; other chores take turns with the next one."""

AT_ONCE = 20
"""Number of narrations that are checked between two records of the position."""


class Step(Enum):
    """The result of one job of an update."""

    UNFINISHED = auto()
    FINISHED = auto()
    OVERTAKEN = auto()
    """Another process continues the update."""


@dataclass(frozen=True)
class LexiconUpdater:
    """Dependencies of the jobs that update narrations to the lexicon.

    Attributes:
        updates: Store of the updates' state.
        lexicon: Lexicon store.
        manifests: Store of track manifests.
        repository: All narrations.
        lookup: Every place where articles are looked up.
        voices: Store of published voices.
    """

    updates: LexiconUpdates
    lexicon: LexiconStore
    manifests: Manifests
    repository: NarrationRepository
    lookup: Sources
    voices: Voices

    def advance(self, update_id: str) -> Step:
        """Continue an update for a few seconds.

        The update can be interrupted at any point: the next job continues at the last recorded
        position. A few narrations may then be checked twice, which changes nothing.

        Raises:
            VoicesUnknownError: No worker has published its voices yet.
            StorageError: The audio store does not answer.
            ArticleStoreError: The database does not answer.
        """
        update = self.updates.find(update_id)  # before the lexicon: a later request is noticed
        if update is None or update.state not in UNFINISHED:
            return Step.FINISHED
        lexicon, voices = self.lexicon.current(), self._published()
        digest = fingerprint_of(sorted(map(str, map(asdict, lexicon.entries))))
        if update.lexicon != digest:
            names = [name for name in self.manifests.names() if name.voice in voices]
            if not self.updates.start(update, digest, names):
                return Step.OVERTAKEN
            started = replace(update, walk=update.walk + 1, lexicon=digest, checked=0)
            return self._walk(started, lexicon, voices)
        return self._walk(update, lexicon, voices)

    def _published(self) -> dict[str, VoiceRecord]:
        voices = {record.name: record for record in self.voices.all()}
        if not voices:
            raise VoicesUnknownError("no worker has published its voices yet; is one running?")
        return voices

    def _walk(
        self, update: LexiconUpdate, lexicon: Lexicon, voices: Mapping[str, VoiceRecord]
    ) -> Step:
        until = time.monotonic() + SLICE_S
        while names := self.updates.next_names(update, AT_ONCE):
            found = self._check(names, lexicon, voices, is_dry_run=update.is_dry_run)
            if not self.updates.advance(update, len(names), found):
                return Step.OVERTAKEN
            update = replace(update, checked=update.checked + len(names))
            if time.monotonic() > until:
                return Step.UNFINISHED
        return Step.FINISHED if self.updates.finish(update) else Step.UNFINISHED

    def _check(
        self,
        names: Sequence[NarrationName],
        lexicon: Lexicon,
        voices: Mapping[str, VoiceRecord],
        *,
        is_dry_run: bool,
    ) -> dict[NarrationName, int]:
        """Queue the narrations that do not agree with the lexicon, unless it is a dry run.

        Returns:
            These narrations, with their number of utterances to speak again.
        """
        found = {}
        for name in names:
            manifest, voice = self.manifests.find(name), voices.get(name.voice)
            utterances = count_outdated(manifest, lexicon, voice) if manifest and voice else 0
            if utterances and (is_dry_run or self._respeak(name, list(voices.values()))):
                found[name] = utterances
        return found

    def _respeak(self, name: NarrationName, voices: Sequence[VoiceRecord]) -> bool:
        """Queue a narration to be made again; only its changed utterances are spoken.

        Returns:
            True if the article still exists in a language that the voice speaks. The old track
            stays live until the new one is ready.
        """
        edition = self.lookup.edition(name.article_id)
        if edition is None or edition.standing is not Standing.OPEN:
            return False
        try:
            voice = choose_voice(voices, edition.language, name.voice)
        except NoVoiceForLanguageError:
            return False
        renewed = self.repository.renew(name, Basis(edition.revision, voice.sound), again=True)
        return renewed.state is not State.ABSENT  # it may have been taken down meanwhile


def count_outdated(manifest: Manifest, lexicon: Lexicon, voice: VoiceRecord) -> int:
    """Return the number of a track's utterances that the current lexicon changes."""
    sayable = lexicon.for_voice(
        voice.name, manifest.language, takes_ipa=voice.takes_ipa, section=manifest.section
    )
    written = iter(str(cue.get("written", "")) for cue in manifest.cues)
    return sum(sayable.sayings(islice(written, cues)) != said for cues, said in manifest.sayings)
