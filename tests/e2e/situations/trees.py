"""Shadow roots and frames: the player within them, and its article within or outside."""

from tests.e2e.situations import (
    EVERYWHERE,
    SENTENCES,
    SOUNDS,
    WITHOUT_WEBKIT,
    Asked,
    Click,
    Press,
    Run,
    Situation,
    Told,
    Until,
    tag,
)  # fmt: skip

BODY = tag(more="content=.body")
ARTICLE = f'<article class="body">{SENTENCES}</article>'
MARKED = Until("/^Sentence \\d+\\.$/.test(marked())")


def shadow(mode: str, within: str, without: str = "") -> str:
    return (
        f"<div id=host></div>{without}<script>window.root = host.attachShadow({{ mode: '{mode}' }});"
        f" root.innerHTML = `{within}`</script>"
    )


def nested(within: str) -> str:
    inner = "root.querySelector('span').attachShadow({ mode: 'open' })"
    return (
        shadow("open", "<span></span>")
        + f"<script>window.inner = {inner}; roots.push(inner); inner.innerHTML = `{within}`</script>"
    )


PLAYER = '<script src="/words.js"></script><script type="module" src="/player.js"></script>'
FRAMED = f"<style>body {{ margin: 0 }}</style>{PLAYER}{BODY}{ARTICLE}"
FRAMES = {
    "a frame": "",
    "a sandboxed frame": 'sandbox="allow-scripts"',
    "a sandboxed frame that keeps its origin": 'sandbox="allow-scripts allow-same-origin"',
}
"""Frames by their attributes; their content is that of the page's own `srcdoc`."""
OTHER_ORIGIN = f"""<style>body {{ margin: 0 }}</style><main id=main></main><script>
if (parent === window) {{
  const there = location.href.replace("localhost", "127.0.0.1");
  main.innerHTML = `<iframe src="${{there}}" allow="autoplay" style="width: 700px; height: 92px"></iframe>`;
}} else main.innerHTML = `{BODY}{ARTICLE}`;
</script>"""
READY = Until("framed.isThere")


def frame(attributes: str) -> str:
    """Return a frame that is as high as the card, so that a click in its middle is a press."""
    quoted = FRAMED.replace('"', "&quot;")
    return f'<iframe {attributes} srcdoc="{quoted}" style="width: 700px; height: 92px"></iframe>'


SITUATIONS = [
    *(
        Situation(
            f"in a shadow root that is {mode} it plays on",
            shadow(mode, tag()),
            [Press(), Until("sounds() && at() > 1"), Press(), Until("rests()")],
            browsers=EVERYWHERE,
        )
        for mode in ("open", "closed")
    ),
    *(
        Situation(
            f"in a shadow root that is {mode} the text beside it is marked",
            shadow(mode, BODY + ARTICLE),
            [Press(), Until(SOUNDS), MARKED],
            browsers=WITHOUT_WEBKIT,
        )
        for mode in ("open", "closed")
    ),
    *(
        Situation(
            f"in a shadow root that is {mode} the text of the page around it is marked",
            shadow(mode, BODY, ARTICLE),
            [Press(), Until(SOUNDS), MARKED],
        )
        for mode in ("open", "closed")
    ),
    *(
        Situation(
            f"in a shadow root that is {mode} a link to a moment finds it",
            shadow(mode, tag()) + "<script>location.hash = '#listen=6'</script>",
            [Press(), Until("sounds() && at() > 6")],
        )
        for mode in ("open", "closed")
    ),
    Situation(
        "in a shadow root within another it plays on",
        nested(BODY + ARTICLE),
        [Press(), Until("sounds() && at() > 1"), MARKED],
    ),
    Situation(
        "a click on a sentence in a shadow root plays from there",
        shadow("open", BODY + ARTICLE),
        [
            Press(),
            Until(SOUNDS),
            MARKED,
            Run(
                "const one = root.querySelectorAll('p')[7]; one.scrollIntoView(); const box = one.getBoundingClientRect();"
                "const point = { clientX: box.left + 20, clientY: box.top + 8, bubbles: true, composed: true, detail: 1 };"
                "one.dispatchEvent(new PointerEvent('pointerdown', point)); one.dispatchEvent(new PointerEvent('click', point))"
            ),
            Until("at() > 8"),
        ],
    ),
    Situation(
        "players in two shadow roots give way to each other",
        shadow("open", tag()) + tag("second"),
        [
            Until("players().length === 2"),
            Press(0),
            Until("sounds(0)"),
            Press(1),
            Until("sounds(1) && rests(0)"),
            Press(0),
            Until("sounds(0) && rests(1)"),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "its language is that of the page around its shadow root",
        f'<div lang="de">{shadow("open", tag())}</div>',
        [Until("card().textContent.includes('Artikel anhören')")],
    ),
    Situation(
        "a playlist is found from a shadow root",
        shadow("open", tag(more='playlist="[data-article-id]"'))
        + '<a data-article-id="second">Two</a>',
        [Press(), Until(SOUNDS), Until("player().listening.upcoming[0].title === 'Two'")],
        {"pier": Told(), "second": Told()},
    ),
    *(
        Situation(
            f"in {name} it plays, marks, keeps a speed and pauses",
            page,
            [
                READY,
                Click("document.querySelector('iframe')"),
                Until("framed.sounds && framed.at > 0.5"),
                Until("/^Sentence \\d+\\.$/.test(framed.marked)"),
                Run("frames[0].postMessage({ run: 'player().listening.setSpeed(1.5)' }, '*')"),
                Until("framed.speed === 1.5"),
                Run("frames[0].postMessage({ run: 'player().pause()' }, '*')"),
                Until("framed.rests"),
            ],
            browsers=WITHOUT_WEBKIT,
        )
        for name, page in {
            **{name: frame(attributes) for name, attributes in FRAMES.items()},
            "a frame of another origin": OTHER_ORIGIN,
        }.items()
    ),
    *(
        Situation(
            f"{name} closes its connection when it is removed while it streams",
            frame(attributes),
            [
                READY,
                Click("document.querySelector('iframe')"),
                Until("framed.sounds"),
                Run("document.querySelector('iframe').remove()"),
                Asked(lambda room: room.streams == 0),
            ],
            {"pier": Told(made=4)},
        )
        for name, attributes in FRAMES.items()
    ),
]
