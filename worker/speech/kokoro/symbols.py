"""Symbols of the Kokoro model: phonemes, stress marks and punctuation, each with its token.

Source: `config.json` of hexgrad/Kokoro-82M.
"""

import re
import unicodedata

TOKENS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12, ")": 13,
    "“": 14, "”": 15, " ": 16, "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20, "ʨ": 21, "ᵝ": 22,
    "\uab67": 23, "A": 24, "I": 25, "O": 31, "Q": 33, "S": 35, "T": 36, "W": 39, "Y": 41, "ᵊ": 42,
    "a": 43, "b": 44, "c": 45, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53,
    "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "q": 59, "r": 60, "s": 61, "t": 62, "u": 63,
    "v": 64, "w": 65, "x": 66, "y": 67, "z": 68, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "β": 75,
    "ɔ": 76, "ɕ": 77, "ç": 78, "ɖ": 80, "ð": 81, "ʤ": 82, "ə": 83, "ɚ": 85, "ɛ": 86, "ɜ": 87,
    "ɟ": 90, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ʝ": 103, "ɯ": 110, "ɰ": 111, "ŋ": 112,
    "ɳ": 113, "ɲ": 114, "ɴ": 115, "ø": 116, "ɸ": 118, "θ": 119, "œ": 120, "ɹ": 123, "ɾ": 125,
    "ɻ": 126, "ʁ": 128, "ɽ": 129, "ʂ": 130, "ʃ": 131, "ʈ": 132, "ʧ": 133, "ʊ": 135, "ʋ": 136,
    "ʌ": 138, "ɣ": 139, "ɤ": 140, "χ": 142, "ʎ": 143, "ʒ": 147, "ʔ": 148, "ˈ": 156, "ˌ": 157,
    "ː": 158, "ʰ": 162, "ʲ": 164, "↓": 169, "→": 171, "↗": 172, "↘": 173, "ᵻ": 177,
}  # fmt: skip

EDGE_TOKEN = 0
"""Token at the beginning and at the end of a call."""

MOST_SYMBOLS = 510
"""Maximum number of symbols in a call."""

PUNCTUATION = frozenset(';:,.!?—…"()“” ')

_AMERICAN = {
    "aɪ": "I", "aʊ": "W", "dʒ": "ʤ", "eɪ": "A", "oʊ": "O", "tʃ": "ʧ", "ɔɪ": "Y",
    "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɚ": "əɹ", "ɪə": "iə", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə",
    "ɬ": "l", "ɾ": "T", "ʔ": "t", "e": "A", "o": "ɔ", "ː": "",
}  # fmt: skip
_BRITISH = {
    "aɪ": "I", "aʊ": "W", "dʒ": "ʤ", "eɪ": "A", "əʊ": "Q", "tʃ": "ʧ", "ɔɪ": "Y", "eə": "ɛː",
    "iə": "ɪə", "ɚ": "ə", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɬ": "l", "ɾ": "T", "ʔ": "t",
    "e": "A", "o": "ɔ",
}  # fmt: skip
_OTHER = {
    "aɪ": "I", "aʊ": "W", "dz": "ʣ", "dʒ": "ʤ", "eɪ": "A", "oʊ": "O", "əʊ": "Q", "ts": "ʦ",
    "tʃ": "ʧ", "ɔɪ": "Y",
}  # fmt: skip
"""Phonemes in IPA as espeak writes them -> symbols of the model; longer ones come first.

Source: misaki, which converts phonemes of espeak into the symbols with which the model was trained.
Espeak can mark diphthongs and affricates with a tie; in piper-tts this is off.
"""

_VOWELS = "aeiouyæøœɐɑɒɔəɚɛɜɨɪɯʊʌᵊᵻAIOQWY"
_STRESS_BEFORE_ONSET = re.compile(rf"([ˈˌ])([^{_VOWELS}ˈˌ\s]+)(?=[{_VOWELS}])")
_TIES = re.compile("[\u035c\u0361]")
_SYLLABIC = re.compile(r"(\S)\u0329")


def symbols_of_ipa(ipa: str, language: str) -> str:
    """Return phonemes in IPA as symbols of the model; symbols that it does not have are left out.

    Args:
        ipa: Phonemes and punctuation.
        language: Language of the voice, as a BCP 47 tag.
    """
    mapped = _TIES.sub("", unicodedata.normalize("NFD", ipa)).replace("c\u0327", "ç")
    mapped = _SYLLABIC.sub("ᵊ\\1", mapped)
    for sounds, symbol in _mapping(language).items():
        mapped = mapped.replace(sounds, symbol)
    return known_symbols(_STRESS_BEFORE_ONSET.sub(r"\2\1", mapped))


def begins_with_vowel(ipa: str) -> bool:
    """Return True if the first phoneme is a vowel."""
    return ipa.lstrip("ˈˌ ")[:1] in tuple(_VOWELS)


def known_symbols(symbols: str) -> str:
    """Return symbols without those that the model does not have."""
    return "".join(symbol for symbol in symbols if symbol in TOKENS)


def _mapping(language: str) -> dict[str, str]:
    if language == "en-US":
        return _AMERICAN
    return _BRITISH if language == "en-GB" else _OTHER
