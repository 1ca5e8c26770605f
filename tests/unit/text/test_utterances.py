import re
import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from worker.html.plain_text import fold, is_readable
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.script import Line, Role, Script
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.sentences.splitting import split_sentences
from worker.text.spoken_forms.characters import normalize
from worker.text.spoken_forms.spoken_form import speak_out
from worker.text.utterances import chunk, cut

RULES = reading_rules(WorkerSettings())
ONE_BY_ONE = Limits(250, packs_sentences=False)
PACKED = Limits(100, packs_sentences=True)

PUNCTUATION = " .,;:!?—“”’()'\""

LONG = (
    "The committee, which had met for the first time in March, decided that the bridge should be "
    "repaired before the winter; the mayor, who had argued against it, said that the money would "
    "be missing elsewhere, and that nobody had asked the people who cross it every day."
)


def script_of(*paragraphs: str) -> Script:
    lines = [Line(Role.PARAGRAPH, text, number) for number, text in enumerate(paragraphs)]
    return Script(lines, "en")


def words_of(utterances: list[Utterance]) -> str:
    return "".join("".join(u.written.split()) for u in utterances)


SENTENCES = [
    ("One. Two! Three?", ["One.", "Two!", "Three?"]),
    ("“Is it done?” he asked. It was.", ["“Is it done?” he asked.", "It was."]),
    ("Dr. Okafor met Gen. Marsh. They left.", ["Dr. Okafor met Gen. Marsh.", "They left."]),
    ("It cost 3.14 dollars at 8 p.m. on Friday.", ["It cost 3.14 dollars at 8 p.m. on Friday."]),
    ("U.S. troops left the U.K. yesterday.", ["U.S. troops left the U.K. yesterday."]),
    ("No full stop", ["No full stop"]),
    ("ST. BRANNOC — They met. It rained.", ["ST. BRANNOC — They met.", "It rained."]),
    ("FT. WORTH, Texas — They met.", ["FT. WORTH, Texas — They met."]),
    ("Yes. — No.", ["Yes.", "— No."]),
    ("… And then.", ["… And then."]),
    ("— ! —", []),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_paragraphs_become_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text, "en")] == sentences


def test_each_sentence_is_an_utterance_with_its_pause() -> None:
    paragraphs = ("The first is here. The second is here.", "Three.")
    utterances = chunk(script_of(*paragraphs), ONE_BY_ONE, RULES)
    assert [(u.spoken, u.pause_after_ms) for u in utterances] == [
        ("The first is here.", RULES.sentence_pause_ms),
        ("The second is here.", RULES.pauses_ms[Role.PARAGRAPH]),
        ("Three.", RULES.pauses_ms[Role.PARAGRAPH]),
    ]


def test_sentences_are_packed_within_a_paragraph_and_never_across() -> None:
    utterances = chunk(script_of("One. Two. Three.", "Four."), PACKED, RULES)
    assert [u.spoken for u in utterances] == ["One. Two. Three.", "Four."]
    assert [s.written for s in utterances[0].sentences] == ["One.", "Two.", "Three."]
    assert [utterances[0].spoken[s.start : s.end] for s in utterances[0].sentences] == [
        "One.", "Two.", "Three.",
    ]  # fmt: skip


def test_a_sentence_too_long_for_the_engine_is_cut_at_clauses() -> None:
    utterances = chunk(
        script_of("Short one first.", LONG), Limits(120, packs_sentences=False), RULES
    )
    parts = [u.spoken for u in utterances[1:]]
    assert all(len(part) <= 120 for part in parts)
    assert all(part[-1] in ",;." for part in parts)
    assert words_of(utterances[1:]) == "".join(LONG.split())
    assert {u.pause_after_ms for u in utterances[1:-1]} == {RULES.clause_pause_ms}


WHOLES = [
    "1,234,567 people", "3.5 million dollars", "10 to 15 percent", "$5 billion", "8 p.m.",
    "June 14, 2026", "Sept. 11", "2,500 feet",
    "14 June 2026", "Jan. 6, 2021", "between 10 and 15", "No. 10", "page 12", "Article 5",
    "5 feet", "8:30 a.m. Monday", "Boeing 737 Max", "€1.2 billion", "7.5%", "30 or 40 years",
    "Jean-Claude van der Berg", "Federal Reserve Bank of New York", "Mr. Smith", "Gen. Ana Ruiz",
    "George W. Bush", "J. K. Rowling", "Franklin D. Roosevelt Jr.", "New York Times", "Roe v. Wade",
    "Ludwig van Beethoven", "Charles de Gaulle", "St. Paul",
]  # fmt: skip
FILLERS = [
    "said that", "and the", "told them about", "which cost", "but not when", "of a small town near",
    "where the river met, as some say, the", "while nobody saw", "because of", "and",
]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(WHOLES), st.sampled_from(FILLERS)), min_size=4, max_size=40),
    st.integers(100, 250),
)
@example(
    [
        ("1,234,567 people", "said that"),
        ("14 June 2026", "and"),
        ("between 10 and 15", "and the"),
        ("3.5 million dollars", "said that"),
    ],
    100,
)
@example(
    [
        ("1,234,567 people", "said that"),
        ("14 June 2026", "and"),
        ("page 12", "and the"),
        ("3.5 million dollars", "said that"),
    ],
    100,
)
def test_no_number_date_or_name_is_cut(phrases: list[tuple[str, str]], limit: int) -> None:
    text = "they " + " ".join(f"{whole} {filler}" for whole, filler in phrases) + " it."
    assume(not re.search(r"\d and \d", text))  # "Sept. 11 and 30" is something else
    forms = cut(speak_out(text, (0, len(text)), "en"), limit)
    parts = [text[form.pieces[0].place_start : form.pieces[-1].place_end] for form in forms]
    assert " ".join(parts) == text
    assert all(len(form.text) <= limit for form in forms)
    for whole, _ in phrases:
        assert sum(part.count(whole) for part in parts) == text.count(whole)


def test_a_name_too_long_for_the_engine_is_cut_after_all() -> None:
    text = "The " + "Very Long Name Indeed " * 20
    parts = [part.text for part in cut(speak_out(text.strip(), (0, len(text) - 1), "en"), 60)]
    assert " ".join(parts) == text.strip()
    assert all(len(part) <= 60 for part in parts)


def test_a_first_utterance_is_not_cut_within_a_date() -> None:
    title = (
        "On Sunday the fourteenth, or June 14, 2026, the two wary neighbors sign their river pact"
    )
    assert [u.written for u in chunk(script_of(title), ONE_BY_ONE, RULES)] == [
        "On Sunday the fourteenth, or June 14, 2026,",
        "the two wary neighbors sign their river pact",
    ]


def test_a_long_first_utterance_is_cut_at_its_first_good_clause() -> None:
    title = (
        "A River Pact Nears Its End: Two Wary Neighbors Weigh the Cost of What Would Come After It"
    )
    utterances = chunk(script_of(title), ONE_BY_ONE, RULES)
    assert [u.spoken for u in utterances] == [
        "A River Pact Nears Its End:",
        "Two Wary Neighbors Weigh the Cost of What Would Come After It",
    ]
    assert [u.pause_after_ms for u in utterances] == [
        RULES.clause_pause_ms, RULES.pauses_ms[Role.PARAGRAPH],
    ]  # fmt: skip


def test_an_edit_changes_no_utterance_of_another_paragraph() -> None:
    before = chunk(script_of("A b c.", "One. Two.", "D e f."), PACKED, RULES)
    after = chunk(script_of("A b c.", "One. Two and more.", "D e f."), PACKED, RULES)
    assert [u.spoken for u in before if u not in after] == ["One. Two."]


@given(
    st.lists(st.text(string.ascii_letters + " .,;:!?—“”’()0123456789é", max_size=600), min_size=1)
)
def test_nothing_is_lost_nothing_is_doubled_and_order_is_kept(paragraphs: list[str]) -> None:
    paragraphs = [fold(text) for text in paragraphs if is_readable(text)]
    if not paragraphs:
        return
    for limits in (ONE_BY_ONE, PACKED, Limits(20, packs_sentences=True)):
        utterances = chunk(script_of(*paragraphs), limits, RULES)
        assert words_of(utterances) == "".join("".join(text.split()) for text in paragraphs)
        assert all(is_readable(u.spoken) for u in utterances)
        assert all(len(u.spoken.strip(PUNCTUATION)) <= limits.max_chars for u in utterances)


@given(st.text(string.ascii_letters + " .,;:!?—“”’()0123456789é漢", max_size=600))
def test_beside_words_in_another_script_every_letter_and_digit_is_kept(text: str) -> None:
    text = fold(text)
    if not is_readable(text.replace("漢", "")):
        return
    for limits in (ONE_BY_ONE, PACKED):
        said = words_of(chunk(script_of(text), limits, RULES))
        kept, written = ("".join(filter(str.isalnum, each)) for each in (said, text))
        assert kept.replace("漢", "") == written.replace("漢", "")


def without_marks(text: str) -> str:
    """Return a text as voices get it: some marks over letters and digits are no part of that."""
    return "".join(normalize(text, "en").text.split())


@given(st.text(min_size=1, max_size=2_000), st.integers(1, 300))
def test_cutting_keeps_every_character_that_is_not_white_space(text: str, limit: int) -> None:
    text = fold(text)
    if is_readable(text):
        parts = cut(speak_out(text, (0, len(text)), "en"), limit)
        spans = [(piece.place_start, piece.place_end) for part in parts for piece in part.pieces]
        kept = "".join("".join(text[a:b].split()) for a, b in spans)
        assert without_marks(kept) == without_marks("".join(text.split()))


def test_short_sentences_are_spoken_with_their_neighbors() -> None:
    utterances = chunk(script_of("No. It will not be built this year. Why?"), ONE_BY_ONE, RULES)
    assert [u.spoken for u in utterances] == ["No. It will not be built this year. Why?"]
    assert len(utterances[0].sentences) == 3


def test_every_sentence_points_at_its_place_in_the_article() -> None:
    script = script_of("Alpha is first. Beta comes next.", LONG)
    for utterance in chunk(script, Limits(80, packs_sentences=True), RULES):
        for sentence in utterance.sentences:
            line = script.lines[sentence.place.block]
            assert line.written[sentence.place.start : sentence.place.end] == sentence.written


def test_modifiers_that_and_joins_stay_with_their_noun() -> None:
    text = (
        "The company was set to begin shutting off power on Wednesday to people in 18 Northern "
        "and central California counties."
    )
    parts = [part.text for part in cut(speak_out(text, (0, len(text)), "en-US"), 100)]
    assert any("eighteen Northern and central California" in part for part in parts)
