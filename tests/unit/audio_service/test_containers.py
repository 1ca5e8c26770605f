"""The containers of a progressive stream carry every frame, in whole blocks where it matters."""

import io
import struct

import numpy as np
import pytest
import soundfile

from audio_service.listening.streaming.containers import BLOCK_BYTES, Mp3Container, Mp4Container
from cache.audio.mp3_frames import DELAY_SAMPLES, RATES_HZ, frame_samples, walk_frames
from tests.mp4_boxes import box_in, boxes, read_media
from worker.audio.mp3 import encode_frames


def make_frames(rate_hz: int, count: int = 60) -> bytes:
    """Return frames of a tone that ends in silence."""
    samples = np.arange(count * frame_samples(rate_hz))
    pcm = (8000 * np.sin(2 * np.pi * 440 * samples / rate_hz)).astype(np.int16)
    pcm[-1200:] = 0
    return encode_frames(pcm, rate_hz)


def split(frames: bytes, count: int) -> tuple[bytes, bytes]:
    """Return the first frames, and the others."""
    size = sum(frame.size for frame in list(walk_frames(frames))[:count])
    return frames[:size], frames[size:]


@pytest.mark.parametrize("rate_hz", sorted(RATES_HZ))
def test_an_mp4_has_all_frames_and_leaves_out_the_codec_delay(rate_hz: int) -> None:
    slots = [make_frames(rate_hz), make_frames(rate_hz, 70), make_frames(rate_hz, 50)]
    container = Mp4Container()
    first, rest = split(slots[0], 12)
    middle, end = split(rest, 20)
    sent = [
        container.begin(first), container.add_part(middle), container.end_slot(end),
        container.add_slot(slots[1]), container.add_slot(slots[2]),
    ]  # fmt: skip
    whole = b"".join(sent)
    assert read_media(whole) == b"".join(slots)
    starts, runs, at = [], [], 0
    for kind, content in boxes(whole):
        if kind == "moof":
            starts.append(struct.unpack(">Q", box_in(content, "traf", "tfdt")[4:])[0])
            count, offset = struct.unpack(">Ii", box_in(content, "traf", "trun")[4:12])
            sizes = struct.unpack(f">{count}I", box_in(content, "traf", "trun")[12:])
            runs.append(whole[at + offset : at + offset + sum(sizes)])
            assert sizes == tuple(frame.size for frame in walk_frames(runs[-1]))
        at += 8 + len(content)
    assert runs == [first, middle, end, slots[1], slots[2]]
    counts = np.cumsum([0, 12, 20, 28, 70]) * frame_samples(rate_hz)
    assert starts == counts.tolist()
    edits = box_in(whole, "moov", "trak", "edts", "elst")
    assert struct.unpack(">IQq", edits[4:24]) == (1, 0, DELAY_SAMPLES)
    entry = box_in(whole, "moov", "trak", "mdia", "minf", "stbl", "stsd")
    assert struct.unpack(">I", entry[8 + 32 : 8 + 36])[0] == rate_hz << 16


def test_what_is_to_be_heard_at_once_ends_a_block_of_an_mp4() -> None:
    container, frames = Mp4Container(), make_frames(22_050)
    first, rest = split(frames, 12)
    middle, end = split(rest, 20)
    size = 0
    for data in (container.begin(first), container.add_part(middle), container.end_slot(end)):
        size += len(data)
        assert size % BLOCK_BYTES == 0
    container.add_slot(frames)
    size += len(container.add_slot(b""))
    assert size == 3 * BLOCK_BYTES


def test_an_mp3_is_padded_before_its_first_frame_and_after_a_slot_in_parts() -> None:
    container, frames = Mp3Container(), make_frames(22_050)
    first, rest = split(frames, 30)
    middle, end = split(rest, 20)
    begun = container.begin(first)
    assert len(begun) == BLOCK_BYTES
    assert begun.endswith(first)
    assert container.add_part(middle) == middle
    ended = container.end_slot(end)
    assert ended.startswith(end + b"ID3")
    assert len(middle + ended) % BLOCK_BYTES == 0
    assert container.add_slot(frames) == frames
    sound, rate_hz = soundfile.read(io.BytesIO(begun + middle + end))
    assert (len(sound), rate_hz) == (60 * 576, 22_050)
