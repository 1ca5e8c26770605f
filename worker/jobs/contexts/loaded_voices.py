"""The voices of a process, each loaded when it is first needed."""

import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from cache.audio.paths import voice_path
from cache.audio.storage import Storage
from cache.voice_choice import VoiceKind
from worker.errors import NoSuchVoiceError
from worker.jobs.contexts.dialogue_casts import choose_cast
from worker.jobs.contexts.reading_rules import choose_reader
from worker.model.article import Article
from worker.model.voice import VoiceCard, VoiceLoudness, VoiceMeasures
from worker.narration.calibration import CALIBRATION_TEXTS, measure_voice
from worker.narration.narrators import Narrator, prepare_narrator
from worker.narration.plan import LEVELING
from worker.settings import WorkerSettings
from worker.speech.counted_voice import CountedVoice, load_model
from worker.speech.engine import Engine, Voice
from worker.speech.memory.lazy_model import SpeaksWithModel
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.registry import (
    GateFor,
    is_requestable,
    load_voice,
    open_engines,
    open_gate,
    read_card,
    requestable_voices,
    stamp_of,
    stamp_of_requestable,
)

MISSING = "missing"
"""Stamp of a voice that has no files."""

Count = Callable[[str, float], None]
"""Function that adds an amount to the counter of a name."""


FEWER_TEXTS = 4
"""Number of sentences that a slow voice speaks to be measured, since this is done in its first job.
With four of them, the loudness of Kokoro's `af_heart` differs by at most 0.1 dB from that of a
whole article."""


def _count_nothing(_voice: Voice) -> Count:
    return lambda _what, _amount: None


def _watch_nothing(voice: Voice) -> Voice:
    return voice


@dataclass
class LoadedVoices:
    """The voices of this process, each loaded when it is first needed.

    Args:
        settings: Settings with the voices and the loudness.
        storage: Audio store, which also keeps the measurements of voices.
        threads: Number of threads for one utterance.
        count_of: Function that returns the function which counts a voice's work.
        watch: Function that returns a voice whose calls have a hard time limit.
        gate_for: Function that returns the gates of speech servers on the network.
        cast_voices: Voices that only read parts of articles, in dialogues.

    Attributes:
        models: The models in memory.
    """

    settings: WorkerSettings
    storage: Storage
    threads: int
    count_of: Callable[[Voice], Count] = _count_nothing
    watch: Callable[[Voice], Voice] = _watch_nothing
    gate_for: GateFor = open_gate
    cast_voices: Collection[str] = ()
    models: LoadedModels = field(init=False)
    _engines: dict[str, Engine] = field(init=False)
    _stamps: dict[str, object] = field(default_factory=dict, init=False)
    _changes: dict[str, tuple[object, float]] = field(default_factory=dict, init=False)
    _voices: dict[str, Voice] = field(default_factory=dict, init=False)
    _narrators: dict[str, tuple[Voice, Narrator]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        limit_mb, idle_min = self.settings.loaded_voices_mb, self.settings.loaded_voices_idle_min
        self.models = LoadedModels(limit_mb * 1_000_000 or sys.maxsize, idle_min * 60)
        self._engines = open_engines(self.settings, self.threads, self.gate_for, self.models)

    def voice(self, name: str) -> Voice:
        """Return a voice, whose model is loaded when it first speaks.

        Raises:
            NoSuchVoiceError: It is neither among the voices of the settings nor a Piper voice on
                this machine.
            EngineUnavailableError: The voice cannot be used now.
        """
        known = self._voices.get(name)
        if known is None:
            named = *self.settings.all_voices, *self.cast_voices
            if name not in named and not is_requestable(name, self._engines):
                raise NoSuchVoiceError(
                    f"voice {name!r} is not in LISTEN_VOICES or LISTEN_STUDIO_VOICE: "
                    + ", ".join(self.settings.all_voices)
                )
            stamp = self.stamp(name)
            known = load_voice(name, self._engines, self.settings.speed_of(name))
            self._keep(name, known)
            self._voices[name], self._stamps[name] = known, stamp
        return known

    def _keep(self, name: str, voice: Voice) -> None:
        """Keep the model of an instant voice of the settings, and that of the default voice."""
        if not isinstance(voice, SpeaksWithModel) or name not in self.settings.voices:
            return
        is_default = name == self.settings.voices[0]
        kind = self.settings.kind_of(name, voice.limits.kind)
        if is_default or kind is VoiceKind.INSTANT:
            voice.lazy_model.keep(always=is_default)

    def requestable(self) -> list[str]:
        """Return the names of all voices that a request may name although no setting does."""
        return [
            name
            for name in requestable_voices(self._engines)
            if name not in self.settings.all_voices
        ]

    def stamp_of_requestable(self) -> object:
        """Return a value that changes when such a voice is added, changed or removed."""
        return stamp_of_requestable(self._engines)

    def stamp(self, name: str) -> object:
        """Return a value that changes when the files of a voice change, appear or vanish."""
        try:
            return stamp_of(name, self._engines)
        except NoSuchVoiceError:
            return MISSING

    def forget_changed(self) -> None:
        """Forget the voices whose files have changed or are gone."""
        for name in list(self._stamps):
            self.forget_if_changed(name)

    def forget_if_changed(self, name: str, settled_s: float = 0.0) -> None:
        """Forget a voice if its files have changed or are gone.

        Args:
            name: Name of the voice.
            settled_s: Time for which they must have stayed as they are now, in seconds.
        """
        stamp, now = self.stamp(name), time.monotonic()
        if stamp == self._stamps.get(name, stamp):
            return
        seen, since = self._changes.get(name, (None, now))
        if seen != stamp:
            since = now
        self._changes[name] = stamp, since
        if now - since >= settled_s:
            for known in (self._stamps, self._narrators, self._voices, self._changes):
                known.pop(name, None)

    def card(self, name: str) -> VoiceCard:
        """Return the description of a voice by its maker.

        Raises:
            NoSuchVoiceError: It is not installed.
            EngineUnavailableError: Its files are damaged.
        """
        return read_card(name, self._engines)

    def choose(self, article: Article, wanted: str | None) -> tuple[str, Article]:
        """Return the voice for an article, and the article with the language in which it is read.

        Raises:
            NoSuchVoiceError: The requested voice, or every voice in LISTEN_VOICES, is unknown.
            NoVoiceForLanguageError: No voice speaks the language, or the requested one does not.
        """
        return choose_reader(article, wanted, self.settings.voices, self._engines)

    def cast(
        self, allowed: Mapping[str, Sequence[str]], narrator: str, language: str
    ) -> dict[str, str]:
        """Return the voice of each part of a dialogue, as `choose_cast` chooses it."""
        return choose_cast(allowed, narrator, language, self.settings, self._engines)

    def reader(self, narrator: str, other: str) -> Narrator:
        """Return the voice of an utterance, at the sample rate of the narration's own voice.

        Args:
            narrator: Name of the narration's own voice.
            other: Name of another voice that speaks the utterance; empty if there is none.

        Raises:
            NoSuchVoiceError: A voice is not among the configured ones, or not installed.
            EngineUnavailableError: A voice cannot be loaded or measured now.
        """
        own = self.get(narrator)
        return self.get(other).at_rate(own.rate_hz) if other else own

    def get(self, name: str) -> Narrator:
        """Return a voice that is ready to narrate, after measuring it if needed.

        Raises:
            NoSuchVoiceError: It is not among the voices of the settings, or not installed.
            EngineUnavailableError: The voice cannot be loaded or measured now.
        """
        voice = self.voice(name)
        prepared_for, narrator = self._narrators.get(name, (None, None))
        if narrator is None or prepared_for is not voice:  # its files have changed
            speaker = self.watch(CountedVoice(voice, self.count_of(voice)))
            target_lufs = self.settings.loudness_lufs
            narrator = prepare_narrator(speaker, target_lufs, self._measures(voice))
            self._narrators[name] = voice, narrator
        return narrator

    def is_measured(self, name: str) -> bool:
        """Return True if `get` need not measure a voice, which takes seconds.

        Raises:
            NoSuchVoiceError: It is not among the voices of the settings, or not installed.
            EngineUnavailableError: The voice cannot be used now.
        """
        voice = self.voice(name)
        prepared_for, _ = self._narrators.get(name, (None, None))
        return prepared_for is voice or self._known_measures(voice) is not None

    def _measures(self, voice: Voice) -> VoiceMeasures:
        """Return the measurements of a voice, which are made once and stored for all processes."""
        known = self._known_measures(voice)
        if known is not None:
            return known
        is_slow = voice.limits.kind is VoiceKind.STUDIO
        texts = CALIBRATION_TEXTS[: FEWER_TEXTS if is_slow else None]
        with self.models.timing():
            load_model(voice, self.count_of(voice))
            measures = measure_voice(voice, texts)
        self.storage.write_json(voice_path(voice.name), {**_made_with(voice), **asdict(measures)})
        return measures

    def _known_measures(self, voice: Voice) -> VoiceMeasures | None:
        """Return the measurements of a voice, or None if they must still be made."""
        if voice.measures is not None:
            return voice.measures
        known = self.storage.read_json(voice_path(voice.name))
        if known is None or "letters_per_s" not in known:
            return None
        if not _made_with(voice).items() <= known.items():
            return None
        loudness = known["loudness"]
        curve = tuple((gain_db, lufs) for gain_db, lufs in loudness["curve"])
        return VoiceMeasures(VoiceLoudness(loudness["usual_lufs"], curve), known["letters_per_s"])


def _made_with(voice: Voice) -> dict[str, str]:
    """Return the versions with which the measurements of a voice must have been made."""
    return {"version": voice.version, "leveling": LEVELING}
