"""A copy of an ONNX model with one more output, for what the model computes and keeps to itself.

An ONNX file is a protobuf message, and protobuf merges concatenated messages. So a model followed
by a graph with one more output is the model with that output.

Source: https://protobuf.dev/programming-guides/encoding, "Last One Wins".
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile


@contextmanager
def exposing_output(model: Path, write_output: Callable[[mmap], bytes]) -> Iterator[Path]:
    """Yield a temporary copy of a model with one more output.

    The copy is a file, because the runtime keeps a model given as bytes in memory, 63 MB for a
    Piper voice, but reads a file only once.

    Args:
        model: File of the model.
        write_output: Returns the bytes to append to the model; empty bytes for no output.

    Yields:
        Path of the copy; of the model itself if there is no output to add.

    Raises:
        ValueError: The file is not a protobuf message.
        OSError: The file cannot be read or copied.
    """
    with model.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
        output = write_output(data)
    if not output:
        yield model
        return
    with NamedTemporaryFile(suffix=model.suffix) as copy:
        shutil.copyfile(model, copy.name)
        with Path(copy.name).open("ab") as end:
            end.write(output)
        yield Path(copy.name)
