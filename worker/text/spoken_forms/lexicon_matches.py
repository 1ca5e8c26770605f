"""Matches of the lexicon in a sentence: names and phrases with the publisher's pronunciation."""

from worker.model.script import Replacement
from worker.pronunciation.lexicon import Match, VoiceLexicon, is_possessive
from worker.pronunciation.phonemes import possessive_ending


def respell(sentence: str, lexicon: VoiceLexicon) -> list[Replacement]:
    """Return the replacements of the lexicon in a sentence, in order and without overlap."""
    return [_replacement(sentence, match) for match in lexicon.find(sentence)]


def _replacement(sentence: str, match: Match) -> Replacement:
    """Return the replacement of a match; an "'s" after phonemes becomes a phoneme, too."""
    if not is_possessive(sentence, match.end):
        return Replacement(match.start, match.end, match.said)
    said = f"{match.said}'s"
    if match.said.startswith("[["):
        ipa = match.said[2:-2]
        said = f"[[{ipa}{possessive_ending(ipa)}]]"
    return Replacement(match.start, match.end + 2, said)
