"""Pages that change while they are read: text that appears, disappears, opens, or exists twice."""

from tests.e2e.situations import (
    ARTICLE,
    SENTENCES,
    SOUNDS,
    TALL,
    WITHOUT_WEBKIT,
    Click,
    Press,
    Run,
    Situation,
    Step,
    Until,
    tag,
)  # fmt: skip
from tests.e2e.told import Told

FIRST, REST = (
    SENTENCES[: SENTENCES.index("<p>Sentence 2")],
    SENTENCES[SENTENCES.index("<p>Sentence 2") :],
)
MARKED = Until("/^Sentence \\d+\\.$/.test(marked())")
UNMARKED = Until("marked() === ''")
HEARD: list[Step] = [Press(), Until(SOUNDS), MARKED]
BODY = tag(more="content=.body")
MENU_IS_OPEN = "player().listening.menu.panel.matches(':popover-open')"
LATER = Until("/^Sentence ([2-9]|1\\d)\\.$/.test(marked())")


def hear_from(seconds: float) -> list[Step]:
    """Return the steps of a listener who continues until a later sentence."""
    there = Until(f"sounds() && at() > {seconds} + 0.1")
    return [Press(), Until(SOUNDS), Run(f"player().seek({seconds})"), there]


OPENINGS = {
    "a class of the article": (
        f'<style>.closed .more {{ display: none }}</style>{BODY}<article class="closed"><div class="body">'
        f'{FIRST}<div class="more">{REST}</div></div></article>',
        "document.querySelector('article').className = ''",
    ),
    "a style": (
        f'{BODY}<div class="body">{FIRST}<div id="more" style="display: none">{REST}</div></div>',
        "more.style.display = ''",
    ),
    "the attribute hidden": (
        f'{BODY}<div class="body">{FIRST}<div id="more" hidden>{REST}</div></div>',
        "more.hidden = false",
    ),
    "a checkbox": (
        "<style>.more { display: none } #open:checked ~ .body .more { display: block }</style>"
        f'{BODY}<input type="checkbox" id="open"><div class="body">{FIRST}<div class="more">{REST}</div></div>',
        "document.getElementById('open').click()",
    ),
    "details": (
        f'{BODY}<div class="body">{FIRST}<details id="more"><summary>More</summary>{REST}</details></div>',
        "more.open = true",
    ),
    "a style sheet": (
        f'<style id="sheet">.more {{ display: none }}</style>{BODY}<div class="body">{FIRST}'
        f'<div class="more">{REST}</div></div>',
        "sheet.remove()",
    ),
}
HIDDEN = {
    "display": 'style="display: none"',
    "visibility": 'style="visibility: hidden"',
    "an attribute": "hidden",
    "aria-hidden": 'aria-hidden="true"',
    "a place outside of the window": 'style="position: absolute; left: -9999px; width: 500px"',
    "no height": 'style="height: 0; overflow: hidden"',
    "opacity": 'style="position: absolute; opacity: 0"',
}
STICKY = f"""<style>header {{ position: sticky; top: 0; height: 200px; background: #fff }} p {{ margin: 0 0 300px }}</style>
<header>Menu</header>{BODY}<article class="body">{SENTENCES}</article>{TALL}"""
UNDER = """
const [range] = CSS.highlights.get("listen-sentence") ?? [];
window.box = range?.getBoundingClientRect()
"""

SITUATIONS = [
    Situation("the sentence that is heard is marked", ARTICLE, HEARD, browsers=WITHOUT_WEBKIT),
    Situation(
        "a container that is replaced by a copy is marked",
        ARTICLE,
        [
            *HEARD,
            Run(
                "const old = document.querySelector('.body'); old.replaceWith(old.cloneNode(true))"
            ),
            UNMARKED,
            MARKED,
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "a container that is removed is marked no more, and again when it comes back",
        ARTICLE,
        [
            *HEARD,
            Run("window.old = document.querySelector('.body'); old.remove()"),
            UNMARKED,
            Run("document.body.append(old)"),
            MARKED,
        ],
    ),
    Situation(
        "text that appears after the press is marked",
        BODY,
        [
            Press(),
            Until("at() > 1"),
            Run(
                f"document.body.insertAdjacentHTML('beforeend', `<article class=body>{SENTENCES}</article>`)"
            ),
            MARKED,
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "the attribute content that comes later is heeded",
        f'{tag()}<div class="a">Another text.</div><article class="b">{SENTENCES}</article>',
        [
            Press(),
            Until("at() > 1"),
            UNMARKED,
            Run("player().setAttribute('content', '.b')"),
            MARKED,
        ],
    ),
    Situation(
        "the attribute content that changes is heeded",
        f'{tag(more="content=.a")}<div class="a">Another text.</div><div class="b">{SENTENCES}</div>',
        [Press(), Until("at() > 1"), Run("player().setAttribute('content', '.b')"), MARKED],
    ),
    *(
        Situation(
            f"text that is opened by {how} is marked",
            page,
            [*hear_from(2.6), Run(opens), LATER],
            browsers=WITHOUT_WEBKIT if how == "a checkbox" else frozenset({"chromium"}),
        )
        for how, (page, opens) in OPENINGS.items()
    ),
    Situation(
        "the page does not scroll to what a teaser clips",
        f'{BODY}<div class="body" style="max-height: 60px; overflow: hidden">{SENTENCES}</div>{TALL}',
        [*hear_from(6), Until("at() > 7.6"), Until("scrollY === 0")],
    ),
    Situation(
        "while the menu is open the page does not scroll along, and once it is closed it does",
        f'<style>p {{ margin: 0 0 400px }}</style>{BODY}<div class="body">{SENTENCES}</div>{TALL}',
        [
            Press(),
            Until(SOUNDS),
            MARKED,
            Click("card().querySelector('[part=more]')"),
            Until(MENU_IS_OPEN),
            Run("player().seek(5)"),
            Until("at() > 5.2 && marked() && !isMarkInView()"),
            Until(f"at() > 6.5 && scrollY === 0 && {MENU_IS_OPEN}"),
            Run("player().listening.menu.close()"),
            Until("scrollY > 500"),
            Until("isMarkInView()"),
        ],
    ),
    Situation(
        "the page follows once the teaser is opened",
        "<style>p { margin: 0 0 400px }</style>"
        f'{BODY}<div class="body" style="max-height: 60px; overflow: hidden">{SENTENCES}</div>{TALL}',
        [
            *hear_from(5),
            Until("scrollY === 0"),
            Run("document.querySelector('.body').style.maxHeight = 'none'"),
            Until("scrollY > 500"),
            Until("isMarkInView()"),
        ],
    ),
    Situation(
        "several containers all count",
        f'{BODY}<div class="body">{FIRST}</div><hr><div class="body">{REST}</div>',
        [Press(), Until(SOUNDS), MARKED, Run("player().seek(2.6)"), LATER],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "a container within another counts once",
        f'{BODY}<div class="body">{FIRST}<div class="body">{REST}</div></div>',
        [Press(), Until(SOUNDS), MARKED, Run("player().seek(2.6)"), LATER],
    ),
    *(
        Situation(
            f"of two copies, of which {how} hides the first, the visible one is marked",
            f'{BODY}<div class="body"><div {attribute}>{SENTENCES}</div><div id="seen">{SENTENCES}</div></div>',
            [
                Press(),
                Until(SOUNDS),
                Until(
                    "[...(CSS.highlights.get('listen-sentence') ?? [])].length === 1"
                    " && seen.contains([...CSS.highlights.get('listen-sentence')][0].startContainer)"
                ),
            ],
        )
        for how, attribute in HIDDEN.items()
    ),
    Situation(
        "of two containers, of which one is hidden, the visible one is marked",
        f'{BODY}<div class="body" hidden>{SENTENCES}</div><div class="body" id="seen">{SENTENCES}</div>',
        [
            Press(),
            Until(SOUNDS),
            MARKED,
            Until("seen.contains([...CSS.highlights.get('listen-sentence')][0].startContainer)"),
        ],
    ),
    Situation(
        "a selector that matches nothing is told on the console once, and the article is found",
        f"<script>window.warned = 0; console.warn = () => warned++</script>"
        f"{tag(more='content=.nothing')}<article>{SENTENCES}</article>",
        [Press(), Until(SOUNDS), MARKED, Run("player().seek(2.6)"), LATER, Until("warned === 1")],
    ),
    Situation(
        "what is no selector disturbs nothing",
        f"{tag(more='content=]]')}<main>{SENTENCES}</main>",
        [Press(), Until(SOUNDS), MARKED],
    ),
    Situation(
        "a headline that changes after the article is the lock screen's and the name",
        f"<h1>Before</h1>{tag('second')}",
        [
            Until("player().sound.narration"),
            Run("player().setAttribute('article-id', 'pier')"),
            Until("player().sound.narration"),
            Run("document.querySelector('h1').textContent = 'After'"),
            Press(),
            Until(SOUNDS),
            Until("navigator.mediaSession.metadata.title === 'After'"),
            Until("card().getAttribute('aria-label').endsWith('After')"),
            Until(
                "JSON.parse(document.querySelector('[data-listen-article=pier]').textContent).name === 'After'"
            ),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "a sticky header does not cover the sentence that is heard",
        STICKY,
        [
            *hear_from(4),
            Until("scrollY > 0"),
            Run(UNDER),
            Until(
                "(([range]) => range.getBoundingClientRect().top >= 200)(CSS.highlights.get('listen-sentence'))"
            ),
        ],
    ),
    Situation(
        "scroll-padding is heeded",
        "<style>html { scroll-padding-top: 300px } p { margin: 0 0 250px }</style>"
        f'{BODY}<article class="body">{SENTENCES}</article>{TALL}',
        [
            *hear_from(4),
            Until("scrollY > 0"),
            Until(
                "(([range]) => range.getBoundingClientRect().top >= 290)(CSS.highlights.get('listen-sentence'))"
            ),
        ],
    ),
]
