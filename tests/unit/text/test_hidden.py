"""Hidden parts of an article: silent however they are hidden, and noted."""

import pytest

from worker.html.hidden import hide_hover_cards
from worker.html.parsing import parse_html
from worker.model.script import Omission
from worker.text.html_blocks.reader import read_html

SEEN = "<p>The lamps were lit.</p>"

HIDDEN = [
    "<p hidden>Not there.</p>",
    "<p aria-hidden=true>Not there.</p>",
    "<p style='color: red; display:none'>Not there.</p>",
    "<p style='DISPLAY : NONE !important'>Not there.</p>",
    "<p style='visibility: hidden'>Not there.</p>",
    "<p class=sr-only>Not there.</p>",
    "<p class='lead visually-hidden'>Not there.</p>",
    "<p class=visuallyhidden>Not there.</p>",
    "<p class=screen-reader-text>Not there.</p>",
    "<style>.x { display: none }</style><p class=x>Not there.</p>",
    "<style>p.a.b, #c { visibility: hidden }</style><p class='b a'>Not there.</p>",
    "<style>/* a */ .x { color: red; display: none !important }</style><p class=x>Not there.</p>",
]


@pytest.mark.parametrize("markup", HIDDEN)
def test_what_is_hidden_is_silent_and_noted(markup: str) -> None:
    omissions: list[Omission] = []
    blocks = read_html(f"{SEEN}{markup}", omissions.append)
    assert [block.text for block in blocks] == ["The lamps were lit."]
    assert [(omission.reason, omission.text) for omission in omissions] == [
        ("hidden", "Not there.")
    ]


@pytest.mark.parametrize("tag", ["template", "noscript", "script", "style"])
def test_elements_that_no_page_shows_are_silent(tag: str) -> None:
    blocks = read_html(f"{SEEN}<{tag}>Not there.</{tag}>")
    assert [block.text for block in blocks] == ["The lamps were lit."]


SHOWN = [
    "<style>.x { display: none } .x { display: block }</style><p class=x>It is there.</p>",
    "<style>@media print { .x { display: none } }</style><p class=x>It is there.</p>",
    "<style>.menu .x { display: none }</style><p class=x>It is there.</p>",
    "<p class='hidden md:block'>It is there.</p>",
    "<p aria-hidden=false>It is there.</p>",
]


@pytest.mark.parametrize("markup", SHOWN)
def test_what_is_hidden_elsewhere_or_at_times_is_read(markup: str) -> None:
    blocks = read_html(f"{SEEN}{markup}")
    assert [block.text for block in blocks] == ["The lamps were lit.", "It is there."]


WORDS = [
    ("Ask for a <button>season ticket</button> there.", "Ask for a season ticket there."),
    ("It costs <x-price>ninety</x-price> crowns.", "It costs ninety crowns."),
    ("A good day <button>Share</button> for all.", "A good day for all."),
    ("The end. <button>Show more</button>", "The end."),
]


@pytest.mark.parametrize(("markup", "text"), WORDS)
def test_words_of_buttons_and_custom_elements_within_a_sentence_are_read(
    markup: str, text: str
) -> None:
    assert [block.text for block in read_html(f"<p>{markup}</p>")] == [text]


CARD = (
    "<p>So said <a href=/ada>Ada Lind</a><span class=card><img src=a.jpg><a href=/ada>Ada Lind</a>"
    "<a href=/1>Lamps are lit</a> <a href=/2>Pier opens</a></span> on Monday.</p>"
)


def test_a_hover_card_of_a_link_is_hidden() -> None:
    root = parse_html(CARD)
    assert root is not None
    hide_hover_cards(root)
    assert [each.get("class") for each in root.iter("*") if "hidden" in each.attrib] == ["card"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p><a href=/ada>Ada</a> <a href=/ada>Ada Lind</a> <a href=/b>Ben</a> spoke.</p>",
        "<p><a href=/ada>Ada</a><span>, with <a href=/ada>her</a> <a href=/b>Ben</a></span></p>",
        "<div><a href=/s><img></a><div><a href=/s>Story</a> <a href=/b>Ben</a></div></div>",
    ],
)
def test_links_beside_one_another_are_no_hover_card(markup: str) -> None:
    root = parse_html(markup)
    assert root is not None
    hide_hover_cards(root)
    assert not [each for each in root.iter("*") if "hidden" in each.attrib]
