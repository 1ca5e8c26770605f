"""Pronunciation by espeak, for British English and the languages without a dictionary.

Espeak is GPL-3.0 and comes with the extra `piper` of this package.
"""

import re
from functools import lru_cache
from importlib.metadata import version

from piper.phonemize_espeak import EspeakPhonemizer

from worker.speech.kokoro.pronunciation import Pronunciation, WordSymbols
from worker.speech.kokoro.symbols import symbols_of_ipa
from worker.speech.word_times import time_words

WORDS_REMEMBERED = 5_000
"""Size of a voice's cache of the pronunciations of single words."""

_WORD = re.compile(r"\S+")


class EspeakVoicePhonemizer:
    """Phonemizer of a language of espeak.

    Args:
        espeak_voice: Name of the language in espeak, such as `pt-br`.
        language: The same as a BCP 47 tag.
    """

    takes_ipa = False

    def __init__(self, espeak_voice: str, language: str) -> None:
        self._espeak = EspeakPhonemizer()
        self._espeak_voice = espeak_voice
        self.language = language
        self._alone = lru_cache(WORDS_REMEMBERED)(self._symbols)
        self.version = f"espeak {version('piper-tts')} 1"

    def pronounce(self, text: str) -> Pronunciation:
        """Return the pronunciation of a text.

        Espeak may pronounce a word in a sentence differently from the same word alone. The words
        are found in the sentence's symbols by a comparison with those of each single word.
        """
        symbols = self._symbols(text)
        places = [word for word in _WORD.finditer(text) if any(map(str.isalnum, word[0]))]
        alone = [list(self._alone(place[0])) for place in places]
        spans = [place.span() for place in places]
        found = time_words(spans, alone, list(symbols), [1] * len(symbols))
        return Pronunciation(symbols, tuple(WordSymbols(*word) for word in found))

    def _symbols(self, text: str) -> str:
        sentences = self._espeak.phonemize(self._espeak_voice, text)
        said = " ".join("".join(sounds).strip() for sounds in sentences)
        return symbols_of_ipa(said, self.language)
