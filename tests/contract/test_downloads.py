"""Downloads of models from a server with faulty answers."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.file_server import FileServer, file_server
from worker.errors import DownloadError
from worker.speech.installation import downloads
from worker.speech.installation.downloads import PublishedFile, download, is_whole

CONTENT = bytes(range(256)) * 4_000
"""About a megabyte: sixteen reads."""


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server({"/model.onnx": CONTENT}) as server:
        yield server


def published(server: FileServer, path: str = "/model.onnx") -> PublishedFile:
    digest = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
    return PublishedFile(f"{server.url}{path}", digest, len(CONTENT))


def test_a_download_is_there_when_it_is_whole(server: FileServer, tmp_path: Path) -> None:
    told: list[int] = []
    path = tmp_path / "voices" / "model.onnx"
    download(published(server), path, told.append)
    assert path.read_bytes() == CONTENT
    assert [each.name for each in path.parent.iterdir()] == ["model.onnx"]
    assert told == sorted(told)
    assert told[-1] == len(CONTENT)


def test_a_download_that_breaks_off_continues_where_it_stopped(
    server: FileServer, tmp_path: Path
) -> None:
    server.cuts = [100_000, 200_000]
    download(published(server), tmp_path / "model.onnx", pause_s=0)
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.ranges[0] == ""
    assert server.ranges[1:] == ["bytes=100000-", "bytes=300000-"]


def test_a_later_call_continues_an_interrupted_download(server: FileServer, tmp_path: Path) -> None:
    server.cuts = [123_456, *[0] * 9]
    with pytest.raises(DownloadError, match=r"continues after 0\.1 of 1\.0 MB"):
        download(published(server), tmp_path / "model.onnx", pause_s=0)
    assert not (tmp_path / "model.onnx").exists()
    assert (tmp_path / "model.onnx.part").read_bytes() == CONTENT[:123_456]
    assert len(server.ranges) == 1 + downloads.ATTEMPTS - 1
    server.cuts = []
    download(published(server), tmp_path / "model.onnx")
    assert server.ranges[-1] == "bytes=123456-"
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_a_server_that_cannot_continue_sends_all_of_it_again(
    server: FileServer, tmp_path: Path
) -> None:
    server.takes_ranges = False
    server.cuts = [500_000]
    download(published(server), tmp_path / "model.onnx", pause_s=0)
    assert server.ranges == ["", "bytes=500000-"]
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT


def test_a_server_that_fails_for_a_moment_is_asked_again(
    server: FileServer, tmp_path: Path
) -> None:
    server.statuses = [503, 429, 500]
    download(published(server), tmp_path / "model.onnx", pause_s=0)
    assert is_whole(published(server), tmp_path / "model.onnx")


def test_another_content_is_refused_and_not_kept(server: FileServer, tmp_path: Path) -> None:
    server.files["/model.onnx"] = CONTENT[:-1] + b"x"
    with pytest.raises(DownloadError, match="another digest"):
        download(published(server), tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []
    assert server.ranges == [""]


def test_a_larger_file_is_refused_at_once(server: FileServer, tmp_path: Path) -> None:
    server.files["/model.onnx"] = CONTENT * 20
    with pytest.raises(DownloadError, match="larger"):
        download(published(server), tmp_path / "model.onnx")
    assert not (tmp_path / "model.onnx").exists()


def test_the_beginning_of_another_version_is_dropped(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "model.onnx.part").write_bytes(b"another version")
    download(published(server), tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").read_bytes() == CONTENT
    assert server.ranges == ["bytes=15-", ""]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_not_repeated(server: FileServer, tmp_path: Path, status: int) -> None:
    server.statuses = [status]
    with pytest.raises(DownloadError, match=str(status)):
        download(published(server), tmp_path / "model.onnx", pause_s=0)
    assert len(server.ranges) == 1


def test_a_server_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    with file_server({}) as server:
        file = published(server)
    with pytest.raises(DownloadError, match=r"model\.onnx"):
        download(file, tmp_path / "model.onnx", pause_s=0)


def test_a_folder_that_cannot_be_written_is_one_error(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file")
    with pytest.raises(DownloadError, match="cannot be written"):
        download(published(server), tmp_path / "voices" / "model.onnx")


def test_two_downloads_of_one_file_do_not_write_at_once(server: FileServer, tmp_path: Path) -> None:
    with (tmp_path / "model.onnx.part").open("ab") as out:
        downloads._lock(out, tmp_path / "model.onnx.part")
        with pytest.raises(DownloadError, match="another process"):
            download(published(server), tmp_path / "model.onnx")
    assert server.ranges == []
