"""Registry of the installed engines."""

import importlib.util
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cache.upstreams.budget import Budget
from worker.errors import NoSuchVoiceError
from worker.model.voice import VoiceCard
from worker.settings import WorkerSettings
from worker.speech.engine import ChangesSpeed, Engine, Voice
from worker.speech.gtts import GttsEngine
from worker.speech.kokoro.engine import LICENSE, KokoroEngine
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.openai import NEGOTIATED, OpenaiEngine, SpeechServer
from worker.speech.piper.engine import PiperEngine
from worker.speech.third_party import EngineOptions, open_third_party
from worker.speech.tone import ToneEngine
from worker.speech.upstream.calls import Upstream
from worker.speech.upstream.gates import Gate, OpenGate
from worker.speech.upstream.received_audio import AudioFormat

HAS_PIPER = importlib.util.find_spec("piper") is not None
HAS_RUNTIME = importlib.util.find_spec("onnxruntime") is not None

EXTRAS = {"piper": "piper", "kokoro": "kokoro"}
"""Extra of this package that installs an engine."""


GateFor = Callable[[str, Budget], Gate]
"""Function from the name of a speech server and its request budget to its gate."""


def open_gate(_upstream: str, _budget: Budget) -> Gate:
    """Return a gate that lets every request through."""
    return OpenGate()


def open_engines(
    settings: WorkerSettings,
    threads: int,
    gate_for: GateFor = open_gate,
    models: LoadedModels | None = None,
) -> dict[str, Engine]:
    """Return all installed engines by id, without loading voices.

    Args:
        settings: Settings of the engines.
        threads: Number of threads for one utterance.
        gate_for: Returns the gates of speech servers on the network.
        models: The models in memory of this process.
    """
    models = models or LoadedModels()
    options = EngineOptions(
        threads,
        lambda name, budget: Upstream(name, gate_for(name, budget), settings.engine_timeout_s),
    )
    engines: list[Engine] = [
        _open_gtts(settings, options),
        _open_openai(settings, options),
        ToneEngine(),
    ]
    if HAS_PIPER:
        split_models = settings.data_dir / "models"
        engines.append(
            PiperEngine(
                settings.piper_location, threads, split_models, settings.piper_scales, models
            )
        )
    if HAS_RUNTIME:
        engines.append(KokoroEngine(settings.kokoro_location, threads, models))
    engines.extend(open_third_party(options, {engine.id for engine in engines}))
    return {engine.id: engine for engine in engines}


def _open_gtts(settings: WorkerSettings, options: EngineOptions) -> GttsEngine:
    budget = Budget(settings.gtts_max_concurrent, settings.gtts_max_per_min)
    base_url = str(settings.gtts_base_url) if settings.gtts_base_url else None
    return GttsEngine(options.open_upstream(GttsEngine.id, budget), base_url)


def _open_openai(settings: WorkerSettings, options: EngineOptions) -> OpenaiEngine:
    budget = Budget(settings.openai_max_concurrent, settings.openai_max_per_min)
    named = settings.openai_format
    server = SpeechServer(
        base_url=str(settings.openai_base_url),
        key=settings.openai_api_key,
        model=settings.openai_model,
        rate_hz=settings.openai_rate_hz,
        formats=(AudioFormat(named),) if named != "auto" else NEGOTIATED,
    )
    return OpenaiEngine(options.open_upstream(OpenaiEngine.id, budget), server)


def find_engine(name: str, engines: dict[str, Engine]) -> tuple[Engine, str]:
    """Return the engine of a voice, and the voice's name within the engine.

    Raises:
        NoSuchVoiceError: There is no such engine.
    """
    engine_id, _, voice = name.partition(":")
    if engine_id not in engines:
        hint = f"; pip install '.[{EXTRAS[engine_id]}]'" if engine_id in EXTRAS else ""
        raise NoSuchVoiceError(
            f"voice {name!r}: there is no engine {engine_id!r}, only {', '.join(sorted(engines))}"
            + hint
        )
    return engines[engine_id], voice


class KnownVoice(NamedTuple):
    """A configured voice, not loaded.

    Attributes:
        name: Name of the engine and the voice.
        language: Language as a BCP 47 tag; empty if it speaks any.
    """

    name: str
    language: str


def know_voice(name: str, engines: dict[str, Engine]) -> KnownVoice:
    """Return a voice's name and language without loading it.

    Raises:
        NoSuchVoiceError: There is no such engine, or it cannot have such a voice.
    """
    engine, voice = find_engine(name, engines)
    return KnownVoice(name, engine.language(voice))


def know_voices(names: Sequence[str], engines: dict[str, Engine]) -> list[KnownVoice]:
    """Return the names and languages of voices; unavailable voices are left out.

    Raises:
        NoSuchVoiceError: No voice is available.
    """
    known, unknown = [], []
    for name in names:
        try:
            known.append(know_voice(name, engines))
        except NoSuchVoiceError as error:
            unknown.append(error)
    if unknown and not known:
        raise unknown[0]
    return known


def read_card(name: str, engines: dict[str, Engine]) -> VoiceCard:
    """Return the description of a voice; it is empty if its engine has none.

    Raises:
        NoSuchVoiceError: There is no such engine, or it has no such voice.
        EngineUnavailableError: The voice's files are damaged.
    """
    engine, voice = find_engine(name, engines)
    if isinstance(engine, PiperEngine):
        card = engine.card(voice)
        return VoiceCard(card.quality, card.license)
    return VoiceCard(license=LICENSE) if isinstance(engine, KokoroEngine) else VoiceCard()


def installed_voices(engines: dict[str, Engine]) -> list[str]:
    """Return the names of the voices whose files are on this machine."""
    local = (each for each in engines.values() if isinstance(each, PiperEngine | KokoroEngine))
    return [f"{engine.id}:{voice}" for engine in local for voice in engine.voices]


def requestable_voices(engines: dict[str, Engine]) -> list[str]:
    """Return the names of the voices that a request may name although no setting does."""
    found = (each for each in engines.values() if isinstance(each, PiperEngine))
    return [f"{engine.id}:{voice}" for engine in found for voice in engine.voices_in_directory]


def is_requestable(name: str, engines: dict[str, Engine]) -> bool:
    """Return True if a request may name a voice although no setting does."""
    try:
        engine, voice = find_engine(name, engines)
    except NoSuchVoiceError:
        return False
    return isinstance(engine, PiperEngine) and engine.is_in_directory(voice)


def stamp_of_requestable(engines: dict[str, Engine]) -> object:
    """Return a value that changes when such a voice is added, changed or removed."""
    return [each.directory_stamp for each in engines.values() if isinstance(each, PiperEngine)]


def stamp_of(name: str, engines: dict[str, Engine]) -> object:
    """Return a value that changes when the files of a voice do; None if the engine has no files.

    Raises:
        NoSuchVoiceError: There is no such engine, or it has no such voice.
    """
    engine, voice = find_engine(name, engines)
    return engine.stamp(voice) if isinstance(engine, PiperEngine) else None


def load_voice(name: str, engines: dict[str, Engine], speed: float = 1) -> Voice:
    """Load a voice, such as `piper:en_US-joe-medium`, and return it.

    Args:
        name: Name of the engine and the voice.
        engines: Engines by their id.
        speed: Speed of the voice, as in the settings.

    Raises:
        NoSuchVoiceError: There is no such engine, or it has no such voice, or not at this speed.
        EngineUnavailableError: The voice cannot be loaded now.
    """
    engine, voice = find_engine(name, engines)
    if speed == 1:
        return engine.load(voice)
    if not isinstance(engine, ChangesSpeed):
        raise NoSuchVoiceError(
            f"LISTEN_VOICE_SPEEDS: the engine {engine.id!r} cannot change the speed of {name}"
        )
    return engine.load_at_speed(voice, speed)
