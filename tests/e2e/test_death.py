"""Whatever process is killed, at whatever moment: nothing is lost, nothing is doubled."""

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stand import PATIENCE_S, Service, wait_for
from worker.articles.lookup import DemoArticles

BODY = "".join(
    f"<p>Paragraph {n} begins with the harbor. It goes on with {n} boats and {n * 7} gulls.</p>"
    for n in range(1, 6)
)


@pytest.fixture
def own_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    started = Service(tmp_path_factory.mktemp("d"), {})
    started.start()
    yield started
    started.stop()


def sentences_of(service: Service, article_id: str) -> list[str]:
    cues = service.ask("GET", f"/v1/articles/{article_id}/audio/cues.json").json["cues"]
    return [cue["written"] for cue in cues]


FAST, REST = "worker --lane first", "worker --lane rest"
ROUNDS = [[FAST, REST, "scheduler"], [REST, "gunicorn", "valkey-server"], [REST, FAST, "gunicorn"]]
"""Whom to kill. Two workers a round: the third to die over one utterance would fail its article."""


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_killed_processes_of_every_role_lose_and_double_nothing(own_service: Service) -> None:
    service, dice = own_service, random.Random(11)
    for number, roles in enumerate(ROUNDS):
        ids = [f"pier-{number}-{place}" for place in range(len(roles))]
        for article_id, role in zip(ids, roles, strict=True):
            service.put(article_id, title=f"Title of {article_id}", html=BODY)
            wait_for(lambda a=article_id: service.press(a).get("state"))  # type: ignore[misc]
            time.sleep(dice.uniform(0, 1.2))
            service.kill(wait_for(lambda r=role: service.processes(r))[0])  # type: ignore[misc]
        for article_id in ids:
            service.until(article_id, "ready")
            sentences = sentences_of(service, article_id)
            assert len(sentences) == len(set(sentences)) == 11
            assert sentences[0] == f"Title of {article_id}"
    status: Any = service.ask("GET", "/status").json
    assert (status["unfinished"], status["narrations_failed"]) == (0, 0)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_processes_end_with_their_supervisor_and_all_is_there_again_after(
    tmp_path_factory: pytest.TempPathFactory, number: signal.Signals
) -> None:
    service = Service(tmp_path_factory.mktemp("e"), {"LISTEN_VOICES": "tone:220"})
    service.start()
    short = DemoArticles().all()[2].id
    service.press(short)
    url = service.until(short, "ready")["url"]
    assert {len(service.processes(role)) for role in ("scheduler", "valkey-server")} == {1}
    assert len(service.processes("worker")) == 1 + (os.cpu_count() or 1)
    assert service.process
    service.process.send_signal(number)
    service.process.wait(PATIENCE_S)
    wait_for(lambda: not service.processes(""))
    service.start()
    assert service.ask("POST", f"/v1/articles/{short}/audio").json["url"] == url
    service.stop()
