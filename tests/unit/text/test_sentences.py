from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.html.plain_text import is_readable
from worker.text.sentences.splitting import split_sentences

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a table, each with its language."""
    language = "en"
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            language = line[1:-1]
        elif line and not line.startswith("# "):
            yield language, line


def split(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


ENGLISH = list(rows("sentences_en.txt"))
OTHERS = list(rows("sentences_other.txt"))


@pytest.mark.parametrize(("language", "row"), [*ENGLISH, *OTHERS])
def test_paragraphs_become_sentences(language: str, row: str) -> None:
    text = row.replace(" ¦ ", " ").replace("¦", "")
    assert split(text, language) == [sentence.strip() for sentence in row.split("¦")]


@pytest.mark.parametrize(("language", "row"), ENGLISH)
def test_a_sentence_alone_stays_one(language: str, row: str) -> None:
    sentences = [sentence.strip() for sentence in row.split("¦")]
    assert [split(sentence, language) for sentence in sentences] == [[s] for s in sentences]


@pytest.mark.parametrize(("language", "row"), [*ENGLISH, *OTHERS])
def test_wide_gaps_between_sentences_change_none(language: str, row: str) -> None:
    text = row.replace(" ¦ ", " \n  ").replace("¦", "")
    assert split(text, language) == [sentence.strip() for sentence in row.split("¦")]


PIECES = st.sampled_from(
    "Gen. Marsh said Mr. Dr. St. J. K. Jr. U.S. U.N. D.C. p.m. 8 a.m. Monday EST No. 10 "
    "3.14 v2.1 p. 12 Jan. 6 Mass., Calif. Inc. Corp. Co. & vs. v. e.g. i.e. etc. approx. "
    "c. 1850 1. 2. a. (1) • node.js a.b?c=d x@y.org Yahoo! iPhone eBay The the He she It "
    "and done done.Then “ ” ‘ ’ \" ' « » „ “Stop!” ( ) [ ] […] … ... . ! ? ?! !! …?” — – - "
    ", ; : $5 😀 z. B. 3. Oktober M. ¿Qué ¡No! 。 ！ ？ 「 」 行 く 。」 । वह ؟ هل".split(" ")
)
GLUE = st.sampled_from(["", " ", "  "])
TEXTS = st.text(max_size=400) | st.lists(st.tuples(PIECES, GLUE), max_size=60).map(
    lambda parts: "".join(piece + glue for piece, glue in parts)
)
LANGUAGES = st.sampled_from(
    [
        "en",
        "en-GB",
        "EN_us",
        "de",
        "fr",
        "es",
        "zh-Hans",
        "ja",
        "hi",
        "ar",
        "xx",
        "",
        "-",
        "no such",
    ]
) | st.text(max_size=8)


@given(TEXTS, LANGUAGES)
def test_nothing_is_lost_or_doubled_and_order_is_kept(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    if is_readable(text):
        assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    else:
        assert spans == []
    for start, end in spans:
        assert text[start:end] == text[start:end].strip()
        assert is_readable(text[start:end])


@pytest.mark.parametrize("text", ["", " ", "\ud800", "He left.\ud800 She stayed.", "." * 5_000])
@pytest.mark.parametrize("language", ["en", "de", "\ud800", "\x00"])
def test_no_text_is_too_odd(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert bool(spans) == is_readable(text)


@pytest.mark.parametrize(
    "piece", ["“", "(", "… ", ". ", "A. ", "U.S. ", "a.", "?!", " .", "'", "»", "「。"]
)
def test_long_runs_of_marks_are_read_in_time(piece: str) -> None:
    assert split_sentences(piece * 3_000 + "The end.", "en")
