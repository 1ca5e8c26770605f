"""Runs of the model: random operations by several clients, and checks of rules that always hold.

Each client has articles of its own, so it knows the expected state of each. All clients share
workers, queues, storage and some sentences. One more client causes faults. A run is named by its
seed. `shrink` looks for a shorter run, with fewer clients and operations, that still fails.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from cache.audio.paths import (
    clip_path,
    manifest_path,
    narration_path,
    shared_path,
    slot_path,
    track_path,
)
from cache.narrations.name import NarrationName
from cache.settings import read_settings
from tests.model.clients import SETTLES_S, Client
from tests.model.outcome import Outcome
from tests.model.trouble import Trouble
from tests.redis_storm import Sea
from tests.walk import find_broken
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.settings import WorkerSettings

SHORTEST_S = 5.0
"""Duration of a run that is not shortened any more, in seconds."""


def run_model(at: Sea, seed: int, *, clients: int = 4, lasts_s: float = 60.0) -> Outcome:
    """Run the model once, and return its outcome.

    Args:
        at: The service, and the line to its Redis.
        seed: Names the run.
        clients: Number of clients.
        lasts_s: Duration of their operations, in seconds; after that, all work must end.
    """
    outcome, until = Outcome(seed), time.monotonic() + lasts_s
    before = _counted(at)
    crowd = [Client(number, at.service, outcome, until) for number in range(clients)]
    threads: list[threading.Thread] = [*crowd, Trouble(at, outcome, until)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deadline = time.monotonic() + SETTLES_S
    while not at.service.is_ready() and time.monotonic() < deadline:
        time.sleep(0.2)
    for client in crowd:
        for article in client.articles:
            client.settle(article)
    outcome.wrong += _apply_lexicon(at, crowd)
    outcome.wrong += find_broken(at.service.data_dir / "audio")
    outcome.wrong += _find_waste(at, crowd)
    outcome.wrong += _find_miscounted(before, _counted(at), crowd)
    outcome.wrong += _find_orphans(at, crowd)
    return outcome


def _apply_lexicon(at: Sea, crowd: list[Client]) -> list[str]:
    """Apply the lexicon, and return what does not agree with it once all is ready again."""
    applied = _wait_for_update(at, {})
    for client in crowd:
        for article in client.articles:
            client.settle(article)
    found = _wait_for_update(at, {"dry_run": True})
    number, ends = found.get("narrations"), [each.get("state") for each in (applied, found)]
    if ends != ["done", "done"]:
        return [f"the updates to the lexicon are {ends} in the end"]
    return [] if number == 0 else [f"{number} narrations do not agree with the applied lexicon"]


def _wait_for_update(at: Sea, asked: dict[str, bool]) -> Any:
    """Ask for an update of all narrations to the lexicon, and return its last state."""
    deadline = time.monotonic() + SETTLES_S
    address = at.service.ask("POST", "/v1/lexicon/apply", asked).headers.get("location", "")
    while True:
        state = at.service.ask("GET", address).json
        if state.get("state") not in ("queued", "running") or time.monotonic() > deadline:
            return state
        time.sleep(0.2)


def _counted(at: Sea) -> tuple[int, int]:
    """Return the numbers of plays and presses that the service has counted."""
    status = at.service.ask("GET", "/status", Accept="application/json").json
    return status["plays"]["started"], status["presses"]["hits"] + status["presses"]["misses"]


def _find_miscounted(
    before: tuple[int, int], after: tuple[int, int], crowd: list[Client]
) -> list[str]:
    """Return descriptions of counts that are too high or too low.

    The presses of the last second before a web process is killed are lost; plays are not.
    """
    plays, presses = (now - then for now, then in zip(after, before, strict=True))
    least, most = (sum(c.plays_counted for c in crowd), sum(c.plays_told for c in crowd))
    wrong = [] if least <= plays <= most else [f"{plays} plays of {least} to {most} are counted"]
    sent = sum(client.presses for client in crowd)
    return wrong if presses <= sent else [*wrong, f"{presses} presses of {sent} are counted"]


def _find_orphans(at: Sea, crowd: list[Client]) -> list[str]:
    """Return the objects of no article that are left in storage after a sweep some days later."""
    env = {**at.service.env, "LISTEN_DATA_DIR": str(at.service.data_dir)}
    with mock.patch.dict(os.environ, env):
        context = open_fetcher_context(read_settings(WorkerSettings), "sweep")
    context.sweeper.sweep(datetime.now(UTC) + timedelta(days=3))
    voice = at.service.env["LISTEN_VOICES"]
    wanted = [a for client in crowd for a in client.articles if a.is_wanted and a.is_stored]
    used: set[str] = set()
    for name in [NarrationName(article.id, voice) for article in wanted]:
        used.add(narration_path(*name))
        for track in filter(None, context.stores.manifests.tracks_of(name)):  # and earlier ones
            used |= {track_path(track), manifest_path(track)}
            manifest = context.stores.manifests.of_track(track)
            for slot in manifest.slots.values() if manifest else ():
                clip = slot["clip"]
                used |= {slot_path(slot["hash"]), clip_path(clip), shared_path(clip)}
    folders = ("clips/", "slots/", "tracks/", "narrations/")
    lying = {found.path for folder in folders for found in context.storage.objects(folder)}
    return [f"{path} is left, and no article has it" for path in sorted(lying - used)]


def _find_waste(at: Sea, crowd: list[Client]) -> list[str]:
    """Return errors after everything is ready: unfinished work, or sentences spoken again."""
    wrong = []
    status = at.service.ask("GET", "/status").json
    if status.get("unfinished"):
        wrong.append(f"{status['unfinished']} narrations are unfinished after all is quiet")
    spoken = at.service.data_dir / "spoken"
    before = spoken.read_text().count("\n") if spoken.exists() else 0
    for client in crowd:
        for article in client.articles:
            if article.is_wanted and article.is_stored:
                at.service.press(article.id)
    time.sleep(1)
    after = spoken.read_text().count("\n") if spoken.exists() else 0
    if after != before:
        wrong.append(f"{after - before} sentences were spoken again for what was ready")
    return wrong


def shrink(
    run: Callable[[int, float], Outcome], worst: Outcome, clients: int, lasts_s: float
) -> Outcome:
    """Return the outcome of the shortest run found that still fails.

    Args:
        run: Runs the model with so many clients, for so many seconds.
        worst: The outcome of a run that went wrong.
        clients: Its number of clients.
        lasts_s: Its duration, in seconds.
    """
    while lasts_s > SHORTEST_S:
        clients, lasts_s = max(1, clients // 2), lasts_s / 2
        shorter = run(clients, lasts_s)
        if not shorter.wrong:
            break
        worst = shorter
    return worst
