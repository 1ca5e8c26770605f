"""Chapters of a track: its beginning, and what follows each heading."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from worker.model.cue import Chapter, Cue
from worker.model.script import Role
from worker.model.utterance import Utterance


class Opening(NamedTuple):
    """Where a chapter begins.

    Attributes:
        sentence: Its first one, counted over the article from 0.
        title: What the chapter is called.
    """

    sentence: int
    title: str


def find_openings(title: str, utterances: Iterable[Utterance]) -> list[Opening]:
    """Return where the chapters of an article begin; without headings it has none.

    Args:
        title: Of the article, after which its beginning is called.
        utterances: In reading order.
    """
    openings, count = [Opening(0, title)], 0
    for (_, role), line in groupby(utterances, _line_of):
        sentences = [sentence for utterance in line for sentence in utterance.sentences]
        if role is Role.HEADING:
            heading = " ".join(sentence.written.strip() for sentence in sentences)
            openings = [*openings, Opening(count, heading)] if count else [Opening(0, heading)]
        count += len(sentences)
    return openings if len(openings) > 1 else []


def _line_of(utterance: Utterance) -> tuple[int, Role]:
    return utterance.sentences[0].place.block, utterance.role


def write_chapters(
    openings: Sequence[Opening], cues: Sequence[Cue], duration_s: float
) -> list[Chapter]:
    """Return chapters that follow one another without a gap, over the whole of a track.

    Each begins when its heading does, the first with the track.

    Args:
        openings: Where they begin.
        cues: One for each sentence.
        duration_s: Of the track.
    """
    starts = [cues[opening.sentence].start_s if opening.sentence else 0.0 for opening in openings]
    ends = [*starts[1:], round(duration_s, 3)]
    return [
        Chapter(start_s, end_s, opening.title)
        for opening, start_s, end_s in zip(openings, starts, ends, strict=False)
    ]
