"""HTTP Live Streaming of narrations: one segment for each slot, with its frames as "packed audio".

Source: RFC 8216 (sections 3.4 and 4.3), and draft-pantos-hls-rfc8216bis (section 6.2.5.2) for
playlists that are sent only when there is a new segment.
"""

from collections.abc import Iterable

_OWNER = b"com.apple.streaming.transportStreamTimestamp\0"
_WRAP = 1 << 33

Segment = tuple[str, float]
"""The address of a segment, and its length in seconds."""


def write_playlist(segments: Iterable[Segment], target_s: int, *, whole: bool) -> str:
    """Return an event playlist.

    Args:
        segments: The finished segments, from the first one.
        target_s: Upper limit of the length of all segments, rounded to whole seconds.
        whole: True if the narration is complete.
    """
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-TARGETDURATION:{target_s}",
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        "#EXT-X-START:TIME-OFFSET=0",
    ]
    for address, duration_s in segments:
        lines += [f"#EXTINF:{duration_s:.6f},", address]
    if whole:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def write_timestamp(ticks: int) -> bytes:
    """Return the ID3 tag with the start time of a segment, which must precede its frames.

    Args:
        ticks: Time since the beginning of the narration, in 1/90,000 s.

    Source: RFC 8216, section 3.4.
    """
    frame = _OWNER + (ticks % _WRAP).to_bytes(8)
    body = b"PRIV" + write_synchsafe(len(frame)) + b"\0\0" + frame
    return b"ID3\x04\0\0" + write_synchsafe(len(body)) + body


def write_padding(size: int) -> bytes:
    """Return an empty ID3 tag of `size` bytes, at least 10.

    Source: ID3v2.4.0, sections 3.1 and 3.3.
    """
    return b"ID3\x04\0\0" + write_synchsafe(size - 10) + bytes(size - 10)


def write_synchsafe(number: int) -> bytes:
    """Return a number as four bytes of seven bits, the form of sizes in ID3.

    Source: ID3v2.4.0, section 6.2.
    """
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
