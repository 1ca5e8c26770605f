"""Written forms with several readings for which the evidence is similar."""

from collections.abc import Iterator
from dataclasses import dataclass

from worker.model.script import Role, Script
from worker.text.english.decision.choice import choose, find_alternatives
from worker.text.english.decision.context import Context, Surroundings, surroundings_of_article
from worker.text.english.rules import LETTERS_AND_DIGITS, find_candidates
from worker.text.sentences.splitting import split_sentences


@dataclass(frozen=True, slots=True)
class Undecided:
    """An uncertain written form; an editor can set its reading with the lexicon or an alias.

    Attributes:
        written: Its characters.
        kind: Class that was chosen, such as "score".
        said: Reading that was chosen.
        others: Other readings whose evidence is nearly as good.
    """

    written: str
    kind: str
    said: str
    others: tuple[str, ...]


def find_undecided(script: Script) -> Iterator[Undecided]:
    """Yield the forms of an English script that have another reading nearly as good, in order."""
    if script.language.partition("-")[0].lower() != "en":
        return
    headline = next((line.written for line in script.lines if line.role is Role.TITLE), "")
    article = surroundings_of_article(line.written for line in script.lines)
    for line in script.lines:
        around = Surroundings(line.written, headline, article)
        settled = bytearray(len(line.written))
        for each in line.replacements:
            settled[each.start : each.end] = b"\1" * (each.end - each.start)
        for start, end in split_sentences(line.written, script.language):
            sentence = line.written[start:end]
            candidates = find_candidates(Context(sentence, script.language, around))
            for chosen in choose(candidates, settled[start:end]):
                rivals = find_alternatives(chosen, candidates)
                others = {each.said for each in rivals if each.kind != LETTERS_AND_DIGITS}
                if others:
                    written = sentence[chosen.start : chosen.end]
                    yield Undecided(written, chosen.kind, chosen.said, tuple(sorted(others)))
