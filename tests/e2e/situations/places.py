"""Networks, proxies and caches with which the listener's position must be kept."""

from tests.e2e.newsroom import Newsroom
from tests.e2e.situations import SOUNDS, WITHOUT_WEBKIT, Press, Run, Situation, Tell, Until, tag
from tests.e2e.told import Told

NO_RANGES = "note().startsWith('Skipping does not work')"


def finish(room: Newsroom) -> None:
    room.articles["pier"].made = None


def kept(places: str, more: str = "") -> str:
    return f"<script>localStorage.setItem('listen-to-article', `{places}`)</script>{tag(more=more)}"


SITUATIONS = [
    Situation(
        "behind a proxy without ranges a seek stays where it is and says so",
        tag(),
        [
            Press(),
            Until("at() > 1"),
            Run("player().seek(9)"),
            Until(NO_RANGES),
            Until("sounds() && at() > 1 && at() < 9 && player().sound.position === at()"),
        ],
        {"pier": Told(takes_ranges=False)},
    ),
    Situation(
        "behind a proxy without ranges a place kept is not told, and the beginning is heard",
        kept('{"places": [["pier", 8]]}'),
        [
            Until("note() === 'Continue at 0:08'"),
            Press(),
            Until("sounds() && at() < 8 && player().sound.position < 8"),
        ],
        {"pier": Told(takes_ranges=False)},
    ),
    Situation(
        "behind a proxy without ranges the stream plays on when the track is ready",
        tag(),
        [
            Press(),
            Until("at() > 1"),
            Run("window.before = at()"),
            Tell(finish),
            Until("player().sound.narration.state === 'ready'"),
            Until("sounds() && at() > before + 2 && player().sound.kind === 'stream'"),
        ],
        {"pier": Told(made=12, takes_ranges=False)},
    ),
    Situation(
        "a place in a slowly made stream is gone to later, and the time is what is heard",
        kept('{"places": [["pier", 9]]}'),
        [
            Press(),
            Until("sounds() && note().startsWith('Jumps to 0:09')"),
            Until("player().sound.position === at() && at() < 6"),
            Tell(finish),
            Until("sounds() && at() > 9"),
        ],
        {"pier": Told(made=4)},
    ),
    Situation(
        "a place beyond the end is forgotten",
        kept('{"places": [["pier", 900]]}'),
        [Press(), Until("sounds() && at() < 3")],
    ),
    *(
        Situation(
            f"what another script keeps under the same name is ignored: {places}",
            kept(places),
            [Press(), Until("sounds() && at() < 3 && player().sound.speed === 1")],
            browsers=WITHOUT_WEBKIT if places == "null" else frozenset({"chromium"}),
        )
        for places in (
            "null",
            "[]",
            "7",
            "nonsense",
            '{"places": 7}',
            '{"places": [7, null, ["pier", "x"]]}',
            '{"speed": "fast", "volume": "loud"}',
            '{"speed": 900, "volume": -3}',
        )
    ),
    Situation(
        "a speed that was kept is heard",
        kept('{"speed": 1.5}'),
        [Press(), Until(f"{SOUNDS} && player().media.playbackRate === 1.5")],
    ),
    Situation(
        "a stream that breaks off at a place goes on there from the track",
        tag(),
        [
            Press(),
            Until("at() > 2"),
            Tell(lambda room: setattr(room.articles["pier"], "breaks_at", 4)),
            Until("player().sound.isWaiting || state() === 'preparing'"),
            Tell(finish),
            Until("player().sound.kind === 'track' && sounds() && at() > 2"),
        ],
        {"pier": Told(made=4)},
    ),
]
