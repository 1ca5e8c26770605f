"""Signs and symbols of a script that have no spoken form."""

from collections.abc import Iterator, Sequence

from worker.model.script import Omission, Script
from worker.model.utterance import Utterance

OTHER_SCRIPT = "in a script that the voice does not read"
NOTHING_TO_SAY = "nothing to say for it"


def find_unspoken(script: Script, utterances: Sequence[Utterance]) -> Iterator[Omission]:
    """Yield the written parts of a script that are not spoken, in order.

    Args:
        script: Script of the article.
        utterances: All utterances of the script.
    """
    spoken: dict[int, list[tuple[int, int]]] = {line.block: [] for line in script.lines}
    for utterance in utterances:
        for sentence in utterance.sentences:
            heard = [p for p in sentence.pieces if p.start < p.end]
            spans = [(piece.place_start, piece.place_end) for piece in heard]
            spoken[sentence.place.block].extend(spans)
    for line in script.lines:
        at = 0
        for start, end in [*spoken[line.block], (len(line.written), len(line.written))]:
            silent = line.written[at:start].strip()
            if silent:
                is_word = any(each.isalpha() and not each.isascii() for each in silent)
                yield Omission(OTHER_SCRIPT if is_word else NOTHING_TO_SAY, silent[:80])
            at = max(at, end)
