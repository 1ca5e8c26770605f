"""The published files of Kokoro: the model and its voices, with their digests.

Of the published models, this is the one with 8-bit numbers: a quarter of the size of the one with
32-bit numbers, and 1.1 to 1.2 times as fast on a CPU (2026-11).
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from worker.errors import NoSuchVoiceError
from worker.speech.installation.downloads import PublishedFile
from worker.speech.kokoro.engine import LANGUAGES, MODEL, VOICES

MODEL_URL = (
    "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/"
    "kokoro-v1.0.int8.onnx"
)
MODEL_DIGEST = "sha256:6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_BYTES = 92_361_271

VOICES_URL = (
    "https://huggingface.co/onnx-community/Kokoro-82M-v1.0-ONNX/resolve/"
    "1939ad2a8e416c0acfeecc08a694d14ef25f2231/voices/"
)
VOICE_BYTES = 522_240


@cache
def voice_digests() -> dict[str, str]:
    """Return the digest of each published voice that this engine can speak with, by name."""
    lines = files(__package__).joinpath("voices.sha256").read_text("ascii").splitlines()
    digests = {name: f"sha256:{digest}" for digest, name in (line.split() for line in lines)}
    return {name: digest for name, digest in digests.items() if name[0] in LANGUAGES}


def published_files(
    voices: Iterable[str] = (), mirror: str = ""
) -> Iterator[tuple[str, PublishedFile]]:
    """Yield the model and some voices, each with its path in the directory of the engine.

    Args:
        voices: Names of voices; all by default.
        mirror: URL of a server with the same paths, to use instead of the publishers' servers.

    Raises:
        NoSuchVoiceError: There is no such voice.
    """
    digests = voice_digests()
    base = mirror.rstrip("/")
    yield MODEL, PublishedFile(f"{base}/{MODEL}" if base else MODEL_URL, MODEL_DIGEST, MODEL_BYTES)
    for name in voices or digests:
        if name not in digests:
            raise NoSuchVoiceError(
                f"voice 'kokoro:{name}' is not published; there are {', '.join(digests)}"
            )
        path = f"{VOICES}/{name}.bin"
        url = f"{base}/{path}" if base else f"{VOICES_URL}{name}.bin"
        yield path, PublishedFile(url, digests[name], VOICE_BYTES)
