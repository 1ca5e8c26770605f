"""Evidence beyond the sentence: the article's locale, its title, and the paragraph."""

import pytest

from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.voice import Limits
from worker.settings import WorkerSettings
from worker.text.script import write_script
from worker.text.utterances import chunk

LIMITS = Limits(250, packs_sentences=False)


def spoken(article: Article, locale: str = "en-US") -> str:
    rules = reading_rules(WorkerSettings(english_locale=locale))
    return " ".join(each.spoken for each in chunk(write_script(article, rules), LIMITS, rules))


PLAIN_ENGLISH = [
    ("The report of 3/4/2026 was leaked.", "march fourth", "the third of april"),
    ("Sales start on 5/6/2027.", "may sixth", "the fifth of june"),
    ("The match ended 2-0.", "two zero", "two nil"),
    ("The sides drew 0-0 in the rain.", "zero zero", "nil nil"),
    ("The film starts at 7.45 from Monday.", "seven point four five", "seven forty five"),
]


@pytest.mark.parametrize(("written", "american", "british"), PLAIN_ENGLISH)
def test_plain_english_is_the_english_of_the_setting(
    written: str, american: str, british: str
) -> None:
    article = Article("a", language="en", text=written)
    assert american in spoken(article)
    assert british in spoken(article, "en-GB")


def test_an_article_without_a_language_is_read_in_the_english_of_the_setting() -> None:
    article = Article("a", text="It was dated 3/4/2026.")
    assert "the third of april" in spoken(article, "en-GB")


@pytest.mark.parametrize("language", ["en-US", "en-GB"])
def test_a_locale_of_the_article_counts_more_than_the_setting(language: str) -> None:
    article = Article("a", language=language, text="It was dated 3/4/2026.")
    assert spoken(article, "en-GB") == spoken(article, "en-US")


def test_a_part_in_plain_english_is_read_in_the_english_of_the_setting() -> None:
    html = '<p>Er sagte: <span lang="en">It was dated 3/4/2026.</span></p>'
    article = Article("a", language="de", html=html)
    assert "the third of april" in spoken(article, "en-GB")


SENTENCE = "They closed on 245-6 in the evening."


@pytest.mark.parametrize(
    ("title", "before", "said"),
    [
        ("", "", "two hundred and forty five six"),
        ("Cricket: Surrey on top", "", "two hundred and forty five for six"),
        ("", "The bowlers toiled before tea. ", "two hundred and forty five for six"),
        ("Council votes on Monday", "", "two hundred and forty five six"),
    ],
)
def test_topics_of_the_title_and_the_paragraph_decide_too(
    title: str, before: str, said: str
) -> None:
    article = Article("a", title=title, language="en-GB", text=before + SENTENCE)
    assert said in spoken(article)


@pytest.mark.parametrize("locale", ["en", "de-DE", "en_GB", "english", ""])
def test_the_setting_takes_an_english_locale_alone(locale: str) -> None:
    with pytest.raises(ValueError, match="english_locale"):
        WorkerSettings(english_locale=locale)


CRICKET = ("The visitors resume their innings today.", "Root made 112* and they were 88-1.")


def test_cricket_anywhere_in_an_article_decides_about_runs() -> None:
    about = Article("a", title="A day of rain", language="en-GB", text="\n\n".join(CRICKET))
    said = spoken(about)
    assert "one hundred and twelve not out" in said
    assert "eighty eight for one" in said


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en-GB", "The shop sells tea and cake.", "It has 112* fans, who beat them 88-1."),
        ("en-GB", CRICKET[0], "The horse won at 88-1, and the side lost 91-2 on penalties."),
        ("en-US", CRICKET[0], "They led 88-1 and had 112* seats."),
    ],
)
def test_no_other_pair_is_taken_for_runs(language: str, first: str, second: str) -> None:
    article = Article("a", title="A day", language=language, text=f"{first}\n\n{second}")
    assert "for one" not in spoken(article)
    assert "for two" not in spoken(article)
    assert "not out" not in spoken(article)


def test_a_title_is_read_the_same_whatever_the_article_is_about() -> None:
    alone = Article("a", title="Out at 88-1", language="en-GB", text="It rained.")
    about = Article("a", title="Out at 88-1", language="en-GB", text="\n\n".join(CRICKET))
    assert spoken(about).startswith(spoken(alone).removesuffix(" It rained."))
