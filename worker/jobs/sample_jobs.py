"""RQ job that speaks the sample of a voice, and its requests."""

import logging
from collections.abc import Sequence
from functools import partial

from cache.audio.paths import name_of_bytes, sample_path, samples_folder
from cache.audio.storage import Storage
from cache.errors import ListenError
from cache.messages.published_voices import VoiceRecord
from worker.jobs.contexts.speaker import SpeakerContext
from worker.narration.voice_samples import sample_text, speak_sample

REQUESTED_AGAIN_S = 3600
"""Interval between two requests for the same sample, in seconds. Its job may be lost, or fail."""

MOST_SAMPLES = 50
"""Maximum number of voices that get a sample. A model may have hundreds of speakers, and measuring
and speaking each of them takes seconds."""

log = logging.getLogger(__name__)


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


def sample(context: SpeakerContext, voice: str) -> None:
    """Speak and store the sample of a voice, unless it is stored already, and publish it.

    A failure is only logged: the sample is requested again later.
    """
    try:
        record = context.describe_voice(voice)
        name = find_sample(context.storage, record.sample)
        if not name:
            mp3 = speak_sample(context.speakers.get(voice), sample_text(record.language))
            name = record.sample + name_of_bytes(mp3)
            context.storage.write(sample_path(name), mp3)
    except ListenError as error:
        log.warning("the sample of %s: %s: %s", voice, error.code, error)
        return
    context.voices.publish_sample(voice, name)


def find_sample(storage: Storage, fingerprint: str) -> str:
    """Return the name of the stored sample with a fingerprint; empty if there is none."""
    stored = min((found.path for found in storage.objects(samples_folder(fingerprint))), default="")
    return fingerprint + stored.rpartition("/")[2].removesuffix(".mp3") if stored else ""
