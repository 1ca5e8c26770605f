"""Cues: the times of sentences and words in a track, computed from its slots."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from cache.audio.mp3_frames import DELAY_SAMPLES
from worker.audio.stitch import duration_s
from worker.model.clip import SpokenWord
from worker.model.cue import Cue, CueWord
from worker.model.script import ANNOUNCED
from worker.model.slot import Slot
from worker.model.utterance import Piece, Sentence, Utterance

_AROUND = " \"'“”‘’«»„‚()[]{},;:!?¿¡…—–、，。"
"""Punctuation around a word that is not part of it."""


def write_cues(utterances: Sequence[Utterance], slots: Sequence[Slot]) -> list[Cue]:
    """Return one cue for each sentence, in order.

    Times count from the first decoded sample of the track.

    Args:
        utterances: Utterances in reading order.
        slots: Slots, one for each utterance.
    """
    cues: list[Cue] = []
    onset_s = 0.0
    for utterance, slot in zip(utterances, slots, strict=True):
        cues.extend(cue.moved(onset_s) for cue in write_slot_cues(utterance, slot))
        onset_s += duration_s([slot])
    return cues


def write_slot_cues(utterance: Utterance, slot: Slot) -> list[Cue]:
    """Return one cue for each sentence of an utterance, in order.

    Times count from the first decoded sample of the slot. If the engine gives no word times, they
    are estimated from the length of the spoken text. The pause belongs to the last sentence.
    """
    clock = _Clock(utterance, slot)
    pause_s = round(duration_s([slot]) - slot.clip_samples / slot.rate_hz, 3)
    first, last = utterance.sentences[0], utterance.sentences[-1]
    return [
        Cue(
            start_s=clock.begins_s if sentence is first else clock.start_s(sentence.start),
            end_s=clock.ends_s if sentence is last else clock.end_s(sentence.end),
            place=None if utterance.role in ANNOUNCED else sentence.place,
            written=sentence.written,
            pause_after_s=pause_s if sentence is last else 0.0,
            words=tuple(_write_words(sentence, utterance.spoken, clock)),
            estimated=not slot.words,
        )
        for sentence in utterance.sentences
    ]


class _Clock:
    """Times of the characters of an utterance's spoken text, from the start of its slot."""

    def __init__(self, utterance: Utterance, slot: Slot) -> None:
        whole = SpokenWord(0, len(utterance.spoken), 0, slot.clip_samples)
        self._words = slot.words or (whole,)
        self._rate_hz = slot.rate_hz
        self.begins_s = self._seconds(0)
        self.ends_s = self._seconds(slot.clip_samples)

    def start_s(self, at: int) -> float:
        """Return the start time of the text from a character on."""
        index = bisect_right(self._words, at, key=attrgetter("end"))
        return self._heard_s(index, at) if index < len(self._words) else self.ends_s

    def end_s(self, at: int) -> float:
        """Return the end time of the text before a character."""
        index = bisect_left(self._words, at, key=attrgetter("start")) - 1
        return self._heard_s(index, at) if index >= 0 else self.begins_s

    def _heard_s(self, index: int, at: int) -> float:
        """Return the time of a character of a word, limited to the times of the word."""
        word = self._words[index]
        share = (min(max(at, word.start), word.end) - word.start) / (word.end - word.start)
        return self._seconds(word.start_sample + share * (word.end_sample - word.start_sample))

    def _seconds(self, sample: float) -> float:
        return round((DELAY_SAMPLES + sample) / self._rate_hz, 3)


def _write_words(sentence: Sentence, spoken: str, clock: _Clock) -> Iterator[CueWord]:
    """Yield the spoken words of a sentence with their times."""
    for piece in _join_pieces(sentence):
        raw = sentence.written[piece.place_start : piece.place_end]
        if raw and any(map(str.isalnum, spoken[piece.start : piece.end])):
            bare = raw.lstrip(_AROUND).rstrip(f"{_AROUND}.") or raw
            start = piece.place_start + raw.index(bare)
            start_s = clock.start_s(piece.start)
            end_s = max(start_s, clock.end_s(piece.end))
            yield CueWord(start_s, end_s, start, start + len(bare))


def _join_pieces(sentence: Sentence) -> Iterator[Piece]:
    """Yield the pieces of a sentence, after joining the pieces of one written word."""
    joined: Piece | None = None
    for each in sentence.pieces:
        piece = each.moved(written_by=-sentence.place.start)
        if joined and _is_one_word(sentence.written, joined.place_end, piece.place_start):
            joined = joined._replace(place_end=piece.place_end, end=piece.end)
        else:
            if joined:
                yield joined
            joined = piece
    if joined:
        yield joined


def _is_one_word(written: str, end: int, start: int) -> bool:
    """Return True if two adjacent pieces of text belong to one word.

    Chinese and Japanese have no white space between words.
    """
    return end == start and not any(
        sign.isspace() or unicodedata.east_asian_width(sign) in "WF"
        for sign in written[max(0, end - 1) : end + 1]
    )
