"""Text of intros and outros."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.html.plain_text import fold, is_readable
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.announcement import PLACEHOLDER, PLACEHOLDERS, Announcement, IntroAndOutro, Jingle
from worker.model.article import Article
from worker.model.script import Line, Role, Script
from worker.model.voice import Limits
from worker.publication.announcement_settings import read_words
from worker.settings import WorkerSettings
from worker.text.intro_outro import Filled, frame_script, write_date
from worker.text.spoken_forms.report_unspoken import find_unspoken
from worker.text.utterances import chunk

RULES = reading_rules(WorkerSettings())
LIMITS = Limits(250, packs_sentences=False)
PIER = Article(
    "pier",
    title="The Pier Reopens",
    byline="By Jane Doe and John Roe",
    section="World",
    published_at="2026-11-21T08:30:00+01:00",
)
TOLD = "You are listening to {title}. By {byline}. Published on {date}."


def fill(template: str, article: Article = PIER, language: str = "en") -> str:
    return Filled(article, language).fill(read_words(template).text)


def with_title(title: str) -> Article:
    return Article("pier", title=title, byline="Jane Doe")


FILLED = [
    (TOLD, "You are listening to The Pier Reopens. By Jane Doe and John Roe. "
           "Published on November 21, 2026."),
    ("{title}, by {byline}, in {section}", "The Pier Reopens, by Jane Doe and John Roe, in World"),
    ("{byline}: {title}", "By Jane Doe and John Roe: The Pier Reopens"),
    ("Written by: {byline}!", "Written by: Jane Doe and John Roe!"),
    ("{section}{section}", "WorldWorld"),
    ("Hello.", "Hello."),
]  # fmt: skip


@pytest.mark.parametrize(("template", "said"), FILLED)
def test_placeholders_are_filled_in(template: str, said: str) -> None:
    assert fill(template) == said


MISSING = [
    (Article("a", title="T"), "You are listening to T."),
    (Article("a", title="T", byline="Jane Doe"), "You are listening to T. By Jane Doe."),
    (Article("a", title="T", published_at="yesterday"), "You are listening to T."),
    (Article("a", title="—", published_at="2026-01-02"), "Published on January 2, 2026."),
    (Article("a", section="World"), ""),
]


@pytest.mark.parametrize(("article", "said"), MISSING)
def test_a_sentence_without_its_value_is_left_out(article: Article, said: str) -> None:
    assert fill(TOLD, article) == said


HOSTILE = [
    ("{title}. Read by {byline}.", "{byline}", "{byline}. Read by Jane Doe."),
    ("{title}. Read by {byline}.", "{title.__class__}", "{title.__class__}. Read by Jane Doe."),
    ("{title}. Read by {byline}.", "{0} {} }{ {{", "{0} {} }{ {{. Read by Jane Doe."),
    ("{title}. Read by {byline}.", "\\1 \\g<0> %s $x", "\\1 \\g<0> %s $x. Read by Jane Doe."),
    ("{title}. Read by {byline}.", "Why? A. B. {date}", "Why? A. B. {date}. Read by Jane Doe."),
    ("To {title}. Hear it.", "To Kill a Bird", "To To Kill a Bird. Hear it."),
    ("You hear {title}. {byline}", "Will it rain?", "You hear Will it rain? Jane Doe"),
    ("You hear “{title}”. {byline}", "Rain!", "You hear “Rain!”. Jane Doe"),
    ("You hear {title}. {byline}", "He said: “Go.”", "You hear He said: “Go.” Jane Doe"),
    ("You hear {title}...", "Acme Inc.", "You hear Acme Inc..."),
    ("{title}", " two\n\nlines\u200b ", "two lines"),
]


@pytest.mark.parametrize(("template", "title", "said"), HOSTILE)
def test_what_a_title_holds_is_never_filled_in(template: str, title: str, said: str) -> None:
    assert fill(template, with_title(title)) == said


@given(st.text(), st.sampled_from(["{title}", "Now: {title}.", "{title} {title}, by {byline}?"]))
def test_any_title_can_be_filled_in(title: str, template: str) -> None:
    said = fill(template, with_title(title))
    assert fold(title) in said if is_readable(fold(title)) else said == ""


def test_a_long_title_takes_no_longer_than_it_is() -> None:
    for title in ("x" * 200_000, "." * 200_000, '?"' * 100_000 + "x"):
        assert fill("{title}. By {byline}.", with_title(title)).endswith("By Jane Doe.")


DATES = [
    ("en", "November 21, 2026"),
    ("en-GB", "21 November 2026"),
    ("de", "21. November 2026"),
    ("fr", "21 novembre 2026"),
    ("es", "21 de noviembre de 2026"),
    ("pt-BR", "21 de novembro de 2026"),
    ("nl", "21 november 2026"),
    ("pl", "21 listopada 2026"),
    ("ru", "21 ноября 2026 года"),
    ("zh", "2026年11月21日"),
    ("de-XX", "21. November 2026"),
    ("tlh", ""),
    ("", ""),
]


@pytest.mark.parametrize(("language", "written"), DATES)
def test_dates_are_written_in_the_language_of_the_article(language: str, written: str) -> None:
    assert write_date("2026-11-21T23:30:00-08:00", language) == written


@pytest.mark.parametrize("published_at", ["", "2026", "2026-13-01", "21.11.2026", "soon enough"])
def test_what_is_no_date_is_not_said(published_at: str) -> None:
    assert write_date(published_at, "en") == ""


SCRIPT = Script([Line(Role.TITLE, "One.", 0), Line(Role.PARAGRAPH, "Two.", 1)], "en")
SOUND = Announcement(sound=Jingle("/jingle.mp3", "d"))


def test_a_script_has_lines_around_the_article() -> None:
    frame = IntroAndOutro(read_words("Now {title}."), SOUND)
    intro, *lines, outro = frame_script(SCRIPT, PIER, frame).lines
    assert lines == SCRIPT.lines
    assert intro == Line(Role.INTRO, "Now The Pier Reopens.", -1)
    assert outro == Line(Role.OUTRO, "", 2, sound=SOUND.sound, is_common=True)


def test_there_is_no_line_where_there_is_nothing_to_say() -> None:
    frame = IntroAndOutro(read_words("On {date}."), None)
    assert frame_script(SCRIPT, Article("a"), frame) == SCRIPT


def test_words_that_say_nothing_of_the_article_are_common_to_all() -> None:
    frame = IntroAndOutro(read_words("Welcome."), read_words("In {section}."))
    intro, *_, outro = chunk(frame_script(SCRIPT, PIER, frame), LIMITS, RULES)
    assert (intro.is_common, outro.is_common) == (True, False)


def test_a_sound_is_an_utterance_without_words() -> None:
    (intro, *_) = chunk(frame_script(SCRIPT, PIER, IntroAndOutro(SOUND)), LIMITS, RULES)
    assert (intro.written, intro.spoken, intro.pause_after_ms) == ("", "", 700)
    assert [sentence.written for sentence in intro.sentences] == [""]
    assert intro.sound == SOUND.sound


LONG = (
    "The council of the whole town, which had met on the pier for the third time in as many weeks, "
    "has decided to mend it, the mayor said on Tuesday"
)


@pytest.mark.parametrize("intro", [None, SOUND, Announcement("Hi."), Announcement(LONG)])
def test_an_intro_changes_nothing_of_the_article(intro: Announcement | None) -> None:
    script = Script([Line(Role.TITLE, LONG, 0), Line(Role.PARAGRAPH, LONG, 1)], "en")
    plain = chunk(script, LIMITS, RULES)
    assert len(plain) == 3
    framed = chunk(frame_script(script, PIER, IntroAndOutro(intro, intro)), LIMITS, RULES)
    assert [u for u in framed if u.role not in (Role.INTRO, Role.OUTRO)] == plain


def test_what_is_not_spoken_of_an_intro_is_known() -> None:
    framed = frame_script(SCRIPT, PIER, IntroAndOutro(read_words("Hello. ✨ Hi."), SOUND))
    omissions = list(find_unspoken(framed, chunk(framed, LIMITS, RULES)))
    assert [omission.text for omission in omissions] == ["✨"]


def test_numbers_and_names_are_read_as_in_an_article() -> None:
    framed = frame_script(SCRIPT, PIER, IntroAndOutro(read_words("On {date}, at 8 p.m.")))
    (intro, *_) = chunk(framed, LIMITS, RULES)
    assert intro.spoken == "On november twenty first, twenty twenty six, at eight PM."


@given(st.text(alphabet="{}abdelinotyc ."))
def test_a_template_is_refused_or_can_be_filled_in(template: str) -> None:
    try:
        text = read_words(template).text
    except ValueError:
        return
    assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDERS)
    assert PLACEHOLDER.search(fill(text)) is None
