"""The spelling of English text for espeak: words in capitals, and what stays as it is."""

import re
from pathlib import Path

import pytest

from worker.pronunciation.acronyms import INITIALISMS, SAID_AS_WORDS
from worker.pronunciation.capitals import is_spelled
from worker.pronunciation.respelling import respelled

TEXTS = Path(__file__).parents[1] / "text"
SENTENCES = (TEXTS / "sentences_en.txt").read_text(encoding="utf-8")
READINGS = (TEXTS / "readings_en.tsv").read_text(encoding="utf-8").splitlines()
WORD = re.compile(r"(?:\[\[.*?\]\]|\S)+")

INITIALISMS_IN_NO_TABLE = (
    "AFSCME BBVA BSNL CSIS DHBW FBKR HDFC IISS KPMG MSNBC NAACP NCLAT PSNI SNCF UNDP UNSC "
    "USFS USGS USTR WNBA WSOP XCMG HDB PUC RTX LSU NIU KCNA NTUC DPRK"
).split()
PLACES = (
    "ALBUQUERQUE AMSTERDAM ANKARA ATHENS BEIRUT BELGRADE BRUSSELS BUDAPEST CHENNAI CINCINNATI "
    "COPENHAGEN DAMASCUS DHAKA DUBLIN EDINBURGH GLASGOW HANOI HELSINKI ISLAMABAD ISTANBUL JAKARTA "
    "KATHMANDU KHARTOUM KYIV LAGOS LIMA LISBON LJUBLJANA LVIV MANILA MILWAUKEE MUMBAI NAIROBI "
    "OTTAWA PHILADELPHIA PHNOM PITTSBURGH PRAGUE QUITO REYKJAVIK RIYADH SEOUL SKOPJE STOCKHOLM "
    "SYDNEY TAIPEI TASHKENT TBILISI TEHRAN TOKYO TRIPOLI TUNIS VIENTIANE VILNIUS WARSAW YANGON "
    "YEREVAN ZAGREB ZURICH"
).split()


@pytest.mark.parametrize("place", PLACES)
def test_a_place_in_capitals_is_a_word(place: str) -> None:
    assert respelled(f"{place} — The mayor spoke.").startswith((place.capitalize(), "[["))


@pytest.mark.parametrize("letters", INITIALISMS_IN_NO_TABLE)
def test_an_unknown_initialism_is_spelled(letters: str) -> None:
    assert letters not in INITIALISMS
    assert respelled(f"The {letters} spoke.") == f"The {'.'.join(letters)} spoke."


def test_nearly_all_ordinary_words_in_capitals_are_words() -> None:
    texts = "\n".join([SENTENCES, *READINGS])
    words = set(re.findall(r"(?<![\w.@/’'-])[a-z]{4,}(?![\w.@/’'-])", texts))
    spelled = sorted(word for word in words if is_spelled(word.upper()))
    assert len(words) > 1_000
    assert len(spelled) <= 0.006 * len(words), spelled


def test_no_word_is_in_both_tables_of_acronyms() -> None:
    assert not SAID_AS_WORDS & INITIALISMS


def test_words_keep_their_number() -> None:
    for row in READINGS:
        for text in row.split("\t"):
            assert len(WORD.findall(respelled(text))) == len(WORD.findall(text))


@pytest.mark.parametrize("text", ["", " ", "A", "A.", "[[xi]]", "[[ʃˈiː]] said XI", "— ’s", "I'M"])
def test_odd_texts_are_respelled_without_error(text: str) -> None:
    assert len(WORD.findall(respelled(text))) == len(WORD.findall(text))


@pytest.mark.parametrize(
    "text", ["We met [[pjˈuːtɪn]] there.", "[[zˈaɪ ʃˈiː]], they said", "the [[lˈaɪvz]] of others"]
)
def test_phonemes_of_the_lexicon_are_kept(text: str) -> None:
    assert respelled(text) == text


def test_small_words_before_phonemes_are_not_stressed() -> None:
    assert respelled("He gave it to Xi.") == "He gave it [[tə]] [[ʃˈiː]]."
    assert respelled("He gave it to: Xi.") == "He gave it to: [[ʃˈiː]]."
