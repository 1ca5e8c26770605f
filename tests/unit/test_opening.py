"""The opening of a plan, which is spoken before the rest of the plan is made."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_intros_and_outros import WORDS
from tests.unit.text.test_readings import rows
from worker.articles.lookup import DemoArticles
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.announcement import NO_INTRO_AND_OUTRO, Announcement, IntroAndOutro, Jingle
from worker.model.article import Article
from worker.model.script import Role
from worker.narration.calibration import measure_voice
from worker.narration.narrators import Narrator, prepare_narrator
from worker.narration.plan import PlannedUtterances, plan_narration, plan_opening
from worker.pronunciation.lexicon import Lexicon
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings
from worker.speech.tone import ToneEngine
from worker.text.script import ReadingRules

RULES = reading_rules(WorkerSettings())
LEXICON = Lexicon([LexiconEntry("Marsh", "Marsch"), LexiconEntry("Pier", "peer")])
PAGES = Path(__file__).with_name("articles") / "pages"
JINGLE = Announcement(sound=Jingle("jingle.wav", "0" * 64))
FRAMES = {
    "no intro": NO_INTRO_AND_OUTRO,
    "an intro of words": IntroAndOutro(WORDS, WORDS),
    "a jingle": IntroAndOutro(JINGLE, WORDS),
}
BODY = "<p>It rained all day.</p><p>Nobody came to the pier.</p>"
FOREIGN = "<p>Дождь шёл весь день, и никто не пришёл на пристань.</p>" * 3


@pytest.fixture(scope="module")
def narrator() -> Narrator:
    voice = ToneEngine().load("220")
    return prepare_narrator(voice, -19.0, measure_voice(voice))


def open_and_plan(
    article: Article,
    narrator: Narrator,
    frame: IntroAndOutro = NO_INTRO_AND_OUTRO,
    rules: ReadingRules = RULES,
) -> tuple[PlannedUtterances, PlannedUtterances]:
    """Return the opening of an article, and as many utterances of its whole plan."""
    opening = plan_opening(article, narrator, rules, LEXICON, frame)
    plan = plan_narration(article, narrator, rules, LEXICON, frame)
    count = len(opening.utterances)
    return opening, PlannedUtterances(
        plan.utterances[:count],
        plan.sayings[:count],
        plan.slot_keys[:count],
        plan.versions[:count],
    )


@pytest.mark.parametrize("frame", FRAMES)
def test_the_opening_of_each_demo_article_is_what_its_plan_begins_with(
    narrator: Narrator, frame: str
) -> None:
    for article in DemoArticles().all():
        opening, begun = open_and_plan(article, narrator, FRAMES[frame])
        assert opening == begun
        assert opening.utterances[-1].role is Role.TITLE
        assert opening.utterances[0].role is (Role.TITLE if frame == "no intro" else Role.INTRO)


@pytest.mark.parametrize("page", ["magazine.html", "newspaper.html"])
def test_the_opening_of_a_page_is_what_its_plan_begins_with(narrator: Narrator, page: str) -> None:
    html = (PAGES / page).read_text("utf-8")
    for title in ("Repeated in the Body", "Dr. No, Jr., Sells 12 St. James St. Flats for $5.2bn"):
        article = Article("a", title=title, html=f"<h1>{title}</h1>{html}", language="en")
        opening, begun = open_and_plan(article, narrator)
        assert opening == begun
        assert opening.utterances


def test_every_written_form_in_a_title_is_read_as_in_the_whole_plan(narrator: Narrator) -> None:
    for _, locale, sentence, _ in rows()[::40]:
        article = Article("a", title=sentence, dek="It rained.", html=BODY, language=locale)
        opening, begun = open_and_plan(article, narrator)
        assert opening == begun
        assert opening.utterances


@given(
    title=st.text(st.sampled_from("abcXYZ 0123.,:;—-'’\"()$€%[]日本Жя😀٣’"), max_size=90),
    language=st.sampled_from(["en", "en-GB", "de", "fr", "ru", "ja", "xx", ""]),
    body=st.sampled_from([BODY, FOREIGN]),
    frame=st.sampled_from(sorted(FRAMES)),
)
def test_the_opening_is_what_the_plan_begins_with_whatever_the_title(
    narrator: Narrator, title: str, language: str, body: str, frame: str
) -> None:
    article = Article("a", title=title, html=body, language=language)
    opening, begun = open_and_plan(article, narrator, FRAMES[frame])
    assert opening == begun


@pytest.mark.parametrize(
    ("title", "body"),
    [("", BODY), ("🎉", BODY), ("The Pier and Пристань", BODY), ("The Pier and Пристань", FOREIGN)],
    ids=["no title", "only an emoji", "a foreign word", "a foreign word in a foreign article"],
)
def test_there_is_no_opening_where_only_the_whole_article_tells_how_it_begins(
    narrator: Narrator, title: str, body: str
) -> None:
    article = Article("a", title=title, html=body, language="en")
    for frame in FRAMES.values():
        assert not plan_opening(article, narrator, RULES, LEXICON, frame).utterances


def test_there_is_no_opening_if_titles_are_not_read(narrator: Narrator) -> None:
    rules = replace(RULES, reads={**RULES.reads, Role.TITLE: False})
    article = Article("a", title="The Pier Reopens", html=BODY, language="en")
    assert not plan_opening(article, narrator, rules, LEXICON, FRAMES["a jingle"]).utterances
    assert plan_opening(article, narrator, RULES, LEXICON, FRAMES["a jingle"]).utterances


def test_the_opening_does_not_read_the_body(
    narrator: Narrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("worker.text.script.read_html", read)
    article = Article("a", title="The Pier Reopens", html=BODY, language="en")
    assert plan_opening(article, narrator, RULES, LEXICON).utterances
