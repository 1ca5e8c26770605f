"""An estimate of the time and space that many narrations take; nothing is changed.

Measured on two cores with `piper:en_US-joe-medium` (2026-11, 1,193 s of audio): the MP3 and its
slots take 8.0 kB a second each, clips in FLAC 22.0, cues 0.4. Synthesis is four fifths of all work.
"""

from collections.abc import Callable
from dataclasses import dataclass

from audio_service.context import WebContext
from audio_service.listening.press import checked_id
from audio_service.pregenerate.batch import failure_line, label_of
from audio_service.pregenerate.narration_choice import choose_narration, find_edition
from audio_service.pregenerate.selection import Candidate, Selection
from cache.articles.edition import Edition, Standing
from cache.errors import ListenError
from cache.narrations.record import State
from worker.articles.edition import edition_of
from worker.articles.lookup import UNREAD
from worker.errors import UnreadableSourceError
from worker.model.article import Article
from worker.publication.rules import Traits

STORED_KB_PER_S = 38.4
WORK_PER_SYNTHESIS = 1.25
ASSUMED_RTF = 0.06
"""RTF of the packaged voice on one core, used until something was measured."""

ASSUMED_LENGTH_S = 240
"""Assumed length of an article if no length is known at all, in seconds."""

LEAST_MEASURED_S = 60.0
"""Amount of speech after which its speed counts as measured, in seconds."""


@dataclass(slots=True)
class Estimate:
    """The estimate for a selection of articles.

    Attributes:
        articles: Number of articles.
        ready: Articles that are already narrated.
        left_out: Articles that a rule of the publisher excludes.
        failing: Articles that cannot be narrated.
        known: Articles to narrate whose approximate length is known.
        known_s: Length of these, in seconds.
        unread: Articles to narrate that were not fetched yet.
    """

    articles: int = 0
    ready: int = 0
    left_out: int = 0
    failing: int = 0
    known: int = 0
    known_s: float = 0.0
    unread: int = 0

    def count(self, edition: Edition, *, is_ready: bool) -> None:
        """Add an article with its edition."""
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
        """Number of articles that need work."""
        return self.known + self.unread

    @property
    def length_s(self) -> float:
        """Assumed length of an article that was not fetched: the mean of the others, in seconds."""
        return self.known_s / self.known if self.known else ASSUMED_LENGTH_S

    @property
    def audio_s(self) -> float:
        """Length of all articles to narrate, in seconds."""
        return self.known_s + self.unread * self.length_s


@dataclass(frozen=True, slots=True)
class Speed:
    """The speed of synthesis.

    Attributes:
        cpu_rtf: CPU seconds per second of audio.
        wall_rtf: Seconds of one worker per second of audio.
        is_measured: True if it was measured on this machine.
    """

    cpu_rtf: float
    wall_rtf: float
    is_measured: bool


def measure_speed(counters: dict[str, float]) -> Speed:
    """Return the measured speed of synthesis, or an assumed one if little was measured."""
    audio_s = counters.get("audio_s", 0.0)
    spoken = [counters.get(name, 0.0) for name in ("synthesis_cpu_s", "synthesis_s")]
    if audio_s < LEAST_MEASURED_S or not all(spoken):
        assumed = ASSUMED_RTF * WORK_PER_SYNTHESIS
        return Speed(assumed, assumed, is_measured=False)
    cpu_rtf, wall_rtf = (WORK_PER_SYNTHESIS * seconds / audio_s for seconds in spoken)
    return Speed(cpu_rtf, wall_rtf, is_measured=True)


def estimate(
    web: WebContext,
    selection: Selection,
    tell: Callable[[str], None],
    *,
    voice: str | None = None,
    again: bool = False,
) -> Estimate:
    """Return the estimate for a selection; nothing is stored, fetched or queued.

    Lists of articles are read; their pages are not.

    Args:
        web: Dependencies of the web process.
        selection: The articles.
        tell: Called with one line for each article that cannot be narrated.
        voice: Name of the voice; None for the default voice of each article.
        again: True to count ready articles as work.

    Raises:
        ListenError: A list of articles cannot be read.
    """
    found, seen = Estimate(), set[str]()
    for candidate in selection.candidates():
        if candidate.article_id in seen:
            continue
        seen.add(candidate.article_id)
        try:
            edition = _look_at(web, selection, candidate)
            if edition is None:
                continue
            is_ready = _is_ready(web, candidate.article_id, edition, voice)
        except ListenError as error:
            found.failing += 1
            tell(failure_line(label_of(candidate), error.code, str(error)))
        else:
            found.count(edition, is_ready=is_ready and not again)
    return found


def _look_at(web: WebContext, selection: Selection, candidate: Candidate) -> Edition | None:
    """Return the edition of an article before it is fetched; None if it does not fit.

    Raises:
        UnreadableSourceError: The entry of the list is not valid.
        RequestError: There is no such article, or it was withdrawn.
    """
    entry = candidate.entry
    if entry and entry.problem:
        raise UnreadableSourceError(entry.problem)
    if entry and not selection.is_known(candidate):
        return _mark(web, entry.article, candidate.source) if entry.article else UNREAD
    edition = web.articles.lookup.edition(checked_id(candidate.article_id))
    if edition and edition.standing is Standing.UNREAD:
        return edition
    edition = find_edition(web, candidate.article_id)
    article = None if candidate.is_chosen else web.articles.lookup.get(candidate.article_id)
    return edition if article is None or selection.is_wanted(candidate, article) else None


def _mark(web: WebContext, article: Article, source: str) -> Edition:
    """Return the edition that an article would have once it is stored."""
    edition = edition_of(article)
    traits = Traits(
        source=source,
        section=article.section,
        byline=article.byline,
        tags=article.tags,
        language=edition.language,
        estimated_s=edition.estimated_s or 0,
    )
    return web.publication.mark(edition, traits)


def _is_ready(web: WebContext, article_id: str, edition: Edition, voice: str | None) -> bool:
    """Return whether the current edition of an article is narrated already.

    Raises:
        ListenError: No voice can read it.
    """
    if edition.standing is not Standing.OPEN:
        return False
    name, basis = choose_narration(web, article_id, edition, voice)
    narration = web.stores.narrations.read(name)
    if narration.state is not State.ABSENT:
        return narration.is_current(basis)
    manifest = web.stores.manifests.find(name)
    return bool(manifest and manifest.track.basis.agrees_with(basis))
