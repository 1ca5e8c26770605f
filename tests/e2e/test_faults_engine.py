"""An article that crashes or hangs its engine fails alone; others are still played."""

import time
from collections.abc import Iterator

import pytest

from tests.acting import CRASHING, HANGING, LOOPING
from tests.stand import Service

LATE_S = 30.0
"""Time limit, in seconds. The test alone takes a few, but other tests run at the same time."""

ENV = {
    "LISTEN_VOICES": "tone:220",
    "LISTEN_WORKERS": "2",
    "LISTEN_ENGINE_TIMEOUT_S": "0.1",
    "ACTING_PATIENCE_S": "2",
}


@pytest.fixture(scope="module")
def acting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    started = Service(tmp_path_factory.mktemp("f"), ENV, module="tests.acting")
    started.start()
    yield started
    started.stop()


def ready_s(service: Service, article_id: str) -> float:
    """Return the time from a press on a new article until it is ready, in seconds."""
    body = "".join(f"<p>{article_id} says this as number {n}.</p>" for n in range(4))
    service.put(article_id, title=f"All about {article_id}", html=body)
    began = time.monotonic()
    service.press(article_id)
    service.until(article_id, "ready")
    return time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize(
    ("poison", "place"), [(CRASHING, "title"), (LOOPING, "paragraph"), (HANGING, "title")]
)
def test_a_poisoned_article_fails_by_its_code_and_others_are_heard_meanwhile(
    acting: Service, poison: str, place: str
) -> None:
    name = f"{poison.split()[0]}-{place}"
    sentence = f"This sentence {poison} in the {place}."
    title, text = (sentence, "Fine.") if place == "title" else ("Fine.", sentence)
    acting.put(name, title=title, html=f"<p>{text}</p><p>The end of it.</p>")
    acting.press(name)
    late = [ready_s(acting, f"{name}-neighbor-{n}") for n in range(3)]
    failed = acting.until(name, "failed")
    assert (failed["error"]["code"], failed["error"]["retryable"]) == ("deadly-job", False)
    assert acting.ask("POST", f"/v1/articles/{name}/audio").status == 422
    assert max(late) < LATE_S
    assert ready_s(acting, f"{name}-after") < LATE_S
