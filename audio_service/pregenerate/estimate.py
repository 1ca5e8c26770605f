"""What it would take to narrate many articles, told without changing anything.

Measured on two cores with `piper:en_US-joe-medium` (2026-11, 1,193 s of audio): the MP3 and its
slots take 8.0 kB a second each, clips in FLAC 22.0, cues 0.4; and of all the work, a fifth is other
than synthesis.
"""

from collections.abc import Callable
from dataclasses import dataclass

from audio_service.context import WebContext
from audio_service.listening.press import checked_id
from audio_service.pregenerate.batch import choose_narration, failure_line, find_edition, label_of
from audio_service.pregenerate.selection import Candidate, Selection
from cache.errors import ListenError
from cache.narrations.edition import Edition, Standing
from cache.narrations.record import State
from worker.articles.edition import edition_of
from worker.articles.lookup import UNREAD
from worker.articles.store import Article
from worker.errors import UnreadableSourceError
from worker.publication.rules import Traits

STORED_KB_PER_S = 38.4
WORK_PER_SYNTHESIS = 1.25
ASSUMED_RTF = 0.06
"""Of the voice that comes along, on one core, where nothing has been measured."""

ASSUMED_LENGTH_S = 240
"""Of an article whose length nobody knows, where no other's is known either."""

LEAST_MEASURED_S = 60.0
"""So much speech is needed before its speed is taken as measured, in seconds."""


@dataclass(slots=True)
class Estimate:
    """What a selection of articles comes to.

    Attributes:
        articles: How many there are.
        ready: How many of them are narrated already.
        left_out: How many must not be, as a rule of the publisher says.
        failing: How many cannot be.
        known: How many are to be narrated whose length is known, about.
        known_s: How long these take to hear, in seconds.
        unread: How many are to be narrated that nobody has read yet.
    """

    articles: int = 0
    ready: int = 0
    left_out: int = 0
    failing: int = 0
    known: int = 0
    known_s: float = 0.0
    unread: int = 0

    def count(self, edition: Edition, *, is_ready: bool) -> None:
        """Add an article, of which an edition is known."""
        self.articles += 1
        if edition.standing is Standing.NEVER:
            self.left_out += 1
        elif is_ready:
            self.ready += 1
        elif edition.estimated_s is None:
            self.unread += 1
        else:
            self.known += 1
            self.known_s += edition.estimated_s

    @property
    def to_narrate(self) -> int:
        """How many articles there is something to do for."""
        return self.known + self.unread

    @property
    def length_s(self) -> float:
        """How long one that nobody has read is taken to be: as the others are on average."""
        return self.known_s / self.known if self.known else ASSUMED_LENGTH_S

    @property
    def audio_s(self) -> float:
        """How long all that is to be narrated takes to hear, in seconds."""
        return self.known_s + self.unread * self.length_s


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast speech is made.

    Attributes:
        cpu_rtf: Seconds of one core's work for each second of audio.
        wall_rtf: Seconds that one worker takes for it.
        is_measured: Whether this was found here.
    """

    cpu_rtf: float
    wall_rtf: float
    is_measured: bool


def measure_speed(counters: dict[str, float]) -> Speed:
    """Return how fast speech has been made here, or what is assumed if little has."""
    audio_s = counters.get("audio_s", 0.0)
    spoken = [counters.get(name, 0.0) for name in ("synthesis_cpu_s", "synthesis_s")]
    if audio_s < LEAST_MEASURED_S or not all(spoken):
        assumed = ASSUMED_RTF * WORK_PER_SYNTHESIS
        return Speed(assumed, assumed, is_measured=False)
    cpu_rtf, wall_rtf = (WORK_PER_SYNTHESIS * seconds / audio_s for seconds in spoken)
    return Speed(cpu_rtf, wall_rtf, is_measured=True)


def estimate(
    desk: WebContext,
    selection: Selection,
    tell: Callable[[str], None],
    *,
    voice: str | None = None,
    again: bool = False,
) -> Estimate:
    """Return what it would take to narrate a selection; nothing is stored, fetched or queued.

    Lists of articles are read, their pages are not.

    Args:
        desk: What the face uses.
        selection: Which articles.
        tell: Called with what keeps an article from being narrated, in one line.
        voice: Who reads them; None for the usual one of each.
        again: Whether those that are ready would be narrated again.

    Raises:
        ListenError: A list of articles cannot be read.
    """
    found, seen = Estimate(), set[str]()
    for candidate in selection.candidates():
        if candidate.article_id in seen:
            continue
        seen.add(candidate.article_id)
        try:
            edition = _look_at(desk, selection, candidate)
            if edition is None:
                continue
            is_ready = _is_ready(desk, candidate.article_id, edition, voice)
        except ListenError as error:
            found.failing += 1
            tell(failure_line(label_of(candidate), error.code, str(error)))
        else:
            found.count(edition, is_ready=is_ready and not again)
    return found


def _look_at(desk: WebContext, selection: Selection, candidate: Candidate) -> Edition | None:
    """Return what is known of an article before it is fetched; None if it is not wanted.

    Raises:
        UnreadableSourceError: The list says of it what cannot be.
        RequestError: There is no such article, or it was withdrawn.
    """
    entry = candidate.entry
    if entry and entry.problem:
        raise UnreadableSourceError(entry.problem)
    if entry and not selection.is_known(candidate):
        return _mark(desk, entry.article, candidate.source) if entry.article else UNREAD
    edition = desk.articles.lookup.edition(checked_id(candidate.article_id))
    if edition and edition.standing is Standing.UNREAD:
        return edition
    edition = find_edition(desk, candidate.article_id)
    article = None if candidate.is_chosen else desk.articles.lookup.get(candidate.article_id)
    return edition if article is None or selection.is_wanted(candidate, article) else None


def _mark(desk: WebContext, article: Article, source: str) -> Edition:
    """Return what would be current of an article if it were taken in."""
    edition = edition_of(article)
    traits = Traits(
        source=source,
        section=article.section,
        byline=article.byline,
        tags=article.tags,
        language=edition.language,
        estimated_s=edition.estimated_s or 0,
    )
    return desk.publication.mark(edition, traits)


def _is_ready(desk: WebContext, article_id: str, edition: Edition, voice: str | None) -> bool:
    """Return whether an article is narrated as it stands, as Redis or storage has it.

    Raises:
        ListenError: Nobody can read it.
    """
    if edition.standing is not Standing.OPEN:
        return False
    name, basis = choose_narration(desk, article_id, edition, voice)
    narration = desk.stores.narrations.read(name)
    if narration.state is not State.ABSENT:
        return narration.is_current(basis)
    manifest = desk.stores.manifests.find(name)
    return bool(manifest and manifest.track.basis.agrees_with(basis))
