"""`listen`, the command line."""

import json
import logging
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
from click._termui_impl import ProgressBar

from audio_service.desk import open_desk
from audio_service.press import checked_id, take_down
from audio_service.routes.ops import gather_status
from audio_service.settings import FaceSettings
from audio_service.supervisor import (
    Supervisor,
    check_port,
    lock_data_dir,
    scheduler_child,
    supervise,
    valkey_child,
    web_child,
    worker_children,
)
from cache.connection import REDIS_DOWN
from cache.errors import ListenError
from cache.settings import read_settings
from worker.articles.files import read_file
from worker.articles.page import fetch_page, read_page
from worker.articles.sources import DemoArticles, Sources
from worker.articles.store import ArticleStore
from worker.process import Lane, run_scheduler, run_worker
from worker.record import record_article
from worker.settings import WorkerSettings
from worker.speech.registry import find_engine, load_voice, open_engines
from worker.stages import Article
from worker.studio import reading_rules
from worker.text.script import write_script
from worker.text.utterances import chunk

P = ParamSpec("P")
R = TypeVar("R")

PAGE_ANSWERS_WITHIN_S = 60.0
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s"


def _plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Wrap a command so that what goes wrong is told in a sentence."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ListenError as error:
            raise click.ClickException(f"{error} [{error.code}]") from error
        except REDIS_DOWN as error:
            raise click.ClickException(
                f"Redis does not answer; is `listen up` running, is REDIS_URL right? ({error})"
            ) from error

    return wrapped


@click.group()
@click.version_option(package_name="listen-to-article")
def main() -> None:
    """Audio for articles: press play, hear the article within half a second."""
    logging.basicConfig(format=LOG_FORMAT, level=logging.WARNING)


@main.command()
@click.option("--port", type=int, help="Port of the HTTP face (PORT).")
@click.option("--workers", type=int, help="Processes that speak (LISTEN_WORKERS).")
@click.option("--data-dir", type=click.Path(path_type=Path), help="LISTEN_DATA_DIR.")
@_plainly
def up(port: int | None, workers: int | None, data_dir: Path | None) -> None:
    """Start everything: Redis if none is given, workers, scheduler, HTTP."""
    given = {"PORT": port, "LISTEN_WORKERS": workers, "LISTEN_DATA_DIR": data_dir}
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})
    settings, face = read_settings(WorkerSettings), read_settings(FaceSettings)
    os.environ["LISTEN_DATA_DIR"] = str(settings.data_dir)
    check_port(face)
    lock = lock_data_dir(settings.data_dir)
    children = [] if settings.redis_url else [valkey_child(settings.data_dir, lock)]
    ArticleStore(settings.database_location)
    children += [*worker_children(settings), scheduler_child(), web_child()]
    _run(supervise(settings, children), face)


@main.command()
@_plainly
def workers() -> None:
    """Start the workers alone: the fast lane, and one for each core."""
    settings = read_settings(WorkerSettings)
    _run(supervise(settings, worker_children(settings)), None)


def _run(supervisor: Supervisor, face: FaceSettings | None) -> None:
    try:
        supervisor.start()
        if face:
            address = f"http://{face.host}:{face.port}/"
            if supervisor.wait_until(lambda: _answers(f"{address}healthz"), PAGE_ANSWERS_WITHIN_S):
                click.echo(f"Listen to Article runs at {address}  (Ctrl-C stops it)")
        supervisor.watch()
    finally:
        supervisor.stop()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@main.command(hidden=True)
@click.option("--lane", type=click.Choice([lane.value for lane in Lane]), required=True)
@click.option("--name", required=True)
@_plainly
def worker(lane: str, name: str) -> None:
    """Run one worker process."""
    run_worker(read_settings(WorkerSettings), Lane(lane), name)


@main.command()
@click.option("--name", default="scheduler", hidden=True)
@_plainly
def scheduler(name: str) -> None:
    """Put jobs on their queues when their time has come, and look after lost ones."""
    run_scheduler(read_settings(WorkerSettings), name)


@main.command()
@click.argument("source")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="MP3 or WAV file; its cues go beside it, as .vtt.",
)  # fmt: skip
@click.option("--voice", help="As in piper:en_US-joe-medium; the default voice if left out.")
@_plainly
def narrate(source: str, output: Path, voice: str | None) -> None:
    """Narrate SOURCE: an .html, .md, .txt or .json file, a URL, or an article ID."""
    settings = read_settings(WorkerSettings)
    article = _find_article(source, settings)
    bar: ProgressBar[int] = click.progressbar(
        length=1, label="Speaking", file=click.get_text_stream("stderr")
    )

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    with bar:
        track = record_article(article, voice or settings.voices[0], output, settings, show)
    click.echo(
        f"{output}: {track.duration_s:.1f} s, {len(track.cues)} cues in "
        f"{output.with_suffix('.vtt').name}"
    )


@main.command()
@click.argument("source")
@click.option("--voice", help="Whose limits apply; the default voice if left out.")
@_plainly
def script(source: str, voice: str | None) -> None:
    """Print what of SOURCE is read aloud, one JSON line for each utterance."""
    settings = read_settings(WorkerSettings)
    engine, _ = find_engine(voice or settings.voices[0], open_engines(settings, threads=1))
    rules = reading_rules(settings)
    written = write_script(_find_article(source, settings), rules)
    for utterance in chunk(written, engine.limits, rules):
        shown = {
            "role": utterance.role,
            "written": utterance.written,
            "spoken": utterance.spoken,
            "pause_after_ms": utterance.pause_after_ms,
        }
        click.echo(json.dumps(shown, ensure_ascii=False))


@main.command()
@_plainly
def voices() -> None:
    """Print the voices that can be used, the default first."""
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    for name in settings.voices:
        try:
            loaded = load_voice(name, engines)
        except ListenError as error:
            click.echo(f"{name}  cannot be used: {error}")
        else:
            click.echo(f"{name}  {loaded.language}  {loaded.rate_hz} Hz  {loaded.version}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="All figures, as /status has them.")
@_plainly
def status(*, as_json: bool) -> None:
    """Print whether listeners are being served."""
    found = gather_status(open_desk(read_settings(FaceSettings)))
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in _status_lines(found):
        click.echo(line)


def _status_lines(found: dict[str, Any]) -> list[str]:
    queues = ", ".join(f"{name} {queue['jobs']}" for name, queue in found["queues"].items())
    roles = [process["role"] for process in found["workers"]]
    waits, presses, speech = found["first_clip"], found["presses"], found["speech"]
    return [
        found["status"],
        *[f"  ! {problem}" for problem in found["problems"]],
        f"workers   {', '.join(f'{role} {roles.count(role)}' for role in sorted(set(roles)))}",
        f"queues    {queues}; {found['unfinished']} narrations under way",
        f"presses   {presses['hits']} from the cache, {presses['misses']} not",
        f"waits     first clip p50 {waits['p50_s']} s, p95 {waits['p95_s']} s",
        f"speech    {speech['utterances']} utterances, {speech['audio_s']:.0f} s, "
        f"RTF {speech['rtf']}",
        f"made      {found['narrations_ready']} ready, {found['narrations_failed']} failed",
    ]


@main.command()
@click.argument("article_id")
@click.option("--voice", help="Only in this voice; in all voices if left out.")
@_plainly
def purge(article_id: str, voice: str | None) -> None:
    """Take down what was narrated of an article; its URLs answer 410 from then on."""
    take_down(open_desk(read_settings(FaceSettings)), checked_id(article_id), voice)
    click.echo(f"{article_id}: taken down")


def _find_article(source: str, settings: WorkerSettings) -> Article:
    """Return the article that a SOURCE names."""
    if source.startswith(("http://", "https://")):
        page = fetch_page(source, settings.source_timeout_s)
        name = source.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or "page"
        return read_page(page, name, source)
    path = Path(source)
    if path.is_file() or path.suffix.lower() in {".html", ".htm", ".md", ".txt", ".json"}:
        return read_file(path)
    article = Sources([ArticleStore(settings.database_location), DemoArticles()]).get(source)
    return replace(article, id=source)


if __name__ == "__main__":
    main()
