"""Requests for updates of all narrations to the lexicon, which `worker.maintenance` does."""

from audio_service.context import WebContext
from cache.messages.lexicon_updates import KIND
from cache.messages.tasks import NOBODY, Task


def request_update(web: WebContext, *, is_dry_run: bool) -> str:
    """Have all narrations updated to the lexicon, and return the id of the update.

    Args:
        web: Dependencies of the web process.
        is_dry_run: True to count the affected narrations only.
    """
    update_id = web.articles.lexicon_updates.request(is_dry_run=is_dry_run)
    task = Task(KIND, update_id)
    if web.queues.tasks.holder(task) == NOBODY:
        web.queues.enqueue_task(task)
    return update_id
