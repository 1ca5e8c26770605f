"""Fixtures of integration tests: records in a real Valkey, web service, workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.narrations.prepared_answers import PreparedAnswers
from cache.narrations.progress import Progress
from cache.narrations.public_urls import Addresses
from cache.narrations.record import Narration, Priority
from cache.settings import read_settings
from tests.integration.asking import KEY
from tests.integration.closed_articles import PUBLICATION, SIGNING_KEY
from tests.integration.face import Face
from tests.integration.records import BASIS, NAME, Begin, work
from tests.integration.speech.inline_worker import InlineWorker
from tests.measured import measure_once
from tests.stand import Processes, opened, wait_for
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import FIRST, PREGENERATE, Lane
from worker.jobs.queues import Queues
from worker.settings import WorkerSettings


@pytest.fixture(autouse=True)
def tone_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure a tone only once for all tests with workers in this process."""
    monkeypatch.setattr(loaded_voices, "measure_voice", measure_once)


@pytest.fixture
def queues(client: redis.Redis) -> Queues:
    return Queues(client, workers=2)


@pytest.fixture
def narrations(client: redis.Redis, queues: Queues) -> Narrations:
    return Narrations(client, queues)


@pytest.fixture
def progress(client: redis.Redis) -> Progress:
    return Progress(client)


@pytest.fixture
def leases(client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Leases:
    """Leases, and a worker whose heartbeat does not expire, even on a slow machine."""
    monkeypatch.setattr("cache.narrations.leases.ALIVE_S", 3_600)
    leases = Leases(client)
    leases.renew("w1", {"role": "rest"})
    return leases


@pytest.fixture
def prepared_answers(client: redis.Redis) -> PreparedAnswers:
    return PreparedAnswers(client, Addresses(""))


@pytest.fixture
def begin(narrations: Narrations, client: redis.Redis) -> Begin:
    """Return a function that begins a narration: its first utterance has a lease, two more wait."""

    def go(count: int = 3, priority: Priority = Priority.PLAY) -> Narration:
        queued = narrations.request(NAME, BASIS, priority)
        client.lpop(f"rq:queue:{FIRST if priority is Priority.PLAY else PREGENERATE}")
        assert narrations.speak(queued, work(count), "narrate", "w1")
        return narrations.read(NAME)

    return go


@pytest.fixture
def flask(settings_env: dict[str, str]) -> Iterator[FlaskClient]:
    with opened() as client:
        yield client


@pytest.fixture
def keyed(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    with opened(FlaskClient) as client:
        yield client


@pytest.fixture
def guarded(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[FlaskClient]:
    """A client of a service with rules of access; its source does not answer."""
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(tmp_path / "publication.toml"))
    monkeypatch.setenv("LISTEN_SIGNING_KEY", SIGNING_KEY)
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    with opened(FlaskClient) as client:
        yield client


@pytest.fixture
def web(settings_env: dict[str, str]) -> WebContext:
    """Context of a web process."""
    found: WebContext = create_app().extensions["listen"]
    return found


@pytest.fixture
def context(settings_env: dict[str, str]) -> SpeakerContext:
    """Context of a worker."""
    return open_speaker_context(read_settings(WorkerSettings), "w1", Lane.REST)


@pytest.fixture
def worker(client: redis.Redis, context: SpeakerContext) -> InlineWorker:
    return InlineWorker(client, context)


@pytest.fixture
def voices_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the web process read the published voices at each request."""
    monkeypatch.setattr("audio_service.listening.voice_list.VOICES_KNOWN_S", 0.0)


@pytest.fixture
def face(settings_env: dict[str, str]) -> Iterator[Face]:
    with opened() as flask:
        yield Face(flask, Path(settings_env["LISTEN_DATA_DIR"]))


@pytest.fixture
def workers(processes: Processes, face: Face) -> Processes:
    processes.start_worker("first")
    processes.start_worker("rest")
    processes.start_worker("rest")
    processes.start_scheduler()
    wait_for(lambda: face.flask.get("/readyz").status_code == 200)
    return processes
