"""Tags that are removed, are moved or get another article, and pages that the reader leaves."""

from tests.e2e.newsroom import Newsroom
from tests.e2e.situations import (
    EVERYWHERE,
    SOUNDS,
    Asked,
    Press,
    Run,
    Situation,
    Tell,
    Until,
    tag,
)  # fmt: skip
from tests.e2e.told import Told

REMOVE = Run("player(0).remove()")
LET_GO = Until("!player(0).media.hasAttribute('src') && !player(0).sound.spare")
CLOSED = Asked(lambda room: room.streams == 0)
SECOND = Run("player(0).setAttribute('article-id', 'second')")


def streaming(*more: str) -> dict[str, Told]:
    return {name: Told(made=4) for name in ("pier", *more)}


def finish(room: Newsroom) -> None:
    for told in room.articles.values():
        told.made = None


SITUATIONS = [
    Situation(
        "a tag that is removed while it streams closes its connection",
        tag(),
        [Press(), Until(SOUNDS), REMOVE, LET_GO, CLOSED, Until("count('pause pier') === 1")],
        streaming(),
        EVERYWHERE,
    ),
    Situation(
        "a tag that is removed while it prepares lets go, and nothing sounds later",
        tag(),
        [Press(), Until("state() === 'preparing'"), REMOVE, Until("state() === 'paused'"), LET_GO],
        {"pier": Told(made=0)},
    ),
    Situation(
        "a tag that is removed from a finished track lets go",
        tag(),
        [Press(), Until(SOUNDS), REMOVE, LET_GO],
    ),
    Situation(
        "a tag that comes back goes on where it was",
        tag(),
        [
            Press(),
            Until("at() > 2"),
            Run("window.one = player(0); one.remove()"),
            LET_GO,
            Run("document.body.append(one)"),
            Until("player(0).sound.place > 2"),
            Press(),
            Until("sounds() && at() > 2"),
        ],
    ),
    Situation(
        "a stream that comes back goes on where it was, once that is made",
        tag(),
        [
            Press(),
            Until("at() > 2"),
            Run("window.one = player(0); one.remove()"),
            LET_GO,
            Run("document.body.append(one)"),
            Tell(finish),
            Press(),
            Until("sounds() && at() > 2"),
        ],
        streaming(),
    ),
    Situation(
        "a tag that is only moved plays on",
        f"{tag()}<div id=there></div>",
        [
            Press(),
            Until(SOUNDS),
            Run("there.append(player(0))"),
            Until("at() > 1"),
            Until("sounds() && count('pause pier') === 0"),
        ],
    ),
    Situation(
        "another article closes the stream of the one before, which has paused",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            SECOND,
            LET_GO,
            CLOSED,
            Until("count('pause pier') === 1"),
            Press(),
            Until("sounds() && said.includes('play second')"),
        ],
        streaming("second"),
        EVERYWHERE,
    ),
    Situation(
        "another voice closes the stream of the one before",
        tag(),
        [Press(), Until(SOUNDS), Run("player(0).setAttribute('voice', 'tones')"), LET_GO, CLOSED],
        streaming(),
    ),
    Situation(
        "a page that is hidden for the back/forward cache keeps the place of a stream",
        tag(),
        [
            Press(),
            Until("at() > 2"),
            Run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"),
            LET_GO,
            CLOSED,
            Until("rests() && player(0).sound.position > 2"),
            Run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"),
            Tell(finish),
            Press(),
            Until("sounds() && at() > 2"),
        ],
        streaming(),
    ),
    Situation(
        "a page that is hidden and shown goes on with the track where it was",
        tag(),
        [
            Press(),
            Until("at() > 2"),
            Run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"),
            LET_GO,
            Press(),
            Until("sounds() && at() > 2"),
        ],
    ),
    Situation(
        "what was heard to its end begins anew after the page was hidden",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player(0).seek(14.6)"),
            Until("state() === 'ended'"),
            Run("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"),
            Press(),
            Until("sounds() && at() < 3"),
        ],
    ),
    Situation(
        "ten tags are pressed and removed one after the other, and the eleventh sounds",
        f"{tag()}<div id=place></div>",
        [
            Run("window.routes = 0"),
            *(
                step
                for number in range(10)
                for step in (
                    Run(f"place.innerHTML = '<listen-to-article article-id=r{number}>'"),
                    Run("window.one = document.querySelector('#place > *'); one.play()"),
                    Until("one.sound.kind === 'stream' && one.media.currentTime > 0.05"),
                )
            ),
            Run("place.innerHTML = ''"),
            CLOSED,
            Press(),
            Until(SOUNDS),
        ],
        streaming(*(f"r{number}" for number in range(10))),
    ),
    Situation(
        "an application renders the same route again and again, and one stream is open",
        "<div id=place></div>",
        [
            *(
                Run(f"place.innerHTML = `{tag()}`; document.querySelector('#place > *').play()")
                for _ in range(5)
            ),
            Asked(lambda room: room.streams == 1),
            Until("said.filter((one) => one === 'play pier').length > 0"),
        ],
        streaming(),
    ),
]
