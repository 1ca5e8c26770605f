"""A listener of a narration in progress, without a browser."""

import threading
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException

from tests.stand import PATIENCE_S, Service


@dataclass
class Listener:
    """Listener to the progressive MP3 of a narration in progress.

    Attributes:
        heard: All bytes so far.
        ended: Result: "whole" if the response was complete, or "broken"; empty until it ends.
    """

    url: str
    heard: bytearray = field(default_factory=bytearray)
    ended: str = ""

    @classmethod
    def of(cls, service: Service, article_id: str) -> "Listener":
        """Return a listener who has begun to listen."""
        listener = cls(f"{service.url}/v1/articles/{article_id}/audio/stream.mp3")
        listener._thread = threading.Thread(target=listener._listen, daemon=True)
        listener._thread.start()
        return listener

    _thread: threading.Thread = field(init=False)

    def _listen(self) -> None:
        try:
            with urllib.request.urlopen(self.url, timeout=PATIENCE_S) as answer:
                while piece := answer.read1(8192):
                    self.heard += piece
                assert answer.length in (0, None)
            self.ended = "whole"
        except (OSError, HTTPException):
            self.ended = "broken"

    def end(self) -> str:
        """Wait for the end of the stream, and return the result."""
        self._thread.join(PATIENCE_S)
        return self.ended


def frames(mp3: bytes) -> bytes:
    """Return an MP3 without the ID3v2 tag that it begins with."""
    size = 0
    for byte in mp3[6:10]:
        size = size << 7 | byte
    return mp3[10 + size :]


def is_honest(listener: Listener, track: bytes) -> bool:
    """Return whether the stream is a beginning of the track, and all of it if it ended whole."""
    heard, whole = frames(bytes(listener.heard)), frames(track)
    return heard == whole if listener.ended == "whole" else whole.startswith(heard)
