"""Boxes of a fragmented MP4 whose samples are MP3 frames.

Source: ISO/IEC 14496-12 (boxes, movie fragments) and 14496-1 (descriptors).
"""

import struct
from collections.abc import Sequence

from cache.audio.mp3_frames import Mp3Frame

MPEG2_AUDIO, MPEG1_AUDIO = 0x69, 0x6B
"""Object types of MP3 with a sample rate below 32 kHz, and of at least 32 kHz."""

_MATRIX = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_TRACK = 1
_NO_LANGUAGE = 0x55C4

ENDLESS = (1 << 63) - 1
"""Duration in the header that means an unknown duration to Chromium, as in an MP3 stream. With 0,
the duration would be that of the first fragment; with 24 hours, Chromium would jump there at the
end (Chromium 156, 2026-11)."""

BOX_HEAD_BYTES = 8
"""Size of the smallest box, which is empty."""


def write_header(first: Mp3Frame, left_out: int) -> bytes:
    """Return the boxes at the beginning of a file: its type, and a movie without samples.

    Args:
        first: The first frame; all others have its sample rate.
        left_out: Number of samples at the beginning that are not played.
    """
    rate_hz, nothing = first.rate_hz, bytes(4)
    media = _box(
        b"mdia",
        _full(b"mdhd", 1, 0, struct.pack(">2QIQ2H", 0, 0, rate_hz, ENDLESS, _NO_LANGUAGE, 0)),
        _full(b"hdlr", 0, 0, nothing, b"soun", bytes(13)),
        _box(
            b"minf",
            _full(b"smhd", 0, 0, nothing),
            _box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1))),
            _box(
                b"stbl",
                _full(b"stsd", 0, 0, struct.pack(">I", 1), _sample_entry(rate_hz)),
                *(_full(table, 0, 0, nothing) for table in (b"stts", b"stsc", b"stco")),
                _full(b"stsz", 0, 0, bytes(8)),
            ),
        ),
    )
    track = _full(
        b"tkhd", 0, 3,
        struct.pack(">5I", 0, 0, _TRACK, 0, 0), bytes(8), struct.pack(">4h", 0, 0, 0x100, 0),
        _MATRIX, bytes(8),
    )  # fmt: skip
    # one edit of unknown duration, in normal speed
    edits = _full(b"elst", 1, 0, struct.pack(">IQq2H", 1, 0, left_out, 1, 0))
    movie = _full(
        b"mvhd", 0, 0,
        struct.pack(">4I", 0, 0, rate_hz, 0), struct.pack(">IH", 0x10000, 0x100), bytes(10),
        _MATRIX, bytes(24), struct.pack(">I", _TRACK + 1),
    )  # fmt: skip
    defaults = _full(b"trex", 0, 0, struct.pack(">5I", _TRACK, 1, first.samples, 0, 0))
    return _box(b"ftyp", b"isom", struct.pack(">I", 512), b"isomiso5mp41") + _box(
        b"moov", movie, _box(b"trak", track, _box(b"edts", edits), media), _box(b"mvex", defaults)
    )


def write_fragment(number: int, start: int, sizes: Sequence[int], frames: bytes) -> bytes:
    """Return a movie fragment.

    Args:
        number: Number of the fragment, from 1.
        start: Position of its first sample in the sound.
        sizes: Size of each frame, in bytes.
        frames: The frames.
    """

    def movie(frames_from: int) -> bytes:
        run = struct.pack(f">Ii{len(sizes)}I", len(sizes), frames_from, *sizes)
        return _box(
            b"moof",
            _full(b"mfhd", 0, 0, struct.pack(">I", number)),
            _box(
                b"traf",
                _full(b"tfhd", 0, 0x20000, struct.pack(">I", _TRACK)),  # offsets from the moof
                _full(b"tfdt", 1, 0, struct.pack(">Q", start)),
                _full(b"trun", 0, 0x201, run),  # with an offset, and a size for each sample
            ),
        )

    size = len(movie(0))
    return movie(size + BOX_HEAD_BYTES) + _box(b"mdat", frames)


def write_free(size: int) -> bytes:
    """Return an empty box of `size` bytes, at least `BOX_HEAD_BYTES`."""
    return _box(b"free", bytes(size - BOX_HEAD_BYTES))


def _sample_entry(rate_hz: int) -> bytes:
    """Return the description of mono MP3 frames with a sample rate."""
    kind = MPEG1_AUDIO if rate_hz >= 32000 else MPEG2_AUDIO
    decoder = _descriptor(4, bytes([kind, 0x15, 0, 0, 0]), bytes(8))  # an audio stream
    stream = _descriptor(3, struct.pack(">HB", _TRACK, 0), decoder, _descriptor(6, b"\x02"))
    sound = struct.pack(">2H2HI", 1, 16, 0, 0, rate_hz << 16)
    return _box(
        b"mp4a", bytes(6), struct.pack(">H", 1), bytes(8), sound, _full(b"esds", 0, 0, stream)
    )


def _box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return struct.pack(">I", BOX_HEAD_BYTES + len(content)) + kind + content


def _full(kind: bytes, version: int, flags: int, *contents: bytes) -> bytes:
    return _box(kind, struct.pack(">I", version << 24 | flags), *contents)


def _descriptor(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return bytes([tag, len(content)]) + content
