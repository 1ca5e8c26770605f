import re
import string
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kitten_text_processing import Normalizer

from worker.html.plain_text import fold
from worker.text.english.number_words import cardinal, integer, ordinal, roman, year
from worker.text.spoken_forms.spoken_form import SpokenForm, speak_out

grammar = Normalizer(lang="en")
"""The grammars of NeMo, as a second opinion."""

PAGE = Path(__file__).parents[3] / "docs" / "spoken-forms.md"


def rows() -> list[tuple[str, str, str]]:
    """Return the locale, the written and the spoken form of each row of the page."""
    lines = PAGE.read_text("utf-8").splitlines()
    cells = [line[2:-2].replace("\\*", "*").split(" | ") for line in lines if line[:2] == "| "]
    full = [row if len(row) == 3 else ["en-US", *row] for row in cells]
    return [(locale, written, said) for locale, written, said in full if written != "written"]


def spoken(written: str, language: str = "en-US") -> SpokenForm:
    return speak_out(written, (0, len(written)), language)


def test_the_page_has_enough_rows() -> None:
    assert len(rows()) >= 800
    assert len({(locale, written) for locale, written, _ in rows()}) == len(rows())


def test_the_page_shows_every_class_in_several_locales() -> None:
    text = PAGE.read_text("utf-8")
    parts = text[text.index("## By class and locale") :].split("\n### ")[1:]
    assert len(parts) == 20
    assert all(len(set(re.findall(r"(?m)^\| (en-\w\w) ", part))) >= 2 for part in parts)


@pytest.mark.parametrize(("locale", "written", "said"), rows())
def test_written_forms_are_said_as_the_page_shows(locale: str, written: str, said: str) -> None:
    assert spoken(written, locale).text == said


SENTENCES = [
    (
        "Shares of Harrow & Pike rose 3.4% to $41.20 at 10:15 a.m. on Jan. 6.",
        "Shares of Harrow and Pike rose three point four percent to forty one dollars twenty cents"
        " at ten fifteen AM on january sixth.",
    ),
    (
        "“We lost 2-1,” said Lt. Gov. Ana Ruiz (D-Calif.), 58, of the 1990s team.",
        '"We lost two one," said lieutenant governor Ana Ruiz (Democrat of California), fifty '
        "eight, of the nineteen nineties team.",
    ),
    (
        "About 13000 people left St. Louis between 2019 and 2021.",
        "About thirteen thousand people left Saint Louis between twenty nineteen and twenty twenty"
        " one.",
    ),
    ("It is [[not]] phonemes.", "It is ((not)) phonemes."),
    ("ST. BRANNOC — The council met.", "Saint BRANNOC — The council met."),
    ("Nothing to do here.", "Nothing to do here."),
]


@pytest.mark.parametrize(("written", "said"), SENTENCES)
def test_whole_sentences(written: str, said: str) -> None:
    assert spoken(written).text == said


def test_every_spoken_word_knows_the_characters_it_came_from() -> None:
    written = "Gen. Marsh paid $5.2bn."
    form = spoken(written)
    came_from = [
        (form.text[p.start : p.end], written[p.place_start : p.place_end]) for p in form.pieces
    ]
    assert came_from == [
        ("general", "Gen."),
        ("Marsh", "Marsh"),
        ("paid", "paid"),
        ("five point two billion dollars.", "$5.2bn."),
    ]


@pytest.mark.parametrize("number", [*range(0, 1300, 7), 18_095, 10_001, 1_000_001, 123_000_012])
def test_numbers_are_said_as_the_grammar_says_them(number: int) -> None:
    assert integer(f"{number:,}") == grammar.normalize(f"{number:,}")


@pytest.mark.parametrize("number", [*range(1000, 3000, 37), 1900, 1901, 2000, 2009, 2010, 2100])
def test_years_are_said_as_the_grammar_says_them(number: int) -> None:
    assert year(number) == grammar.normalize(str(number))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 20, 21, 22, 100, 101, 1000])
def test_ordinals_are_said_as_the_grammar_says_them(number: int) -> None:
    suffixes = {1: "st", 2: "nd", 3: "rd"}
    suffix = suffixes.get(number % 10, "th") if number not in (11, 12, 13) else "th"
    assert ordinal(number) == grammar.normalize(f"{number}{suffix}")


def test_roman_numerals() -> None:
    assert [roman(text) for text in ("I", "IV", "IX", "XIV", "XL", "LVIII", "XC", "CXLIV")] == [
        1, 4, 9, 14, 40, 58, 90, 144,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "Am 3. Oktober kamen 20 Gäste.", "zwanzig"),
        ("fr", "Il a payé 25 euros.", "vingt-cinq euros"),
        ("es", "Hay 21 casas.", "veintiuna casas"),
        ("xx", "Det var 21 hus.", "21"),
        ("", "Det var 21 hus.", "21"),
    ],
)
def test_other_languages_have_their_own_grammar_or_stay(
    language: str, written: str, said: str
) -> None:
    assert said in spoken(written, language).text


FORMS = [written for _, written, _ in rows()]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(string.ascii_letters + string.digits + " .,:;/-–$€£%°'’“”()&#@+*½IVX", max_size=120),
    st.lists(st.sampled_from(FORMS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(FORMS), max_size=4).map("".join),
)


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.sampled_from(["en", "en-GB", "xx"]))
@example("1/0", "en")
@example("12 B4 St.", "en")
@example("0/0 00:00 0000 0th $0 0% -0", "en")
@example("9" * 100 + "." + "9" * 100, "en")
def test_nothing_is_lost_nothing_twice_order_kept(text: str, language: str) -> None:
    written = fold(text)
    form = spoken(written, language)
    covered = [(p.place_start, p.place_end) for p in form.pieces]
    assert "".join(written[a:b] for a, b in covered).replace(" ", "") == written.replace(" ", "")
    assert all(a <= b for a, b in covered)
    assert all(b <= c for (_, b), (c, _) in pairwise(covered))
    said = [(p.start, p.end) for p in form.pieces]
    assert "".join(form.text[a:b] for a, b in said).replace(" ", "") == form.text.replace(" ", "")
    assert all(b <= c for (_, b), (c, _) in pairwise(said))
    if language != "xx":
        assert not re.search("[0-9]", form.text)
    assert "[[" not in form.text


@given(st.integers(0, 10**20))
def test_every_number_has_words(number: int) -> None:
    assert re.fullmatch("[a-z ]+", cardinal(number))
