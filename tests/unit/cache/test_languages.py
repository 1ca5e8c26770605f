from typing import NamedTuple

import pytest

from cache.errors import NoVoiceForLanguageError
from cache.languages import read_tag, speaks, three_letters
from cache.voice_choice import choose_voice


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" fr ", "fr"),
        ("fr-CA", "fr-CA"),
        ("pt_BR", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("eng", "en"),
        ("fre-fr", "fr-FR"),
        ("deu", "de"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("zh_Hans", "zh-Hans"),
        ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ("zh-yue", "yue"),
        ("es-419", "es-419"),
        ("sr-Latn", "sr-Latn"),
        ("de-CH-1996", "de-CH"),
        ("en-US-u-ca-gregory", "en-US"),
        ("en-x-house", "en"),
        ("nb-NO", "no-NO"),
        ("nn", "no"),
        ("iw", "he"),
        ("in", "id"),
        ("tl", "fil"),
        ("gsw", "gsw"),
        ("", ""),
        ("xx", ""),
        ("e", ""),
        ("english", ""),
        ("English (US)", ""),
        ("en US", ""),
        ("en,fr", ""),
        ("en_US.UTF-8", ""),
        ("x-default", ""),
        ("i-klingon", ""),
        ("und", ""),
        ("mul", ""),
        ("zxx", ""),
        ("en--US", ""),
        ("ен", ""),
        ("en\n", "en"),
    ],
)
def test_tags_are_read_as_publishers_write_them(written: str, tag: str) -> None:
    assert read_tag(written) == tag
    assert read_tag(tag) == tag


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "eng"), ("fr", "fra"), ("no", "nor"), ("fil", "fil"), ("", "und"), ("xx", "und")],
)
def test_three_letters_are_those_of_iso_639_2(tag: str, code: str) -> None:
    assert three_letters(tag) == code


class Voice(NamedTuple):
    name: str
    language: str


VOICES = [
    Voice("us", "en-US"),
    Voice("france", "fr-FR"),
    Voice("britain", "en-GB"),
    Voice("quebec", "fr-CA"),
    Voice("indonesia", "id-ID"),
]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "us"),
        ("en-US", "us"),
        ("en-GB", "britain"),
        ("en-AU", "us"),
        ("fr", "france"),
        ("fr-CA", "quebec"),
        ("fr-BE", "france"),
        ("fr-Latn-CA", "quebec"),
        ("id", "indonesia"),
        ("ms", "indonesia"),
        ("", "us"),
    ],
)
def test_the_first_voice_of_the_language_reads_and_before_it_one_of_the_region(
    language: str, name: str
) -> None:
    assert choose_voice(VOICES, language).name == name


def test_the_voice_that_is_wanted_reads_if_it_speaks_the_language() -> None:
    assert choose_voice(VOICES, "en-GB", "us").name == "us"
    assert choose_voice(VOICES, "", "quebec").name == "quebec"


@pytest.mark.parametrize(
    ("language", "wanted", "words"),
    [
        ("de", None, "no voice speaks 'de'"),
        ("fr", "us", "voice 'us' does not speak 'fr'"),
        ("en", "quebec", "voice 'quebec' does not speak 'en'"),
    ],
)
def test_nobody_reads_what_they_do_not_speak(language: str, wanted: str | None, words: str) -> None:
    with pytest.raises(NoVoiceForLanguageError, match=words) as caught:
        choose_voice(VOICES, language, wanted)
    assert caught.value.voices == tuple(VOICES)
    assert "us (en-US), france (fr-FR)" in str(caught.value)
    assert (caught.value.code, caught.value.retryable) == ("no-voice-for-language", False)


def test_close_pairs_are_apart_but_for_twins() -> None:
    assert not speaks("es", "pt")
    assert not speaks("no", "da")
    assert not speaks("cs", "sk")
    assert not speaks("ru", "uk")
    assert speaks("hr", "sr-Latn-RS")
    assert choose_voice([Voice("a", "sr"), Voice("b", "hr")], "hr").name == "b"


def test_a_voice_of_any_language_keeps_its_rank() -> None:
    voices = [Voice("any", ""), Voice("french", "fr")]
    assert choose_voice(voices, "fr").name == "any"
    assert choose_voice(voices[::-1], "fr").name == "french"
    assert choose_voice(voices[::-1], "de").name == "any"
