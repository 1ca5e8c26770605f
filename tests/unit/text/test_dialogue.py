"""Casting: the voices that read quotations, turns of an interview and marked text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.script import Line, Role, Script, VoicedText
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.dialogue.casting import (
    IgnoredVoice,
    cast_script,
    find_divided,
    speakers_in,
    voice_of,
)
from worker.text.dialogue.readers import Reader
from worker.text.script import write_script
from worker.text.utterances import chunk

RULES = reading_rules(WorkerSettings())
LIMITS = Limits(max_chars=250, packs_sentences=True)
Q, A, JANE = "tone:330", "tone:440", "tone:550"
INTERVIEW = {"question": Q, "answer": A}
OWN = ""


def script_of(html: str) -> Script:
    return write_script(Article("a", title="The Title", html=html, language="en"), RULES)


def readings(
    html: str, cast: dict[str, str], ignored: list[IgnoredVoice] | None = None
) -> list[tuple[str, str]]:
    """Return voice and text of each utterance after the title."""
    script = cast_script(script_of(html), cast, ([] if ignored is None else ignored).append)
    readers = {voice: Reader(LIMITS) for voice in speakers_in(script)}
    title, *others = chunk(script, LIMITS, RULES, others=readers)
    assert (title.voice, title.written) == (OWN, "The Title")
    return [(each.voice, each.written) for each in others]


def voices(html: str, cast: dict[str, str]) -> list[str]:
    return [voice for voice, _ in readings(html, cast)]


INTERVIEWS = {
    "letters": (
        "<p>She came at noon.</p><p>Q: Why now?</p><p>A: It was time.</p><p>It still is.</p>"
        "<p>Q: And then?</p><p>A: We will see.</p>",
        [OWN, Q, A, A, Q, A],
    ),
    "letters in bold": (
        "<p><b>Q.</b> Why now?</p><p><b>A.</b> It was time.</p>",
        [Q, A],
    ),
    "letters of another language": (
        "<p>F: Warum jetzt?</p><p>A: Es war Zeit.</p><p>F: Und dann?</p>",
        [Q, A, Q],
    ),
    "names": (
        "<p>Ann Bell: Why now?</p><p>Jane Doe: It was time.</p><p>Ann Bell: And then?</p>"
        "<p>Jane Doe: We will see.</p>",
        [Q, A, Q, A],
    ),
    "names in bold, and their initials": (
        "<p><b>Ann Bell</b> Why now?</p><p><b>Jane Doe</b> It was time.</p>"
        "<p><b>AB:</b> And then?</p><p><b>J.D.:</b> We will see.</p>",
        [Q, A, Q, A],
    ),
    "questions in bold": (
        "<p>She came at noon.</p><p><b>Why now?</b></p><p>It was time.</p><p>It still is.</p>"
        "<p><strong>And then?</strong></p><p>We will see.</p>",
        [OWN, Q, A, A, Q, A],
    ),
    "questions in bold, one of which is none": (
        "<p><b>Why now?</b></p><p>It was time.</p><p><b>Go on.</b></p><p>We will see.</p>",
        [Q, A, Q, A],
    ),
    "questions as headings, and a heading that ends a turn": (
        "<h2>Why now?</h2><p>It was time.</p><h2>And then?</h2><p>We will see.</p>"
        "<h2>About her</h2><p>Jane Doe is a captain.</p>",
        [Q, A, Q, A, OWN, OWN],
    ),
    "a quotation and a list within an answer": (
        "<p>Q: Why now?</p><p>A: He said:</p><blockquote>Go home now, all of you.</blockquote>"
        "<ul><li>So we did.</li></ul><p>Q: And then?</p>",
        [Q, A, A, A, Q],
    ),
    "a single question in bold is no interview": (
        "<p><b>Why now?</b></p><p>It was time.</p>",
        [OWN, OWN],
    ),
    "a label of one speaker alone is none": (
        "<p>Update: It rained.</p><p>Update: It rained again.</p>",
        [OWN, OWN],
    ),
    "an initial of a name is no answer": (
        "<p>A. Smith came at noon.</p><p>A. Smith left at one.</p>",
        [OWN, OWN],
    ),
}


@pytest.mark.parametrize("name", INTERVIEWS)
def test_turns_of_an_interview_are_read_by_two_voices(name: str) -> None:
    html, expected = INTERVIEWS[name]
    assert voices(html, INTERVIEW) == expected
    assert set(voices(html, {"quote": JANE})) <= {OWN, JANE}


def test_a_speaker_may_have_a_voice_by_name() -> None:
    html = "<p>Ann Bell: Why now?</p><p>Jane Doe: It was time.</p><p>Tom Fox: I was late.</p>"
    assert voices(html, {"jane doe": JANE}) == [OWN, JANE, OWN]
    twice = html + html
    assert voices(twice, {**INTERVIEW, "jane doe": JANE}) == [Q, JANE, A, Q, JANE, A]


def test_each_role_may_have_a_voice_and_the_title_never() -> None:
    html = "<h2>A heading</h2><p>A paragraph is here.</p><blockquote>A quotation.</blockquote>"
    assert voices(html, {"quote": Q, "heading": A}) == [A, OWN, Q]
    assert voices(html, {"quote": Q, "title": A}) == [OWN, OWN, Q]
    assert voices(html, {}) == [OWN, OWN, OWN]


def test_markup_gives_whole_sentences_to_a_voice() -> None:
    html = (
        "<p>He began. <q data-listen-voice='jane'>We sail at noon! Be there.</q> They nodded at "
        "<q data-listen-voice='jane'>him</q>, and he left the room.</p>"
        "<p data-listen-voice=JANE>All of this paragraph is hers.</p>"
        "<div data-listen-voice=jane><p>This one as well.</p>"
        "<p data-listen-voice=narrator>But not this one.</p></div>"
    )
    assert readings(html, {"jane": JANE}) == [
        (OWN, "He began."),
        (JANE, "“We sail at noon! Be there.”"),
        (OWN, "They nodded at “him”, and he left the room."),
        (JANE, "All of this paragraph is hers."),
        (JANE, "This one as well."),
        (OWN, "But not this one."),
    ]


def test_an_unknown_voice_changes_nothing_and_is_noted() -> None:
    ignored: list[IgnoredVoice] = []
    html = (
        "<blockquote data-listen-voice='piper:evil'>A quotation.</blockquote>"
        "<p data-listen-voice=jane>Hers. <i data-listen-voice=nobody>Hers too, surely.</i></p>"
    )
    found = readings(html, {"quote": Q, "jane": JANE}, ignored)
    assert found == [(Q, "A quotation."), (JANE, "Hers. Hers too, surely.")]
    divided = "<p data-listen-voice=jane>Hers and <i data-listen-voice=nobody>his</i> too.</p>"
    assert voices(divided, {"jane": JANE}) == [JANE]
    assert [(each.name, each.text) for each in ignored] == [
        ("piper:evil", "A quotation."),
        ("nobody", "Hers too, surely."),
    ]


def test_a_part_without_a_whole_sentence_is_noted() -> None:
    html = "<p>They nodded at <q data-listen-voice=jane>him</q>, and he left. They cheered.</p>"
    cast = {"jane": JANE, "paragraph": Q}
    script = cast_script(script_of(html), cast)
    utterances = chunk(script, LIMITS, RULES, others={v: Reader(LIMITS) for v in (JANE, Q)})
    assert [each.voice for each in utterances] == [OWN, Q]
    noted = list(find_divided(script, utterances))
    assert [(each.name, each.text) for each in noted] == [(JANE, "“him”")]


def test_a_sentence_in_several_elements_has_the_voice_of_the_one_around_them() -> None:
    html = (
        "<p data-listen-voice=jane>Hers and <i data-listen-voice=ann>his</i> too. "
        "<i data-listen-voice=ann>His <b data-listen-voice=jane>and hers</b> as well.</i></p>"
    )
    assert voices(html, {"jane": JANE, "ann": A}) == [JANE, A]


def test_markup_may_name_a_voice_of_the_cast_itself() -> None:
    html = f"<p data-listen-voice='{JANE}'>Hers.</p><p data-listen-voice='tone:999'>Not his.</p>"
    assert voices(html, {"jane": JANE}) == [JANE, OWN]


def test_a_part_that_the_own_voice_reads_is_not_marked() -> None:
    script = cast_script(script_of("<blockquote>A quotation.</blockquote>"), {"quote": OWN})
    assert not speakers_in(script)


def test_names_without_end_and_elements_in_elements_are_cheap() -> None:
    deep = "".join(f"<span data-listen-voice='{'x' * 500}{n}'>" for n in range(150)) + "word. "
    script = script_of(f"<p>{deep * 3}</p>")
    assert all(len(mark.names) <= 8 for line in script.lines for mark in line.marked)
    assert all(len(n) <= 100 for line in script.lines for m in line.marked for n in m.names)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "jane", "nobody", "ann"]), st.sampled_from(["One. ", "two "])
        ),
        max_size=12,
    )
)
def test_no_word_is_lost_or_moved_and_no_voice_is_invented(parts: list[tuple[str, str]]) -> None:
    html = "".join(f"<span data-listen-voice='{name}'>{text}</span>" for name, text in parts)
    plain = "".join(f"<span>{text}</span>" for _, text in parts)
    cast = {"jane": JANE, "ann": A}
    found = readings(f"<p>Begin. {html}end.</p>", cast)
    without = readings(f"<p>Begin. {plain}end.</p>", cast)
    assert " ".join(text for _, text in found) == " ".join(text for _, text in without)
    assert {voice for voice, _ in found} <= {OWN, JANE, A}


def test_quotes_around_a_sentence_do_not_count() -> None:
    marked = (VoicedText(1, 9, (JANE,)),)
    line = Line(Role.PARAGRAPH, "“Go home.” Later.", 0, voice=Q, voiced=marked)
    assert voice_of(line, 0, 10) == JANE
    assert voice_of(line, 0, 17) == Q
    assert voice_of(line, 11, 17) == Q
