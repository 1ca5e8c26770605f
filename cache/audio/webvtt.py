"""Cues as WebVTT.

Source: W3C WebVTT, section 4.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def write_vtt(cues: Iterable[Mapping[str, Any]]) -> str:
    """Return cues as a WebVTT file, with a time stamp before each word whose time is measured.

    A time stamp within a cue must be later than all before it, and earlier than its end.

    Args:
        cues: Cues in the form of the HTTP contract; those of older tracks have no words.
    """
    blocks = ["WEBVTT"]
    for cue in cues:
        written, start_ms, end_ms = cue["written"], _ms(cue["start_s"]), _ms(cue["end_s"])
        text, at, latest_ms = "", 0, start_ms
        for word in () if cue.get("estimated", True) else cue["words"]:
            word_ms = _ms(word["start_s"])
            if latest_ms < word_ms < end_ms:
                text += f"{_escape(written[at : word['start']])}<{_stamp(word_ms)}>"
                at, latest_ms = word["start"], word_ms
        text += _escape(written[at:])
        if not text:
            continue  # a sound without words
        blocks.append(f"{_stamp(start_ms)} --> {_stamp(end_ms)}\n{text}")
    return "\n\n".join(blocks) + "\n"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _stamp(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
