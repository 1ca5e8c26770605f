"""Start and end of sentences and words, and their files."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.audio.mp3_frames import DELAY_SAMPLES, frame_samples
from worker.audio.cues import write_cues
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.clip import SpokenWord
from worker.model.cue import Cue
from worker.model.script import Role
from worker.model.slot import Slot
from worker.model.utterance import Place, Sentence, Utterance
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.script import write_script
from worker.text.utterances import chunk

RATE = 22050
DELAY_S = DELAY_SAMPLES / RATE
FRAME_S = frame_samples(RATE) / RATE
PACKED = Limits(250, packs_sentences=True)
RULES = reading_rules(WorkerSettings())


def utterance(*sentences: str) -> Utterance:
    """Sentences of one utterance, a space between them."""
    spoken, found = " ".join(sentences), []
    for text in sentences:
        start = spoken.index(text)
        found.append(Sentence(Place(0, start, start + len(text)), text, start, start + len(text)))
    return Utterance(Role.PARAGRAPH, spoken, spoken, 280, tuple(found))


def slot(clip_s: float, frames: int, words: Sequence[tuple[int, int, int, int]] = ()) -> Slot:
    known = tuple(SpokenWord(*word) for word in words) or None
    return Slot("h", "c", frames, 1, round(clip_s * RATE), RATE, words=known)


def read(text: str, limits: Limits = PACKED) -> list[Utterance]:
    """The utterances of a text."""
    return chunk(write_script(Article("a", text=text, language="en"), RULES), limits, RULES)


def spread(utterance: Utterance, samples: Sequence[int] = (4000,)) -> Slot:
    """A slot in which words last so many samples, and the gap behind each half as many."""
    words, at = [], 500
    for number, word in enumerate(re.finditer(r"\S*\w\S*", utterance.spoken)):
        lasts = samples[number % len(samples)]
        words.append((*word.span(), at, at + lasts))
        at += lasts + lasts // 2
    return slot(at / RATE, at // frame_samples(RATE) + 10, words)


def marks(cue: Cue) -> list[str]:
    """Return the marked text of each word of a cue."""
    return [cue.written[word.start : word.end] for word in cue.words]


def test_a_sentence_is_heard_from_its_slots_onset_to_the_end_of_its_clip() -> None:
    utterances = [utterance("One."), utterance("Two."), utterance("Three.")]
    slots = [slot(1.0, 50), slot(2.0, 90), slot(0.5, 30)]
    cues = write_cues(utterances, slots)
    onsets = [0.0, 50 * FRAME_S, 140 * FRAME_S]
    assert [cue.written for cue in cues] == ["One.", "Two.", "Three."]
    assert [cue.start_s for cue in cues] == pytest.approx([o + DELAY_S for o in onsets], abs=0.001)
    assert [c.end_s - c.start_s for c in cues] == pytest.approx([1.0, 2.0, 0.5], abs=0.002)


def test_the_time_of_an_utterance_is_shared_out_by_the_length_of_its_sentences() -> None:
    cues = write_cues([utterance("Six ch.", "This one has 22 signs.")], [slot(3.0, 200)])
    assert [cue.place for cue in cues] == [Place(0, 0, 7), Place(0, 8, 30)]
    assert [cue.start_s - DELAY_S for cue in cues] == pytest.approx([0.0, 0.8], abs=0.001)
    assert [cue.end_s - DELAY_S for cue in cues] == pytest.approx([0.7, 3.0], abs=0.001)


def test_a_cue_says_what_silence_after_it_belongs_to_its_slot() -> None:
    cues = write_cues([utterance("One.", "Two."), utterance("Three.")], [slot(0.7, 40)] * 2)
    pause_s = 40 * FRAME_S - 0.7
    assert [cue.pause_after_s for cue in cues] == pytest.approx([0.0, pause_s, pause_s], abs=0.001)
    assert cues[1].end_s + cues[1].pause_after_s == pytest.approx(cues[2].start_s, abs=0.002)


def test_a_written_word_is_marked_from_the_first_to_the_last_word_that_is_spoken_for_it() -> None:
    (said,) = read("It cost $5.2bn.")
    assert said.spoken == "It cost five point two billion dollars."
    heard = spread(said)
    (cue,) = write_cues([said], [heard])
    assert heard.words
    assert marks(cue) == ["It", "cost", "$5.2bn"]
    times = [(w.start_sample / RATE + DELAY_S, w.end_sample / RATE + DELAY_S) for w in heard.words]
    expected = [*times[:2], (times[2][0], times[-1][1])]
    for word, (start_s, end_s) in zip(cue.words, expected, strict=True):
        assert (word.start_s, word.end_s) == pytest.approx((start_s, end_s), abs=0.001)
    assert not cue.estimated


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("“Yes,” she said — twice (or more).", "Yes she said twice or more"),
        ("A 12-year-old paid 20% of it.", "A 12-year-old paid 20% of it"),
        ("Mr. Pask came & went.", "Mr Pask came & went"),
        ("St. Brannoc is half-built!", "St Brannoc is half-built"),
    ],
)
def test_words_are_marked_as_they_are_written(text: str, marked: str) -> None:
    (cue,) = write_cues(read(text), [spread(u) for u in read(text)])
    assert " ".join(marks(cue)) == marked


def test_what_is_spoken_as_one_is_marked_as_one() -> None:
    utterances = read("It was due on October 30, 1965, at noon.")
    (cue,) = write_cues(utterances, [spread(utterances[0])])
    assert marks(cue) == ["It", "was", "due", "on", "October 30, 1965", "at", "noon"]


def test_sentences_of_one_utterance_begin_and_end_with_their_words_where_these_are_known() -> None:
    (said,) = read("It rained all day. Nobody minded that.")
    heard = spread(said)
    cues = write_cues([said], [heard])
    assert len(cues) == 2
    assert cues[0].start_s == pytest.approx(DELAY_S, abs=0.001)
    assert cues[0].end_s == cues[0].words[-1].end_s
    assert cues[1].start_s == cues[1].words[0].start_s
    assert cues[1].end_s == pytest.approx(DELAY_S + heard.clip_samples / RATE, abs=0.001)


def test_times_that_the_engine_does_not_tell_are_shared_out_and_said_to_be() -> None:
    (cue,) = write_cues(read("Six ch, then twenty."), [slot(2.0, 90)])
    assert cue.estimated
    assert [w.start_s - DELAY_S for w in cue.words] == pytest.approx([0, 0.4, 0.8, 1.3], abs=0.001)


WRITTEN = st.lists(
    st.sampled_from(
        ["It", "cost", "the", "“Harbor”", "(new)", "—", "half-built", "$5.2bn", "20%", "3,", "Mr.",
         "ended.", "Why?", "October 30, 1965,", "漢字", "NATO", "1", "&", "e.g.", "wait…", "x" * 45]
    ),
    min_size=1,
    max_size=60,
).map(" ".join)  # fmt: skip


@given(
    text=WRITTEN,
    samples=st.lists(st.integers(0, 9000), min_size=1),
    limits=st.sampled_from([PACKED, Limits(40, packs_sentences=False)]),
    is_measured=st.booleans(),
)
def test_words_are_in_order_without_overlap_and_within_their_sentence(
    text: str, samples: list[int], limits: Limits, *, is_measured: bool
) -> None:
    if not any(map(str.isalnum, text)):
        return
    utterances = read(text, limits)
    slots = [spread(u, samples) if is_measured else slot(3.0, 150) for u in utterances]
    cues = write_cues(utterances, slots)
    assert all(a.end_s <= b.start_s for a, b in pairwise(cues))
    for cue in cues:
        times = [time for word in cue.words for time in (word.start_s, word.end_s)]
        assert times == sorted(times)
        assert not times or cue.start_s <= times[0] <= times[-1] <= cue.end_s
        offsets = [offset for word in cue.words for offset in (word.start, word.end)]
        assert offsets == sorted(offsets)
        assert all(any(map(str.isalnum, marked)) or marked == "&" for marked in marks(cue))


@given(
    st.lists(st.from_regex(r"[\"“(]?[A-Za-zé]{1,9}[,;:.!?”)]{0,2}", fullmatch=True), min_size=1),
    st.booleans(),
)
def test_every_word_that_is_spoken_has_exactly_one_time(words: list[str], packs: bool) -> None:
    utterances = read(" ".join(words), Limits(100, packs_sentences=packs))
    slots = [spread(utterance) for utterance in utterances]
    for cue in write_cues(utterances, slots):
        spoken = [word.span() for word in re.finditer(r"\S*\w\S*", cue.written)]
        within = [
            [w for w in cue.words if start <= w.start and w.end <= end] for start, end in spoken
        ]
        covering = [
            [w for w in cue.words if w.start <= start and w.end >= end - 2] for start, end in spoken
        ]
        assert all(len(a) == 1 or len(b) == 1 for a, b in zip(within, covering, strict=True))


def test_an_utterance_without_its_slot_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        write_cues([utterance("One."), utterance("Two.")], [slot(1.0, 50)])
