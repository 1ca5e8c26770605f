"""Descriptions of Piper voices, from the files in the directories of their models.

A model may have several speakers. Each of them is a voice: `MODEL/SPEAKER`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cache.languages import read_tag
from worker.errors import EngineUnavailableError

CARDS = ("{voice}.MODEL_CARD", "MODEL_CARD")
"""Names of the card in a model's directory; the second one is for a directory with one voice."""

ESPEAK = "espeak"
"""Type of the phonemes that espeak makes; it is the default."""

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.\-]")

_LICENSE = re.compile(r"\W*licen[cs]e:(.+)", re.IGNORECASE)

MOST_BYTES = 4_000_000
"""Size limit of a configuration; the one of a model with 904 speakers has 20 KB."""

MOST_CARD_CHARS = 100_000
MOST_SPEAKERS = 5_000
MOST_NAME_CHARS = 64
"""Length limit of the name of a speaker; longer ones are cut off."""

RATES_HZ = range(8_000, 48_001)
"""Sample rates that an MP3 can have."""


CONFIG_ERRORS = (
    OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError
)  # fmt: skip
"""Errors of a file that is not a configuration of Piper."""


@dataclass(frozen=True, slots=True)
class PiperCard:
    """Description of a Piper voice.

    Attributes:
        language: Language as a BCP 47 tag; empty if its file does not name it.
        quality: Quality as its maker states it, such as `medium`; empty if unknown.
        rate_hz: Sample rate, in Hz.
        speakers: Names of its speakers; empty if there is only one.
        license: License that its card names; empty if there is none.
        speaker_ids: Number of each speaker in the model.
        takes_ipa: True if its phonemes are those of espeak.
        trained_with: Version of Piper that made the model; empty if unknown.
        length_scale: Length of its phonemes at the voice's own speed.
    """

    language: str
    quality: str
    rate_hz: int
    speakers: tuple[str, ...]
    license: str
    speaker_ids: tuple[int, ...] = ()
    takes_ipa: bool = True
    trained_with: str = ""
    length_scale: float = 1.0

    def __str__(self) -> str:
        quality = f"quality {self.quality}, " if self.quality else ""
        speakers = f"{len(self.speakers)} speakers, " if self.speakers else ""
        named = f"license {self.license}" if self.license else "no license given"
        return (
            f"{self.language or 'unknown language'}, {quality}{self.rate_hz} Hz, {speakers}{named}"
        )


def read_card(model: Path) -> PiperCard:
    """Return the description of a voice.

    Args:
        model: File of the model; its configuration is in the same directory.

    Raises:
        EngineUnavailableError: The configuration is missing or not that of a Piper voice.
    """
    config_file = model.with_name(f"{model.name}.json")
    try:
        config = read_config(config_file)
        speakers = _name_speakers(config)
        return PiperCard(
            language=read_tag(config["espeak"]["voice"]),
            quality=str(config["audio"].get("quality") or ""),
            rate_hz=_read_rate(config["audio"]),
            speakers=tuple(speakers),
            license=_license(model),
            speaker_ids=tuple(speakers.values()),
            length_scale=float(config.get("inference", {}).get("length_scale", 1)),
            takes_ipa=config.get("phoneme_type", ESPEAK) == ESPEAK,
            trained_with=str(config.get("piper_version", "")),
        )
    except CONFIG_ERRORS as error:
        raise EngineUnavailableError(
            f"{config_file} is not the configuration of a Piper voice: {error}"
        ) from error


def read_config(file: Path) -> dict[str, Any]:
    """Return a configuration.

    Raises:
        ValueError: The file is too large, or not JSON.
    """
    with file.open("rb") as opened:
        text = opened.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES} bytes")
    config: dict[str, Any] = json.loads(text)
    return config


def _read_rate(audio: Mapping[str, Any]) -> int:
    """Return the sample rate of a model, in Hz.

    Raises:
        ValueError: An MP3 cannot have it.
    """
    rate_hz = int(audio["sample_rate"])
    if rate_hz not in RATES_HZ:
        raise ValueError(f"sample rate of {rate_hz} Hz")
    return rate_hz


def _name_speakers(config: Mapping[str, Any]) -> dict[str, int]:
    """Return the numbers of a model's speakers by name; empty if there is only one.

    Letters that the name of a voice cannot contain become `_`. A speaker without a name of its own
    is named after its number.

    Raises:
        ValueError: There are too many.
    """
    count = int(config.get("num_speakers") or len(config.get("speaker_id_map") or {}))
    if count <= 1:
        return {}
    if count > MOST_SPEAKERS:
        raise ValueError(f"{count} speakers are more than {MOST_SPEAKERS}")
    told = {int(number): name for name, number in (config.get("speaker_id_map") or {}).items()}
    speakers: dict[str, int] = {}
    for number in range(count):
        name = _NOT_IN_NAMES.sub("_", str(told.get(number, "")))[:MOST_NAME_CHARS]
        if not name or name in speakers:
            name = str(number)
        while name in speakers:  # another speaker has a number as its name
            name += "_"
        speakers[name] = number
    return speakers


def _license(model: Path) -> str:
    """Return the license that a model's card names; empty if there is none."""
    card = find_card(model)
    if card is None:
        return ""
    with card.open(encoding="utf-8", errors="replace") as file:
        lines = file.read(MOST_CARD_CHARS).splitlines()
    told = filter(None, (_LICENSE.match(line.strip()) for line in lines))
    return next((found[1].strip() for found in told), "")


def find_card(model: Path) -> Path | None:
    """Return the card in a model's directory; None if there is none."""
    cards = (model.with_name(name.format(voice=model.stem)) for name in CARDS)
    return next((card for card in cards if card.is_file()), None)
