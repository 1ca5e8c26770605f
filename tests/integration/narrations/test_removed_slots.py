"""Slots of removed narrations: they are not used again, and a new run does not lose its slots."""

from collections.abc import Callable

import pytest

from audio_service.context import WebContext
from cache.audio.paths import slot_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from worker.jobs import speech_jobs
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.model.slot import Slot

NAME = NarrationName("pier", "tone:220")
FIRST, SECOND = (f"<p>The {what} is open.</p><p>It has a cafe.</p>" for what in ("pier", "harbor"))


@pytest.fixture
def narrate(web: WebContext, context: SpeakerContext) -> Callable[[str], Narration]:
    """Store a version of the article, press it, and have its first sentence spoken."""

    def go(html: str) -> Narration:
        web.articles.intake.take_in(Article(NAME.article_id, html=html, language="en-US"))
        edition = web.articles.store.edition(NAME.article_id)
        assert edition
        basis = Basis(edition.revision, context.sound(NAME.voice))
        run = web.stores.repository.ask_for(NAME, basis, Priority.PLAY).run
        speech_jobs.narrate(context, *NAME, run)
        return web.stores.narrations.read(NAME)

    return go


def stored(web: WebContext) -> list[bool]:
    """Return, for each slot of the current run, whether storage has it."""
    slots = map(Slot.from_json, web.stores.progress.slots(NAME).values())
    return [web.storage.size(slot_path(slot.hash)) is not None for slot in slots]


def test_an_earlier_version_that_was_taken_down_with_a_later_one_is_spoken_again(
    web, narrate
) -> None:
    narrate(FIRST)
    narrate(SECOND)
    web.articles.intake.take_down(NAME.article_id)
    assert narrate(FIRST).state is State.SPEAKING
    assert stored(web) == [True]


def test_a_sentence_of_an_overtaken_run_is_not_spoken_again(web, narrate) -> None:
    narrate(FIRST)
    narrate(SECOND)
    narrate(FIRST)
    assert stored(web) == [True, True]  # the old one, and the next


def test_a_job_that_ends_after_its_narration_was_taken_down_leaves_no_slot(
    web, context, narrate, monkeypatch
) -> None:
    store = type(context.stores.progress).store_slot
    made: list[str] = []

    def store_late(self, name, run, index, slot, **rest):
        web.articles.intake.take_down(NAME.article_id)
        made.append(Slot.from_json(slot).hash)
        return store(self, name, run, index, slot, **rest)

    monkeypatch.setattr(type(context.stores.progress), "store_slot", store_late)
    narrate(FIRST)
    assert [web.storage.size(slot_path(slot)) for slot in made] == [None]
    assert web.stores.manifests.is_gone(made[0])


def test_a_job_that_ends_after_that_takes_no_slot_from_a_run_that_has_begun_meanwhile(
    web, context, narrate, monkeypatch
) -> None:
    store, remove = type(context.stores.progress).store_slot, type(web.stores.manifests).remove_slot

    def store_late(self, *arguments, **rest):
        monkeypatch.setattr(type(context.stores.progress), "store_slot", store)
        web.stores.narrations.remove(NAME)  # the take-down has not continued yet
        return store(self, *arguments, **rest)

    def remove_late(self, slot):
        monkeypatch.setattr(type(web.stores.manifests), "remove_slot", remove)
        narrate(FIRST)
        return remove(self, slot)

    monkeypatch.setattr(type(context.stores.progress), "store_slot", store_late)
    monkeypatch.setattr(type(web.stores.manifests), "remove_slot", remove_late)
    narrate(FIRST)
    assert stored(web) == [True]
