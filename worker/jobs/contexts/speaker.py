"""Dependencies of a process that speaks, built once at its start."""

import logging
import os
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import partial

from cache.audio.native_call_limits import TimeLimitedCalls
from cache.messages.previews import Previews
from cache.messages.published_voices import VoiceRecord, Voices
from cache.operations.heartbeats import WorkerActivity
from cache.operations.voice_figures import CHARACTERS, voice_counter
from cache.redis.client import connect
from cache.upstreams.budget import Budget
from cache.voice_choice import VoiceKind
from worker.audio.jingles import JINGLES
from worker.audio.mp3 import ENCODER
from worker.jobs.background_pause import BackgroundPause
from worker.jobs.contexts.loaded_voices import Count, LoadedVoices
from worker.jobs.contexts.reading_rules import reading_rules
from worker.jobs.contexts.shared import SharedContext, open_shared
from worker.jobs.failures.watchdog import WatchedVoice
from worker.jobs.queue_names import PREGENERATE, STUDIO, Lane
from worker.model.announcement import IntroAndOutro
from worker.model.article import Article
from worker.model.fingerprint import fingerprint_of
from worker.model.script import ANNOUNCED
from worker.narration.casts import NO_CAST, Cast
from worker.narration.plan import LEVELING
from worker.narration.voice_samples import sample_fingerprint
from worker.publication.publication import read_publication
from worker.settings import STORAGE_ANSWERS_WITHIN_S, WorkerSettings
from worker.speech.counted_voice import AUDIO_S
from worker.speech.engine import Voice
from worker.speech.upstream.calls import ATTEMPTS
from worker.speech.upstream.shared_gate import BUDGET_PATIENCE_S, SharedGate
from worker.text.dialogue.casting import IgnoredVoice
from worker.text.script import ReadingRules

SOUND_CHARS = 12
LOCAL_PATIENCE_S = 20.0
"""Time limit of a local engine for one sentence, in seconds: ten times the usual time."""

STUDIO_PATIENCE_S = 75.0
"""Time limit of a local studio voice for one sentence, in seconds. While the processor does other
work, a sentence may take 15 s. A job may take 90 s."""

TEXT_RULES = "text 8"
"""Version of the text rules: it changes whenever an article would be read differently."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SpeakerContext(SharedContext):
    """Dependencies of a process that speaks.

    Attributes:
        settings: Settings of the process.
        activity: The job that this process runs.
        lane: Set of queues that it serves.
        voices: Voices that workers have published.
        previews: Spoken previews of single sentences, for publishers.
        speakers: The voices that this process has loaded.
        rules: Settings for the parts of an article that are read, and the pauses.
        background: Pauses of the background workers.
    """

    settings: WorkerSettings
    activity: WorkerActivity
    lane: Lane
    voices: Voices
    previews: Previews
    speakers: LoadedVoices
    rules: ReadingRules
    background: BackgroundPause

    @property
    def worker(self) -> str:
        """Holder name under which the running job takes leases."""
        return self.activity.holder

    def frame_of(self, article: Article) -> IntroAndOutro:
        """Return the announcements of an article, in the language in which it is read."""
        return self.publication.frame_of(article)

    def cast_of(self, article: Article, narrator: str) -> Cast:
        """Return the cast of an article for a narration, in the language in which it is read.

        Args:
            article: Article with the language in which it is read.
            narrator: Name of the narration's own voice.
        """
        allowed = self.publication.cast_of(article)
        if not allowed:
            return NO_CAST
        voices = self.speakers.cast(allowed, narrator, article.language)
        return Cast(voices, self.speakers.get, partial(_log_ignored, article.id))

    def sound(self, voice_name: str) -> str:
        """Return the digest of every setting that affects the sound of an article in a voice.

        Raises:
            NoSuchVoiceError: There is no voice of that name.
        """
        voice = self.speakers.voice(voice_name)
        rules = asdict(self.rules)
        pauses_around = [rules["pauses_ms"].pop(role) for role in ANNOUNCED]
        parts = [
            voice_name,
            voice.version,
            self.settings.loudness_lufs,
            rules,
            (TEXT_RULES, LEVELING, ENCODER),
        ]
        if self.publication.frames_digest:
            parts.append((self.publication.frames_digest, pauses_around, JINGLES))
        if self.publication.casts_digest:
            parts.append(self.publication.casts_digest)
        return fingerprint_of(*parts)[:SOUND_CHARS]

    def closed_queues(self) -> list[str]:
        """Return the queues whose jobs must wait: for the hours of studio voices, or a budget."""
        voices = (*self.settings.voices, *self.publication.cast_voices)
        is_spent = self.voice_costs.is_spent(voices, time.time())
        closed = {PREGENERATE: is_spent, STUDIO: not self.studio_allowance.is_open()}
        return [queue for queue, is_closed in closed.items() if is_closed]

    def describe_voice(self, name: str) -> VoiceRecord:
        """Return the record of a voice for the web processes.

        Raises:
            NoSuchVoiceError: There is no voice of that name.
            EngineUnavailableError: The voice cannot be loaded now.
        """
        voice, card = self.speakers.voice(name), self.speakers.card(name)
        named = self.settings.all_voices
        return VoiceRecord(
            name=name,
            language=voice.language,
            rate_hz=voice.rate_hz,
            sound=self.sound(name),
            rank=named.index(name) if name in named else len(named),
            takes_ipa=voice.limits.takes_ipa,
            kind=self.settings.kind_of(name, voice.limits.kind),
            quality=card.quality,
            license=card.license,
            on_request=name not in named,
            sample=sample_fingerprint(voice, self.settings.loudness_lufs),
        )


def _log_ignored(article_id: str, ignored: IgnoredVoice) -> None:
    log.info("%s: the voice %r is ignored: %s", article_id, ignored.name, ignored.reason)


def _watch(settings: WorkerSettings, voice: Voice, upstreams: Collection[str]) -> Voice:
    """Return a voice with a hard time limit, after which the process is ended.

    For an engine on the network, the limit includes its configured time-out. For an engine in
    `upstreams`, the limit also includes the longest wait for the request budget, once for each
    attempt.
    """
    is_remote = voice.name.partition(":")[0] in upstreams
    is_studio = settings.kind_of(voice.name, voice.limits.kind) is VoiceKind.STUDIO
    if is_studio and not is_remote:
        return WatchedVoice(voice, lambda: STUDIO_PATIENCE_S)
    network_s = 0.0 if voice.measures is not None else settings.engine_timeout_s
    if is_remote:
        network_s += ATTEMPTS * BUDGET_PATIENCE_S
    return WatchedVoice(voice, lambda: LOCAL_PATIENCE_S + network_s)


def _count_of(settings: WorkerSettings, shared: SharedContext, voice: Voice) -> Count:
    """Return the function that counts a voice's work, also for its budgets."""
    is_studio = settings.kind_of(voice.name, voice.limits.kind) is VoiceKind.STUDIO

    def count(what: str, amount: float) -> None:
        shared.counters.add(what, amount)
        shared.counters.add(voice_counter(voice.name, what), amount)
        if is_studio and what == AUDIO_S:
            shared.studio_allowance.spend(amount)
        if what == CHARACTERS:
            shared.voice_costs.charge(voice.name, amount)

    return count


def open_speaker_context(settings: WorkerSettings, worker: str, lane: Lane) -> SpeakerContext:
    """Return the dependencies of a process that speaks; voices are loaded later.

    Args:
        settings: Settings of this process.
        worker: Name of this process.
        lane: Set of queues that it serves; the lane `FIRST` speaks on all cores.
    """
    threads = (os.cpu_count() or 1) if lane is Lane.FIRST else 1
    client = connect(settings)
    publication = read_publication(settings.publication_file)
    shared = open_shared(
        settings,
        client,
        publication,
        workers=settings.workers,
        storage_call=TimeLimitedCalls(STORAGE_ANSWERS_WITHIN_S),
    )
    upstreams: set[str] = set()

    def open_gate(upstream: str, budget: Budget) -> SharedGate:
        upstreams.add(upstream)
        return SharedGate(client, upstream, budget, shared.counters.add)

    return SpeakerContext(
        **vars(shared),
        settings=settings,
        activity=WorkerActivity(worker),
        lane=lane,
        voices=Voices(client),
        previews=Previews(client),
        speakers=LoadedVoices(
            settings,
            shared.storage,
            threads,
            lambda voice: _count_of(settings, shared, voice),
            lambda voice: _watch(settings, voice, upstreams),
            open_gate,
            publication.cast_voices,
        ),
        rules=reading_rules(settings),
        background=BackgroundPause(),
    )
