"""Narrations whose voice is replaced while they are spoken.

They begin again with the new voice, because a track has one voice, and because the clips of the new
voice must not be stored as those of the old one.
"""

import logging
from typing import Any

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import State
from worker.errors import EngineUnavailableError
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.fingerprint import fingerprint_of

AT_MOST_EVERY_S = 30.0
"""Interval in which a narration begins again only once for the same version of a voice. Otherwise
two machines with different versions would begin it again all the time."""

SETTLED_S = 10.0
"""Time for which changed files must have stayed the same before the loaded voice is forgotten, in
seconds. They may be incomplete while they are copied."""

log = logging.getLogger(__name__)


def begins_again(
    context: SpeakerContext, name: NarrationName, run: int, planned: dict[str, Any]
) -> bool:
    """Begin a narration again if the voice of an utterance was replaced since it was planned.

    Args:
        context: Context of the process.
        name: Name of the narration.
        run: Number of the run.
        planned: The utterance, as it was recorded.

    Returns:
        True if it begins again.

    Raises:
        NoSuchVoiceError: The voice is not there any more.
        EngineUnavailableError: The voice cannot be loaded now, or the narration began again for the
            same version just before.
    """
    voice = planned["utterance"].get("voice") or name.voice
    context.speakers.forget_if_changed(voice, SETTLED_S)
    wanted = planned.get("version", "")
    if wanted in ("", context.speakers.voice(voice).version):
        return False
    context.speakers.forget_if_changed(voice)  # it may be this process that has the old voice
    version = context.speakers.voice(voice).version
    if wanted == version:
        return False
    lock = f"begin-again:{name}:{fingerprint_of(version)}"
    if not context.stores.leases.do_once(lock, AT_MOST_EVERY_S, lambda _pipe: None):
        raise EngineUnavailableError(f"{voice} has another version than planned: {version}")
    narration = context.stores.narrations.read(name)
    log.warning("%s: %s was replaced; the narration begins again", name, voice)
    return context.stores.narrations.begin_if(
        name,
        Basis(narration.basis.revision, context.sound(name.voice)),
        narration.priority,
        lambda now: (now.run, now.state) == (run, State.SPEAKING),
        alone=narration.is_alone,
    ).happened
