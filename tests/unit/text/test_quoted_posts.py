"""Posts of social networks that an article quotes: read, in whatever box they are shown."""

import pytest

from tests.unit.extraction.test_kinds_of_sites import H1, A, B, C, D, E, P, site
from tests.unit.text.test_cms_html import read
from tests.unit.text.test_script import RULES
from worker.model.article import Article
from worker.model.voice import Limits
from worker.sources.page import read_page
from worker.text.script import write_script
from worker.text.utterances import chunk

TWEET = (
    "<blockquote class='twitter-tweet'><p lang='en' dir='ltr'>The pier is open again! "
    "<a href='https://t.co/x1'>pic.twitter.com/x1</a></p>&mdash; Ada Lind (@adalind) "
    "<a href='https://twitter.com/adalind/status/1'>May 3, 2026</a></blockquote>"
)
SAID = [
    "post: The pier is open again! pic.twitter.com/x1",
    "post: — Ada Lind (@adalind) May 3, 2026",
]
POSTS = {
    "a post by itself": (TWEET, SAID),
    "a block of WordPress": (
        "<figure class='wp-block-embed is-provider-twitter'><div class='wp-block-embed__wrapper'>"
        f"{TWEET}</div></figure>",
        SAID,
    ),
    "a card of Ghost": (f"<figure class='kg-card kg-embed-card'>{TWEET}</figure>", SAID),
    "a box named as a share bar": (f"<div class=social-media-embed>{TWEET}</div>", SAID),
    "a box named as a widget": (
        f"<div class='article-widget'><div class=inner>{TWEET}</div></div>",
        SAID,
    ),
    "two posts in a box": (f"<div class=social>{TWEET}{TWEET}</div>", SAID * 2),
    "a picture of Instagram": (
        "<blockquote class=instagram-media><a href='#'>View this post on Instagram</a>"
        "<p>What a day at the sea.</p></blockquote>",
        ["post: What a day at the sea."],
    ),
    "a post of Bluesky": (
        "<blockquote class=bluesky-embed><p>It is open.<br><br>[image or embed]</p>"
        "&mdash; Ada (@ada.example) <a href='#'>3 May 2026</a></blockquote>",
        ["post: It is open.", "post: — Ada (@ada.example) 3 May 2026"],
    ),
    "the name of the speaker in a footer": (
        "<blockquote class=twitter-tweet><p>Open.</p><footer>Ada Lind</footer></blockquote>",
        ["post: Open.", "post: Ada Lind"],
    ),
}


@pytest.mark.parametrize("name", POSTS)
def test_a_quoted_post_is_read_whatever_shows_it(name: str) -> None:
    html, lines = POSTS[name]
    assert read(html)[0] == lines


@pytest.mark.parametrize("name", POSTS)
def test_a_quoted_post_is_read_on_a_whole_page(name: str) -> None:
    html, lines = POSTS[name]
    page = site(f"<article>{H1}{A}{B}{html}{C}{D}{E}</article>")
    script = write_script(read_page(page, "a"), RULES)
    found = [f"{line.role}: {line.written}" for line in script.lines[1:]]
    assert found == [f"paragraph: {text}" for text in P[:2]] + lines + [
        f"paragraph: {text}" for text in P[2:]
    ]


NO_POSTS = [
    f"<div class=sidebar><p>Latest news of the sea:</p><a href='#'>Gulls</a>{TWEET}"
    f"<p>{'All of our other stories of the day, in one list. ' * 5}</p></div>",
    "<div class=social-share><a href='#'>Post</a> <a href='#'>Tweet</a></div>",
    "<div class=twitter-timeline><a href='#'>Posts by Ada</a></div>",
]


@pytest.mark.parametrize("html", NO_POSTS)
def test_a_box_that_shows_more_than_posts_stays_a_box(html: str) -> None:
    page = site(f"<article>{H1}{A}{B}{C}{html}{D}{E}</article>")
    lines = [line.written for line in write_script(read_page(page, "a"), RULES).lines]
    assert lines == ["Board votes to rebuild the pier", *P]


def test_addresses_and_accounts_of_a_post_are_not_spoken() -> None:
    more = "<blockquote class=twitter-tweet><p>See https://t.co/y2 for more.</p></blockquote>"
    script = write_script(Article("a", title="T", html=TWEET + more), RULES)
    spoken = [each.spoken for each in chunk(script, Limits(250, packs_sentences=False), RULES)[1:]]
    assert spoken == [
        "The pier is open again!",
        "— Ada Lind, may third, twenty twenty six",
        "See for more.",
    ]


def test_a_post_at_the_end_is_no_line_about_the_author() -> None:
    page = site(f"<article>{H1}{A}{B}{C}{D}{E}{TWEET.replace('Ada Lind (', '(')}</article>")
    lines = [line.written for line in write_script(read_page(page, "a"), RULES).lines]
    assert lines[-2:] == ["The pier is open again! pic.twitter.com/x1", "— (@adalind) May 3, 2026"]
