"""Dependencies of a process that speaks, built once at its start."""

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace

from cache.audio.paths import voice_path
from cache.audio.storage import Storage
from cache.audio.time_limits import TimeLimitedCalls
from cache.languages import choose_voice
from cache.messages.previews import Previews
from cache.messages.voices import VoiceRecord, Voices
from cache.operations.heartbeats import WorkerActivity
from cache.redis.client import connect
from worker.audio.jingles import JINGLES
from worker.audio.mp3 import ENCODER
from worker.errors import NoSuchVoiceError
from worker.jobs.queues import Lane
from worker.jobs.shared_context import SharedContext, open_shared
from worker.jobs.watchdog import WatchedVoice
from worker.model.announcement import IntroAndOutro
from worker.model.article import Article
from worker.model.fingerprint import fingerprint_of
from worker.model.script import ANNOUNCED, ARTICLE_ROLES, Role
from worker.model.voice import VoiceLoudness, VoiceMeasures
from worker.narration.calibration import measure_voice
from worker.narration.plan import LEVELING
from worker.narration.voices import Narrator, prepare_narrator
from worker.publication.publication import read_publication
from worker.settings import STORAGE_ANSWERS_WITHIN_S, WorkerSettings
from worker.speech.counted_voice import CountedVoice
from worker.speech.engine import Engine, Voice
from worker.speech.registry import know_voice, know_voices, load_voice, open_engines
from worker.text.language import language_of
from worker.text.script import ReadingRules, read_setting

SOUND_CHARS = 12
LOCAL_PATIENCE_S = 20.0
"""Time limit of a local engine for one sentence, in seconds: ten times the usual time."""

TEXT_RULES = "text 8"
"""Version of the text rules: it changes whenever an article would be read differently."""


def _count_nothing(_what: str, _amount: float) -> None:
    return


def _watch_nothing(voice: Voice) -> Voice:
    return voice


@dataclass
class LoadedVoices:
    """The voices of this process, each loaded when it is first needed and then kept.

    Args:
        settings: Settings with the voices and the loudness.
        storage: Audio store, which also keeps the measurements of voices.
        threads: Number of threads for one utterance.
        count: Function called with the name of a counter and the amount to add.
        watch: Function that returns a voice whose calls have a hard time limit.
    """

    settings: WorkerSettings
    storage: Storage
    threads: int
    count: Callable[[str, float], None] = _count_nothing
    watch: Callable[[Voice], Voice] = _watch_nothing
    _engines: dict[str, Engine] = field(init=False)
    _voices: dict[str, Voice] = field(default_factory=dict, init=False)
    _narrators: dict[str, Narrator] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._engines = open_engines(self.settings, self.threads)

    def voice(self, name: str) -> Voice:
        """Return a voice, loading it if needed.

        Raises:
            NoSuchVoiceError: It is not among the voices in LISTEN_VOICES, or not installed.
            EngineUnavailableError: It cannot be loaded now.
        """
        if name not in self._voices:
            if name not in self.settings.voices:
                raise NoSuchVoiceError(
                    f"voice {name!r} is not in LISTEN_VOICES: {', '.join(self.settings.voices)}"
                )
            self._voices[name] = load_voice(name, self._engines)
        return self._voices[name]

    def choose(self, article: Article, wanted: str | None) -> tuple[str, Article]:
        """Return the voice for an article, and the article with the language in which it is read.

        Raises:
            NoSuchVoiceError: The voice that is wanted, or every one in LISTEN_VOICES, is unknown.
            NoVoiceForLanguageError: No voice speaks the language, or the requested one does not.
        """
        return choose_reader(article, wanted, self.settings.voices, self._engines)

    def get(self, name: str) -> Narrator:
        """Return a voice that is ready to narrate, after measuring it if needed.

        Raises:
            NoSuchVoiceError: It is not among the voices in LISTEN_VOICES, or not installed.
            EngineUnavailableError: It cannot be loaded or measured now.
        """
        voice = self.voice(name)
        if name not in self._narrators:
            speaker = self.watch(CountedVoice(voice, self.count))
            target_lufs = self.settings.loudness_lufs
            self._narrators[name] = prepare_narrator(speaker, target_lufs, self._measures(voice))
        return self._narrators[name]

    def _measures(self, voice: Voice) -> VoiceMeasures:
        """Return the measurements of a voice, which are made once and stored for all processes."""
        if voice.measures is not None:
            return voice.measures
        path = voice_path(voice.name)
        made_with = {"version": voice.version, "leveling": LEVELING}
        known = self.storage.read_json(path)
        if known is None or "letters_per_s" not in known or not made_with.items() <= known.items():
            measures = measure_voice(voice)
            self.storage.write_json(path, {**made_with, **asdict(measures)})
            return measures
        loudness = known["loudness"]
        curve = tuple((gain_db, lufs) for gain_db, lufs in loudness["curve"])
        return VoiceMeasures(VoiceLoudness(loudness["usual_lufs"], curve), known["letters_per_s"])


@dataclass(frozen=True)
class SpeakerContext(SharedContext):
    """Dependencies of a process that speaks.

    Attributes:
        settings: Settings of the process.
        occupation: The job that this process runs.
        lane: Set of queues that it serves.
        voices: Voices that workers have published.
        previews: Sentences that publishers wait to hear.
        speakers: The voices that this process has loaded.
        rules: Settings for the parts of an article that are read, and the pauses.
    """

    settings: WorkerSettings
    occupation: WorkerActivity
    lane: Lane
    voices: Voices
    previews: Previews
    speakers: LoadedVoices
    rules: ReadingRules

    @property
    def worker(self) -> str:
        """The name in which the running job takes leases."""
        return self.occupation.holder

    def frame_of(self, article: Article) -> IntroAndOutro:
        """Return the announcements of an article, in the language in which it is read."""
        return self.publication.frame_of(article)

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
        return fingerprint_of(*parts)[:SOUND_CHARS]

    def describe_voice(self, name: str) -> VoiceRecord:
        """Return the record of a voice for the web processes.

        Raises:
            NoSuchVoiceError: There is no voice of that name.
            EngineUnavailableError: It cannot be loaded now.
        """
        voice = self.speakers.voice(name)
        return VoiceRecord(
            name=name,
            language=voice.language,
            rate_hz=voice.rate_hz,
            sound=self.sound(name),
            rank=self.settings.voices.index(name),
            takes_ipa=voice.limits.takes_ipa,
        )


def _watch(settings: WorkerSettings, voice: Voice) -> Voice:
    """Return a voice with a hard time limit, after which the process is ended.

    For an engine on the network, the limit includes its configured time-out.
    """
    is_local = voice.measures is not None
    return WatchedVoice(
        voice, lambda: LOCAL_PATIENCE_S + (0 if is_local else settings.engine_timeout_s)
    )


def choose_reader(
    article: Article, wanted: str | None, names: Sequence[str], engines: dict[str, Engine]
) -> tuple[str, Article]:
    """Return the voice for an article, and the article with the language in which it is read.

    The language is the article's own, or the voice's if it is unknown.

    Args:
        article: Article of the publisher.
        wanted: Name of the requested voice, which need not be among `names`; None for any.
        names: Names of the available voices, in order of preference.
        engines: Engines, by id.

    Raises:
        NoSuchVoiceError: The voice that is wanted, or every one of `names`, is unknown.
        NoVoiceForLanguageError: No voice speaks the language, or the requested one does not.
    """
    language = language_of(article)
    there = know_voices(names, engines)
    if wanted and wanted not in names:
        there.append(know_voice(wanted, engines))
    voice = choose_voice(there, language, wanted)
    return voice.name, replace(article, language=language or voice.language)


def reading_rules(settings: WorkerSettings) -> ReadingRules:
    """Return the settings for the parts of an article that are read, and the pauses."""
    return ReadingRules(
        reads={role: getattr(settings, read_setting(role)) for role in ARTICLE_ROLES},
        reads_footnote_marks=settings.read_footnote_mark,
        pauses_ms={role: getattr(settings, f"pause_{role.replace('-', '_')}_ms") for role in Role},
        sentence_pause_ms=settings.pause_sentence_ms,
        clause_pause_ms=settings.pause_clause_ms,
    )


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
    return SpeakerContext(
        **vars(shared),
        settings=settings,
        occupation=WorkerActivity(worker),
        lane=lane,
        voices=Voices(client),
        previews=Previews(client),
        speakers=LoadedVoices(
            settings,
            shared.storage,
            threads,
            shared.counters.add,
            lambda voice: _watch(settings, voice),
        ),
        rules=reading_rules(settings),
    )
