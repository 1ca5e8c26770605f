"""`listen narrate URL` and `listen script URL`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from audio_service.cli import main
from tests.integration.fetching.asking import HASTY_S
from tests.web import OK, OtherServer, go_on, moved, page

pytestmark = pytest.mark.timeout(120)

PIER = b"""<meta charset=windows-1252><article><h1>Caf\xe9</h1>
<p>The council met on the pier, and nobody knew for how long they would be out there.</p>
<p>They went home late, and what they had decided was not told to those who asked.</p></article>"""


@pytest.fixture
def listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("LISTEN_VOICES", "tone:220")
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(main, [*arguments])


def test_a_page_is_narrated_from_where_it_was_moved_to(
    server: OtherServer,
    listen: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LISTEN_PRIVATE_HOSTS", f"cms.internal, 127.0.0.1:{server.port}")
    monkeypatch.setenv("LISTEN_PUBLIC_URL", "https://audio.example")
    server.answers["/old"] = moved("/pier")
    server.answers["/pier"] = page(PIER)
    script = listen("script", server.url("/old"))
    assert json.loads(script.output.splitlines()[0])["written"] == "Café"
    made = listen("narrate", server.url("/old"), "-o", str(tmp_path / "pier.mp3"))
    assert made.exit_code == 0, made.output
    assert (tmp_path / "pier.mp3").stat().st_size > 10_000
    assert server.asked[0].headers["user-agent"].endswith(" (+https://audio.example)")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "HTTP://2130706433:{port}/", "file:///etc/passwd",
            "http://u:secret@127.0.0.1:{port}/", "http://169.254.169.254/latest/?token=secret"],
)  # fmt: skip
@pytest.mark.parametrize("command", ["narrate", "script"])
def test_the_command_line_asks_no_inner_address(
    server: OtherServer, listen: Callable[..., Result], tmp_path: Path, command: str, url: str
) -> None:
    output = ["-o", str(tmp_path / "a.mp3")] if command == "narrate" else []
    refused = listen(command, url.format(port=server.port), *output)
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert "not allowed" in refused.output
    assert refused.output.endswith(" [address-not-allowed]\n")
    assert "secret" not in refused.output
    assert not server.asked


def test_the_command_line_says_how_an_address_is_let_in(listen: Callable[..., Result]) -> None:
    assert listen("script", "http://169.254.169.254/").output == (
        "Error: http://169.254.169.254/: its address 169.254.169.254 is link-local, which is not "
        "allowed; LISTEN_PRIVATE_HOSTS lists hosts that are [address-not-allowed]\n"
    )


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/slow", "source-unavailable"),
        ("/endless", "unreadable-source"),
        ("/gone", "article-gone"),
        ("/image", "unreadable-source"),
        ("/garbled", "unreadable-source"),
        ("/home", "address-not-allowed"),
    ],
)
def test_the_command_line_says_why_there_is_no_article(
    server: OtherServer,
    listen: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    code: str,
) -> None:
    monkeypatch.setenv("LISTEN_PRIVATE_HOSTS", f"127.0.0.1:{server.port}")
    if path == "/slow":
        monkeypatch.setenv("LISTEN_SOURCE_TIMEOUT_S", str(HASTY_S))
    server.answers |= {
        "/slow": go_on(OK + b"Content-Length: 90000\r\n\r\n", b"a", 0.01),
        "/endless": go_on(OK + b"\r\n", b"<p>More" * 10_000),
        "/image": page(b"GIF89a", media_type="image/gif"),
        "/garbled": page(b"\xff" * 99, media_type="text/html; charset=utf-8"),
        "/home": moved("http://localhost/"),
    }
    failed = listen("narrate", server.url(path), "-o", str(tmp_path / "a.mp3"))
    assert failed.exit_code == 1
    assert failed.output.endswith(f" [{code}]\n")


@pytest.mark.parametrize("value", ["http://cms.internal", "10.0.0.1/8", "cms internal", "a:b"])
def test_a_mistake_in_the_list_of_hosts_is_named(
    listen: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("LISTEN_PRIVATE_HOSTS", f"localhost,{value}")
    failed = listen("script", "http://localhost/")
    assert failed.exit_code == 1
    assert f"LISTEN_PRIVATE_HOSTS: '{value}' is not a host, host:port or network" in failed.output
