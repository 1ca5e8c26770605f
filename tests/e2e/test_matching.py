"""Matching of a narration's sentences with a page's text."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.e2e.newspaper import open_newspaper

pytestmark = pytest.mark.browser

BREAK = "\0"
WORDS = (
    "the a of and river bridge gauge water town people notebook morning treaty says year "
    "lake gate two three never always dam pears barley harvest border costs don’t x-ray 4,200"
).split()

words = st.sampled_from(WORDS)
sentences = st.lists(words, min_size=4, max_size=14).map(lambda chosen: f"{' '.join(chosen)}.")
articles = st.lists(sentences, min_size=1, max_size=12)

few = settings(max_examples=60, deadline=None, database=None)


@pytest.fixture(scope="module")
def newspaper(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    open_newspaper(page)
    page.evaluate(
        """async () => {
            const { locate } = await import("/src/matching.js");
            window.find = (sentences, text) => {
                const work = locate(sentences, text);
                let step = work.next();
                while (!step.done) step = work.next();
                window.located = step.value;
                return step.value.matches.map((match) => match && match.spans);
            };
        }"""
    )
    yield page
    page.close()


def find(page: Page, written: list[str], text: str) -> list[list[str] | None]:
    """Return the marked pieces of text of each sentence; None if the sentence is not found."""
    spans = page.evaluate("([written, text]) => find(written, text)", [written, text])
    return [found and [text[start:end] for start, end in found] for found in spans]


def places(page: Page, written: list[str], text: str) -> list[tuple[int, int]]:
    spans = page.evaluate("([written, text]) => find(written, text)", [written, text])
    return [tuple(span) for found in spans if found for span in found]


@few
@given(articles)
def test_every_sentence_of_an_unchanged_page_is_found(newspaper: Page, written: list[str]) -> None:
    assert find(newspaper, written, BREAK.join(written)) == [[each] for each in written]


@few
@given(st.data(), articles)
def test_nothing_is_found_twice_nor_out_of_order(
    newspaper: Page, data: st.DataObject, written: list[str]
) -> None:
    others = data.draw(articles)
    page_has = data.draw(st.permutations([*written, *others]))
    found = places(newspaper, written, BREAK.join(page_has))
    flat = [offset for span in found for offset in span]
    assert flat == sorted(flat)


@few
@given(st.data(), articles)
def test_boxes_between_sentences_hide_none(
    newspaper: Page, data: st.DataObject, written: list[str]
) -> None:
    box = BREAK + "Lorem ipsum dolor sit amet consectetur " * 4 + BREAK
    parts = [data.draw(st.sampled_from(["", box])) + each + " " for each in written]
    assert find(newspaper, written, "".join(parts)) == [[each] for each in written]


@few
@given(st.data(), st.lists(sentences, min_size=2, max_size=12, unique=True))
def test_a_sentence_the_page_lacks_leaves_the_others_where_they_are(
    newspaper: Page, data: st.DataObject, written: list[str]
) -> None:
    unknown = "Quisque vestibulum felis eget tortor malesuada."
    at = data.draw(st.integers(0, len(written)))
    found = find(newspaper, [*written[:at], unknown, *written[at:]], " ".join(written))
    assert found[at] is None
    assert found[:at] + found[at + 1 :] == [[each] for each in written]


ALIKE = [
    ("“It’s done,” she said…", '"It\'s done," she said...'),
    ("A self-made man — at last.", "A self-made man \u2013 at last."),
    ("Not one naïve reader.", "Not one nai\u0308ve reader."),
    ("An official schedule.", "An of\ufb01cial sche\u00addule."),
    ("It cost 38 pounds then.", "It\u00a0cost 38\n   pounds\u2009then."),
    ("NATO met on Monday again.", "Nato met on monday again."),
    ("على ضفة النهر يقف رجلان", "على ضفـــة النهر يقف رجلان"),
    ("河の水位は毎朝測られる。", "河の水位は\u200b毎朝測られる。"),
    ("A word with a mark here.", "A word[1] with a mark² here."),
    ("He walked out at dawn.", "He walked outside at dawn."),
]


@pytest.mark.parametrize(("written", "page_has"), ALIKE)
def test_a_sentence_is_found_however_a_page_prints_it(
    newspaper: Page, written: str, page_has: str
) -> None:
    text = f"Before it, something. {page_has} And something else behind it"
    assert find(newspaper, [written], text) == [[page_has]]


def test_a_sentence_is_in_pieces_around_a_box(newspaper: Page) -> None:
    written = "They write down the number, sign each other’s notebooks and go home."
    text = "They write down the number, \0Advertisement\0 sign each other’s notebooks and go home."
    assert find(newspaper, [written], text) == [
        ["They write down the number,", "sign each other’s notebooks and go home."]
    ]


def test_what_is_rewritten_is_not_marked(newspaper: Page) -> None:
    written = ["The river rose by four feet at night.", "Nobody was there to see it happen."]
    text = "The river fell to a record low, experts warn. Nobody was there to see it happen."
    assert find(newspaper, written, text) == [None, [written[1]]]


def test_repeated_sentences_are_found_in_order(newspaper: Page) -> None:
    written = [
        "We will see.",
        "One side left early.",
        "We will see.",
        "The other stayed.",
        "We will see.",
    ]
    text = " ".join(written)
    found = places(newspaper, written, text)
    assert [start for start, _ in found] == [text.index(written[0]), 13, 34, 47, 65]


def test_a_short_sentence_is_not_looked_for_far_away(newspaper: Page) -> None:
    text = "The gauge is read each day by two people. " + "Filler goes on here. " * 60 + "No."
    assert find(newspaper, ["The gauge is read each day by two people.", "No."], text)[1] is None


def test_a_title_alone_does_not_jump_to_a_link_at_the_end(newspaper: Page) -> None:
    title = "A Bridge That Nobody Crosses Is Counted"
    text = "Quite another beginning. " * 400 + title
    assert find(newspaper, [title], text) == [None]


def test_words_are_found_within_the_sentence(newspaper: Page) -> None:
    written = "“Our trees,” she said, don’t carry $5.2bn."
    text = 'He left. "Our trees," she said, don\'t carry $5.2bn. Then he came back.'
    newspaper.evaluate("([written, text]) => find([written], text)", [written, text])

    def marked(word: str) -> str:
        start = written.index(word)
        span = newspaper.evaluate(
            "([start, end]) => located.wordSpan(0, start, end)", [start, start + len(word)]
        )
        return text[span[0] : span[1]]

    assert [marked(word) for word in ["“Our", "trees,”", "don’t", "$5.2bn", "carry"]] == [
        '"Our', 'trees,"', "don't", "$5.2bn", "carry",
    ]  # fmt: skip


LETTERS = "bcdfghjklmnpqrstvwxz"


def long_article() -> tuple[list[str], str]:
    """10,000 words, and a page with three words in ten changed and a box every 25 sentences."""
    dice = random.Random(5)
    vocabulary = ["".join(dice.choices(LETTERS, k=dice.randint(2, 7))) for _ in range(1500)]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    written, page_has = [], []
    for number in range(500):
        chosen = dice.choices(vocabulary, weights, k=20)
        written.append(" ".join(chosen) + ".")
        changed = [dice.choice(vocabulary) if dice.random() < 0.3 else word for word in chosen]
        page_has.append(" ".join(changed) + ".")
        if number % 25 == 0:
            page_has.append(BREAK + " ".join(dice.choices(vocabulary, weights, k=60)) + BREAK)
    return written, " ".join(page_has)


def test_most_of_a_long_page_with_three_words_in_ten_changed_is_found(newspaper: Page) -> None:
    written, text = long_article()
    found = find(newspaper, written, text)
    assert sum(each is not None for each in found) > 400
    starts = [start for start, _ in places(newspaper, written, text)]
    assert starts == sorted(starts)
    for sentence, pieces in zip(written, found, strict=True):
        there = " ".join(pieces or []).split()
        common = sum(word in sentence.split() for word in there)
        assert not there or common >= 0.6 * len(there)
