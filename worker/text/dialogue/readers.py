"""Readers: the properties of the voices of a dialogue that decide their utterances."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from worker.model.voice import Limits
from worker.pronunciation.lexicon import SILENT, VoiceLexicon


@dataclass(frozen=True, slots=True)
class Reader:
    """A voice, as the division of a script into utterances needs it.

    Attributes:
        limits: Limits of one call of the engine.
        lexicon: Pronunciations of the publisher.
    """

    limits: Limits
    lexicon: VoiceLexicon = SILENT


NO_OTHERS: Mapping[str, Reader] = MappingProxyType({})
"""No other voice than the narration's own."""
