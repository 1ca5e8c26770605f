"""Backups that were changed or are of a later version: each is refused, and nothing changes."""

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from audio_service.backup.archive import CHECKSUMS, FORMAT, HEADER, ArchiveError, unpack
from audio_service.backup.create import REDIS_FILE
from audio_service.backup.restore import CHECKS
from tests import forks


def tar_of(*members: tarfile.TarInfo | tuple[str, bytes]) -> io.BytesIO:
    """Return an archive with a header and these members."""
    made = io.BytesIO()
    head = json.dumps({"format": FORMAT, "version": "1", "at": 0, "left": []}).encode()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for member in ((HEADER, head), *members):
            info, data = member if isinstance(member, tuple) else (member, b"")
            if isinstance(info, str):
                info = tarfile.TarInfo(info)
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    made.seek(0)
    return made


@pytest.mark.parametrize(
    "name", ["../out", "/tmp/out", "audio/../../out", "audio//../out", "./x", "a\\..\\out"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    into = tmp_path / "in" / "to"
    into.mkdir(parents=True)
    with pytest.raises(ArchiveError, match="cannot be part of a backup"):
        unpack(tar_of((name, b"bad"), (CHECKSUMS, b"{}")), into, lambda _: None)
    assert list(into.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    member = tarfile.TarInfo("audio/x")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(ArchiveError, match="cannot be part of a backup"):
        unpack(tar_of(member, (CHECKSUMS, b"{}")), tmp_path, lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_of_a_later_version_is_refused_with_a_sentence() -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        head = json.dumps({"format": FORMAT + 1, "version": "99.0"}).encode()
        info = tarfile.TarInfo(HEADER)
        info.size = len(head)
        tar.addfile(info, io.BytesIO(head))
    made.seek(0)
    with pytest.raises(ArchiveError, match=r"by version 99\.0, which is newer than this"):
        unpack(made, None, lambda _: None)


@pytest.mark.parametrize(
    "line",
    [
        ["rq:queue:pregenerate", "list", None, ["evil"]],
        ["another:app", "string", None, "x"],
        ["listen:alive:w1", "string", None, "x"],
        ["listen:counters", "stream", None, {"a": "1"}],
        ["listen:counters", "hash", None, {"a": 5}],
        ["listen:counters", "hash", None, {}],
        ["listen:plays:\u0100", "string", None, "x"],
        {"listen:counters": 1},
        5,
        [],
    ],
)
def test_what_no_backup_of_ours_holds_of_redis_is_refused(line: object) -> None:
    data = json.dumps(line).encode() + b"\n"
    with pytest.raises(ArchiveError, match="cannot be read to its end"):
        unpack(tar_of((REDIS_FILE, data), (CHECKSUMS, b"{}")), None, lambda _: None, CHECKS)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("articles.db", b"no database" * 100),
        ("audio/narrations/a.json", b"[1]"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_changes(
    tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / "b.tar"
    checksums = json.dumps({name: [len(data), hashlib.sha256(data).hexdigest()]}).encode()
    file.write_bytes(tar_of((name, data), (CHECKSUMS, checksums)).getvalue())
    env = {**os.environ, "LISTEN_DATA_DIR": str(tmp_path / "var")}
    done = forks.listen(env, "restore", file)
    assert (done.returncode, "[bad-backup]" in done.stderr) == (1, True), done.stderr
    left = {path.name for path in (tmp_path / "var").rglob("*") if path.is_file()}
    assert left <= {"listen.lock", "valkey.sock", "valkey.log", "spoken"}
