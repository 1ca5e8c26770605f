import pytest

from worker.audio.cues import write_cues, write_vtt
from worker.audio.mp3 import frame_samples
from worker.stages import Place, Role, Sentence, Slot, Utterance

RATE_HZ = 22_050
WORDS = "One. Two."


def utterance_of(*spans: tuple[int, int]) -> Utterance:
    sentences = tuple(Sentence(Place(0, a, b), WORDS[a:b], a, b) for a, b in spans)
    return Utterance(Role.PARAGRAPH, WORDS, WORDS, 300, sentences)


def test_a_cue_says_what_silence_after_it_belongs_to_its_slot() -> None:
    slot = Slot("h", "c", 40, 1, 15_000, RATE_HZ)
    utterances = [utterance_of((0, 4), (5, 9)), utterance_of((0, 4))]
    cues = write_cues(utterances, [slot, slot])
    pause_s = (40 * frame_samples(RATE_HZ) - 15_000) / RATE_HZ
    assert [cue.pause_after_s for cue in cues] == [
        0.0, pytest.approx(pause_s, abs=0.001), pytest.approx(pause_s, abs=0.001),
    ]  # fmt: skip
    assert cues[1].end_s + cues[1].pause_after_s == pytest.approx(cues[2].start_s, abs=0.002)
    assert "pause" not in write_vtt(cues)
