"""Alignment of phonemes with words."""

import pytest

from worker.speech.word_times import time_words

TABLE = [
    # heard, each phoneme lasting one sample; words alone; what is heard of each
    ("^wˈʌn tˈuː.$", ["wˌʌn", "tˈuː"], ["wˈʌn", " tˈuː"]),
    ("^ʌvðə dˈæm.$", ["ʌv", "ðə", "dˈæm"], ["ʌv", "ðə", " dˈæm"]),
    ("^ɪn; ðɪʲ ˈɛnd, ɐ dˈæm.$", ["ˈɪn", "ðə", "ˈɛnd, ", "ˈeɪ", "dˈæm."],
     ["ɪn", "ðɪʲ", " ˈɛnd", "ɐ", " dˈæm"]),
    ("^nˈoʊwˈʌn.$", ["nˈoʊ", "wˌʌn"], ["nˈoʊ", "wˈʌn"]),
    ("^wˈʌn.$^tˈuː!$", ["wˌʌn.", "tˈuː!"], ["wˈʌn", "tˈuː"]),
    ("^dʒˈeɪ nwoʊˈsuː.$", ["dʒˈeɪ. ", "nwoʊˈsuː"], ["dʒˈeɪ", " nwoʊˈsuː"]),
]  # fmt: skip


@pytest.mark.parametrize(("heard", "alone", "expected"), TABLE)
def test_each_word_has_its_phonemes(heard: str, alone: list[str], expected: list[str]) -> None:
    words = time_words([(0, 1)] * len(alone), alone, heard, [1] * len(heard))
    assert [heard[word.start_sample : word.end_sample] for word in words] == expected


def test_times_are_those_of_all_samples_before() -> None:
    (word,) = time_words([(3, 5)], ["ɪn"], "^ɪn.$", [100, 10, 20, 1000, 50])
    assert word == (3, 5, 100, 130)


def test_a_word_that_is_not_heard_takes_no_time() -> None:
    words = time_words([(0, 1), (2, 3), (4, 5)], ["wʌn", "", "tuː"], "^wʌn tuː.$", [1] * 10)
    assert [(w.start_sample, w.end_sample) for w in words] == [(1, 4), (4, 4), (4, 8)]


def test_a_text_without_words_has_no_times() -> None:
    assert time_words([], [], "^.$", [1, 1, 1]) == ()
