"""All live streams of a process, which their listeners share."""

import threading

from audio_service.listening.streaming.live_stream import LiveStream, StreamOrigin
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration


class LiveStreams:
    """All live streams of this process.

    Args:
        origin: Sources of the streams.
    """

    def __init__(self, origin: StreamOrigin) -> None:
        self._origin = origin
        self._lock = threading.Lock()
        self._relays: dict[tuple[NarrationName, int], LiveStream] = {}

    @property
    def listeners(self) -> int:
        """Number of open streams."""
        return sum(relay.listeners for relay in list(self._relays.values()))

    def join(self, narration: Narration) -> LiveStream:
        """Return the live stream of a narration's current run; call `leave` when done."""
        key = narration.name, narration.run
        with self._lock:
            relay = self._relays.get(key)
            if relay is None:
                relay = self._relays[key] = LiveStream(*key, self._origin)
            relay.join()
        return relay

    def leave(self, narration: Narration, relay: LiveStream) -> None:
        """Remove a listener; the last one ends the stream."""
        key = narration.name, narration.run
        with self._lock:
            if not relay.leave() and self._relays.get(key) is relay:
                del self._relays[key]
