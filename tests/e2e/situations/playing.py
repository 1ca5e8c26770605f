"""Players that the page, the system or another tab plays, pauses, mutes or sets."""

from tests.e2e.newsroom import Newsroom
from tests.e2e.situations import (
    EVERYWHERE,
    SOUNDS,
    WITHOUT_WEBKIT,
    Click,
    Press,
    Run,
    Situation,
    Tell,
    Until,
    tag,
)  # fmt: skip
from tests.e2e.told import VOICE, Told

TWO = tag() + tag("second")
TWO_ARTICLES = {"pier": Told(), "second": Told()}
OTHER_VOICE = "card().parentNode.querySelector('[title=bells]')"
OTHER_TAB = """
window.tab = document.createElement("iframe");
tab.src = location.href; tab.style = "width: 600px; height: 300px"; document.body.append(tab)
"""


def finish(room: Newsroom) -> None:
    room.articles["pier"].made = None


SITUATIONS = [
    Situation(
        "before the first press, a click in the middle of the card plays too",
        tag(),
        [Until("player()?.sound.narration"), Click("player()"), Until(SOUNDS)],
        browsers=EVERYWHERE,
    ),
    Situation(
        "a click on a control of an article that has not begun is a click on that control",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().setAttribute('article-id', 'second')"),
            Until("player().sound.narration && state() === 'idle'"),
            Click("card().querySelector('[part=more]')"),
            Until("player().shadowRoot.querySelector('.menu:popover-open')"),
            Until("state() === 'idle'"),
        ],
        TWO_ARTICLES,
    ),
    Situation(
        "another voice in the menu goes on from the beginning of the same sentence",
        tag(),
        [
            Until("player()?.sound.narration?.voices"),
            Press(),
            Until(SOUNDS),
            Until("player().listening.cues.list.length"),
            Run("player().seek(player().listening.cues.list[4].start_s + 0.3)"),
            Until("at() > player().listening.cues.list[4].start_s + 0.4"),
            Click("card().querySelector('[part=more]')"),
            Until(f"{OTHER_VOICE}.getClientRects().length"),
            Click(OTHER_VOICE),
            Until("player().sound.voice === 'bells' && player().media.src.includes('bells')"),
            Until("sounds() && at() > player().listening.cues.list[4].start_s"),
            Until("at() < player().listening.cues.list[6].start_s"),
            Press(),
            Until("rests()"),
            Press(),
            Until("sounds() && player().sound.voice === 'bells'"),
        ],
        {"pier": Told(voices=(VOICE, "bells"))},
        browsers=EVERYWHERE,
    ),
    Situation(
        "a pause from outside is shown",
        tag(),
        [Press(), Until(SOUNDS), Run("player().media.pause()"), Until("rests()")],
        browsers=EVERYWHERE,
    ),
    Situation(
        "what plays again from outside is shown, and the next press pauses it",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.pause()"),
            Until("rests()"),
            Run("player().media.play()"),
            Until("sounds() && player().sound.isOn"),
            Press(),
            Until("rests()"),
        ],
        browsers=EVERYWHERE,
    ),
    Situation(
        "a pause and a play from outside in one task leave it playing",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.pause(); player().media.play()"),
            Until("sounds() && player().sound.isOn"),
            Press(),
            Until("rests()"),
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "the track takes over with sound after a pause and a play from outside",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.pause(); player().media.play()"),
            Tell(finish),
            Until("player().sound.kind === 'track' && sounds() && at() > 2"),
        ],
        {"pier": Told(made=6)},
    ),
    Situation(
        "the track takes over in silence after a pause from outside",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.pause()"),
            Until("rests()"),
            Tell(finish),
            Until("player().sound.kind === 'track' && rests()"),
            Press(),
            Until(SOUNDS),
        ],
        {"pier": Told(made=6)},
    ),
    Situation(
        "what plays from outside pauses the other player of the page",
        TWO,
        [
            Press(0),
            Until("sounds(0)"),
            Press(1),
            Until("sounds(1) && rests(0)"),
            Run("player(0).media.play()"),
            Until("sounds(0) && rests(1)"),
        ],
        TWO_ARTICLES,
        WITHOUT_WEBKIT,
    ),
    Situation(
        "a speed from outside is shown and kept for the track",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.playbackRate = 1.5"),
            Until("card().querySelector('[part=speed]').value === '1.5'"),
            Tell(finish),
            Until("player().sound.kind === 'track' && player().media.playbackRate === 1.5"),
        ],
        {"pier": Told(made=6)},
    ),
    Situation(
        "a volume from outside is shown",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.volume = 0.4"),
            Until("card().querySelector('[part=volume]').value === '0.4'"),
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "muting from outside is shown",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.muted = true"),
            Until("card().querySelector('[part=mute]').classList.contains('muted')"),
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "a volume from outside is kept for the track",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().media.volume = 0.4"),
            Tell(finish),
            Until("player().sound.kind === 'track' && player().media.volume === 0.4"),
        ],
        {"pier": Told(made=6)},
    ),
    Situation(
        "the tab pressed last sounds",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run(OTHER_TAB),
            Until("tab.contentWindow.document.querySelector('listen-to-article')?.sound"),
            Run("tab.contentWindow.document.querySelector('listen-to-article').play()"),
            Until("tab.contentWindow.eval('sounds()')"),
            Until("rests()"),
            Press(),
            Until("sounds() && tab.contentWindow.eval('rests()')"),
        ],
        browsers=WITHOUT_WEBKIT,
    ),
    Situation(
        "a second player does not take the lock screen from the one that sounds",
        f"{tag(more='headline=Pier')}{tag('second', 'headline=Second')}",
        [
            Press(1),
            Until("sounds(1)"),
            Press(0),
            Until("sounds(0) && rests(1)"),
            Run("player(1).seek(5)"),
            Until("navigator.mediaSession.metadata.title === 'Pier'"),
            Until("navigator.mediaSession.playbackState === 'playing'"),
        ],
        TWO_ARTICLES,
    ),
    Situation(
        "a message stays as long as it should although another came before",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run(
                "player().listening.say('one'); setTimeout(() => player().listening.say('two'), 2000)"
            ),
            Until("note() === 'two'"),
            Run("window.since = performance.now()"),
            Until("performance.now() > since + 1500"),
            Until("note() === 'two'"),
            Until("note() !== 'two'"),
        ],
    ),
    Situation(
        "a message leaves with its tag",
        tag(),
        [
            Press(),
            Until(SOUNDS),
            Run("player().listening.say('one'); player().remove()"),
            Until("state() === 'paused'"),
        ],
    ),
]
