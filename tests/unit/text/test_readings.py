"""Newspaper sentences of every class and locale, each with its accepted readings."""

import re
from collections import Counter
from pathlib import Path

import pytest

from worker.text.spoken_forms.spoken_form import speak_out

TABLE = Path(__file__).with_name("readings_en.tsv")
"""Class, locale, sentence, and requirements parted by " ; ", each of readings parted by " | "."""

UNTOUCHED = Path(__file__).with_name("untouched_en.tsv")
"""The same for sentences that resemble a form: the module and the rule that must not take them
are in front, such as "calendar/times _RACE"."""

ENGLISH = Path(__file__).parents[3] / "worker" / "text" / "english"
FEWEST_ROWS = 25
FEWEST_UNTOUCHED = 3


def rows(table: Path = TABLE) -> list[list[str]]:
    lines = table.read_text("utf-8").splitlines()
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


def test_every_class_has_enough_rows() -> None:
    counted = Counter(row[0] for row in rows())
    assert len(counted) == 20
    assert {kind: n for kind, n in counted.items() if n < FEWEST_ROWS} == {}


def test_no_sentence_stands_twice() -> None:
    counted = Counter((row[1], row[2]) for row in rows())
    assert [row for row, n in counted.items() if n > 1] == []


def test_every_rule_has_sentences_that_it_must_not_touch() -> None:
    rules: set[str] = set()
    for path in ENGLISH.rglob("*.py"):
        module = path.relative_to(ENGLISH).with_suffix("").as_posix()
        names = re.findall(r"(?:Rule|Form)\(\s*(_[A-Z0-9_]+)", path.read_text("utf-8"))
        rules |= {f"{module} {name}" for name in names}
    counted = Counter(row[0] for row in rows(UNTOUCHED))
    assert {rule for rule in rules if counted[rule] < FEWEST_UNTOUCHED} == set()
    modules = {rule.partition(" ")[0] for rule in rules}
    assert {kind for kind in counted if kind not in rules | modules} == set()


@pytest.mark.parametrize(("kind", "locale", "written", "expected"), [*rows(), *rows(UNTOUCHED)])
def test_a_newspaper_sentence_is_read_as_a_listener_accepts(
    kind: str, locale: str, written: str, expected: str
) -> None:
    spoken = speak_out(written, (0, len(written)), locale).text
    for requirement in expected.split(" ; "):
        if requirement.startswith("!"):
            assert words(requirement[1:]) not in words(spoken), (kind, spoken)
        else:
            assert any(is_heard(each, spoken) for each in requirement.split(" | ")), (kind, spoken)
