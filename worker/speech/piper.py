"""Voices of the Piper engine: neural speech on the publisher's own CPU.

Piper is GPL-3.0 and an extra of this package; only this module and `kokoro.espeak` import it.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from importlib.metadata import version
from itertools import chain
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from piper import AudioChunk, PhonemeType, PiperConfig, PiperVoice, SynthesisConfig

from worker.errors import EngineRefusedError, EngineUnavailableError
from worker.model.clip import Spoken, SpokenWord
from worker.model.fingerprint import fingerprint_of
from worker.model.voice import Limits, VoiceLoudness, VoiceMeasures
from worker.pronunciation.respelling import respelled
from worker.speech.engine import Sound
from worker.speech.piper_durations import exposing_durations
from worker.speech.runtime_errors import LOADING_ERRORS, RUNTIME_ERRORS
from worker.speech.vits.frame_decoder import FrameDecoder, Outline
from worker.speech.vits.split_models import open_split
from worker.speech.word_times import time_words

log = logging.getLogger(__name__)

TIDIED_EVERY_RUNS = 10

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

MOST_FRAMES = 400
"""Maximum number of frames that are decoded at a time: 5 s. With 600, a speaking process takes
60 MB more, in the same time; with 200, it needs 10 % more time (2026-11)."""

CHUNKS = (44, 88, 192, 400)
"""Numbers of frames that are decoded at a time for a listener who waits. The first chunk is 0.5 s,
of which 0.3 s become MP3 frames at once. Even if the machine does other work, the decoding of each
further chunk takes less time than the chunk before it lasts."""

PROVIDERS = ["CPUExecutionProvider"]
_SETTINGS = SynthesisConfig(normalize_audio=False)

_PHONEMES = re.compile(
    r"""["'(]*\[\[(?P<ipa>.*?)\]\]["')]*(?P<mark>\s?[—–]|[.,;:!?])?[.,;:!?"')]*"""
)

_TITLE = re.compile(
    r"""\b(Mrs?|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Col|Lt|Sgt|Capt|Adm|Rev|Hon|St|[A-Z])\."""
    r"""(?=\s*["'(]*\[\[)"""
)
"""Abbreviations whose full stop before a name does not end a sentence."""


_WORD = re.compile(r"(?:\[\[.*?\]\]|\S)+")


def load_voice(
    model: Path,
    voice: str,
    language: str,
    threads: int,
    limits: Limits,
    split_models: Path | None = None,
) -> "PiperEngineVoice":
    """Load a voice and return it; this takes about a second and 135 MB.

    Args:
        model: File of the model, beside the one of its configuration.
        voice: Name of the voice.
        language: Language of the voice, as a BCP 47 tag.
        threads: Number of threads for one utterance.
        limits: Limits of the engine.
        split_models: Directory of split models; None to speak whole utterances only.

    Raises:
        EngineUnavailableError: The file exists but is not a Piper voice.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # memory planned for one length of text is of no use for the next: 70 MB
    options.enable_mem_pattern = False
    # otherwise waiting threads of several sessions would keep the cores busy
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        config_text = model.with_name(f"{model.name}.json").read_text(encoding="utf-8")
        config = json.loads(config_text)
        parsed = PiperConfig.from_dict(config)
        split = _split(model, split_models, parsed, options) if split_models else None
        session = _Outlines(split, parsed.hop_length) if split else _open_whole(model, options)
        # Piper uses only its method `run`
        loaded = PiperVoice(config=parsed, session=session)
    except LOADING_ERRORS as error:
        raise EngineUnavailableError(f"{model} is not a Piper voice: {error}") from error
    return PiperEngineVoice(voice, language, loaded, config, limits)


class _Tidy:
    """Model session that returns memory to the system regularly.

    The runtime keeps the memory of long sentences in fragments that later sentences cannot use.
    After a hundred sentences it needs 640 MB; with this class 400 MB, in the same time.
    """

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._runs = 0
        self._giving_back = onnxruntime.RunOptions()
        self._giving_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(
        self, names: Sequence[str] | None, given: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """Run the model, and return its outputs."""
        self._runs += 1
        is_tidying = self._runs % TIDIED_EVERY_RUNS == 0
        found: list[npt.NDArray[Any]] = self._session.run(
            names, given, self._giving_back if is_tidying else None
        )
        return found


class _Outlines:
    """Model session that finds the lengths of phonemes, and leaves the decoding for later.

    It returns silence of the right length, because Piper computes word times from its output.

    Attributes:
        split: The parts of the model.
        noise: Source of the random numbers of the current utterance.
        found: Outlines of the current utterance, one for each of its sentences.
    """

    def __init__(self, split: FrameDecoder, hop_samples: int) -> None:
        self.split = split
        self.noise = np.random.default_rng()
        self.found: list[Outline] = []
        self._hop_samples = hop_samples

    def begin(self, *utterance: object) -> None:
        """Begin an utterance; the same utterance gets the same random numbers."""
        self.noise = np.random.default_rng(int(fingerprint_of(*utterance), 16))
        self.found = []

    def run(
        self, _names: Sequence[str] | None, given: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """Return silence of the length of a sentence, and the frames of its phonemes."""
        outline = self.split.outline(given, self.noise)
        self.found.append(outline)
        return [np.zeros(outline.frames * self._hop_samples, np.float32), outline.durations]


class PiperEngineVoice:
    """A Piper model in memory."""

    def __init__(
        self,
        voice: str,
        language: str,
        loaded: PiperVoice,
        config: dict[str, object],
        limits: Limits,
    ) -> None:
        self._loaded = loaded
        takes_ipa = loaded.config.phoneme_type is PhonemeType.ESPEAK
        self.limits = replace(
            limits, takes_ipa=takes_ipa, yields_parts=isinstance(loaded.session, _Outlines)
        )
        self.name = f"piper:{voice}"
        self.language = language
        self.rate_hz = loaded.config.sample_rate
        trained_with = config.get("piper_version", "")
        self.version = f"piper {version('piper-tts')} {trained_with} spell-2 noise-1"
        self.measures = MEASURED.get(voice)
        self._parts_words = takes_ipa and loaded.config.espeak_voice != "ar"
        self._phonemes = lru_cache(WORDS_REMEMBERED)(self._phonemes_alone)

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
        given, session = settle_phonemes(sentence), self._loaded.session
        if isinstance(session, _Outlines):
            session.begin(given, self.name, self.version, take)
        try:
            spoken = list(self._loaded.synthesize(given, _SETTINGS, include_alignments=True))
            if not spoken:
                raise EngineRefusedError(f"{self.name} finds nothing to pronounce in {text!r}")
            words = self._time_words(text, spelled, spoken)
            for sound in self._decode(spoken, chunks):
                yield Spoken(sound, words)
                words = None
        except RUNTIME_ERRORS as error:
            raise EngineUnavailableError(f"onnxruntime: {error}") from error

    def _decode(
        self, spoken: Sequence[AudioChunk], chunks: Sequence[int] | None
    ) -> Iterator[Sound]:
        """Yield the sound of all sentences of an utterance.

        Args:
            spoken: The sentences.
            chunks: Numbers of frames to decode at a time; None for as many as memory allows.
        """
        session = self._loaded.session
        if isinstance(session, _Outlines):
            for outline in session.found:
                even = ceil(outline.frames / ceil(outline.frames / MOST_FRAMES))
                yield from session.split.decode(outline, chunks or [even])
        else:
            yield from (chunk.audio_float_array for chunk in spoken)

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


def _split(
    model: Path, directory: Path, config: PiperConfig, options: onnxruntime.SessionOptions
) -> FrameDecoder | None:
    """Return the parts of a model; None if it can only be used as a whole."""
    phonemes = [id_ for ids in config.phoneme_id_map.values() for id_ in ids]
    try:
        return open_split(model, directory, phonemes, partial(_open_session, options=options))
    except LOADING_ERRORS as error:
        log.warning("%s speaks whole utterances, never in parts: %s", model.name, error)
        return None


def _open_session(model: Path, options: onnxruntime.SessionOptions) -> _Tidy:
    return _Tidy(onnxruntime.InferenceSession(str(model), options, providers=PROVIDERS))


def _open_whole(model: Path, options: onnxruntime.SessionOptions) -> _Tidy:
    """Return a model session with phoneme durations, if a copy of the model can be made."""
    try:
        with exposing_durations(model) as told:
            return _open_session(told, options)
    except OSError as error:
        log.warning("words of %s will have estimated times: %s", model.name, error)
        return _open_session(model, options)
