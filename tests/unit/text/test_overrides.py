import pytest

from worker.model.script import Replacement
from worker.text.spoken_forms.overrides import keep_whole, override, share_out
from worker.text.spoken_forms.spoken_form import speak_out

TEXT = "See Nwosu at 5 pm. He left. Then 7."


def replacements(*fields: tuple[int, int, str]) -> list[Replacement]:
    return [Replacement(*each) for each in fields]


@pytest.mark.parametrize(
    ("own", "spans"),
    [
        ((), [(0, 18), (19, 27), (28, 35)]),
        (((0, 0, "1."), (4, 9, "x")), [(0, 18), (19, 27), (28, 35)]),
        (((10, 21, "x"),), [(0, 27), (28, 35)]),
        (((10, 30, "x"),), [(0, 35)]),
        (((0, 18, "x"), (19, 35, "y")), [(0, 18), (19, 35)]),
    ],
)
def test_sentences_are_joined_where_words_of_both_are_replaced(
    own: tuple[tuple[int, int, str], ...], spans: list[tuple[int, int]]
) -> None:
    sentences = [(0, 18), (19, 27), (28, 35)]
    assert keep_whole(sentences, replacements(*own), len(TEXT)) == spans


def test_each_sentence_has_its_own_replacements_from_its_beginning() -> None:
    own = replacements((0, 0, "1."), (4, 9, "x"), (18, 18, ","), (22, 26, "y"))
    assert list(share_out([(0, 18), (19, 27), (28, 35)], own)) == [
        ((0, 18), replacements((0, 0, "1."), (4, 9, "x"), (18, 18, ","))),
        ((19, 27), replacements((3, 7, "y"))),
        ((28, 35), []),
    ]


def test_what_the_line_says_wins_over_the_lexicon() -> None:
    own = replacements((0, 0, "1."), (4, 9, "alias"), (12, 12, ","))
    found = replacements((0, 3, "look"), (7, 12, "no"), (10, 14, "no"), (15, 17, "yes"))
    assert override(found, own) == replacements(
        (0, 0, "1."), (0, 3, "look"), (4, 9, "alias"), (12, 12, ","), (15, 17, "yes")
    )


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_rules_are_asked_about_all_that_is_not_replaced(language: str) -> None:
    text = "Berlin 5 300 6"
    own = replacements((0, 0, "2."), (0, 6, "home"), (8, 8, ","), (12, 12, ","))
    spoken = {"en": "2. home five, three hundred, six", "de": "2. home fünf, dreihundert, sechs"}
    form = speak_out(text, (0, len(text)), language, own)
    assert form.text == spoken.get(language, "2. home 5, 300, 6")
    heard = [text[piece.place_start : piece.place_end] for piece in form.pieces]
    assert "".join(heard) == "".join(text.split())
