"""Hostile texts: all words are read, in linear time."""

import os
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.errors import ArticleError, NothingToReadError
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.script import Omission
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.pronunciation.lexicon import SILENT
from worker.settings import WorkerSettings
from worker.text.dialogue.casting import IgnoredVoice, cast_script, speakers_in
from worker.text.dialogue.readers import Reader
from worker.text.script import write_script
from worker.text.spoken_forms.report_unspoken import find_unspoken
from worker.text.utterances import chunk

RULES = reading_rules(WorkerSettings())
LIMITS = Limits(250, packs_sentences=False)
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))

ODD = (
    "\x00\x01\x0b\x1f\x7f\x85\xa0\xad\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e"
    "\u2066\u2069\ufeff\ufffd\ufffe\uffff\U000e0041\U0010ffff\u0301\u0489😀🏳️‍🌈👩‍👩‍👧‍👦"
)
"""Controls, joiners, direction marks, invalid characters, many combining marks, emoji."""

WORDS = st.characters(codec="utf-8", exclude_categories=["No"])
"""Characters of words, without superscript digits, which are marks of footnotes."""

ANY_TEXT = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(ODD)))
TAGS = st.sampled_from(
    "p div span b a li ol ul h2 blockquote table tr td br hr pre sup script style aside figure "
    "figcaption template svg math iframe q section details summary frame body html x-y".split()
)
MARKUP = st.one_of(
    ANY_TEXT,
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.builds("<{} {}='{}'>".format, TAGS, st.sampled_from(["class", "id", "start"]), ANY_TEXT),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "&", "&#0;", "&#xd800;", "&#1114112;"]),
    st.sampled_from(["<", ">", "'", '"', "/", "<?", "<!", "</", "word ", "12", "$1", ". "]),
)  # fmt: skip


def read(html: str, text: str = "", language: str = "en") -> list[Utterance]:
    article = Article("a", html=html, text=text, language=language)
    return chunk(write_script(article, RULES), LIMITS, RULES, SILENT)


@settings(max_examples=EXAMPLES)
@given(st.lists(MARKUP, max_size=30).map("".join), st.sampled_from(["en", "de", "ar", "zh", ""]))
def test_any_markup_is_read_or_told_to_be_unreadable(html: str, language: str) -> None:
    try:
        utterances = read(html, language=language)
    except ArticleError:
        return
    assert all(any(map(str.isalnum, u.spoken)) for u in utterances)


@settings(max_examples=EXAMPLES)
@given(st.lists(MARKUP, max_size=20).map("".join))
def test_what_follows_any_markup_that_is_closed_is_read(html: str) -> None:
    rest = "</script></style></template></svg></math></iframe>--></aside>"
    words = "The harbor opens again on Monday"
    try:
        utterances = read(f"<p>{words}.</p><div>{html}{rest}</div>")
    except ArticleError:
        return
    assert words in " ".join(u.written for u in utterances)


def letters(text: str) -> list[str]:
    """Return letters and digits."""
    return [c for c in text if c.isalpha() or c.isdecimal()]


@settings(max_examples=EXAMPLES)
@given(st.lists(st.text(WORDS | st.sampled_from(ODD)), max_size=20).map(" ".join))
def test_every_letter_of_any_plain_text_is_in_the_script_and_heard_or_reported(text: str) -> None:
    wanted = letters(text)
    left_out: list[Omission] = []  # such as a line of credits, which is noted
    try:
        script = write_script(Article("a", text=text, language="en"), RULES, left_out.append)
    except NothingToReadError:
        assert left_out or not wanted
        return
    read = letters("".join(line.written for line in script.lines))
    noted = Counter(letters("".join(omission.text for omission in left_out)))
    is_noted_whole = all(len(omission.text) < 80 for omission in left_out)
    assert read == wanted or not (is_noted_whole and Counter(wanted) - Counter(read) - noted)
    try:
        utterances = chunk(script, LIMITS, RULES, SILENT)
    except NothingToReadError:  # signs that look like letters, such as faces drawn with them
        return
    heard = Counter(letters("".join(u.written for u in utterances)))
    reported = [omission.text for omission in find_unspoken(script, utterances)]
    is_cut = any(len(each) == 80 for each in reported)
    assert is_cut or not Counter(read) - heard - Counter(letters("".join(reported)))


SHAPES: dict[str, Callable[[int], str]] = {
    "tiny paragraphs": lambda n: "<p>a</p>" * n,
    "items": lambda n: "<ol>" + "<li>a" * n,
    "lines": lambda n: "a<br>" * n,
    "links": lambda n: "<a href=x>a</a> " * n,
    "footnotes": lambda n: "".join(f"<p>a<sup><a href='#f{i}'>{i}</a></sup>" for i in range(n)),
    "one word": lambda n: "a" * n,
    "one number": lambda n: "0" * n,
    "numbers and commas": lambda n: "1," * n,
    "numbers and slashes": lambda n: "1/" * n,
    "numbers and colons": lambda n: "12:" * n,
    "numbers": lambda n: "12 " * n,
    "amounts": lambda n: "$1" * n,
    "dates": lambda n: "2020-01-01T" * n,
    "Roman numbers": lambda n: "XIV " * n,
    "names": lambda n: "Ann " * n,
    "no end": lambda n: "word " * n,
    "quotes": lambda n: "“a” " * n,
    "abbreviations": lambda n: "a." * n,
    "joiners": lambda n: "a\u200b" * n,
    "open tags": lambda n: "<a " * n + "a",
    "an attribute": lambda n: f"<p class='{'x ' * n}'>a</p>",
    "signs": lambda n: "★→😀" * n,
    "faces": lambda n: "(╯°" * n,
    "another script": lambda n: "(习近平 " * n,
    "marks": lambda n: "a\u0301\u0336" * n,
    "an address": lambda n: "https://a.example/" + "a1/" * n,
}  # fmt: skip


@pytest.mark.timeout(60)  # one or two seconds; `python -m benchmarks text` says how they grow
@pytest.mark.parametrize("shape", SHAPES)
def test_a_great_deal_of_it_hides_nothing_and_hangs_nothing(shape: str) -> None:
    utterances = read(f"<p>He begins.</p>{SHAPES[shape](8_000)}")
    assert utterances[0].written == "He begins."


@pytest.mark.timeout(60)
def test_a_long_paragraph_of_sentences_with_numbers_is_written_down_at_once() -> None:
    html = "<p>" + "Row 7 is here. " * 30_000
    assert len(write_script(Article("a", html=html, language="en"), RULES).lines) == 1


@pytest.mark.timeout(60)
def test_a_great_deal_of_names_of_voices_hangs_nothing() -> None:
    html = "<p>" + "".join(f"<i data-listen-voice='v{i}'>Row {i} is. </i>" for i in range(3_000))
    script = write_script(Article("a", html=html, language="en"), RULES)
    noted: list[IgnoredVoice] = []
    cast = cast_script(script, {"v7": "tone:330", "question": "tone:440"}, noted.append)
    assert len(noted) == 20
    chunk(cast, LIMITS, RULES, others={voice: Reader(LIMITS) for voice in speakers_in(cast)})


NUMBERS = [
    "numbers",
    "numbers and commas",
    "numbers and slashes",
    "amounts",
    "Roman numbers",
    "one number",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("shape", NUMBERS)
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_a_great_deal_of_numbers_hangs_no_other_language(shape: str, language: str) -> None:
    utterances = read(f"<p>Abc.</p>{SHAPES[shape](4_000)}", language=language)
    assert utterances[0].written == "Abc."


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "table><tr><td", "span"])
def test_elements_within_one_another_are_read_or_told_to_be_too_deep(tag: str) -> None:
    for depth in (100, 100_000):
        html = f"<{tag}>" * depth + "The harbor opens again."
        try:
            assert "harbor" in read(html)[0].written
        except ArticleError:
            assert depth > 100
