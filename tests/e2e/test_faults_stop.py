"""A service that stops in time, ends its streams cleanly, and continues after a restart."""

import signal
import time
from pathlib import Path

import pytest

from tests.acting import WAITING
from tests.listener import Listener, is_honest
from tests.stand import Service, wait_for

STOPS_S = 20.0
"""Time limit, in seconds, while other tests run; the limit of the service itself is 8 s."""


@pytest.mark.slow
@pytest.mark.parametrize("numbers", [[signal.SIGTERM, signal.SIGTERM], [signal.SIGINT]])
def test_a_stop_is_quick_honest_to_listeners_and_loses_nothing(
    tmp_path: Path, numbers: list[signal.Signals]
) -> None:
    service = Service(tmp_path / "d", {"LISTEN_VOICES": "tone:220"}, module="tests.acting")
    service.start()
    try:
        sentences = [f"Number {n} tells of {n} gulls at sea." for n in range(9)]
        sentences[6] = f"This one {WAITING}, and then it does."
        html = "".join(f"<p>{sentence}</p>" for sentence in sentences)
        service.put("stopped", title="It is stopped", html=html)
        service.press("stopped")
        wait_for(lambda: service.narration("stopped")["progress"]["clips_done"] >= 6)
        listener = Listener.of(service, "stopped")
        wait_for(lambda: listener.heard)
        assert service.process
        began = time.monotonic()
        for number in numbers:
            service.process.send_signal(number)
            time.sleep(1.2)  # a second signal right after the first is merged with it
        service.process.wait()
        assert time.monotonic() - began < STOPS_S
        assert service.processes("") == []
        assert listener.end() == "broken"
        (service.data_dir / "go-on").touch()
        service.start()
        ready = service.until("stopped", "ready")
        assert is_honest(listener, service.ask("GET", ready["url"]).body)
        cues = service.ask("GET", "/v1/articles/stopped/audio/cues.json").json["cues"]
        assert [cue["written"] for cue in cues] == ["It is stopped", *sentences]
    finally:
        service.stop()
