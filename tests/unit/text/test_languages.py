import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from gtts.lang import tts_langs
from hypothesis import given, settings
from hypothesis import strategies as st

from cache.languages import read_tag
from worker.html.plain_text import fold
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.settings import WorkerSettings
from worker.speech.gtts import GttsEngine
from worker.text.languages.vocabulary import LANGUAGES
from worker.text.script import write_script
from worker.text.spoken_forms.spoken_form import SpokenForm, speak_out
from worker.text.utterances import chunk

PAGE = Path(__file__).parents[3] / "docs" / "spoken-forms-other-languages.md"


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield language, written and spoken form of each row of the page."""
    language = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if heading := re.match(r"## \w+ \(`(\w+)`\)", line):
            language = heading[1]
        elif line.startswith("| ") and line != "| written | spoken |":
            written, spoken_form = line[2:-2].split(" | ")
            yield language, written, spoken_form


ROWS = list(rows())


def spoken(written: str, language: str) -> SpokenForm:
    return speak_out(written, (0, len(written)), language)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_has_a_table_of_many_rows(language: str) -> None:
    written = [row[1] for row in ROWS if row[0] == language]
    assert len(set(written)) == len(written) >= 120


@pytest.mark.parametrize(("language", "written", "said"), ROWS)
def test_written_forms_are_said_as_the_page_shows(language: str, written: str, said: str) -> None:
    assert spoken(written, language).text == said


COUNTRIES = [
    ("de-CH", "1'250.50 Franken", "eintausendzweihundertfünfzig Franken fünfzig"),
    ("de-CH", "Die Teuerung lag bei 1.5 Prozent.", "Die Teuerung lag bei eins Komma fünf Prozent."),
    ("de-AT", "Am 6. Jänner schneit es.", "Am sechsten Jänner schneit es."),
    ("fr-BE", "71 ans, 95 pages", "septante et un ans, nonante-cinq pages"),
    ("fr-CH", "1'200 francs", "mille deux cents francs"),
    ("es-MX", "1,200 casas y $500", "mil doscientas casas y quinientos pesos"),
    ("es-MX", "el 12.5%", "el doce punto cinco por ciento"),
    ("es-AR", "El 1 de mayo subió $1.500", "El primero de mayo subió mil quinientos pesos"),
    ("pt-PT", "16 euros, 5 km e 1.000.000.000", "dezasseis euros, cinco quilómetros e mil milhões"),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "written", "said"), COUNTRIES)
def test_countries_write_and_count_in_their_own_way(tag: str, written: str, said: str) -> None:
    assert spoken(written, tag).text == said


OTHER_LANGUAGES = sorted(
    {tag for tag in map(read_tag, tts_langs()) if tag.partition("-")[0] not in {*LANGUAGES, "en"}}
    | {
        "ar",
        "ca",
        "cs",
        "da",
        "el",
        "fa",
        "fi",
        "ka",
        "kk",
        "lb",
        "ne",
        "no",
        "pl",
        "ro",
        "ru",
        "sk",
    }
    | {"sl", "sr", "sv", "sw", "tr", "uk", "vi", "zh-CN", "hu", "hy", "is", "ja", "ko", "hi", ""}
)
"""Languages of the voices of Google and of Piper."""


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize(
    "written",
    [
        "1.200",
        "1 200,50",
        "3-2",
        "3:2",
        "20h30",
        "12:05",
        "29.7.2024",
        "5 %",
        "€ 12",
        "-5 °C",
        "XIV",
    ],
)
def test_in_other_languages_digits_reach_the_voice_as_written(language: str, written: str) -> None:
    assert spoken(f"a {written} b", language).text == f"a {written} b"


FORMS = [written for _, written, _ in ROWS]
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text("0123456789 .,:;/-–€$%°ºª'’()XIVhM²½abcdeéñß", max_size=80),
    st.lists(st.sampled_from(FORMS), max_size=4).map(" ".join),
    st.lists(st.sampled_from(FORMS), max_size=3).map("".join),
)


@settings(max_examples=1000, deadline=None)
@given(TEXTS, st.sampled_from([*sorted(LANGUAGES), "de-CH", "es-MX", "pt-PT", "zh", "xx"]))
def test_nothing_is_lost_nothing_twice_order_kept(text: str, language: str) -> None:
    written = fold(text)
    form = spoken(written, language)
    places = [(piece.place_start, piece.place_end) for piece in form.pieces]
    assert "".join(written[a:b] for a, b in places).replace(" ", "") == written.replace(" ", "")
    assert all(a <= b for a, b in places)
    assert all(b <= c for (_, b), (c, _) in pairwise(places))
    assert "[[" not in form.text


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**15), st.sampled_from(sorted(LANGUAGES)))
def test_every_number_has_words_and_no_digit_left(number: int, language: str) -> None:
    groups = f"{number:,}".replace(",", ".")
    assert not re.search(
        r"\d", spoken(f"x {groups} x" if number > 999 else f"{number}", language).text
    )


PROSE = [
    ("de", "Die Liste im Dom: Mix, Vim, Di und Mi, Ill, CD und DVD bei der CDU."),
    ("fr", "Le Mexicain, la Croix, le CD, le DVD, Ve, Les Mille et Une Nuits, le MIX de Xi."),
    ("es", "La civil, el Cid, el CD, el DVD, Mil gracias, Vi la luz en Ixtapa."),
    ("it", "Il mix, la CIA, i DVD, Vi dico di Livia, la Lidia, il Cile."),
    ("pt", "O mix, a CIA, os DVD, Vi a Lívia, o Chile, Di e Vil."),
    ("nl", "De mix, de CIA, de dvd's, Vie en Die, Ce, Livia en de CD."),
]


@pytest.mark.parametrize(("language", "text"), PROSE)
def test_words_that_look_like_roman_numerals_stay(language: str, text: str) -> None:
    assert spoken(text, language).text == text


@pytest.mark.parametrize("tag", sorted(tts_langs()))
def test_every_language_of_google_has_sentences_and_loses_no_word(tag: str) -> None:
    language = read_tag(tag)
    assert language
    is_wide = language.partition("-")[0] in ("ja", "yue", "zh")
    body = "这里很好。那里也好。" if is_wide else "Bora is here. Anna waits there."
    article = Article("a", title="Anna", text=body, language=language)
    rules = reading_rules(WorkerSettings())
    utterances = chunk(write_script(article, rules), GttsEngine.limits, rules)
    sentences = [sentence.written for each in utterances for sentence in each.sentences]
    assert len(sentences) == 3
    assert "".join(sentences).replace(" ", "") == f"Anna{body}".replace(" ", "")
