"""Scripts of developers: play, events, frameworks."""

from tests.e2e.situations import SOUNDS, Press, Run, Situation, Until, tag
from tests.e2e.told import Told

KEEP = "window.come = ''; {}.then(() => (come = 'heard'), (error) => (come = error.name || String(error)))"
FORBID = "HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"

SITUATIONS = [
    Situation(
        "play() resolves once it is heard",
        tag(),
        [
            Until("player()?.sound"),
            Run(KEEP.format("player().play()")),
            Until("come === 'heard'"),
            Until(SOUNDS),
        ],
    ),
    Situation(
        "play() resolves at once while it sounds",
        tag(),
        [Press(), Until(SOUNDS), Run(KEEP.format("player().play()")), Until("come === 'heard'")],
    ),
    Situation(
        "play() rejects when the browser forbids it, with an event",
        tag(),
        [
            Until("player()?.sound.narration"),
            Run(FORBID + KEEP.format("player().play()")),
            Until("come === 'NotAllowedError'"),
            Until("count('error pier') === 1"),
            Until("rests()"),
        ],
    ),
    Situation(
        "play() of a stream rejects when the browser forbids it",
        tag(),
        [
            Until("player()?.sound.narration"),
            Run(FORBID + KEEP.format("player().play()")),
            Until("come === 'NotAllowedError'"),
            Until("count('error pier') === 1"),
        ],
        {"pier": Told(made=4)},
    ),
    Situation(
        "play() rejects when the audio fails",
        tag(),
        [
            Until("player()?.sound.narration"),
            Run(KEEP.format("player().play()")),
            Until("come === 'Error'"),
            Until("count('error pier') === 1"),
        ],
        {"pier": Told(made=4, press_status=422)},
    ),
    Situation(
        "play() rejects when it is paused before it is heard",
        tag(),
        [
            Until("player()?.sound.narration"),
            Run(KEEP.format("player().play()")),
            Run("player().pause()"),
            Until("come === 'AbortError'"),
        ],
        {"pier": Told(made=0)},
    ),
    Situation(
        "play() rejects when the tag is removed before it is heard",
        tag(),
        [
            Until("player()?.sound.narration"),
            Run(KEEP.format("player().play()")),
            Run("player().remove()"),
            Until("come === 'AbortError'"),
        ],
        {"pier": Told(made=0)},
    ),
    Situation(
        "play() before the tag is on the page is kept",
        "<p>",
        [
            Until("customElements.get('listen-to-article')"),
            Run(
                "const made = document.createElement('listen-to-article'); made.setAttribute('article-id', 'pier');"
                + KEEP.format("made.play()")
                + "; document.body.append(made)"
            ),
            Until(SOUNDS),
            Until("come === 'heard'"),
        ],
    ),
    Situation(
        "nobody has to take what play() returns",
        "<script>window.loose = 0; addEventListener('unhandledrejection', () => loose++)</script>"
        + tag(),
        [
            Until("player()?.sound.narration"),
            Run("player().play(); player().pause(); player().play()"),
            Until(SOUNDS),
            Until("loose === 0"),
        ],
    ),
    Situation(
        "listen:pause comes when the article changes",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().setAttribute('article-id', 'second')"),
            Until("said.join() === 'play pier,pause pier'"),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "listen:pause comes when the tag goes",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().remove()"),
            Until("said.join() === 'play pier,pause pier'"),
        ],
    ),
    Situation(
        "a framework that sets attributes one after the other ends with the last article",
        "<div id=place></div>",
        [
            Run(
                "const made = document.createElement('listen-to-article'); place.append(made);"
                "made.setAttribute('article-id', 'second'); made.setAttribute('voice', 'tones');"
                "made.setAttribute('article-id', 'pier'); made.removeAttribute('voice')"
            ),
            Press(),
            Until("sounds() && player().sound.id === 'pier'"),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "a tag that a framework clones is a player of its own",
        tag(),
        [
            Press(0),
            Until("sounds(0)"),
            Run("document.body.append(player(0).cloneNode(true))"),
            Press(1),
            Until("sounds(1) && rests(0)"),
        ],
    ),
    Situation(
        "a page swap as of Turbo or htmx leaves one player, which sounds",
        f"<main id=main>{tag()}</main>",
        [
            Press(),
            Until(SOUNDS),
            Run(
                f"const next = document.createElement('main'); next.id = 'main'; next.innerHTML = `{tag('second')}`;"
                "main.replaceWith(next)"
            ),
            Until("document.querySelectorAll('listen-to-article').length === 1"),
            Until("count('pause pier') === 1"),
            Press(1),
            Until("sounds(1)"),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "the progress bar tells screen readers a new time at once",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Press(),
            Until("rests()"),
            Run(
                "const bar = card().querySelector('[part=seek]'); bar.focus();"
                "bar.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, composed: true }));"
                "window.told = bar.getAttribute('aria-valuetext')"
            ),
            Until("told === '15 seconds of 15 seconds'"),
        ],
    ),
    Situation(
        "closing the small player by keyboard gives the focus back",
        tag() + '<button id="other">Other</button><p style="height: 3000px">',
        [
            Press(),
            Until(SOUNDS),
            Run("scrollTo(0, 2000)"),
            Until("player().shadowRoot.querySelector('.mini:popover-open')"),
            Run(
                "other.focus({ preventScroll: true }); const close = player().shadowRoot.querySelector('.mini .close');"
                "close.focus({ preventScroll: true }); close.click()"
            ),
            Until("rests() && document.activeElement === other"),
        ],
    ),
]
