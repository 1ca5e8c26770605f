"""English endings and small words as phonemes."""

_HISSING = "szʃʒ"
_VOICELESS = "ptkfθ"
_LENGTH_MARKS = "ːˑˈˌ "

SMALL_WORDS = {
    "a": "ɐ", "to": "tə", "in": "ɪn", "on": "ˌɔn", "by": "baɪ", "that": "ðæt", "be": "biː",
    "has": "hɐz", "had": "hæd", "have": "hæv", "will": "wɪl", "would": "wʊd", "can": "kæn",
    "could": "kʊd", "should": "ʃˌʊd", "his": "hɪz", "my": "maɪ", "not": "nˌɑːt", "who": "hˌuː",
    "which": "wˌɪtʃ", "when": "wˌɛn", "so": "sˌoʊ", "before": "bᵻfˌɔːɹ", "between": "bᵻtwˌiːn",
    "over": "ˌoʊvɚ", "about": "ɐbˌaʊt", "near": "nˌɪɹ",
}  # fmt: skip
"""Words that espeak would stress before phonemes, where it sees the end of the text."""


def possessive_ending(ipa: str) -> str:
    """Return the phonemes of an English "'s" after other phonemes."""
    last = ipa.rstrip(_LENGTH_MARKS)[-1:]
    if last in _HISSING:
        return "ɪz"
    return "s" if last in _VOICELESS else "z"
