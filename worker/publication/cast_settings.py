"""The cast of a dialogue in a rule: the voices that read parts of an article.

Mistakes raise `ValueError` with a message, as expected by pydantic's validators.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from cache.settings import VOICE_PATTERN
from worker.html.plain_text import fold
from worker.publication.tables import Several
from worker.text.dialogue.casting import NARRATOR

MOST_PARTS = 50
MOST_CHARS = 60
_NOT_CAST = frozenset({NARRATOR, "title", "intro", "outro"})
"""Names that no part can have: the narration's own voice reads them."""


def _read_cast(table: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return a cast with its parts in lower case.

    Raises:
        ValueError: A part or a voice is not valid.
    """
    cast: dict[str, tuple[str, ...]] = {}
    for key, voices in table.items():
        part = fold(key).lower()
        if not part or len(part) > MOST_CHARS or part in cast:
            raise ValueError(f"{key!r} is empty, too long, or there twice")
        if part in _NOT_CAST:
            raise ValueError(f"{key!r} is always read by the narration's own voice")
        wrong = [voice for voice in voices if not VOICE_PATTERN.fullmatch(voice)]
        if wrong or not voices:
            raise ValueError(
                f"{key!r}: {wrong[0] if wrong else ''!r} is not engine:voice, "
                "such as piper:en_US-joe-medium"
            )
        cast[part] = voices
    if len(cast) > MOST_PARTS:
        raise ValueError(f"has more than {MOST_PARTS} parts")
    return cast


CastTable = Annotated[Mapping[str, Several], AfterValidator(_read_cast)]
"""Part -> voices in order of preference."""
