"""Voices of the Piper engine: neural speech on the publisher's own CPU.

Piper is GPL-3.0 and an extra of this package; only this module and `kokoro.espeak` import it.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np
import onnxruntime
from piper import AudioChunk, PhonemeType, PiperConfig, PiperVoice, SynthesisConfig

from worker.errors import EngineRefusedError, EngineUnavailableError
from worker.model.clip import Spoken, SpokenWord
from worker.model.voice import Limits, VoiceLoudness, VoiceMeasures
from worker.pronunciation.respelling import respelled
from worker.speech.piper_durations import exposing_durations
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
                (-6.0, -32.3), (-3.0, -29.3), (0.0, -26.3), (3.0, -23.3), (6.0, -20.46),
                (9.0, -18.27), (12.0, -16.73), (15.0, -15.57), (18.0, -14.71),
            ),
        ),
        letters_per_s=14.6,
    ),
}  # fmt: skip
"""Packaged voices, measured over the demo articles by `python -m benchmarks.measure_voice`."""

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
    model: Path, voice: str, language: str, threads: int, limits: Limits
) -> "PiperEngineVoice":
    """Load a voice and return it; this takes about a second and 135 MB.

    Args:
        model: File of the model, beside the one of its configuration.
        voice: Name of the voice.
        language: Language of the voice, as a BCP 47 tag.
        threads: Number of threads for one utterance.
        limits: Limits of the engine.

    Raises:
        EngineUnavailableError: The file exists but is not a Piper voice.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        config_text = model.with_name(f"{model.name}.json").read_text(encoding="utf-8")
        config = json.loads(config_text)
        session = _open_session(model, options)
        tidy = _Tidy(session)  # Piper uses only its method `run`
        loaded = PiperVoice(config=PiperConfig.from_dict(config), session=tidy)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
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

    def run(self, names: Sequence[str] | None, given: Mapping[str, object]) -> list[object]:
        """Run the model, and return its outputs."""
        self._runs += 1
        is_tidying = self._runs % TIDIED_EVERY_RUNS == 0
        found: list[object] = self._session.run(
            names, given, self._giving_back if is_tidying else None
        )
        return found


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
        self.limits = replace(limits, takes_ipa=takes_ipa)
        self.name = f"piper:{voice}"
        self.language = language
        self.rate_hz = loaded.config.sample_rate
        self.version = f"piper {version('piper-tts')} {config.get('piper_version', '')} spell-2"
        self.measures = MEASURED.get(voice)
        self._parts_words = takes_ipa and loaded.config.espeak_voice != "ar"
        self._phonemes = lru_cache(WORDS_REMEMBERED)(self._phonemes_alone)

    def say(self, text: str) -> Spoken:
        """Speak a text, and return the sound at the model's loudness with its word times.

        Raises:
            EngineRefusedError: The text has nothing that the model can pronounce.
            EngineUnavailableError: The runtime failed.
        """
        sentence = spelled = self._respelled(text)
        if not sentence.rstrip("\"')]").endswith((".", "!", "?", ":", ";", ",")):
            sentence += "."
        given = settle_phonemes(sentence)
        try:
            chunks = list(self._loaded.synthesize(given, _SETTINGS, include_alignments=True))
        except RuntimeError as error:
            raise EngineUnavailableError(f"onnxruntime: {error}") from error
        if not chunks:
            raise EngineRefusedError(f"{self.name} finds nothing to pronounce in {text!r}")
        sound = np.concatenate([chunk.audio_float_array for chunk in chunks])
        return Spoken(sound, self._time_words(text, spelled, chunks))

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


def _open_session(model: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    """Return a model session with phoneme durations, if a copy of the model can be made."""
    try:
        with exposing_durations(model) as told:
            return onnxruntime.InferenceSession(str(told), options, providers=PROVIDERS)
    except OSError as error:
        log.warning("words of %s will have estimated times: %s", model.name, error)
        return onnxruntime.InferenceSession(str(model), options, providers=PROVIDERS)
