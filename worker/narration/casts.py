"""The cast of a narration: the other voices of a dialogue, each loaded when it is needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from worker.narration.narrators import Narrator
from worker.text.dialogue.casting import NoteVoice, note_no_voice


def _load_nothing(voice: str) -> Narrator:
    raise LookupError(voice)


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices that read parts of an article beside the narration's own voice.

    Attributes:
        voices: Part -> name of its voice; empty for the narration's own voice.
        load: Function that returns a voice by its name; called only for voices with something to
            say.
        note: Function that is called with each voice in the markup that is not used.
    """

    voices: Mapping[str, str] = field(default_factory=dict)
    load: Callable[[str], Narrator] = _load_nothing
    note: NoteVoice = note_no_voice


NO_CAST = Cast()
