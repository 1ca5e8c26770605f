"""The card in every kind of parent, and styles of the page that must not reach it."""

from tests.e2e.situations import ARTICLE, SOUNDS, Press, Run, Situation, Until, tag

TEXT = "<p>Words that stand beside the player, long enough to fill a line or two.</p>"
PARENTS = {
    "a block": "",
    "a flex column that centers": "display: flex; flex-direction: column; align-items: center",
    "a flex column that starts": "display: flex; flex-direction: column; align-items: flex-start",
    "a flex row": "display: flex; gap: 8px",
    "a flex row that wraps": "display: flex; flex-wrap: wrap",
    "a grid that centers": "display: grid; place-items: center",
    "a grid of two columns": "display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr)",
    "a grid with automatic columns": "display: grid; justify-content: start",
    "a float": "float: left",
    "an inline block": "display: inline-block",
    "a table cell": "display: table-cell",
    "a positioned box": "position: absolute; inset-inline-start: 0",
    "a box as wide as its content": "width: fit-content",
    "two columns of text": "columns: 2",
}
WIDTHS = (280, 480, 1024, 1440)
NARROW = {"a grid of two columns", "two columns of text", "a flex row"}
"""Parents that give the player a part of the window."""
INHERITED = {
    "text-indent": "40px", "word-spacing": "20px", "text-shadow": "0 0 9px red",
    "letter-spacing": "9px", "text-transform": "uppercase", "line-height": "60px",
    "font-style": "italic", "font-variant": "small-caps", "white-space": "pre", "text-align": "right",
    "cursor": "crosshair", "font-size": "40px", "font-weight": "900", "word-break": "break-all",
}  # fmt: skip


def parent(style: str) -> str:
    return f'<style>body {{ margin: 0 }}</style><div style="{style}">{tag()}{TEXT}</div>'


def least(name: str) -> str:
    """Return the least width of the card, in JavaScript."""
    return "Math.min(240, innerWidth / 2 - 20)" if name in NARROW else "Math.min(240, innerWidth)"


SITUATIONS = [
    *(
        Situation(
            f"in {name} the card is wide enough at every width and makes the page no wider",
            parent(style),
            [
                Until("player().sound.narration"),
                Until(f"card().getBoundingClientRect().width >= {least(name)}"),
                Until("document.documentElement.scrollWidth <= innerWidth"),
                Until(
                    "[...card().querySelectorAll('button')].every((one) =>"
                    " one.getBoundingClientRect().right <= card().getBoundingClientRect().right)"
                ),
            ],
            widths=WIDTHS,
        )
        for name, style in PARENTS.items()
    ),
    Situation(
        "styles of the page that are inherited do not reach the card",
        f"<style>body {{ display: grid; grid-template-columns: 1fr 1fr }}</style><div>{tag()}</div>"
        + "".join(
            f'<div style="{name}: {value}">{tag()}</div>' for name, value in INHERITED.items()
        ),
        [
            Until(
                f"players().filter((one) => one.sound.narration).length === {1 + len(INHERITED)}"
            ),
            *(
                step
                for number, name in enumerate(INHERITED, 1)
                for step in (
                    Until(f"style('.title', '{name}', 0) === style('.title', '{name}', {number})"),
                    Until(f"card(0).offsetHeight === card({number}).offsetHeight"),
                )
            ),
        ],
    ),
    Situation(
        "the card grows with the text of the page's root",
        f"<style>html {{ font-size: 200% }}</style>{ARTICLE}",
        [
            Press(),
            Until(SOUNDS),
            Until("parseFloat(style('.title', 'fontSize')) === 32"),
            Until("button().getBoundingClientRect().width === 112"),
            Until("document.documentElement.scrollWidth <= innerWidth"),
        ],
    ),
    Situation(
        "the card grows and still fits a narrow window",
        f"<style>html {{ font-size: 200% }}</style>{ARTICLE}",
        [
            Press(),
            Until(SOUNDS),
            Until("document.documentElement.scrollWidth <= innerWidth"),
            Until(
                "[...card().querySelectorAll('button')].every((one) =>"
                " one.getBoundingClientRect().right <= card().getBoundingClientRect().right + 1)"
            ),
        ],
        widths=(400,),
    ),
    Situation(
        "a root of small text leaves the card readable",
        f"<style>html {{ font-size: 62.5% }}</style>{tag()}",
        [
            Until("player().sound.narration"),
            Until("parseFloat(style('.title', 'fontSize')) === 16"),
        ],
    ),
    Situation(
        "the width that a publisher sets is the card's",
        f"<style>listen-to-article {{ width: 300px }}</style>{tag()}",
        [Until("player().sound.narration"), Until("card().getBoundingClientRect().width === 300")],
    ),
    Situation(
        "the small player stays at the bottom, whatever the page's styles are",
        f'<div style="text-transform: uppercase; transform: scale(1); line-height: 3">{tag()}</div>'
        '<p style="height: 3000px">',
        [
            Press(),
            Until(SOUNDS),
            Run("scrollTo(0, 2000)"),
            Until(
                "player().shadowRoot.querySelector('.mini').getBoundingClientRect().bottom === innerHeight"
            ),
        ],
    ),
]
