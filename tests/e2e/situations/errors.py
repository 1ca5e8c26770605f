"""Faults: of answers, of the network, of content security policies, and of copies of the player."""

from tests.e2e.newsroom import Newsroom
from tests.e2e.situations import (
    SOUNDS,
    WITHOUT_WEBKIT,
    Asked,
    Press,
    Run,
    Situation,
    Tell,
    Until,
    tag,
)  # fmt: skip
from tests.e2e.told import Told

HIDDEN, SHOWN = Until("player()?.hidden"), Until("player() && !player().hidden")
POLICY = "require-trusted-types-for 'script'; trusted-types 'none'"
LENGTH = Until("card().querySelector('[part=length]').textContent === '1 min'")


def works(room: Newsroom) -> None:
    for told in room.articles.values():
        told.status = 200
        told.held = ""


def delete(room: Newsroom) -> None:
    told = room.articles["pier"]
    told.status = told.press_status = 410
    told.track_status = 410
    told.breaks_at = 0


SITUATIONS = [
    *(
        Situation(
            f"the first look that is answered with {status} hides the tag",
            tag(),
            [HIDDEN],
            {"pier": Told(status=status)},
        )
        for status in (401, 403, 404, 410, 422)
    ),
    *(
        Situation(
            f"the first look that is answered with {status} is repeated",
            tag(),
            [
                SHOWN,
                Asked(lambda room: len(room.of("pier")) == 1),
                Tell(works),
                LENGTH,
                Asked(lambda room: len(room.of("pier")) == 2),
                Press(),
                Until(SOUNDS),
            ],
            {"pier": Told(status=status, retry_after_s=1)},
        )
        for status in (429, 500, 502, 503)
    ),
    Situation(
        "a look that fails without a time is repeated later and later",
        tag(),
        [SHOWN, Asked(lambda room: len(room.of("pier")) >= 2), Tell(works), LENGTH],
        {"pier": Told(status=503)},
    ),
    Situation(
        "a press while the first look fails plays",
        tag(),
        [SHOWN, Tell(works), Press(), Until(SOUNDS)],
        {"pier": Told(status=503, retry_after_s=60)},
    ),
    Situation(
        "an article without an ID is hidden",
        "<listen-to-article></listen-to-article>",
        [HIDDEN],
    ),
    Situation(
        "an article deleted while it streams is told within three seconds",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("window.since = performance.now()"),
            Tell(delete),
            Until("state() === 'failed'"),
            Until("note() === 'There is no audio for this article.'"),
        ],
        {"pier": Told(made=4)},
    ),
    Situation(
        "a connection that is cut is told, and the sound goes on when it is back",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("window.real = fetch; window.fetch = () => Promise.reject(new TypeError())"),
            Until("player().sound.isWaiting || state() === 'failed'"),
            Until(
                "['No connection. Trying again …', 'The audio could not be loaded.'].includes(note())"
            ),
            Run("window.fetch = real"),
            Tell(lambda room: setattr(room.articles["pier"], "made", None)),
            Run("state() === 'failed' && player().play()"),
            Until(SOUNDS),
        ],
        {"pier": Told(made=3)},
    ),
    Situation(
        "a playlist at its end goes back to the page's own article",
        tag(more='playlist="second"'),
        [
            Press(),
            Until(SOUNDS),
            Run("player().seek(14.6)"),
            Until("player().item.id === 'second' && sounds()"),
            Run("player().seek(14.6)"),
            Until("player().item.id === 'pier'"),
            Until("card().querySelector('[part=title]').textContent === 'Listen to article'"),
            Press(),
            Until("sounds() && player().item.id === 'pier'"),
        ],
        {"pier": Told(), "second": Told()},
    ),
    Situation(
        "a page with Trusted Types gets its structured data, and nothing is blocked",
        "<script>window.blocked = []; addEventListener('securitypolicyviolation', (event) => blocked.push(event))"
        f"</script>{tag()}",
        [
            Press(),
            Until(SOUNDS),
            Until("document.querySelector('[data-listen-article=pier]')"),
            Until(
                "JSON.parse(document.querySelector('[data-listen-article=pier]').textContent).duration === 'PT15S'"
            ),
            Until("!blocked.length"),
        ],
        headers={"Content-Security-Policy": POLICY},
    ),
    Situation(
        "without listening.js it plays, and one line on the console says what is missing",
        "<script>window.lines = []; console.error = (line) => lines.push(line)</script>"
        '<script type="module" src="/alone/player.js"></script>'
        '<listen-to-article article-id="pier" src="/"></listen-to-article>',
        [
            Until("player()?.sound?.narration"),
            Press(),
            Until("state() === 'playing' && at() > 0.1"),
            Press(),
            Until("rests()"),
            Press(),
            Until("state() === 'playing'"),
            Until("lines.length === 1 && lines[0].includes('/alone/player/listening.js')"),
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "storage that is forbidden disturbs nothing",
        "<script>Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
        f"</script>{tag()}",
        [Press(), Until(SOUNDS)],
    ),
]
