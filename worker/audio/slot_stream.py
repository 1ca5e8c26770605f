"""A slot that is encoded while its clip is still being spoken.

The frames are those of the finished slot, to the last byte: of the sound so far, only the samples
that later sound cannot change are encoded.
"""

import numpy as np

from worker.audio.leveling import Leveling, level, settled
from worker.audio.mp3 import FrameEncoder
from worker.audio.pcm import FADE_OUT_S, Floats, fade_edges, find_speech, to_samples
from worker.audio.stitch import lay_out
from worker.audio.verify import check_sound
from worker.errors import AudioError
from worker.model.clip import Clip, Samples


class SlotStream:
    """Encoder of a slot whose sound comes piece by piece.

    Args:
        rate_hz: Sample rate.
        leveling: Leveling parameters of the voice.
        silence_dbfs: Silence threshold of the voice, in dBFS.
    """

    def __init__(self, rate_hz: int, leveling: Leveling, silence_dbfs: float) -> None:
        self._rate_hz = rate_hz
        self._leveling = leveling
        self._silence_dbfs = silence_dbfs
        self._encoder = FrameEncoder(rate_hz)
        self._sound: Floats = np.zeros(0, np.float32)
        self._encoded: Samples = np.zeros(0, np.int16)

    @property
    def sound(self) -> Floats:
        """The engine's sound so far."""
        return self._sound

    def add(self, sound: Floats) -> bytes:
        """Return the frames that are complete after the next piece of the engine's sound.

        There are none while the sound so far is silent or faulty.
        """
        self._sound = np.concatenate([self._sound, sound])
        try:
            check_sound(self._sound)
            settled_samples = self._settled_samples()
        except AudioError:
            return b""
        new = settled_samples[len(self._encoded) :]
        self._encoded = np.concatenate([self._encoded, new])
        return self._encoder.add(new)

    def finish(self, clip: Clip, pause_ms: int) -> bytes:
        """Return the other frames of the slot.

        Args:
            clip: The clip of the whole sound.
            pause_ms: Silence after the clip, in milliseconds.

        Raises:
            AudioError: The clip does not begin with the encoded sound.
        """
        pcm = lay_out(clip, pause_ms)
        if not np.array_equal(pcm[: len(self._encoded)], self._encoded):
            raise AudioError("the clip does not begin with the sound that was encoded")
        return self._encoder.add(pcm[len(self._encoded) :]) + self._encoder.finish()

    def _settled_samples(self) -> Samples:
        """Return the samples of the clip that later sound cannot change.

        Raises:
            EmptyClipError: The sound so far is silent.
        """
        kept = self._sound[find_speech(self._sound, self._rate_hz, self._silence_dbfs)]
        fade = round(self._rate_hz * FADE_OUT_S)
        count = min(settled(len(kept), self._rate_hz), len(kept) - 2 * fade)
        leveled = level(kept, self._rate_hz, self._leveling)
        return to_samples(fade_edges(leveled, self._rate_hz))[: max(0, count)]
