"""Hard time limits: they nest, and apply only to speech."""

import faulthandler

import pytest

from worker.jobs.failures.watchdog import HardLimits, TimeLimit, WatchedVoice, end_process_if_hung
from worker.model.clip import Spoken
from worker.speech.tone import ToneVoice


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Time limits in seconds, in the order in which they were set; None if no limit applies."""
    found: list[float | None] = []
    monkeypatch.setattr(
        faulthandler, "dump_traceback_later", lambda seconds, **_: found.append(round(seconds))
    )
    monkeypatch.setattr(faulthandler, "cancel_dump_traceback_later", lambda: found.append(None))
    return found


def test_the_limit_of_a_job_holds_again_after_its_utterance(armed: list[float | None]) -> None:
    job = TimeLimit(90)  # type: ignore[no-untyped-call]  # RQ has no types
    with job, end_process_if_hung(20):
        assert armed == [95, 20]
    assert armed == [95, 20, 95, None]


def test_the_earliest_of_several_limits_holds(armed: list[float | None]) -> None:
    limits = HardLimits()
    limits.set(10)
    limits.set(20)
    limits.lift()
    limits.lift()
    assert armed == [10, 10, 10, None]


def test_only_speech_has_a_hard_limit_of_its_own(
    armed: list[float | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = ToneVoice("220", 220, "en")

    def say(_self: ToneVoice, _text: str, _take: int = 0) -> Spoken:
        assert armed == [20]
        return None  # type: ignore[return-value]  # what it says does not matter

    monkeypatch.setattr(ToneVoice, "say", say)
    watched = WatchedVoice(voice, lambda: 20)
    assert armed == []
    watched.say("Words.")
    assert armed == [20, None]
