"""When each sentence is heard: cues from slots, and cues as WebVTT."""

from collections.abc import Iterable, Sequence

from worker.audio.mp3 import DELAY_SAMPLES, frame_samples
from worker.stages import Cue, Slot, Utterance


def write_cues(utterances: Sequence[Utterance], slots: Sequence[Slot]) -> list[Cue]:
    """Return one cue for each sentence, in order.

    Times count from the first decoded sample of the track. Where one utterance holds several
    sentences, its time is shared out by their length, and the pause is the last one's.

    Args:
        utterances: In reading order.
        slots: One for each of them.
    """
    cues: list[Cue] = []
    before = 0
    for utterance, slot in zip(utterances, slots, strict=True):
        onset_s = (before + DELAY_SAMPLES) / slot.rate_hz
        samples = slot.frames * frame_samples(slot.rate_hz)
        pause_s = round((samples - slot.clip_samples) / slot.rate_hz, 3)
        per_char_s = slot.clip_samples / slot.rate_hz / max(1, len(utterance.spoken))
        cues.extend(
            Cue(
                start_s=round(onset_s + sentence.start * per_char_s, 3),
                end_s=round(onset_s + sentence.end * per_char_s, 3),
                place=sentence.place,
                written=sentence.written,
                pause_after_s=pause_s if sentence is utterance.sentences[-1] else 0.0,
            )
            for sentence in utterance.sentences
        )
        before += samples
    return cues


def write_vtt(cues: Iterable[Cue]) -> str:
    """Return cues as a WebVTT file.

    Source: W3C WebVTT, section 4.
    """
    blocks = ["WEBVTT"]
    for cue in cues:
        text = cue.written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start_s)} --> {_clock(cue.end_s)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
