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
"""A sentence takes a second or two; ten times that on a machine that has much else to do."""

TEXT_RULES = "text 8"
"""Changes whenever the same article would be read in other words or with other pauses."""


def _count_nothing(_what: str, _amount: float) -> None:
    return


def _watch_nothing(voice: Voice) -> Voice:
    return voice


@dataclass
class LoadedVoices:
    """The voices of this process, each loaded when it is first needed and then kept.

    Args:
        settings: Which voices, and how loud a track is.
        storage: Where the measures of voices are kept.
        threads: How many cores one utterance may use.
        count: Called with what is spoken, as counters and what to add to them.
        watch: Returns a voice whose calls have a hard time limit.
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
        """Return a voice; nothing is asked of it.

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
        """Return who reads an article, and the article with the language that it is read in.

        Raises:
            NoSuchVoiceError: The voice that is wanted, or every one in LISTEN_VOICES, is unknown.
            NoVoiceForLanguageError: None speaks its language, or the one that is wanted does not.
        """
        return choose_reader(article, wanted, self.settings.voices, self._engines)

    def get(self, name: str) -> Narrator:
        """Return a voice that is ready to narrate; one that nobody has measured is measured first.

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
        """Return what is known of a voice; measured once, then known to all processes."""
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
        lane: Which queues it serves.
        voices: Voices that workers have published.
        previews: Sentences that publishers wait to hear.
        speakers: The voices that this process has loaded.
        rules: Which parts of an article are read, and the pauses.
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
        """Return what is heard before and after an article, in the language it is read in."""
        return self.publication.frame_of(article)

    def sound(self, voice_name: str) -> str:
        """Return the digest of every setting that decides how an article sounds in a voice.

        Raises:
            NoSuchVoiceError: There is none of that name.
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
        """Return what the HTTP face is told of a voice.

        Raises:
            NoSuchVoiceError: There is none of that name.
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
    """Return a voice whose process is ended if one utterance takes too long.

    One on the network may be silent as long as is set.
    """
    is_local = voice.measures is not None
    return WatchedVoice(
        voice, lambda: LOCAL_PATIENCE_S + (0 if is_local else settings.engine_timeout_s)
    )


def choose_reader(
    article: Article, wanted: str | None, names: Sequence[str], engines: dict[str, Engine]
) -> tuple[str, Article]:
    """Return who reads an article, and the article with the language that it is read in.

    That is its own, or where nobody knows it, that of the voice.

    Args:
        article: As its publisher holds it.
        wanted: The only voice that will do; it need not be among `names`.
        names: The voices there are, in order of preference.
        engines: What speaks.

    Raises:
        NoSuchVoiceError: The voice that is wanted, or every one of `names`, is unknown.
        NoVoiceForLanguageError: None speaks its language, or the one that is wanted does not.
    """
    language = language_of(article)
    there = know_voices(names, engines)
    if wanted and wanted not in names:
        there.append(know_voice(wanted, engines))
    voice = choose_voice(there, language, wanted)
    return voice.name, replace(article, language=language or voice.language)


def reading_rules(settings: WorkerSettings) -> ReadingRules:
    """Return what is read of an article, and the pauses, as the settings say."""
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
        settings: Of this process.
        worker: Its name.
        lane: Which queues it serves; the fast one speaks on all cores.
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
