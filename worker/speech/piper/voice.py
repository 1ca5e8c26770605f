"""Voices of the Piper engine; the libraries of Piper take a second to import."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from itertools import chain
from math import ceil
from pathlib import Path

import numpy as np
from piper import AudioChunk, PiperConfig, PiperVoice, SynthesisConfig

from worker.errors import EngineRefusedError, EngineUnavailableError
from worker.model.clip import Spoken, SpokenWord
from worker.model.voice import Limits, VoiceLoudness, VoiceMeasures
from worker.pronunciation.respelling import respelled
from worker.speech.engine import Sound, measures_at, version_at
from worker.speech.memory.lazy_model import LazyModel
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.piper.card import PiperCard, read_config
from worker.speech.piper.files import CheckedModel, check_model, is_same, stamp_of
from worker.speech.piper.scales import NO_SCALES, PiperScales
from worker.speech.runtime_errors import LOADING_ERRORS, SPEAKING_ERRORS
from worker.speech.vits.sessions import LoadingOptions, OutlineSession, open_sessions
from worker.speech.word_times import time_words

WORDS_REMEMBERED = 5_000
"""Size of a voice's cache of word phonemes; computing those of one word takes 0.1 ms."""

MEASURED = {
    "en_US-joe-medium": VoiceMeasures(
        loudness=VoiceLoudness(
            usual_lufs=-25.28,
            curve=(
                (-6.0, -32.59), (-3.0, -29.59), (0.0, -26.6), (3.0, -23.6), (6.0, -20.72),
                (9.0, -18.42), (12.0, -16.83), (15.0, -15.62), (18.0, -14.75),
            ),
        ),
        letters_per_s=14.6,
    ),
}  # fmt: skip
"""Packaged voices, measured over the demo articles by `python -m benchmarks.measure_voice`."""

MOST_FRAMES = 320
"""Maximum number of frames that are decoded at a time: 4 s. With 400, the peak memory of a
speaking process is 9 MB higher, with 600 it is 60 MB higher; with 200, an article needs 10 % more
time (2026-11)."""

FLOW_FRAMES = 600
"""Number of frames over which the flow runs at a time, if no listener waits. Compared with 400, an
article needs 4 % less time; all frames of an utterance at once need 10 MB more (2026-11)."""

CHUNKS = (44, 88, 192, 320)
"""Numbers of frames that are decoded at a time for a listener who waits. The first chunk is 0.5 s,
of which 0.3 s become MP3 frames at once. Even if the machine does other work, the decoding of each
further chunk takes less time than the chunk before it lasts."""

_PHONEMES = re.compile(
    r"""["'(]*\[\[(?P<ipa>.*?)\]\]["')]*(?P<mark>\s?[—–]|[.,;:!?])?[.,;:!?"')]*"""
)

_TITLE = re.compile(
    r"""\b(Mrs?|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Col|Lt|Sgt|Capt|Adm|Rev|Hon|St|[A-Z])\."""
    r"""(?=\s*["'(]*\[\[)"""
)
"""Abbreviations whose full stop before a name does not end a sentence."""


_WORD = re.compile(r"(?:\[\[.*?\]\]|\S)+")


def find_model(
    models: LoadedModels,
    name: str,
    file: Path,
    checked: CheckedModel,
    threads: int,
    split_models: Path | None,
) -> LazyModel[PiperVoice]:
    """Return a model of this process, to be loaded when it is needed.

    Args:
        models: The models of this process.
        name: Name of the model.
        file: Its file.
        checked: Its checked files. If they have changed, it is not loaded.
        threads: Number of threads for one utterance.
        split_models: Directory of split models; None to speak whole utterances only.
    """

    def load() -> PiperVoice:
        model = load_model(file, LoadingOptions(threads, split_models, models.is_permanent(name)))
        is_changed = stamp_of(file) != checked.stamp and not is_same(check_model(file), checked)
        if is_changed:  # its sound would be stored as that of the old voice
            raise EngineUnavailableError(f"the files of {name} have changed meanwhile")
        return model

    return LazyModel(models, name, checked.size_bytes, load)


def load_model(model: Path, wanted: LoadingOptions) -> PiperVoice:
    """Load a model and return it; one of medium quality takes about a second and 135 MB.

    Args:
        model: File of the model, beside the one of its configuration.
        wanted: Options of its sessions.

    Raises:
        EngineUnavailableError: The file exists but is not a Piper voice.
    """
    try:
        config = PiperConfig.from_dict(read_config(model.with_name(f"{model.name}.json")))
        phonemes = [id_ for ids in config.phoneme_id_map.values() for id_ in ids]
        session = open_sessions(model, phonemes, wanted)
        if isinstance(session, OutlineSession):
            config.hop_length = session.split.hop_samples
    except LOADING_ERRORS as error:
        raise EngineUnavailableError(
            f"{model} is not a Piper voice: {error}", is_lasting=True
        ) from error
    # Piper uses only its method `run`
    return PiperVoice(config=config, session=session)


@dataclass(frozen=True, slots=True)
class PiperSpeaker:
    """A speaker of a model, with the settings of its voice.

    Attributes:
        voice: Name of the voice.
        language: Language of the voice, as a BCP 47 tag.
        card: Description of the model.
        number: Number of the speaker; None for a model with one speaker, or for its first one.
        scales: Scales of the voice.
        digest: Digest of the files of the model; empty for a packaged voice.
        speed: Speed of the voice; 2 for twice as fast.
    """

    voice: str
    language: str
    card: PiperCard
    number: int | None = None
    scales: PiperScales = NO_SCALES
    digest: str = ""
    speed: float = 1

    @property
    def length_scale(self) -> float | None:
        """Length of the phonemes; None for the one in the configuration of the model."""
        if self.speed == 1:
            return self.scales.length
        return (self.scales.length or self.card.length_scale) / self.speed

    @property
    def version(self) -> str:
        """Version of the voice: it changes whenever the same text may sound different."""
        packages = f"piper {version('piper-tts')} {self.card.trained_with} spell-2 noise-1"
        number = "" if self.number is None else f"speaker {self.number}"
        parts = filter(None, [packages, self.digest, number, str(self.scales)])
        return version_at(" ".join(parts), self.speed)


class PiperEngineVoice:
    """A Piper voice.

    Args:
        speaker: The speaker.
        model: The model, which is loaded when the voice first speaks.
        limits: Limits of the engine.
    """

    def __init__(self, speaker: PiperSpeaker, model: LazyModel[PiperVoice], limits: Limits) -> None:
        scales = speaker.scales
        self.limits = replace(limits, takes_ipa=speaker.card.takes_ipa)
        self.name = f"piper:{speaker.voice}"
        self.language = speaker.language
        self.rate_hz = speaker.card.rate_hz
        self.lazy_model = model
        self.version = speaker.version
        measured = None if str(scales) else MEASURED.get(speaker.voice)
        self.measures = measures_at(measured, speaker.speed)
        self._settings = SynthesisConfig(
            speaker_id=speaker.number,
            length_scale=speaker.length_scale,
            noise_scale=scales.noise,
            noise_w_scale=scales.noise_width,
            normalize_audio=False,
        )
        self._phonemes = lru_cache(WORDS_REMEMBERED)(self._phonemes_alone)

    @property
    def _loaded(self) -> PiperVoice:
        return self.lazy_model.get()

    def say(self, text: str, take: int = 0) -> Spoken:
        """Speak a text, and return the sound at the model's loudness with its word times.

        Raises:
            EngineRefusedError: The text has nothing that the model can pronounce.
            EngineUnavailableError: The runtime failed.
        """
        parts = list(self._speak(text, take, None))
        return Spoken(np.concatenate([part.sound for part in parts]), parts[0].words)

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Speak a text, and yield the same sound as `say` as soon as it is decoded.

        The word times come with the first part.

        Raises:
            EngineRefusedError: The text has nothing that the model can pronounce.
            EngineUnavailableError: The runtime failed.
        """
        return self._speak(text, take, CHUNKS)

    def _speak(self, text: str, take: int, chunks: Sequence[int] | None) -> Iterator[Spoken]:
        sentence = spelled = self._respelled(text)
        if not sentence.rstrip("\"')]").endswith((".", "!", "?", ":", ";", ",")):
            sentence += "."
        given, loaded = settle_phonemes(sentence), self._loaded
        session = loaded.session
        if isinstance(session, OutlineSession):
            session.begin(given, self.name, self.version, take)
        try:
            spoken = list(loaded.synthesize(given, self._settings, include_alignments=True))
            if not spoken:
                raise EngineRefusedError(f"{self.name} finds nothing to pronounce in {text!r}")
            words = self._time_words(text, spelled, spoken)
            for sound in _decode(session, spoken, chunks):
                yield Spoken(sound, words)
                words = None
        except SPEAKING_ERRORS as error:
            raise EngineUnavailableError(
                f"{self.name} cannot speak: {type(error).__name__}: {error}"
            ) from error

    def _respelled(self, text: str) -> str:
        return respelled(text) if self.language.startswith("en") else text

    def _time_words(
        self, text: str, spelled: str, chunks: Sequence[AudioChunk]
    ) -> tuple[SpokenWord, ...] | None:
        """Return the times of a text's words; None if the model does not give them.

        Only espeak is fast enough for the phonemes of single words.

        Args:
            text: The text.
            spelled: The text as it was spelled for espeak, with the same number of words.
            chunks: The sound, with its phonemes.
        """
        heard: list[str] = []
        samples: list[int] = []
        for chunk in chunks:
            if not (self._parts_words and chunk.phoneme_alignments):
                return None
            heard += (each.phoneme for each in chunk.phoneme_alignments)
            samples += (int(each.num_samples) for each in chunk.phoneme_alignments)
        words = [
            (word.span(), self._phonemes(said[0]))
            for word, said in zip(_WORD.finditer(text), _WORD.finditer(spelled), strict=True)
            if any(map(str.isalnum, word[0]))
        ]
        spans, alone = [span for span, _ in words], [sounds for _, sounds in words]
        return time_words(spans, alone, heard, samples)

    @property
    def _parts_words(self) -> bool:
        """True if the phonemes of single words are parts of those of a sentence."""
        return self.limits.takes_ipa and self._loaded.config.espeak_voice != "ar"

    def _phonemes_alone(self, word: str) -> list[str]:
        """Return the phonemes of a single word."""
        given = settle_phonemes(word)
        return list(chain.from_iterable(self._loaded.phonemize(given)))


def settle_phonemes(text: str) -> str:
    """Return `text` with the punctuation around each `[[...]]` adapted for Piper.

    Piper passes the text before and after the block to espeak-ng separately. espeak-ng drops a
    comma or full stop at the beginning, says "exclamation" for "!", removes the space before a
    quotation mark, and ends a sentence after "Mr.". Inside the block, punctuation works as
    expected. Between two blocks Piper would put two spaces; here they become one block.

    Source: `PiperVoice.phonemize` of piper-tts 1.8.
    """

    def settled(block: re.Match[str]) -> str:
        mark = (block["mark"] or "").strip()
        if mark in {"—", "–"}:
            return f"[[{block['ipa']};]] "
        return f"[[{block['ipa']}{mark}]]"

    return _PHONEMES.sub(settled, _TITLE.sub(r"\1", text)).replace("]] [[", " ")


def _decode(
    session: object, spoken: Sequence[AudioChunk], chunks: Sequence[int] | None
) -> Iterator[Sound]:
    """Yield the sound of all sentences of an utterance.

    Args:
        session: Session of the model.
        spoken: The sentences.
        chunks: Numbers of frames to decode at a time; None for as many as memory allows.
    """
    if isinstance(session, OutlineSession):
        for outline in session.found:
            even = ceil(outline.frames / ceil(outline.frames / MOST_FRAMES))
            yield from session.split.decode(outline, chunks or [even], 0 if chunks else FLOW_FRAMES)
    else:
        yield from (chunk.audio_float_array for chunk in spoken)
