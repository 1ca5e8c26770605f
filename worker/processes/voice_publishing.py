"""The voices of a speaking process: loaded at its start, and published for the web processes."""

import logging
import time
from collections.abc import Sequence
from functools import partial

from cache.errors import ListenError
from cache.messages.published_voices import VoiceRecord
from cache.voice_choice import VoiceKind
from worker.jobs.contexts.speaker import SpeakerContext
from worker.speech.engine import Voice
from worker.speech.memory.lazy_model import SpeaksWithModel

WARM_UP = (
    "This sentence is as long as a long headline, so that the memory which it takes is there "
    "before the first listener presses play."
)

SCANNED_EVERY_S = 5.0
"""Interval at which the directory of voices is read again, in seconds."""

log = logging.getLogger(__name__)

REQUESTED_AGAIN_S = 3600
"""Interval between two requests for the same sample, in seconds. Its job may be lost, or fail."""

MOST_SAMPLES = 50
"""Maximum number of voices that get a sample. A model may have hundreds of speakers, and measuring
and speaking each of them takes seconds."""


class VoicePublisher:
    """The usable voices of a speaking process.

    Args:
        context: Dependencies of the process.
    """

    def __init__(self, context: SpeakerContext) -> None:
        self._context = context
        self._unusable: dict[str, object] = {}
        self._logged: dict[str, str] = {}
        self._records: list[VoiceRecord] = []
        self._described_for: object = None
        self._scanned_at = -SCANNED_EVERY_S

    def warm(self) -> None:
        """Load the local instant voices of the settings and let them speak once.

        The default voice is always loaded, the others only if no other one must be unloaded.
        """
        settings = self._context.settings
        for name in settings.all_voices:
            stamp = self._context.speakers.stamp(name)
            try:
                voice = self._context.speakers.voice(name)
                if self._is_warmed(name, voice):
                    voice.say(WARM_UP)
            except ListenError as error:
                self._leave_out(name, stamp, error)
        self._describe_all()

    def _is_warmed(self, name: str, voice: Voice) -> bool:
        settings = self._context.settings
        if settings.kind_of(name, voice.limits.kind) is not VoiceKind.INSTANT:
            return False
        if isinstance(voice, SpeaksWithModel):
            return name == settings.voices[0] or voice.lazy_model.has_room
        return voice.measures is not None

    def publish(self) -> None:
        """Publish the usable voices and their samples, also after Redis was emptied."""
        is_due = time.monotonic() - self._scanned_at >= SCANNED_EVERY_S
        if not is_due and self._context.voices.count() == len(self._records):
            return
        self._scanned_at = time.monotonic()
        if self._described_for != self._state():
            self._describe_all()
        if self._context.voices.all() != self._records:
            self._context.voices.publish(self._records)
        request_samples(self._context, self._records)

    def _state(self) -> object:
        """Return a value that changes when the voices may have changed."""
        unusable = [self._context.speakers.stamp(name) for name in self._unusable]
        return self._context.speakers.stamp_of_requestable(), unusable

    def _describe_all(self) -> None:
        described_for = self._state()  # a file may change while it is described
        self._context.speakers.forget_changed()
        names = [*self._context.settings.all_voices, *self._context.speakers.requestable()]
        found = [record for name in names if (record := self._describe(name))]
        self._records = sorted(found, key=VoiceRecord.place)
        self._described_for = described_for

    @property
    def has_voices(self) -> bool:
        """True if a voice is usable."""
        return bool(self._records)

    def _describe(self, name: str) -> VoiceRecord | None:
        """Return the record of a voice; None if it is not usable."""
        stamp = self._context.speakers.stamp(name)
        if name in self._unusable:
            if self._unusable[name] == stamp:
                return None
            del self._unusable[name]  # its files have changed
        try:
            return self._context.describe_voice(name)
        except ListenError as error:
            self._leave_out(name, stamp, error)
            return None

    def _leave_out(self, name: str, stamp: object, error: ListenError) -> None:
        """Remember that a voice is not usable until its files change, and log each error once.

        Args:
            name: Name of the voice.
            stamp: Stamp of its files before they were read: they may be complete by now.
            error: The error.
        """
        self._unusable[name] = stamp
        if self._logged.get(name) != str(error):
            self._logged[name] = str(error)
            log.error("%s cannot be used: %s: %s", name, error.code, error)


def request_samples(context: SpeakerContext, records: Sequence[VoiceRecord]) -> None:
    """Queue the missing samples of published voices, behind everything else.

    A sample is missing if the voice has none, or only one with other settings. If there are more
    voices than `MOST_SAMPLES`, those in the settings come first.
    """
    if not context.settings.voice_samples:
        return
    spoken = context.voices.samples()
    for record in sorted(records, key=lambda record: record.on_request)[:MOST_SAMPLES]:
        if record.sample and not spoken.get(record.name, "").startswith(record.sample):
            add = partial(context.queues.enqueue_sample, voice=record.name, sample=record.sample)
            context.stores.leases.do_once(f"sample:{record.sample}", REQUESTED_AGAIN_S, add)
