"""Reading along on an article's page: marks, scrolling and clicks."""

import itertools
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.browsers import WITH_WINDOW, launch_chromium
from tests.e2e.newspaper import cue_of, cues_of, open_newspaper, read_article
from tests.stand import wait_for

pytestmark = pytest.mark.browser

CUES = cues_of(read_article())
WRITTEN = [cue["written"] for cue in CUES]
MARKED = "[...CSS.highlights.get('listen-sentence')][0]"
PLAIN = "<!doctype html><body><div id=player></div><div class=body>{}</div>"
STRONG = "The economic case for compromise is strong."

BEGIN = """
async ({cues, options, content}) => {
    const { ReadAlong } = await import("/src/read-along.js");
    const mount = document.querySelector("#player").attachShadow({ mode: "open" });
    window.sought = [];
    window.along = new ReadAlong([document.querySelector(content)], {
        seek: (seconds) => sought.push(seconds),
        strings: { backToReading: "Back to the reading position" },
        mount,
        ...options,
    });
    along.setCues(cues);
    window.marked = (name = "listen-sentence") =>
        [...(CSS.highlights?.get(name) ?? [])].map(String).join("");
    window.settled = () => new Promise((done) => setTimeout(() => requestIdleCallback(done), 400));
    await settled();
}
"""


RESTED = """() => new Promise((done) => {
    let before = NaN, calm = 0;
    const look = () => {
        calm = scrollY === before ? calm + 1 : 0;
        before = scrollY;
        calm > 8 ? done(scrollY) : requestAnimationFrame(look);
    };
    look();
})"""
"""Returns how far the page is scrolled, once it rests."""


class Reading:
    """A page on which an article is read, without sound: the tests say what time it is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(
        self,
        html: str | None = None,
        *,
        cues: list[dict[str, Any]] = CUES,
        content: str = ".body",
        **options: bool,
    ) -> None:
        open_newspaper(self.page, html)
        self.page.evaluate(BEGIN, {"cues": cues, "options": options, "content": content})

    def show(self, seconds: float) -> None:
        self.page.evaluate("(seconds) => along.showTime(seconds)", seconds)

    def hear(self, written: str, *, seconds_in: float = 0.1) -> None:
        self.show(4.0 * WRITTEN.index(written) + seconds_in)

    def marked(self, name: str = "listen-sentence") -> str:
        return " ".join(self.page.evaluate("(name) => marked(name)", name).split()).replace(
            "\u00ad", ""
        )

    def marked_at(self, seconds: float) -> str:
        self.show(seconds)
        return self.marked()

    def sought(self) -> list[float]:
        """Return the positions that the reader has chosen, as soon as there are any."""
        return wait_for(lambda: self.page.evaluate("sought"))

    def marks(self, written: str) -> bool:
        """Wait until a sentence is marked, after a change of the page."""
        return wait_for(lambda: self.marked() == written)

    def scrolls_over(self, height: float) -> bool:
        """Wait until the page rests at a greater height."""
        return wait_for(lambda: self.scrolled() > height)

    def scrolled(self) -> float:
        """Return the scroll position of the page after it has stopped scrolling."""
        return float(self.page.evaluate(RESTED))


@pytest.fixture
def reading(page: Page) -> Reading:
    return Reading(page)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_sentence_is_marked_where_it_stands(reading: Reading) -> None:
    reading.begin()
    marked = [plain(reading.marked_at(4.0 * number)) for number in range(len(CUES))]
    assert marked == [written.replace("earn: not", "earn:not") for written in WRITTEN]


@pytest.mark.parametrize(
    "written", ["", f"You are listening to {WRITTEN[0]}.", "The river edition"]
)
def test_an_intro_and_an_outro_are_marked_nowhere(reading: Reading, written: str) -> None:
    numbered = enumerate(["The intro", *WRITTEN, "The outro"])
    cues = [cue_of(each, number) for number, each in numbered]
    for cue in (cues[0], cues[-1]):
        cue |= {"place": None, "written": written}
    edition = "<p>The river edition</p>"
    html = (
        read_article()
        .replace("<h1>", f"{edition}<h1>")
        .replace("</article>", f"{edition}</article>")
    )
    assert html.count(edition) == 2
    reading.begin(html, cues=cues)
    marked = [plain(reading.marked_at(cue["start_s"] + 0.1)) for cue in cues]
    assert marked[1:3] == WRITTEN[:2]
    assert marked[-2] == WRITTEN[-1]
    assert (marked[0], marked[-1], reading.marked("listen-word")) == ("", "", "")
    reading.page.mouse.click(*point_of(reading.page, "sign each other"))
    clicked = next(cue for cue in cues if "sign each other" in cue["written"])
    assert reading.sought() == [clicked["start_s"]]


def test_the_headline_is_marked_and_not_what_repeats_it(reading: Reading) -> None:
    hidden = f'<div class="mobile"><p>{WRITTEN[0]}</p></div><h1>'
    reading.begin(read_article().replace("<h1>", hidden))
    reading.show(0)
    where = f"{MARKED}.startContainer.parentElement.localName"
    assert reading.page.evaluate(where) == "h1"


def test_a_sentence_stays_marked_through_the_silence_behind_it(reading: Reading) -> None:
    reading.begin()
    assert reading.marked_at(3.99) == WRITTEN[0]
    assert reading.marked("listen-word") == ""
    assert reading.marked_at(4.0) == WRITTEN[1]
    assert reading.marked("listen-word") == "For"


def test_each_word_is_marked_as_it_is_heard(reading: Reading) -> None:
    reading.begin()
    number = WRITTEN.index(next(each for each in WRITTEN if each.startswith("“In a lean year")))
    heard = []
    for word in CUES[number]["words"]:
        reading.show(word["start_s"] + 0.01)
        heard.append(reading.marked("listen-word"))
    assert heard == WRITTEN[number].split()


def test_cues_that_come_later_are_marked_too(reading: Reading) -> None:
    reading.begin(cues=CUES[:2])
    assert reading.marked_at(4.0) == WRITTEN[1]
    assert reading.marked_at(21.0) == WRITTEN[1]
    reading.page.evaluate("(cues) => along.setCues(cues)", CUES)
    assert reading.marks(WRITTEN[5])


def test_before_the_first_sentence_and_after_clearing_nothing_is_marked(reading: Reading) -> None:
    reading.begin()
    assert reading.marked_at(-1) == ""
    assert reading.marked_at(1) == WRITTEN[0]
    reading.page.evaluate("along.clear()")
    assert reading.page.evaluate("CSS.highlights.size") == 0


def test_the_page_is_touched_only_when_something_changes(reading: Reading) -> None:
    reading.begin()
    reading.show(4.0)
    reading.page.evaluate(
        """() => {
            window.touched = 0;
            const set = CSS.highlights.set;
            CSS.highlights.set = function (...all) { touched++; return set.apply(this, all) };
        }"""
    )
    for hundredth in range(20):
        reading.show(4.0 + hundredth / 100)
    assert reading.page.evaluate("touched") == 0
    reading.show(4.4)
    assert reading.page.evaluate("touched") == 1


AD = """
(where) => {
    const ad = document.createElement("div");
    ad.innerText = "Advertisement\\n\\nBuy a mattress from us today, and sleep.";
    const paragraph = document.querySelectorAll(".body > p")[1];
    if (where === "within") paragraph.querySelector("em").before(ad);
    else paragraph.before(ad);
}
"""


@pytest.mark.parametrize("where", ["before", "within"])
def test_an_ad_that_comes_while_playing_is_not_marked(reading: Reading, where: str) -> None:
    reading.begin()
    number = WRITTEN.index("That calm is now in doubt.") + 1
    reading.show(4.0 * number)
    reading.page.evaluate(AD, where)
    there = WRITTEN[number].replace("said Dr.", "saidDr." if where == "within" else "said Dr.")
    assert reading.marks(there)
    assert plain(reading.marked_at(4.0 * (number + 1))) == WRITTEN[number + 1]


def test_a_page_that_is_rendered_anew_is_marked_again(reading: Reading) -> None:
    reading.begin()
    reading.hear(STRONG)
    reading.page.evaluate(
        """() => {
            const body = document.querySelector(".body");
            body.replaceChildren(...[...body.children].map((child) => child.cloneNode(true)));
        }"""
    )
    assert reading.marks(STRONG)


def test_an_edited_page_is_marked_where_it_agrees(reading: Reading) -> None:
    html = (
        read_article()
        .replace(
            "Farms along the lower Tarrow sell pears,", "Growers along the upper Tarrow sold pears,"
        )
        .replace(
            "Such a result would satisfy no one and may, for that reason, be the likeliest.",
            "Who knows.",
        )
        .replace("<p>On the footbridge, meanwhile,", "<p>New. On the bridge, meanwhile,")
    )
    reading.begin(html)
    marked = {each[:10]: reading.marked_at(4.0 * number) for number, each in enumerate(WRITTEN)}
    assert marked["Farms alon"].startswith("along the upper Tarrow sold pears, barley")
    assert marked["Such a res"] == ""
    assert marked["On the foo"].startswith("On the bridge, meanwhile, the notebooks")
    assert marked["“After tha"].endswith("buy new ones.”")


def test_repeated_sentences_are_marked_one_after_the_other(reading: Reading) -> None:
    reading.begin()
    tops = []
    for number, written in enumerate(WRITTEN):
        if written == "We will see, she said.":
            assert reading.marked_at(4.0 * number) == written
            tops.append(reading.page.evaluate(f"{MARKED}.getBoundingClientRect().top + scrollY"))
    assert tops[0] < tops[1]


ARABIC = """<!doctype html><html lang="ar" dir="rtl"><body><div id="player"></div><div class="body">
<p>يقف رجلان على ضفتي النهر كلّ صباح. يقرآن المقياس <a href="#">نفسه</a> ثم يعودان إلى البيت.</p>
</div></body></html>"""


def test_arabic_is_marked(reading: Reading) -> None:
    written = ["يقف رجلان على ضفتي النهر كلّ صباح.", "يقرآن المقياس نفسه ثم يعودان إلى البيت."]
    reading.begin(ARABIC, cues=[cue_of(each, number) for number, each in enumerate(written)])
    assert [reading.marked_at(4.0 * number) for number in range(2)] == written
    assert reading.marked("listen-word") == "يقرآن"
    reading.page.mouse.click(*middle(reading.page, "[...CSS.highlights.get('listen-word')][0]"))
    assert reading.sought() == [4.0]


def middle(page: Page, thing: str) -> tuple[float, float]:
    page.evaluate(RESTED)
    box = page.evaluate(f"(({thing}).getBoundingClientRect()).toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def point_of(page: Page, text: str) -> tuple[float, float]:
    """Return the middle of a line of the article's text, after scrolling to it."""
    page.evaluate(RESTED)
    box = page.evaluate(
        """(text) => {
            const texts = document.createNodeIterator(document.querySelector(".body"), 4);
            for (let node; (node = texts.nextNode()); ) {
                const at = node.data.indexOf(text);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + text.length);
                node.parentElement.scrollIntoView({ block: "center" });
                const { x, y, width, height } = range.getClientRects()[0];
                return [x + width / 2, y + height / 2];
            }
        }""",
        text,
    )
    return box[0], box[1]


def start_of(beginning: str) -> float:
    return 4.0 * next(n for n, each in enumerate(WRITTEN) if each.startswith(beginning))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sign each other", "They write down"),
        ("Such a result", "Such a result"),
        ("suppose we will", "“After that"),
    ],
)
def test_a_click_plays_from_the_sentence_clicked(
    reading: Reading, text: str, sentence: str
) -> None:
    reading.begin()
    reading.show(0)
    reading.page.mouse.click(*point_of(reading.page, text))
    assert reading.sought() == [start_of(sentence)]


def unheard(reading: Reading) -> bool:
    reading.page.wait_for_timeout(400)  # longer than a click waits for a second one
    return bool(reading.page.evaluate("sought.length") == 0)


def test_nothing_else_than_a_plain_click_on_text_plays(reading: Reading) -> None:
    reading.begin()
    page = reading.page
    point = point_of(page, "sign each other")
    page.mouse.click(*point)
    assert unheard(reading), "a click before anything was played"
    reading.show(4.0)
    page.evaluate("document.querySelectorAll('.body a').forEach((a) => a.removeAttribute('href'))")
    page.mouse.click(*point_of(page, "international affairs"))
    assert unheard(reading), "a link"
    point = point_of(page, "sign each other")
    for key in ("Control", "Shift", "Alt"):
        page.keyboard.down(key)
        page.mouse.click(*point)
        page.keyboard.up(key)
        page.evaluate("getSelection().removeAllRanges()")
    assert unheard(reading), "a click with a key held"
    page.mouse.dblclick(*point)
    assert unheard(reading), "a double click, which selects a word"
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.move(*point)
    page.mouse.down()
    page.mouse.move(point[0] + 90, point[1], steps=4)
    page.mouse.up()
    assert unheard(reading), "a selection"
    page.evaluate("getSelection().removeAllRanges()")
    page.mouse.click(*point_of(page, "A better mattress"))
    assert unheard(reading), "an ad"


def test_publishers_may_switch_clicking_off(reading: Reading) -> None:
    reading.begin(clickable=False)
    reading.show(0)
    reading.page.mouse.click(*point_of(reading.page, "sign each other"))
    assert unheard(reading)


def test_the_sentence_under_the_mouse_shows_that_it_can_be_clicked(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.page.mouse.move(*point_of(reading.page, "sign each other"))
    assert wait_for(lambda: reading.marked("listen-hover")).startswith("They write down")


def test_a_tap_plays(browser: Browser) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 700})
    reading = Reading(context.new_page())
    reading.begin()
    reading.show(0)
    reading.page.touchscreen.tap(*point_of(reading.page, "Even a brief lapse"))
    assert reading.sought() == [start_of("Even a brief")]
    context.close()


BACK = "Back to the reading position"


def test_the_page_follows_and_leaves_what_is_in_view_alone(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.show(4.0)
    assert reading.scrolled() == 0
    reading.hear(STRONG)
    assert reading.scrolls_over(500)
    box = reading.page.evaluate(
        "[...CSS.highlights.get('listen-sentence')][0].getBoundingClientRect().toJSON()"
    )
    height = reading.page.evaluate("innerHeight")
    assert 0.2 * height < box["top"] < box["bottom"] < 0.7 * height
    expect(reading.page.get_by_role("button", name=BACK)).to_be_hidden()


def test_the_reader_who_scrolls_is_left_alone_and_finds_the_way_back(reading: Reading) -> None:
    reading.begin()
    reading.hear(STRONG)
    reading.scrolled()
    back = reading.page.get_by_role("button", name=BACK)
    reading.page.mouse.move(400, 300)
    reading.page.mouse.wheel(0, -3000)
    expect(back).to_be_visible()
    assert reading.scrolled() == 0
    reading.hear(STRONG, seconds_in=2)
    reading.show(start_of("Even a brief"))
    assert reading.scrolled() == 0
    assert reading.page.evaluate("document.activeElement === document.body")
    back.focus()
    reading.page.keyboard.press("Enter")
    expect(back).to_be_hidden()
    assert reading.scrolls_over(500)
    reading.show(start_of("“After that"))
    assert reading.scrolls_over(0)
    reading.page.keyboard.press("Home")
    expect(back).to_be_visible()
    assert reading.scrolled() == 0


def test_a_jump_by_the_scroll_bar_or_a_link_counts_as_the_readers(reading: Reading) -> None:
    reading.begin()
    reading.show(0)
    reading.page.evaluate("scrollTo(0, 1500)")
    expect(reading.page.get_by_role("button", name=BACK)).to_be_visible()
    reading.show(4.0)
    assert reading.scrolled() == 1500


def test_an_ad_above_takes_nothing_out_of_the_readers_hands(reading: Reading) -> None:
    reading.begin()
    reading.hear(STRONG)
    before = reading.scrolled()
    reading.page.evaluate(
        "document.querySelector('.share').insertAdjacentHTML('afterend', '<p class=tall>Ad</p>')"
    )
    assert reading.scrolls_over(before)
    reading.show(start_of("“After that"))
    assert wait_for(lambda: is_in_view(reading))


def is_in_view(reading: Reading) -> bool:
    box = f"{MARKED}.getBoundingClientRect()"
    return bool(reading.page.evaluate(f"{box}.top > 0 && {box}.bottom < innerHeight"))


def test_an_article_that_scrolls_by_itself_is_followed_there(reading: Reading) -> None:
    reading.begin(read_article().replace("<article>", '<article class="scroller">'))
    reading.hear(STRONG)
    wait_for(lambda: reading.page.evaluate("document.querySelector('article').scrollTop") > 300)
    assert wait_for(lambda: is_in_view(reading))
    assert reading.scrolled() == 0


def test_a_sentence_longer_than_the_window_is_followed_word_by_word(reading: Reading) -> None:
    written = " ".join(f"number {n} of many" for n in range(600)) + "."
    reading.begin(PLAIN.format(f"<p>{written}</p>"), cues=[cue_of(written, 0)])
    reading.show(0.001)
    assert reading.scrolled() == 0
    reading.show(2.9)
    assert reading.scrolls_over(200)
    word = "[...CSS.highlights.get('listen-word')][0].getBoundingClientRect()"
    assert wait_for(lambda: reading.page.evaluate(f"{word}.top > 0 && {word}.bottom < innerHeight"))


def test_what_the_page_does_not_have_scrolls_nothing(reading: Reading) -> None:
    unknown = cue_of("Quisque vestibulum felis eget tortor malesuada.", 1)
    reading.begin(cues=[CUES[0], unknown])
    reading.page.mouse.move(400, 300)
    reading.show(0)
    reading.page.mouse.wheel(0, 1200)
    expect(reading.page.get_by_role("button", name=BACK)).to_be_visible()
    assert reading.marked_at(4.0) == ""
    expect(reading.page.get_by_role("button", name=BACK)).to_be_hidden()
    assert reading.scrolled() == 1200


def test_publishers_may_switch_following_off(reading: Reading) -> None:
    reading.begin(follow=False)
    reading.hear(STRONG)
    assert reading.scrolled() == 0
    assert reading.page.get_by_role("button", name=BACK).count() == 0


def test_who_prefers_less_motion_gets_none(reading: Reading) -> None:
    reading.page.emulate_media(reduced_motion="reduce")
    reading.begin()
    moved = reading.page.evaluate(
        "(at) => { along.showTime(at); return scrollY }", start_of("Even a")
    )
    assert moved > 500
    assert reading.scrolled() == moved


@pytest.fixture
def old_browser(reading: Reading) -> Reading:
    reading.page.add_init_script("delete CSS.highlights; delete window.Highlight")
    return reading


RECTANGLES = """
() => {
    const layer = document.querySelector("body > [data-listen=skip]");
    return [...(layer?.shadowRoot.children ?? [])].map((box) => {
        const { left, top, width, height } = box.getBoundingClientRect();
        return [box.className, ...[left, top, width, height].map(Math.round)];
    });
}
"""
LINES = """
(text) => {
    const texts = document.createNodeIterator(document.querySelector(".body"), 4);
    for (let node; (node = texts.nextNode()); ) {
        const range = document.createRange();
        const at = node.data.indexOf(text);
        if (at < 0) continue;
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        return [...range.getClientRects()].map(({ left, top, width, height }) =>
            ["listen-sentence", ...[left, top, width, height].map(Math.round)]);
    }
}
"""


def rectangles(reading: Reading) -> list[list[Any]]:
    return [box for box in reading.page.evaluate(RECTANGLES) if box[0] == "listen-sentence"]


def test_browsers_without_highlights_get_rectangles_that_keep_their_place(
    old_browser: Reading,
) -> None:
    html = "document.querySelector('.body').outerHTML"
    old_browser.begin(follow=False)
    before = old_browser.page.evaluate(html)
    written = next(each for each in WRITTEN if each.startswith("Farms"))
    old_browser.hear(written)
    lines = old_browser.page.evaluate(LINES, written)
    assert len(lines) > 1
    wait_for(lambda: rectangles(old_browser) == lines)
    assert "listen-word" in {box[0] for box in old_browser.page.evaluate(RECTANGLES)}
    for change in ["scrollTo(0, 700)", "document.querySelector('.share').style.height = '300px'"]:
        old_browser.page.evaluate(change)
        wait_for(lambda: rectangles(old_browser) == old_browser.page.evaluate(LINES, written))
    old_browser.page.set_viewport_size({"width": 420, "height": 700})
    wait_for(lambda: rectangles(old_browser) == old_browser.page.evaluate(LINES, written))
    assert old_browser.page.evaluate(html) == before
    old_browser.page.evaluate("along.destroy()")
    assert old_browser.page.evaluate(RECTANGLES) == []


def test_only_the_player_that_is_heard_marks(reading: Reading) -> None:
    reading.begin()
    reading.page.evaluate(
        """async (cues) => {
            const { ReadAlong } = await import("/src/read-along.js");
            window.other = new ReadAlong([document.querySelector(".dek")], {
                seek: () => {},
                strings: { backToReading: "Back" },
                mount: document.querySelector("#player").shadowRoot,
            });
            other.setCues(cues);
            await settled();
        }""",
        CUES[1:3],
    )
    assert reading.marked_at(20.0) == WRITTEN[5]
    reading.page.evaluate("other.showTime(4)")
    assert reading.marked() == WRITTEN[1]
    reading.page.evaluate("other.clear()")
    assert reading.marked() == ""
    assert reading.marked_at(20.0) == WRITTEN[5]


def test_nothing_is_left_behind(reading: Reading) -> None:
    reading.begin()
    everything = "document.documentElement.outerHTML"
    before = reading.page.evaluate(everything)
    reading.hear(STRONG)
    reading.scrolled()
    assert reading.page.evaluate("document.adoptedStyleSheets.length") == 1
    reading.page.evaluate("along.destroy()")
    assert reading.page.evaluate("CSS.highlights.size") == 0
    assert reading.page.evaluate("document.adoptedStyleSheets.length") == 0
    inside = "document.querySelector('#player').shadowRoot"
    assert (
        reading.page.evaluate(f"{inside}.childNodes.length + {inside}.adoptedStyleSheets.length")
        == 0
    )
    assert reading.page.evaluate(everything) == before
    reading.page.mouse.click(*point_of(reading.page, "sign each other"))
    reading.page.evaluate("document.querySelector('.body').append('More.')")
    assert unheard(reading)
    assert reading.page.evaluate("CSS.highlights.size") == 0


def contrast(one: list[float], other: list[float]) -> float:
    """Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(color: list[float]) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


COLORS = """
async (name) => {
    const parse = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255);
    const { color, backgroundColor, textDecorationLine } =
        getComputedStyle(document.querySelector(".body p"), `::highlight(${name})`);
    return [parse(color), parse(backgroundColor), textDecorationLine];
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_are_readable_on_light_pages_and_dark_ones(reading: Reading, theme: str) -> None:
    reading.begin(read_article().replace("<html", f'<html class="{theme}"'))
    reading.hear(STRONG)
    backgrounds = []
    for name in ("listen-hover", "listen-sentence", "listen-word"):
        text, background, line = reading.page.evaluate(COLORS, name)
        backgrounds.append(sum(background))
        assert contrast(text, background) >= 4.5
        assert line == ("underline" if name == "listen-word" else "none")
    assert all((level > 1.5) == (theme == "light") for level in backgrounds)


def test_publishers_style_the_marks_as_they_like(reading: Reading) -> None:
    reading.begin()
    reading.page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("::highlight(listen-sentence) { background-color: rgb(1 2 3) }");
            document.adoptedStyleSheets.unshift(sheet);
        }"""
    )
    reading.hear(STRONG)
    style = "getComputedStyle(document.querySelector('.body p'), '::highlight(listen-sentence)')"
    assert reading.page.evaluate(f"{style}.backgroundColor") == "rgb(1, 2, 3)"


LONGEST_TASKS = """
async (cues) => {
    const rounds = [];  // in ms, the last one first; one without a long task is enough
    const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) rounds[0] = Math.max(rounds[0], duration);
    });
    observer.observe({ type: "longtask" });
    for (let round = 0; round < 24 && rounds[0] !== 0; round++) {
        rounds.unshift(0);
        const paragraph = document.querySelector(".body").children[20 * (round % 9 + 1)];
        paragraph.prepend("An advertisement. ");
        along.setCues(cues.slice(0, cues.length - round));
        for (let turn = 0; turn < 4; turn++) await settled();
    }
    return rounds;
}
"""


def test_a_long_page_is_looked_through_in_short_tasks(playwright: Playwright) -> None:
    """This runs in the full Chromium: in the headless one, idle callbacks come late."""
    with launch_chromium(playwright, names=WITH_WINDOW) as browser:
        look_through_a_long_page(Reading(browser.new_page()))


def look_through_a_long_page(reading: Reading) -> None:
    paragraphs = [
        [f"Paragraph {n} says {k} things about {n * k} rivers near town {n + k}." for k in range(5)]
        for n in range(200)
    ]
    html = "".join(f"<p>{' '.join(sentences)}</p>" for sentences in paragraphs)
    cues = [cue_of(each, n) for n, each in enumerate(itertools.chain(*paragraphs))]
    reading.begin(PLAIN.format(html), cues=cues[:1])
    slowed = reading.page.context.new_cdp_session(reading.page)
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": 3})  # others use the cores, too
    in_ms = reading.page.evaluate(LONGEST_TASKS, cues)
    assert min(in_ms) == 0, "each round had a task of over 50 ms"
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    reading.show(4.0 * 200)
    assert wait_for(reading.marked) == cues[200]["written"]
