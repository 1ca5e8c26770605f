"""A voice that was never measured does not keep the listeners of other voices waiting."""

import redis

from cache.settings import read_settings
from tests.integration.face import Face
from tests.integration.records import jobs
from tests.integration.speech.inline_worker import InlineWorker
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import FIRST, PLAY, Lane
from worker.settings import WorkerSettings


def test_the_first_queue_leaves_a_voice_that_must_be_measured_to_the_other_workers(
    face: Face, client: redis.Redis, context: SpeakerContext
) -> None:
    first = InlineWorker(
        client, open_speaker_context(read_settings(WorkerSettings), "first", Lane.FIRST)
    )
    rest = InlineWorker(client, context)
    face.put("one", html="<p>This is the first article.</p>")
    face.put("two", html="<p>This is the second one.</p>")
    face.press("one")
    first.work([FIRST])
    [waiting] = jobs(client, PLAY)
    assert waiting.startswith("narrate-")
    assert face.look("one")["state"] == "queued"
    rest.work()
    assert face.look("one")["state"] == "ready"
    face.press("two")
    first.work([FIRST])
    assert face.look("two")["progress"]["clips_done"] > 0
    rest.work()
    assert face.look("two")["state"] == "ready"
