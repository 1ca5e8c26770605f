import random
import re
from pathlib import Path

import pytest

from cache.articles.edition import Edition
from worker.articles.edition import edition_of
from worker.articles.lookup import DemoArticles
from worker.model.article import Article
from worker.text.duration_estimate import estimate_s
from worker.text.language_detection import detect_language, language_of

LINES = (Path(__file__).parent / "paragraphs.txt").read_text("utf-8").splitlines()
PARAGRAPHS = [(line[:2], line[4:]) for line in LINES]
ENGLISH = [text for language, text in PARAGRAPHS if language == "en"]
FRENCH = [text for language, text in PARAGRAPHS if language == "fr"]

HEADLINES = [
    "Copenhagen, Malmö, Oslo, Helsinki: A Guide",
    "Erdemir Visits Kayseri After Quake",
    "Gonçalves Indicted in São Brás",
    "Inter Varano v Juventina: Line-ups, Kick-off and TV",
    "Jakarta, Surabaya, Bandung and Medan Brace for Floods",
    "Kestrane and Orlund Near Accord Over the Tarrow",
    "La La Valley and El Caminito Top List",
    "Nairobi MPs Reject Finance Bill",
    "Oaxaca, Guanajuato, Michoacán and Jalisco Vote Today",
    "PSV Beat Olympique de Valcourt 3-1",
    "Tour des Vallées Stage 12: Aurillac to Villeneuve-sur-Lot",
    "Vladimir Petrov, Sergei Lavrin and Dmitry Peskin in Pyongyang",
]


@pytest.mark.parametrize(("language", "text"), PARAGRAPHS)
def test_a_paragraph_of_news_is_told_by_its_words(language: str, text: str) -> None:
    assert detect_language(text) == language


def test_the_paragraphs_are_many() -> None:
    assert len(PARAGRAPHS) >= 70
    assert len({language for language, _ in PARAGRAPHS}) >= 35
    assert len(set(LINES)) == len(LINES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "T",
        "Yes",
        "Bonjour",
        "Nein!",
        "12:30",
        "东京",
        "Привет",
        "PSV – OM 3:1",
        "Prime Minister in Berlin",
        "BREAKING NEWS: CENTRAL BANK RAISES RATES AGAIN, AND MARKETS FALL EVERYWHERE",
        "— … !!!",
        "😀" * 100,
        "\u200b" * 100,
        "1234567890 " * 50,
        *HEADLINES,
    ],
)
def test_too_little_says_nothing(text: str) -> None:
    assert detect_language(text) == ""


def test_no_heap_of_headlines_full_of_names_is_taken_for_another_language() -> None:
    shuffled = random.Random(1)
    heaps = [" ".join(shuffled.sample(HEADLINES, 3)) for _ in range(200)]
    assert {detect_language(heap) for heap in heaps} <= {"", "en"}


def test_the_larger_part_of_a_mixed_article_decides_and_of_two_halves_none_for_sure() -> None:
    assert detect_language("\n".join([*ENGLISH[:4], FRENCH[0]])) == "en"
    assert detect_language("\n".join([*FRENCH, ENGLISH[0]])) == "fr"
    assert detect_language(" ".join([ENGLISH[0], ENGLISH[1], FRENCH[0], FRENCH[1]])) == ""


def test_a_long_article_is_looked_at_all_over() -> None:
    long = "\n".join([FRENCH[0], *ENGLISH * 6])
    assert detect_language(long) == "en"


@pytest.mark.parametrize("text", ["a\x00b " * 50, "\ud800 word " * 50, "x\x7f\x96 " * 60])
def test_odd_characters_do_no_harm(text: str) -> None:
    assert detect_language(text) == detect_language(text)


def test_it_says_the_same_each_time() -> None:
    text = "\n".join(text for _, text in PARAGRAPHS[:12])[:2_000]
    answers = {detect_language(text) for _ in range(20)}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr-CA"),
        ("pt_BR", "pt-BR"),
        ("", "en"),
        ("English", "en"),
        ("xx", "en"),
        ("und", "en"),
        ("en_US.UTF-8", "en"),
        ("fr, en", "en"),
    ],
)
def test_what_the_publisher_says_counts_if_it_is_a_language(declared: str, language: str) -> None:
    article = Article("a", title="T", language=declared, text=ENGLISH[0])
    assert language_of(article) == language
    assert edition_of(article) == Edition(article.revision, language, estimate_s(article))


def test_title_dek_and_body_are_looked_at_and_no_markup() -> None:
    french = "<p>" + re.sub(" ", " <b class='the words of markup are english'>", FRENCH[0])
    script = "<script>" + ENGLISH[0] * 5 + "</script>"
    assert language_of(Article("a", html=french + script)) == "fr"
    assert language_of(Article("a", title=FRENCH[0])) == "fr"
    assert language_of(Article("a", dek=FRENCH[0])) == "fr"
    assert language_of(Article("a", text=FRENCH[0])) == "fr"
    assert language_of(Article("a")) == ""


def test_the_demo_articles_are_english_and_look_it() -> None:
    for article in DemoArticles().all():
        assert language_of(article) == "en-US"
        assert detect_language(article.html) == "en"
