"""Newspaper sentences of every class and locale, each with its accepted readings."""

import re
from pathlib import Path

import pytest

from worker.text.spoken_forms.spoken_form import speak_out

TABLE = Path(__file__).with_name("readings_en.tsv")
"""Class, locale, sentence, and requirements parted by " ; ", each of readings parted by " | "."""


def rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line.count("\t") == 3]


def words(text: str, *, spelled: bool = True) -> str:
    """Return the words of a reading in one spelling: no "and", capitals as letters."""
    if spelled:
        text = re.sub(r"\b([A-Z]{2,})(['’]?s)?\b", lambda m: " ".join(m[1]) + (m[2] or ""), text)
    text = re.sub(r"'(s)\b", r" \1", text.replace("’", "'").lower())
    text = re.sub(r"(?<=me|li)tre(?=s?\b)", "ter", text).replace("per cent", "percent")
    said = ("oh" if word == "o" else word for word in re.sub(r"[^a-zà-ÿ0-9 ]", " ", text).split())
    return " " + " ".join(word for word in said if word != "and") + " "


def joined(text: str) -> str:
    """Return the text with runs of single letters as one word."""
    return re.sub(
        r"(?<= )(?:(?:[a-z]|oh) )+(?:[a-z]|oh)(?= )",
        lambda m: m[0].replace("oh", "o").replace(" ", ""),
        text,
    )


def is_heard(reading: str, spoken: str) -> bool:
    want, letters, whole = words(reading), words(spoken), words(spoken, spelled=False)
    said = (letters, whole, joined(letters))
    return any(wanted in each for wanted in {want, joined(want)} for each in said)


def test_the_table_has_rows_of_every_class() -> None:
    assert len({row[0] for row in rows()}) == 20
    assert len(rows()) >= 350


@pytest.mark.parametrize(("kind", "locale", "written", "expected"), rows())
def test_a_newspaper_sentence_is_read_as_a_listener_accepts(
    kind: str, locale: str, written: str, expected: str
) -> None:
    spoken = speak_out(written, (0, len(written)), locale).text
    for requirement in expected.split(" ; "):
        if requirement.startswith("!"):
            assert words(requirement[1:]) not in words(spoken), (kind, spoken)
        else:
            assert any(is_heard(each, spoken) for each in requirement.split(" | ")), (kind, spoken)
