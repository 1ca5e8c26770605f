"""Reading along on an article's page: the sentences and words that are marked."""

import itertools

import pytest
from playwright.sync_api import Playwright

from tests.e2e.browsers import WITH_WINDOW, launch_chromium
from tests.e2e.newspaper import cue_of, read_article
from tests.e2e.reading import (
    CUES,
    MARKED,
    PLAIN,
    STRONG,
    WRITTEN,
    Reading,
    middle,
    plain,
    point_of,
    unheard,
)
from tests.stand import wait_for

pytestmark = pytest.mark.browser


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
