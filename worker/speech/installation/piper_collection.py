"""The public collection of Piper voices, with the digests of their files.

Source: https://huggingface.co/rhasspy/piper-voices, file `voices.json`.
"""

from collections.abc import Iterator
from typing import Any

from worker.errors import DownloadError, NoSuchVoiceError
from worker.speech.installation.downloads import PublishedFile, download_json

COLLECTION_URL = "https://huggingface.co/rhasspy/piper-voices/resolve/main"

SUFFIXES = {".onnx": ".onnx", ".onnx.json": ".onnx.json", "MODEL_CARD": ".MODEL_CARD"}
"""Ends of the names of a voice's files in the collection -> the ends of their names here; the card
names the license."""


def published_files(voice: str, mirror: str = "") -> Iterator[tuple[str, PublishedFile]]:
    """Yield the files of a voice, each with its name in the directory of Piper voices.

    Args:
        voice: Name of the voice, such as `de_DE-thorsten-medium`.
        mirror: URL of a server with the same paths, to use instead of that of the collection.

    Raises:
        NoSuchVoiceError: The collection does not have the voice.
        DownloadError: The list of the collection cannot be downloaded, or is malformed.
    """
    base = (mirror or COLLECTION_URL).rstrip("/")
    voices = download_json(f"{base}/voices.json")
    try:
        files: dict[str, Any] = voices[voice]["files"] if voice in voices else {}
        found = {_local_name(voice, path): _published(base, path, files[path]) for path in files}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise DownloadError(f"{base}/voices.json is not a list of Piper voices") from error
    if not {f"{voice}.onnx", f"{voice}.onnx.json"} <= found.keys():
        raise NoSuchVoiceError(f"voice 'piper:{voice}' is not in the collection at {base}")
    yield from ((name, file) for name, file in found.items() if name)


def _local_name(voice: str, path: str) -> str:
    """Return the name of a file in the directory of Piper voices; empty if it is not needed."""
    for end, suffix in sorted(SUFFIXES.items()):
        if path.endswith((f"/{voice}{end}", f"/{end}")):
            return f"{voice}{suffix}"
    return ""


def _published(base: str, path: str, fields: dict[str, Any]) -> PublishedFile:
    return PublishedFile(f"{base}/{path}", f"md5:{fields['md5_digest']}", int(fields["size_bytes"]))
