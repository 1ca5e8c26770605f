"""Runs of one narration in this process, disturbed at a chosen call to Redis or storage.

Each call that a job sends is a point. At one, the article is deleted; at one, the process dies and
sends nothing more. So all points can be tried one after the other.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from redis.connection import AbstractConnection

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import slot_path, track_path
from cache.errors import ListenError
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from cache.settings import read_settings
from worker.jobs import fetch_jobs, speech_jobs
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.jobs.contexts.shared import SharedContext
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import Lane
from worker.model.article import Article
from worker.model.slot import Slot
from worker.settings import WorkerSettings

VOICE = "tone:220"
MOST = 90
"""Highest point at which a process that deletes dies; about as many as it has."""


class Killed(BaseException):
    """Death of the process, which nothing handles."""


@dataclass
class Points:
    """The calls of the main thread, counted from 0.

    Attributes:
        actions: Functions called before a call, by its number.
        count: Number of calls.
    """

    actions: dict[int, Callable[[], object]] = field(default_factory=dict)
    count: int = 0
    _is_watching: bool = False
    _is_dead: bool = False

    def die(self) -> None:
        """End the process: this call and all later ones fail."""
        self._is_dead = True
        raise Killed

    def hit(self) -> None:
        """Count a call, and do what is due."""
        if not self._is_watching or threading.current_thread() is not threading.main_thread():
            return
        if self._is_dead:
            raise Killed
        number, self.count = self.count, self.count + 1
        action = self.actions.get(number)
        if action:
            with self._unwatched():
                action()

    @contextmanager
    def _unwatched(self) -> Iterator[None]:
        self._is_watching = False
        try:
            yield
        finally:
            self._is_watching = True

    @contextmanager
    def watch(self, context: SharedContext) -> Iterator[None]:
        """Count all calls inside, and survive the death of their process.

        Yields:
            Nothing.
        """
        send: Any = AbstractConnection.send_packed_command
        call = context.storage._call

        def counted_send(connection: AbstractConnection, *arguments: Any, **more: Any) -> None:
            self.hit()
            send(connection, *arguments, **more)

        def counted_call(function: Callable[[], object]) -> object:
            self.hit()
            return call(function)

        with (
            mock.patch.object(AbstractConnection, "send_packed_command", counted_send),
            mock.patch.object(context.storage, "_call", counted_call),
        ):
            self._is_watching = True
            try:
                yield
            except Killed:
                pass
            finally:
                self._is_watching = False


@dataclass
class Stage:
    """Everything that a narration needs, in this process.

    Attributes:
        web: Context of the web process, which deletes.
        speakers: Contexts of two speaking processes; the second one takes over from the first.
        fetcher: Context of a fetcher, which completes interrupted tasks and sweeps.
    """

    web: WebContext
    speakers: tuple[SpeakerContext, SpeakerContext]
    fetcher: FetcherContext

    @classmethod
    def open(cls) -> "Stage":
        """Open it, with the settings of the environment."""
        settings = read_settings(WorkerSettings)
        first, second = (open_speaker_context(settings, name, Lane.REST) for name in ("w1", "w2"))
        web: WebContext = create_app().extensions["listen"]
        return cls(web, (first, second), open_fetcher_context(settings, "f1"))

    def press(self, article_id: str) -> Narration:
        """Store an article of three sentences, and press it."""
        html = f"<p>It is the first of {article_id}.</p><p>It is the next of {article_id}.</p>"
        article = Article(article_id, title=f"On {article_id}", html=html, language="en-US")
        self.web.articles.intake.take_in(article)
        edition = self.web.articles.store.edition(article_id)
        assert edition
        basis = Basis(edition.revision, self.speakers[0].sound(VOICE))
        name = NarrationName(article_id, VOICE)
        return self.web.stores.repository.ask_for(name, basis, Priority.PLAY)

    def work(self, asked: Narration, speaker: SpeakerContext) -> None:
        """Do the jobs of a run, one after the other, as long as there are any."""
        name, run = asked.name, asked.run
        with suppress(ListenError):  # RQ would note it; the narration has failed
            if self._state(asked) is State.QUEUED:
                speech_jobs.narrate(speaker, *name, run)
            while self._state(asked) is State.SPEAKING:
                speech_jobs.speak(speaker, *name, run, "speak0")
            if self._state(asked) is State.STITCHING:
                speech_jobs.stitch(speaker, *name, run)

    def _state(self, asked: Narration) -> State:
        found = self.web.stores.narrations.read(asked.name)
        return found.state if found.run == asked.run else State.ABSENT

    def announced(self, name: NarrationName) -> set[str]:
        """Return the paths of all audio that listeners know by now."""
        track = self.web.stores.narrations.read(name).track
        slots = map(Slot.from_json, self.web.stores.progress.slots(name).values())
        paths = {slot_path(slot.hash) for slot in slots}
        return paths | {track_path(track.hash)} if track else paths

    def recover(self) -> None:
        """Complete the interrupted tasks of dead processes."""
        with mock.patch("cache.messages.tasks.GRACE_S", 0.0):
            lost = self.fetcher.queues.tasks.lost({}, ())
        for task in lost:
            if task.kind in ("air", "take_down"):
                getattr(fetch_jobs, task.kind)(self.fetcher, task.about)

    def sweep(self) -> None:
        """Sweep, some days later."""
        self.fetcher.sweeper.sweep(datetime.now(UTC) + timedelta(days=3))

    def stored(self, *folders: str) -> set[str]:
        """Return the paths of all objects in some folders."""
        objects = self.web.storage.objects
        return {found.path for folder in folders for found in objects(f"{folder}/")}


@dataclass
class Trial:
    """One run of one article.

    Attributes:
        stage: The processes.
        article_id: ID of the article.
        known: Paths of the audio that listeners knew when it was deleted.
    """

    stage: Stage
    article_id: str
    known: set[str] = field(default_factory=set)

    @property
    def name(self) -> NarrationName:
        """Name of its narration."""
        return NarrationName(self.article_id, VOICE)

    def count(self) -> int:
        """Run it to its end, and return the number of points."""
        points = Points()
        asked = self.stage.press(self.article_id)
        with points.watch(self.stage.speakers[0]):
            self.stage.work(asked, self.stage.speakers[0])
        return points.count

    def delete_at(self, point: int, dies_after: int | None = None) -> list[str]:
        """Delete the article at a point, and return all errors in the end.

        Args:
            point: The point.
            dies_after: Number of points after which the speaking process dies; None for never.
        """
        points = Points({point: self._delete})
        if dies_after is not None:
            points.actions[point + dies_after] = points.die
        return self._run(points, is_clean=dies_after is None)

    def delete_and_die(self, point: int, deleters_point: int) -> list[str]:
        """Begin to delete the article at a point; the deleting process dies at one of its own.

        The caller asks again, since it got no answer.
        """
        own = Points()
        own.actions[deleters_point] = own.die

        def delete() -> None:
            with own.watch(self.stage.web):
                self._delete()

        return self._run(Points({point: delete}), is_clean=True)

    def die_at(self, point: int) -> list[str]:
        """Have the speaking process die at a point, and return all errors in the end."""
        points = Points()
        points.actions[point] = points.die
        first, second = self.stage.speakers
        asked = self.stage.press(self.article_id)
        with points.watch(first):
            self.stage.work(asked, first)
        self.stage.work(asked, second)
        self.stage.recover()
        return self.find_lost()

    def find_lost(self) -> list[str]:
        """Return the errors of a narration that should be ready."""
        found = self.stage.web.stores.repository.recall(self.name)
        if found.state is not State.READY or found.track is None:
            return [f"{self.article_id} is {found.state}"]
        manifest = self.stage.web.stores.manifests.find(self.name)
        if manifest is None or manifest.track.hash != found.track.hash:
            return [f"{self.article_id}: storage does not know its track"]
        is_whole = self.stage.web.stores.manifests.is_whole(manifest) and len(manifest.cues) == 3
        return [] if is_whole else [f"{self.article_id}: its track is not whole"]

    def _delete(self) -> None:
        self.known |= self.stage.announced(self.name)
        self.stage.web.articles.intake.delete(self.article_id)

    def _run(self, points: Points, *, is_clean: bool) -> list[str]:
        first, second = self.stage.speakers
        asked = self.stage.press(self.article_id)
        with points.watch(first):
            self.stage.work(asked, first)
        self.stage.work(asked, second)
        self.stage.recover()
        self._delete()
        return self._find_left(is_clean=is_clean)

    def _find_left(self, *, is_clean: bool) -> list[str]:
        """Return the errors of a deleted narration, such as files that are left.

        Args:
            is_clean: True if not even unknown audio may be left before the next sweep.
        """
        state = self.stage.web.stores.repository.recall(self.name).state
        back = [] if state is State.ABSENT else [f"{self.article_id} is {state}"]
        lying = self.stage.stored("slots", "tracks", "narrations")
        left = lying if is_clean else lying & self.known
        return [*back, *(f"{self.article_id}: {path} is left" for path in sorted(left))]


def disturb(stage: Stage, seed: int, *, every: int = 1) -> tuple[Counter[str], list[str]]:
    """Disturb runs at their points, and return the number of each disturbance and all errors.

    Args:
        stage: The processes.
        seed: Names the run.
        every: 1 to try all points; 10 to try every tenth.
    """
    dice, done, wrong = random.Random(seed), Counter[str](), list[str]()
    count = Trial(stage, f"s{seed}").count()
    stage.web.articles.intake.delete(f"s{seed}")
    trials: dict[str, Callable[[Trial, int], list[str]]] = {
        "deletions": lambda t, p: t.delete_at(p),
        "deletions whose process dies": lambda t, p: t.delete_and_die(p, dice.randint(0, MOST)),
        "deletions, then the speaker dies": lambda t, p: t.delete_at(p, dice.randint(1, 20)),
    }
    for number, (kind, trial) in enumerate(trials.items()):
        for point in range(dice.randrange(every), count + 1, every):
            wrong += trial(Trial(stage, f"s{seed}-{point}-{number}"), point)
            done[kind] += 1
        stage.sweep()
        left = stage.stored("slots", "tracks", "narrations", "clips")
        wrong += [f"{path} is left" for path in sorted(left)]
    kept = {point: Trial(stage, f"s{seed}-{point}") for point in range(every // 2, count, every)}
    for point, made in kept.items():
        wrong += made.die_at(point)
        done["speakers that die"] += 1
    stage.sweep()
    for made in kept.values():
        wrong += made.find_lost()
        stage.web.articles.intake.delete(made.article_id)
    return done, wrong
