"""Whatever process is killed, at whatever moment: nothing is lost, nothing is doubled."""

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.stand import Service, wait_for
from worker.articles.sources import DemoArticles

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


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_killed_processes_of_every_role_lose_and_double_nothing(own_service: Service) -> None:
    service, dice = own_service, random.Random(11)
    roles = ["worker"] * 6 + ["scheduler", "gunicorn", "valkey-server"]
    ids = [f"pier-{number}" for number in range(len(roles))]
    for article_id, role in zip(ids, roles, strict=True):
        service.put(article_id, title=f"Title of {article_id}", html=BODY)
        wait_for(lambda a=article_id: service.press(a).get("state"), seconds=30)  # type: ignore[misc]
        time.sleep(dice.uniform(0, 1.2))
        victims = service.processes(role)
        service.kill(dice.choice(victims))
    for article_id in ids:
        service.until(article_id, "ready", seconds=60)
        sentences = sentences_of(service, article_id)
        assert len(sentences) == len(set(sentences)) == 11
        assert sentences[0] == f"Title of {article_id}"
    status: Any = service.ask("GET", "/status").json
    assert (status["unfinished"], status["narrations_failed"]) == (0, 0)


def gone(pids: list[int]) -> bool:
    return not any(os.path.exists(f"/proc/{pid}") for pid in pids)  # noqa: PTH110  # a race


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_processes_end_with_their_supervisor_and_all_is_there_again_after(
    tmp_path_factory: pytest.TempPathFactory, number: signal.Signals
) -> None:
    service = Service(tmp_path_factory.mktemp("e"), {"LISTEN_VOICES": "tone:220"})
    service.start()
    short = DemoArticles().all()[2].id
    service.press(short)
    url = service.until(short, "ready")["url"]
    all_of_them = service.processes("")
    assert {len(service.processes(role)) for role in ("scheduler", "valkey-server")} == {1}
    assert len(service.processes("worker")) == 1 + (os.cpu_count() or 1)
    assert service.process
    service.process.send_signal(number)
    service.process.wait(30)
    wait_for(lambda: gone(all_of_them), seconds=15)
    service.start()
    assert service.ask("POST", f"/v1/articles/{short}/audio").json["url"] == url
    service.stop()
