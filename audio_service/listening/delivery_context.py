"""Dependencies of audio delivery: streams, stored audio and cues."""

from dataclasses import dataclass

from audio_service.access.track_owners import TrackOwners
from audio_service.listening.live_cues import LiveCues
from audio_service.listening.press import Presses
from audio_service.listening.streaming.live_streams import LiveStreams
from cache.audio.storage import Storage
from cache.narrations.manifests import Manifests
from cache.narrations.public_urls import Addresses
from cache.operations.plays import Plays


@dataclass(frozen=True)
class Delivery:
    """Dependencies of audio delivery in one web process.

    Attributes:
        presses: Dependencies of presses.
        storage: Stored audio.
        manifests: Manifests of finished narrations, in storage.
        addresses: Addresses of audio, streams and cues.
        owners: Articles of tracks.
        live_streams: Streams of narrations under way.
        cues: Cues of narrations under way.
        plays: Play counts.
    """

    presses: Presses
    storage: Storage
    manifests: Manifests
    addresses: Addresses
    owners: TrackOwners
    live_streams: LiveStreams
    cues: LiveCues
    plays: Plays
