"""The start of the service for `listen up` and `listen workers`: processes under one supervisor."""

import gc
import importlib
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import click
import redis

from audio_service.access.first_key import key_file, make_key
from audio_service.backup.restore import finish_restore
from audio_service.settings import WebSettings
from audio_service.supervisor.child import Listen, StartError
from audio_service.supervisor.children import (
    fetcher_children,
    scheduler_child,
    web_child,
    worker_children,
)
from audio_service.supervisor.forked_process import FORKING
from audio_service.supervisor.start_checks import check_port, lock_data_dir
from audio_service.supervisor.supervisor import Supervisor, supervise
from audio_service.supervisor.valkey import valkey_child
from cache.audio.storage import Storage
from cache.narrations.leases import Leases
from cache.redis.client import KEEPS_ALL, connect, evicting_policy
from worker.articles.database import Database
from worker.articles.lexicon_store import LexiconStore
from worker.articles.store import ArticleStore
from worker.audio.jingles import check_jingles
from worker.publication.publication import Publication, read_publication
from worker.settings import WorkerSettings

PAGE_ANSWERS_WITHIN_S = 60.0

T = TypeVar("T")


def start_all(settings: WorkerSettings, face: WebSettings) -> None:
    """Start the whole service, and keep it running until a signal stops it.

    Args:
        settings: Settings of the workers.
        face: Settings of the web process.
    """
    check_port(face)
    lock = lock_data_dir(settings.data_dir)
    if make_key(face):
        click.echo(f"The API key of this installation was made: it is in {key_file(face)}")
    children = [] if settings.redis_url else [valkey_child(settings.data_dir, lock)]
    publication = _run_apart(_prepare_all, settings)
    listen = _load_children("worker", "fetcher", "scheduler")
    children += [
        *worker_children(settings, listen),
        *fetcher_children(settings, listen),
        scheduler_child(listen),
        web_child(),
    ]
    _run(supervise(settings, children, publication), face)


def start_workers(settings: WorkerSettings) -> None:
    """Start workers and fetchers, and keep them running until a signal stops them."""
    publication = _run_apart(_prepare_workers, settings)
    listen = _load_children("worker", "fetcher")
    children = [*worker_children(settings, listen), *fetcher_children(settings, listen)]
    _run(supervise(settings, children, publication), None)


def _load_children(*commands: str) -> Listen:
    """Import commands whose processes are forked later, and return a function that runs them."""
    for name in commands:
        importlib.import_module(f"audio_service.commands.processes.{name}")
    root = click.get_current_context().find_root().command
    return lambda arguments: root.main(arguments, prog_name="listen")


def _run_apart(prepare: Callable[[WorkerSettings], T], settings: WorkerSettings) -> T:
    """Return the result of `prepare`, run in a process of its own.

    It uses libraries that start threads, which the supervisor must not have.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=FORKING) as apart:
        return apart.submit(prepare, settings).result()


def _prepare_all(settings: WorkerSettings) -> Publication:
    """Prepare the start of the whole service, and return the publication file's content."""
    finish_restore(settings)
    ArticleStore(Database(settings.database_location))
    LexiconStore(Database(settings.database_location))
    _check_redis(settings)
    return _check_publication(settings)


def _prepare_workers(settings: WorkerSettings) -> Publication:
    """Prepare the start of workers, and return the publication file's content."""
    _check_redis(settings)
    return _check_publication(settings)


def _check_publication(settings: WorkerSettings) -> Publication:
    publication = read_publication(settings.publication_file)
    check_jingles(publication.frames)
    return publication


def _check_redis(settings: WorkerSettings) -> None:
    """Check that Redis keeps all keys, and that all processes that share it share the storage.

    Raises:
        StartError: Redis deletes keys when memory is short, or a process uses another storage.
    """
    own = Storage(settings.storage_location).identity()
    if not settings.redis_url:
        return
    try:
        with connect(settings, patience_s=1.0) as client:
            living = Leases(client).living()
            policy = evicting_policy(client.info("memory"))
    except redis.RedisError:
        return  # every process will wait for Redis
    if policy:
        raise StartError(
            f"Redis deletes keys when memory is short (maxmemory-policy {policy}), which loses "
            f"narrations halfway: set maxmemory-policy {KEEPS_ALL}"
        )
    hosts = {says["host"] for says in living.values() if says.get("storage") not in (None, "", own)}
    if hosts:
        raise StartError(
            f"{', '.join(sorted(hosts))} uses the same Redis, but another audio store: "
            "LISTEN_STORAGE_URL and LISTEN_DATABASE_URL must be the same on every machine"
        )


def _run(supervisor: Supervisor, face: WebSettings | None) -> None:
    gc.freeze()  # forked processes share the memory of all that is imported
    try:
        supervisor.start()
        if face:
            address = f"http://{face.address}/"
            if supervisor.wait_until(lambda: _answers(f"{address}healthz"), PAGE_ANSWERS_WITHIN_S):
                click.echo(f"Listen to Article runs at {address}  (Ctrl-C stops it)")
                if face.demo_site is None and not face.has_demo_site:
                    click.echo("The demo site is off; LISTEN_DEMO_SITE=true serves it in public.")
            else:
                click.echo(f"{address} does not answer yet; see the messages above", err=True)
        supervisor.watch()
    finally:
        supervisor.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
