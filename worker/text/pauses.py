"""Pauses: the silence after a clause, a sentence, a heading or a paragraph.

The lengths are in `worker.settings`; `worker.audio.stitch` puts the silence between the clips.
"""

from collections.abc import Iterator, Sequence

from worker.model.script import Role
from worker.text.script import ReadingRules
from worker.text.spoken_forms.spoken_form import SpokenForm


def with_pauses(
    sentences: Sequence[Sequence[SpokenForm]], role: Role, rules: ReadingRules
) -> Iterator[tuple[SpokenForm, int]]:
    """Yield each part of a line's sentences with the silence after it, in milliseconds.

    Args:
        sentences: Sentences of the line, each in the parts in which it is spoken.
        role: Role of the line, such as a heading; it decides the pause after the last sentence.
        rules: Lengths of pauses.
    """
    for number, parts in enumerate(sentences, 1):
        is_last = number == len(sentences)
        for part in parts[:-1]:
            yield part, rules.clause_pause_ms
        yield parts[-1], rules.pauses_ms[role] if is_last else rules.sentence_pause_ms
