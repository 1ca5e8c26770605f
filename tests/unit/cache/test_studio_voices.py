"""The choice of instant and studio voices, and the hours in which studio voices speak."""

from datetime import UTC, datetime

import pytest

from cache.articles.edition import NO_STUDIO, Edition
from cache.errors import NoVoiceForLanguageError
from cache.messages.published_voices import VoiceRecord, studio_voice, usual_voice, voice_chain
from cache.operations.studio_allowance import is_within
from cache.settings import SharedSettings
from cache.voice_choice import VoiceKind
from worker.settings import WorkerSettings


def voice(name: str, language: str = "en", *, is_studio: bool = False) -> VoiceRecord:
    kind = VoiceKind.STUDIO if is_studio else VoiceKind.INSTANT
    return VoiceRecord(name, language, 24000, "s", 0, kind=kind)


STUDIO = voice("kokoro:emma", is_studio=True)
OTHER = voice("kokoro:george", is_studio=True)
ITALIAN = voice("kokoro:sara", "it", is_studio=True)
JOE = voice("piper:joe")
AMY = voice("piper:amy")
VOICES = [STUDIO, JOE, AMY, OTHER, ITALIAN]


def edition(language: str = "en", voice: str = "", studio: str = "") -> Edition:
    return Edition("r1", language, 60, voice, studio=studio)


@pytest.mark.parametrize(
    ("article", "usual", "studio"),
    [
        pytest.param(edition(), JOE, STUDIO, id="no rule"),
        pytest.param(edition(voice=AMY.name), AMY, STUDIO, id="a rule names an instant voice"),
        pytest.param(edition(voice=OTHER.name), JOE, OTHER, id="a rule names a studio voice"),
        pytest.param(edition(studio=OTHER.name), JOE, OTHER, id="a rule for the studio voice"),
        pytest.param(edition(studio=NO_STUDIO), JOE, None, id="a rule wants no studio voice"),
        pytest.param(edition(studio="kokoro:gone"), JOE, STUDIO, id="the ruled voice is gone"),
        pytest.param(edition("it"), ITALIAN, None, id="no instant voice"),
        pytest.param(Edition("", ""), JOE, None, id="not read yet"),
    ],
)
def test_each_article_has_a_voice_for_listeners_who_wait_and_perhaps_a_studio_voice(
    article: Edition, usual: VoiceRecord, studio: VoiceRecord | None
) -> None:
    assert usual_voice(VOICES, article) == usual
    assert studio_voice(VOICES, article) == studio


def test_studio_voices_take_over_last() -> None:
    assert voice_chain(VOICES, edition(voice=AMY.name)) == [AMY, JOE, STUDIO, OTHER]
    assert voice_chain(VOICES, edition("fr")) == []
    with pytest.raises(NoVoiceForLanguageError):
        usual_voice(VOICES, edition("fr"))


@pytest.mark.parametrize(
    ("hours", "hour", "expected"),
    [
        ("", 12, True),
        ("1-6", 0, False),
        ("1-6", 1, True),
        ("1-6", 6, False),
        ("22-6", 23, True),
        ("22-6", 5, True),
        ("22-6", 12, False),
        ("20-24", 23, True),
        ("0-24", 0, True),
    ],
)
def test_studio_voices_speak_in_their_hours(hours: str, hour: int, *, expected: bool) -> None:
    now = datetime(2026, 11, 27, hour, 30, tzinfo=UTC).timestamp()
    assert is_within(SharedSettings(studio_hours=hours).studio_hours, now) is expected


def test_the_settings_overrule_the_engine() -> None:
    settings = WorkerSettings(studio_voice=(JOE.name,), instant_voice=(STUDIO.name,))
    kinds = {voice.name: settings.kind_of(voice.name, voice.kind) for voice in VOICES}
    studio = {name for name, kind in kinds.items() if kind is VoiceKind.STUDIO}
    assert studio == {JOE.name, OTHER.name, ITALIAN.name}
    assert SharedSettings(voices=("a:b",), studio_voice=("c:d", "a:b")).all_voices == ("a:b", "c:d")


def test_an_edition_keeps_its_studio_voice() -> None:
    kept = edition(studio=OTHER.name)
    assert Edition.parse(str(kept)) == kept
    assert Edition.parse(str(edition())) == edition()
