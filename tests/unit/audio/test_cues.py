"""When sentences are heard, and how that is written down."""

import pytest

from worker.audio.cues import write_cues, write_vtt
from worker.audio.mp3 import DELAY_SAMPLES, frame_samples
from worker.stages import Cue, Place, Role, Sentence, Slot, Utterance

RATE = 22050
DELAY_S = DELAY_SAMPLES / RATE
FRAME_S = frame_samples(RATE) / RATE


def utterance(*sentences: str) -> Utterance:
    """Sentences of one utterance, a space between them."""
    spoken, found = " ".join(sentences), []
    for text in sentences:
        start = spoken.index(text)
        found.append(Sentence(Place(0, start, start + len(text)), text, start, start + len(text)))
    return Utterance(Role.PARAGRAPH, spoken, spoken, 280, tuple(found))


def slot(clip_s: float, frames: int) -> Slot:
    return Slot("h", "c", frames, 1, round(clip_s * RATE), RATE)


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


def test_an_utterance_without_its_slot_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        write_cues([utterance("One."), utterance("Two.")], [slot(1.0, 50)])


def test_cues_become_a_webvtt_file() -> None:
    place = Place(0, 0, 1)
    cues = [
        Cue(0.05, 1.2344, place, "Profits & <b>losses</b> --> none", 0.3),
        Cue(59.9996, 3_725.5, place, "“The end.”", 0.3),
    ]
    assert write_vtt(cues) == (
        "WEBVTT\n\n"
        "00:00:00.050 --> 00:00:01.234\n"
        "Profits &amp; &lt;b&gt;losses&lt;/b&gt; --&gt; none\n\n"
        "00:01:00.000 --> 01:02:05.500\n"
        "“The end.”\n"
    )


def test_a_track_without_cues_is_a_webvtt_file_too() -> None:
    assert write_vtt([]) == "WEBVTT\n"
