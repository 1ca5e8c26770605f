"""`listen backup`, `listen restore` and `listen sweep`."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import click
import redis
from click._termui_impl import ProgressBar

from audio_service.backup.archive import Told, unpack
from audio_service.backup.create import back_up, find_sources, measure
from audio_service.backup.restore import CHECKS, check_outside, check_unused
from audio_service.backup.restore import restore as put_back
from audio_service.supervisor.start_checks import lock_data_dir
from audio_service.supervisor.valkey import valkey_running
from cache.narrations.prepared_answers import rfc3339
from cache.redis.client import connect
from cache.redis.renewed_lock import renewed_lock
from cache.settings import read_settings
from worker.errors import BadOutputError
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.maintenance.storage_cleanup import SWEEP
from worker.settings import WorkerSettings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--no-clips",
    is_flag=True,
    help="Leave out clips: the file is smaller, and the first edits take longer.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def backup(file: Path, *, no_clips: bool, force: bool) -> None:
    """Copy articles, audio and the data in Redis into FILE, a .tar or .tar.gz, or - for a pipe.

    The service may be running.

    Raises:
        BadOutputError: The file exists or cannot be written, or there is nothing to copy.
    """
    settings = read_settings(WorkerSettings)
    is_pipe = str(file) == "-"
    if file.exists() and not force and not is_pipe:
        raise BadOutputError(f"{file} exists already; --force replaces it")
    draft = file.with_name(f"{file.name}.part")
    sources = find_sources(settings)
    there = (sources.database, sources.audio, settings.data_dir / "valkey")
    if not any(path and path.exists() for path in there) and not settings.redis_url:
        raise BadOutputError(
            f"there is nothing in {settings.data_dir}; LISTEN_DATA_DIR says where the service is"
        )
    with ExitStack() as stack:
        size = measure(sources, with_clips=not no_clips)
        told = stack.enter_context(_bar("Copying", size))
        client = stack.enter_context(_reaching_redis(settings))
        try:
            target = sys.stdout.buffer if is_pipe else stack.enter_context(_private(draft))
            done = back_up(settings, client, target, file, told, with_clips=not no_clips)
            target.flush()
            if not is_pipe:
                os.fsync(target.fileno())
                draft.rename(file)
        except OSError as error:
            raise BadOutputError(f"{file} cannot be written: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
    click.echo(f"{file}: {done.files} files, {done.keys} keys of Redis", err=True)
    for sentence in done.left:
        click.echo(f"not in it: {sentence}", err=True)


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
)
@click.option("--check", is_flag=True, help="Only check that FILE is complete and undamaged.")
@click.option("--force", is_flag=True, help="Replace existing data.")
def restore(file: Path, *, check: bool, force: bool) -> None:
    """Restore the backup in FILE, or - for a pipe; the service must not be running.

    Raises:
        ArchiveError: The backup is damaged; nothing has changed then.
        StartError: The service is running, or there are data.
    """
    settings = read_settings(WorkerSettings)
    size = 0 if str(file) == "-" else file.stat().st_size
    with ExitStack() as stack:
        source = sys.stdin.buffer if str(file) == "-" else stack.enter_context(file.open("rb"))
        if check:
            head = unpack(source, None, stack.enter_context(_bar("Reading", size)), CHECKS)
            click.echo(f"{file} is complete and undamaged: {_made(head['version'], head['at'])}")
            return
        lock = lock_data_dir(settings.data_dir)
        stack.callback(os.close, lock)
        check_unused(settings, force=force)
        check_outside(settings, file)
        done = put_back(settings, lock, source, stack.enter_context(_bar("Reading", size)))
    click.echo(f"{file}: {_made(done.version, done.at)}")
    click.echo(f"{settings.data_dir}: {done.files} files of audio, {done.narrations} records")
    for sentence in done.left:
        click.echo(f"not in it: {sentence}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show which files would be removed.")
def sweep(*, dry_run: bool) -> None:
    """Remove stored audio that is no longer needed, as the service does four times a day.

    Raises:
        click.ClickException: The service does it now.
    """
    context = open_fetcher_context(read_settings(WorkerSettings), "sweep")
    with renewed_lock(context.redis, SWEEP) as is_held:
        if not is_held:
            raise click.ClickException("audio is being removed already; try again in a minute")
        swept = context.sweeper.sweep(is_dry_run=dry_run)
    for kind, count in sorted(swept.counts.items()):
        click.echo(f"{count:>9} {kind}")
    click.echo(f"{swept.size / 1e6:.1f} MB {'would be removed' if dry_run else 'removed'}")
    for warning in swept.warnings:
        click.echo(f"! {warning}", err=True)


def _made(version: str, at: float) -> str:
    return f"made by version {version} at {rfc3339(at)}"


@contextmanager
def _bar(label: str, size: int) -> Iterator[Told]:
    """Show progress in bytes on the standard error stream.

    Yields:
        A function that takes the number of further bytes.
    """
    bar: ProgressBar[int] = click.progressbar(
        length=max(size, 1), label=label, file=click.get_text_stream("stderr")
    )
    with bar:
        yield bar.update


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that only this user can read: articles may be paid or embargoed.

    Yields:
        The file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    try:
        yield file
    finally:
        with suppress(OSError):  # everything needed was flushed before
            file.close()


@contextmanager
def _reaching_redis(settings: WorkerSettings) -> Iterator[redis.Redis | None]:
    """Connect to Redis; the embedded one is started if the service is not running.

    Yields:
        A connection; None if the embedded Redis was never started.

    Raises:
        redis.ConnectionError: The external Redis does not answer.
    """
    with connect(settings, patience_s=0.25) as client:
        try:
            client.ping()
        except redis.ConnectionError:
            if settings.redis_url:
                raise
        else:
            yield client
            return
    directory = settings.data_dir / "valkey"
    if not directory.exists():
        yield None
        return
    lock = lock_data_dir(settings.data_dir)
    try:
        with valkey_running(settings, lock, directory) as client:
            yield client
    finally:
        os.close(lock)
