"""Chapters of a track: its beginning, and one for each heading. `tags` writes them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from worker.model.cue import Chapter, Cue
from worker.model.script import Role
from worker.model.utterance import Utterance


class Opening(NamedTuple):
    """Beginning of a chapter.

    Attributes:
        sentence: Number of its first sentence in the article, from 0.
        title: Title of the chapter.
    """

    sentence: int
    title: str


def find_openings(title: str, utterances: Iterable[Utterance]) -> list[Opening]:
    """Return the beginnings of an article's chapters; empty if it has no headings.

    Args:
        title: Title of the article, which is also the title of its first chapter.
        utterances: Utterances in reading order.
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


def find_chapter_times(
    openings: Sequence[Opening], cues: Sequence[Cue], duration_s: float
) -> list[Chapter]:
    """Return the chapters of a track, without gaps between them.

    Each chapter begins with its heading; the first one begins with the track.

    Args:
        openings: Beginnings of the chapters.
        cues: Cues, one for each sentence.
        duration_s: Length of the track, in seconds.
    """
    starts = [cues[opening.sentence].start_s if opening.sentence else 0.0 for opening in openings]
    ends = [*starts[1:], round(duration_s, 3)]
    return [
        Chapter(start_s, end_s, opening.title)
        for opening, start_s, end_s in zip(openings, starts, ends, strict=False)
    ]
