"""Readers in Chromium, Firefox and WebKitGTK press play, and hear."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.browsers import Reader, SoundCard
from tests.e2e.test_streaming import begin
from tests.stand import Service, wait_for

pytestmark = pytest.mark.browser

STAGE = """
    const button = document.createElement("button");
    const media = window.media = document.createElement("audio");
    button.textContent = "Hear it";
    button.onclick = () => { media.src = arguments[0]; media.play(); };
    document.body.prepend(button);
"""
"""A page's own player, with nothing but what the browser has."""


def begin_to_hear(reader: Reader, service: Service, path: str) -> None:
    reader.open(service.url)
    reader.run(STAGE, path)
    reader.click("return document.querySelector('button')")


def media(reader: Reader, what: str) -> Any:
    return reader.run(f"return window.media.{what}")


def test_a_stream_is_heard_while_it_is_made(
    acting_service: Service, go_on: Path, sound_card: SoundCard, reader: Reader
) -> None:
    path = begin(acting_service, f"halted-{id(reader)}")
    begin_to_hear(reader, acting_service, path)
    sound_card.is_heard()
    assert media(reader, "error") is None
    assert 0 < media(reader, "currentTime") < 10
    go_on.touch()
    wait_for(lambda: media(reader, "currentTime") > 12)
    assert media(reader, "error") is None


@pytest.mark.parametrize("reader", ["webkit_with_hls"], indirect=True)
def test_a_playlist_is_heard_while_it_grows(
    acting_service: Service, go_on: Path, sound_card: SoundCard, reader: Reader
) -> None:
    path = begin(acting_service, f"growing-{id(reader)}").replace(".mp3", ".m3u8")
    begin_to_hear(reader, acting_service, path)
    sound_card.is_heard()
    go_on.touch()
    wait_for(lambda: media(reader, "currentTime") > 12)
    assert media(reader, "error") is None
