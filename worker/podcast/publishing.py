"""Which articles are in the podcast: those whose narration in the usual voice is live.

What counts is what lies in storage. Whoever publishes or takes down a track has its article aired
afterwards, which brings the episode into line with that; so it does not matter who of several was
last, nor how often it is done. That it will be is noted before, as an errand: others do it where
who should dies, or the database is away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cache.audio.paths import track_path
from cache.audio.storage import Storage
from cache.errors import NoVoiceForLanguageError
from cache.messages.tasks import Task, Tasks
from cache.messages.voices import VoiceRecord, usual_voice
from cache.narrations.edition import Edition, Standing
from cache.narrations.manifests import Manifest, Manifests
from cache.narrations.name import NarrationName
from worker.articles.lookup import Sources
from worker.articles.store import ArticleStore
from worker.errors import ArticleError
from worker.model.article import Article
from worker.podcast.episodes import Episode, Episodes


@dataclass(frozen=True)
class PodcastPublishing:
    """What puts articles into the podcast, and takes them out.

    Attributes:
        episodes: Where it is noted what is in it.
        articles: Where articles are looked for.
        store: What the rules say of them.
        manifests: Which narrations are live.
        storage: Where their MP3s lie.
        voices: Returns the voices there are, in order of preference.
        errands: Where it is noted what is to be aired.
    """

    episodes: Episodes
    articles: Sources
    store: ArticleStore
    manifests: Manifests
    storage: Storage
    voices: Callable[[], Sequence[VoiceRecord]]
    errands: Tasks

    def expect(self, article_id: str) -> None:
        """Note that an article will be aired, before a track of it is published or taken down."""
        self.errands.note(_errand(article_id))

    def air(self, article_id: str) -> None:
        """Bring the episode of an article into line with its live narration.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
            StorageError: The store of audio refuses or does not answer.
        """
        due = self._due(article_id)
        while True:
            if due:
                self.episodes.put(due)
            else:
                self.episodes.remove(article_id)
            aired, due = due, self._due(article_id)
            if aired == due:  # else somebody has published or taken down meanwhile
                break
        self.errands.done(_errand(article_id))

    def air_all(self) -> int:
        """Air all articles that have an episode or a live track, and return how many these are.

        Rules and settings may have changed.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
            StorageError: The store of audio refuses or does not answer.
        """
        found = {name.article_id for name in self.manifests.names()} | self.episodes.article_ids()
        for article_id in sorted(found):
            self.air(article_id)
        return len(found)

    def _due(self, article_id: str) -> Episode | None:
        """Return the episode that an article should have, or None if it should have none.

        Raises:
            ArticleError: The database refuses or does not answer.
        """
        try:
            article = self.articles.get(article_id)
            edition, chosen = self.articles.edition(article_id), self.store.choices(article_id)
        except ArticleError as error:
            if error.retryable:
                raise
            return None  # it is not there any more
        if edition is None or edition.standing is Standing.NEVER:
            return None
        if chosen and not chosen.podcast:
            return None
        manifest = self._live(article_id, edition)
        mp3 = self.storage.find(track_path(manifest.track.hash)) if manifest else None
        if manifest is None or mp3 is None:
            return None
        narrated_at = mp3.modified_at.timestamp()
        return Episode(
            article_id=article_id,
            voice=manifest.name.voice,
            track=manifest.track.hash,
            size=mp3.size,
            duration_s=manifest.track.duration_s,
            has_chapters=bool(manifest.chapters),
            language=manifest.language,
            title=article.title or article.dek or article_id,
            dek=article.dek,
            byline=article.byline,
            section=article.section,
            url=article.url,
            image_url=article.image_url,
            published_at=_published_at(article, narrated_at),
            narrated_at=narrated_at,
        )

    def _live(self, article_id: str, edition: Edition) -> Manifest | None:
        """Return what is live of an article in its usual voice, or else in that of its episode.

        The usual voice may be another one since the article was narrated.
        """
        try:
            usual = usual_voice(self.voices(), edition)
            found = self.manifests.find(NarrationName(article_id, usual.name))
        except NoVoiceForLanguageError:
            found = None
        before = None if found else self.episodes.get(article_id)
        return self.manifests.find(NarrationName(article_id, before.voice)) if before else found


def _published_at(article: Article, narrated_at: float) -> float | None:
    """Return when an article was published, in seconds since the epoch.

    A time without its zone may be hours off: it is not later than when the article was narrated.
    """
    try:
        time = datetime.fromisoformat(article.published_at)
        seconds = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if time.tzinfo else min(seconds, narrated_at)


def _errand(article_id: str) -> Task:
    return Task("air", article_id)
