"""`listen up` and `listen workers`: their options, and their settings.

The settings are checked before the service is imported, which takes seconds on a small machine.
"""

import difflib
import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import click

from audio_service.settings import WebSettings
from cache.errors import BadSettingsError
from cache.settings import ENV_PREFIX, S, read_settings, variable_name
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.speech.registry import find_engine, know_voice, open_engines


@click.command()
@click.option("--port", type=int, help="Port of the web service (PORT).")
@click.option(
    "--workers", type=int, help="Number of background speaking processes (LISTEN_WORKERS)."
)
@click.option("--data-dir", type=click.Path(path_type=Path), help="LISTEN_DATA_DIR.")
def up(port: int | None, workers: int | None, data_dir: Path | None) -> None:
    """Start the whole service: Valkey unless REDIS_URL is set, workers, scheduler and HTTP.

    Raises:
        BadSettingsError: Settings are malformed or out of bounds; the message names all of them.
    """
    given = {"PORT": port, "LISTEN_WORKERS": workers, "LISTEN_DATA_DIR": data_dir}
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})
    problems: list[str] = []
    settings, face = _read(WorkerSettings, problems), _read(WebSettings, problems)
    if settings is None or face is None:
        raise BadSettingsError("\n".join(dict.fromkeys(problems)))  # both kinds share some
    os.environ["LISTEN_DATA_DIR"] = str(settings.data_dir)
    _warn_of_unknown_names()
    publication = read_publication(settings.publication_file)
    _check_voices(settings, publication.cast_voices)
    _service().start_all(settings, face)


@click.command()
def workers() -> None:
    """Start only the workers (one for first sentences, one for each core) and the fetchers."""
    _service().start_workers(read_settings(WorkerSettings))


def _check_voices(settings: WorkerSettings, cast_voices: Sequence[str]) -> None:
    """Check that the engine of every voice is installed, and knows the voices of casts."""
    engines = open_engines(settings, threads=1)
    for name in settings.all_voices:
        find_engine(name, engines)
    for name in cast_voices:
        know_voice(name, engines)


def _service() -> ModuleType:
    return importlib.import_module("audio_service.commands.processes.service")


def _read(kind: type[S], problems: list[str]) -> S | None:
    """Return settings; None if some are not valid, which are added to `problems`."""
    try:
        return read_settings(kind)
    except BadSettingsError as error:
        problems.extend(str(error).splitlines())
        return None


def _warn_of_unknown_names() -> None:
    known = [
        variable_name(kind, field)
        for kind in (WorkerSettings, WebSettings)
        for field in kind.model_fields
    ]
    for name in sorted(os.environ):
        if name.startswith(ENV_PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            click.echo(f"{name} is not a setting and has no effect{hint}", err=True)
