"""Pronunciation for the Kokoro model: phonemes, places of words, and cuts of long texts."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.speech.kokoro.american import AmericanPhonemizer
from worker.speech.kokoro.cuts import cut
from worker.speech.kokoro.espeak import EspeakVoicePhonemizer
from worker.speech.kokoro.symbols import PUNCTUATION, TOKENS, begins_with_vowel, symbols_of_ipa

WORD = re.compile(r"(?:\[\[.*?\]\]|\S)+")
SPOKEN = "".join(symbol for symbol in TOKENS if symbol.isalpha())


@pytest.mark.parametrize(
    ("ipa", "language", "symbols"),
    [
        ("nwoʊˈsuː", "en-US", "nwOsˈu"),
        ("ˈbɜːɹd", "en-US", "bˈɜɹd"),
        ("tʃˈeɪndʒ", "en-US", "ʧˈAnʤ"),
        ("bˈʌtn̩", "en-US", "bˈʌtᵊn"),
        ("ɡˈəʊt", "en-GB", "ɡˈQt"),
        ("ðˈeə", "en-GB", "ðˈɛː"),
        ("fʁɑ̃sˈɛ", "fr", "fʁɑ̃sˈɛ"),
        ("fasˈo", "fr", "fasˈo"),
        ("kaˈlt͡sjo", "it", "kalʦjˈo"),
        ("façˈa", "es", "façˈa"),
        ("8 [x] #", "en-US", " k "),
    ],
)
def test_phonemes_become_symbols_of_the_model(ipa: str, language: str, symbols: str) -> None:
    assert symbols_of_ipa(ipa, language) == symbols


@pytest.mark.parametrize(("ipa", "is_so"), [("ˈoʊbi", True), ("nwoʊ", False), ("", False)])
def test_a_vowel_at_the_beginning_is_seen(ipa: str, is_so: bool) -> None:
    assert begins_with_vowel(ipa) is is_so


def test_a_text_that_fits_is_not_cut() -> None:
    assert cut("hˈaʊs, tˈɹi.", 12) == [slice(0, 12)]


@pytest.mark.parametrize(
    ("symbols", "parts"),
    [
        ("aaaa aaaa. bbbb, bbbb bbbb", ["aaaa aaaa. ", "bbbb, bbbb bbbb"]),
        ("aaaa aaaa; bbbb, bbbb bbbb", ["aaaa aaaa; ", "bbbb, bbbb bbbb"]),
        ("aaaa aaaa — bbbb, bbbb bbb", ["aaaa aaaa — ", "bbbb, bbbb bbb"]),
        ("aa, aaaa aaaa, bbbb bbbb b", ["aa, aaaa aaaa, ", "bbbb bbbb b"]),
        ("aaaa aaaa aaaa bbbb bbbb b", ["aaaa aaaa aaaa ", "bbbb bbbb b"]),
        ("aaaa “aaaa.” bbbb, bbbb bb", ["aaaa “aaaa.” ", "bbbb, bbbb bb"]),
        ("a" * 26, ["a" * 20, "a" * 6]),
    ],
)
def test_a_text_that_does_not_fit_is_cut_at_the_best_place(symbols: str, parts: list[str]) -> None:
    assert [symbols[place] for place in cut(symbols, 20)] == parts


@given(st.text(f"{SPOKEN[:5]} ,.;", max_size=200), st.integers(1, 60))
def test_cuts_lose_nothing_and_fit(symbols: str, most: int) -> None:
    parts = [symbols[place] for place in cut(symbols, most)]
    assert "".join(parts) == symbols
    assert all(len(part) <= most for part in parts)
    assert all(parts) or not symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Hello, world.", "həlˈO, wˈɜɹld."),
        ("He met [[nwoʊˈsuː]].", "hˌi mˈɛt nwOsˈu."),
        ("She met [[nwoʊˈsuː]]'s sister", "ʃˌi mˈɛt nwOsˈuz sˈɪstəɹ"),
        ("the [[ˈoʊbi]] and the [[nwoʊ]]", "ði ˈObi ænd ðə nwO"),
        ("Paris—twice.", "pˈɛɹəs — twˈIs."),
        ("“…”", "“…”"),
    ],
)
def test_american_english_is_pronounced_by_its_dictionary(text: str, symbols: str) -> None:
    assert AmericanPhonemizer().pronounce(text).symbols == symbols


TEXTS = [
    'The IMF said: "No one of the 3 has half-built it" — twice.',
    "We met [[nwoʊˈsuː ˈoʊbi]] — twice, and the IMF's Dr. [[nwoʊˈsuː]], too.",
    "Mr. Xi's U.S. trip (his 2nd) costs $5 or 10% - perhaps/maybe 北京 more...",
    "— … A",
]


@pytest.mark.parametrize("text", TEXTS)
def test_american_words_have_their_own_symbols(text: str) -> None:
    said = AmericanPhonemizer().pronounce(text)
    assert said.words is not None
    words = [word for word in WORD.findall(text) if any(map(str.isalnum, word))]
    assert [text[word.start : word.end] for word in said.words] == words
    edges = [edge for word in said.words for edge in (word.first, word.behind)]
    assert edges == sorted(edges)
    for word in said.words:
        sounds = said.symbols[word.first : word.behind]
        assert " " not in sounds or "[[" in text[word.start : word.end] or "/" in text
        assert set(sounds[:1] + sounds[-1:]).isdisjoint(PUNCTUATION)
    inside = set().union(*(range(word.first, word.behind) for word in said.words))
    outside = {symbol for at, symbol in enumerate(said.symbols) if at not in inside}
    assert outside <= PUNCTUATION, "every sound belongs to a word"


@given(st.text("ab AI.,'’-–—\"(/$5%[]é北 ", max_size=60))
@settings(max_examples=60, deadline=None)
def test_words_of_odd_texts_are_complete_and_in_order(text: str) -> None:
    said = AmericanPhonemizer().pronounce(text)
    words = [word for word in WORD.findall(text) if any(map(str.isalnum, word))]
    assert said.words is not None
    assert [text[word.start : word.end] for word in said.words] == words
    edges = [edge for word in said.words for edge in (word.first, word.behind)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(said.symbols) for edge in edges)
    assert set(said.symbols) <= TOKENS.keys()


@pytest.mark.parametrize(
    ("voice", "language", "text", "symbols"),
    [
        ("en", "en-GB", "The square was bare.", "ðə skwˈɛː wɒz bˈɛː."),
        ("fr", "fr", "Bonjour, le monde.", "bɔ̃ʒˈuʁ, lə mˈɔ̃d."),
        ("es", "es", "¿Qué tal, niño?", "kˈe tˈal, nˈiɲo?"),
        ("it", "it", "La ragazza gioca.", "la ɾaɡˈaʦːa ʤˈɔka."),
    ],
)
def test_other_languages_are_pronounced_by_espeak(
    voice: str, language: str, text: str, symbols: str
) -> None:
    said = EspeakVoicePhonemizer(voice, language).pronounce(text)
    assert said.symbols == symbols
    assert said.words is not None
    assert [text[word.start : word.end] for word in said.words] == text.split()
    assert all(word.behind > word.first for word in said.words)
