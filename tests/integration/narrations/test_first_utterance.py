"""The first utterance of a pressed article, spoken before the rest of its script is written."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import slot_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from cache.settings import read_settings
from worker.jobs import speech_jobs
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import Lane
from worker.model.article import Article
from worker.model.slot import Slot
from worker.narration.clips import obtain_slot
from worker.narration.plan import plan_narration
from worker.narration.slot_in_parts import obtain_slot_in_parts
from worker.settings import WorkerSettings

NAME = NarrationName("pier", "tone:220")
TITLE = "The Old Pier Reopens After a Winter of Repairs"
PIER = Article("pier", TITLE, html="<p>It rained.</p><p>Nobody came.</p>", language="en-US")
EDITED = replace(PIER, title="The Old Pier Stays Closed for a Second Winter of Repairs")


class Killed(BaseException):
    """Error that stands for the death of the process; no code handles it."""


@dataclass
class Newsroom:
    """A web process and two speaking ones, of which the second takes over from the first.

    Attributes:
        app: The web process.
        first: Context of the first speaking process.
        second: Context of the second one.
        spoken: Texts of the utterances that were spoken, in order.
        between: Called after the first utterance, before the script is written.
    """

    app: Flask
    first: SpeakerContext
    second: SpeakerContext
    spoken: list[str] = field(default_factory=list)
    between: Callable[[], object] = lambda: None

    @property
    def web(self) -> WebContext:
        found: WebContext = self.app.extensions["listen"]
        return found

    def press(self, article: Article = PIER, priority: Priority = Priority.PLAY) -> Narration:
        self.web.articles.intake.take_in(article)
        edition = self.web.articles.store.edition(article.id)
        assert edition
        basis = Basis(edition.revision, self.first.sound(NAME.voice))
        return self.web.stores.repository.ask_for(NAME, basis, priority)

    def look(self) -> Narration:
        return self.web.stores.narrations.read(NAME)

    def announced(self) -> dict[int, str]:
        return self.web.stores.progress.slots(NAME)

    def die(self) -> None:
        raise Killed


@pytest.fixture
def newsroom(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    settings = read_settings(WorkerSettings)
    first, second = (open_speaker_context(settings, name, Lane.REST) for name in ("w1", "w2"))
    newsroom = Newsroom(create_app(), first, second)

    def plan_later(*arguments: Any) -> Any:
        newsroom.between()
        return plan_narration(*arguments)

    monkeypatch.setattr("worker.jobs.run_records.plan_narration", plan_later)
    for obtain in (obtain_slot, obtain_slot_in_parts):

        def obtain_noted(
            number: int, utterance: Any, *arguments: Any, obtain: Any = obtain, **more: Any
        ) -> Any:
            newsroom.spoken.append(utterance.written)
            return obtain(number, utterance, *arguments, **more)

        monkeypatch.setattr(f"worker.jobs.run_records.{obtain.__name__}", obtain_noted)
    return newsroom


def test_the_title_is_heard_before_the_script_is_written(newsroom: Newsroom) -> None:
    seen: list[tuple[Narration, dict[int, str]]] = []
    newsroom.between = lambda: seen.append((newsroom.look(), newsroom.announced()))
    run = newsroom.press().run
    speech_jobs.narrate(newsroom.first, *NAME, run)
    (before, heard), after = seen[0], newsroom.look()
    assert (before.state, before.clips_done, before.clips_total) == (State.QUEUED, 0, 0)
    assert list(heard) == [0]
    assert (after.state, after.clips_done, after.clips_total) == (State.SPEAKING, 1, 3)
    assert newsroom.announced() == heard
    assert 0 < before.first_clip_at == after.first_clip_at
    assert newsroom.spoken == [TITLE]
    speech_jobs.speak(newsroom.first, *NAME, run, "speak0")
    assert newsroom.spoken == [TITLE, "It rained."]


@pytest.mark.parametrize(
    ("article", "priority"),
    [(replace(PIER, title=""), Priority.PLAY), (PIER, Priority.PREGENERATE)],
    ids=["without a title", "made in advance"],
)
def test_other_scripts_are_written_first(
    newsroom: Newsroom, article: Article, priority: Priority
) -> None:
    seen: list[dict[int, str]] = []
    newsroom.between = lambda: seen.append(newsroom.announced())
    speech_jobs.narrate(newsroom.first, *NAME, newsroom.press(article, priority).run)
    assert seen == [{}]
    assert list(newsroom.announced()) == [0]


def test_whoever_takes_over_from_a_dead_process_does_not_speak_the_title_again(
    newsroom: Newsroom,
) -> None:
    run, newsroom.between = newsroom.press().run, newsroom.die
    with pytest.raises(Killed):
        speech_jobs.narrate(newsroom.first, *NAME, run)
    heard, newsroom.between = newsroom.announced(), lambda: None
    speech_jobs.narrate(newsroom.second, *NAME, run)
    assert newsroom.look().run == run
    assert newsroom.announced()[0] == heard[0]
    assert newsroom.spoken == [TITLE, "It rained."]


def test_an_edit_before_another_process_takes_over_begins_a_new_run(newsroom: Newsroom) -> None:
    run, newsroom.between = newsroom.press().run, newsroom.die
    with pytest.raises(Killed):
        speech_jobs.narrate(newsroom.first, *NAME, run)
    newsroom.between = lambda: None
    newsroom.web.articles.store.put(EDITED)
    speech_jobs.narrate(newsroom.second, *NAME, run)
    begun = newsroom.look()
    assert begun.run > run
    assert (begun.state, newsroom.announced()) == (State.QUEUED, {})
    speech_jobs.narrate(newsroom.second, *NAME, begun.run)
    assert newsroom.spoken == [TITLE, EDITED.title, "It rained."]
    assert newsroom.look().state is State.SPEAKING


def test_a_process_that_wakes_up_late_announces_no_title_of_an_earlier_version(
    newsroom: Newsroom,
) -> None:
    run = newsroom.press().run
    speech_jobs.narrate(newsroom.first, *NAME, run)
    assert newsroom.web.stores.progress.announce_opening(NAME, run, 1, "{}") is None
    assert list(newsroom.announced()) == [0]


def test_a_take_down_between_the_two_steps_leaves_nothing(newsroom: Newsroom) -> None:
    made: list[str] = []

    def take_down() -> None:
        made.extend(Slot.from_json(slot).hash for slot in newsroom.announced().values())
        newsroom.web.articles.intake.take_down(NAME.article_id)

    newsroom.between = take_down
    speech_jobs.narrate(newsroom.first, *NAME, newsroom.press().run)
    assert newsroom.look().state is State.ABSENT
    assert newsroom.announced() == {}
    assert [newsroom.web.storage.size(slot_path(slot)) for slot in made] == [None]


def test_the_stream_begins_and_the_playlist_waits_for_the_script(newsroom: Newsroom) -> None:
    playlists: list[Any] = []
    address = f"/v1/articles/{NAME.article_id}/audio/stream"

    def ask() -> None:
        playlists.append(newsroom.app.test_client().get(f"{address}.m3u8"))

    waiting = threading.Thread(target=ask)

    def listen() -> None:
        waiting.start()
        answer = newsroom.app.test_client().get(f"{address}.mp3", buffered=False)
        assert next(answer.iter_encoded())[:3] == b"ID3"
        answer.close()
        assert playlists == []

    newsroom.between = listen
    speech_jobs.narrate(newsroom.first, *NAME, newsroom.press().run)
    waiting.join()
    assert playlists[0].status_code == 200
    assert f"#EXT-X-TARGETDURATION:{newsroom.look().longest_s}\n" in playlists[0].text
