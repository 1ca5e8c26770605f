"""A reader of MP4 boxes."""

import struct
from collections.abc import Iterator


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the kind and content of each box, and fail if they do not fill `data`."""
    while data:
        size, kind = struct.unpack(">I4s", data[:8])
        assert 8 <= size <= len(data)
        yield kind.decode(), data[8:size]
        data = data[size:]


def box_in(data: bytes, *path: str) -> bytes:
    """Return the content of the box at the end of a path of kinds."""
    for kind in path:
        data = dict(boxes(data))[kind]
    return data


def read_media(mp4: bytes) -> bytes:
    """Return the frames of an MP4."""
    return b"".join(content for kind, content in boxes(mp4) if kind == "mdat")
