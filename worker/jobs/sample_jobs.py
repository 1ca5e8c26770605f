"""RQ job that speaks the sample of a voice."""

import logging

from cache.audio.paths import name_of_bytes, sample_path, samples_folder
from cache.audio.storage import Storage
from cache.errors import ListenError
from worker.jobs.contexts.speaker import SpeakerContext
from worker.narration.voice_samples import sample_text, speak_sample

log = logging.getLogger(__name__)


def sample(context: SpeakerContext, voice: str) -> None:
    """Speak and store the sample of a voice, unless it is stored already, and publish it.

    A failure is only logged: the sample is requested again later.
    """
    try:
        record = context.describe_voice(voice)
        name = _find_sample(context.storage, record.sample)
        if not name:
            mp3 = speak_sample(context.speakers.get(voice), sample_text(record.language))
            name = record.sample + name_of_bytes(mp3)
            context.storage.write(sample_path(name), mp3)
    except ListenError as error:
        log.warning("the sample of %s: %s: %s", voice, error.code, error)
        return
    context.voices.publish_sample(voice, name)


def _find_sample(storage: Storage, fingerprint: str) -> str:
    """Return the name of the stored sample with a fingerprint; empty if there is none."""
    stored = min((found.path for found in storage.objects(samples_folder(fingerprint))), default="")
    return fingerprint + stored.rpartition("/")[2].removesuffix(".mp3") if stored else ""
