"""Podcast publishing: episodes for the articles whose narration in the usual voice is live.

The audio store is authoritative. After publishing or taking down a track, a process updates the
episode of its article to match the store; so the order and the number of updates do not matter. The
update is recorded as a task beforehand, so that another process does it if the first one dies, or
if the database does not answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cache.articles.edition import Edition, Standing
from cache.audio.paths import track_path
from cache.audio.storage import Storage
from cache.errors import NoVoiceForLanguageError
from cache.messages.published_voices import VoiceRecord, studio_voice, usual_voice
from cache.messages.tasks import Task, Tasks
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.track_manifest import Manifest
from worker.articles.lookup import Sources
from worker.articles.store import ArticleStore
from worker.errors import ArticleError
from worker.model.article import Article
from worker.podcast.episodes import Episode, Episodes


@dataclass(frozen=True)
class PodcastPublishing:
    """Publisher of podcast episodes.

    Attributes:
        episodes: Store of episodes.
        articles: Lookup of articles.
        store: Article store, for the rules' choices.
        manifests: Store of track manifests.
        storage: Audio store.
        voices: Function that returns the available voices, in order of preference.
        tasks: Store of tasks.
    """

    episodes: Episodes
    articles: Sources
    store: ArticleStore
    manifests: Manifests
    storage: Storage
    voices: Callable[[], Sequence[VoiceRecord]]
    tasks: Tasks

    def has_episode(self, article_id: str) -> bool:
        """Return whether an article is in the podcast.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        return self.episodes.get(article_id) is not None

    def expect(self, article_id: str) -> None:
        """Record a task to update an article's episode, before its track changes."""
        self.tasks.note(_task(article_id))

    def air(self, article_id: str) -> None:
        """Update the episode of an article to match its live narration.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
            StorageError: The audio store refuses or does not answer.
        """
        due = self._due(article_id)
        while True:
            if due:
                self.episodes.put(due)
            else:
                self.episodes.remove(article_id)
            aired, due = due, self._due(article_id)
            if aired == due:  # else a track was published or taken down meanwhile
                break
        self.tasks.done(_task(article_id))

    def air_all(self) -> int:
        """Update all articles with an episode or a live track, and return their number.

        This applies changed rules and settings.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
            StorageError: The audio store refuses or does not answer.
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
            return None  # the article no longer exists
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
        """Return the live track of an article in its studio voice, or else in its usual one.

        A track of the current text is preferred. If there is neither, it is the track in the voice
        of its episode: the usual voice may have changed since the article was narrated.
        """
        voices = self.voices()
        try:
            there = [studio_voice(voices, edition), usual_voice(voices, edition)]
        except NoVoiceForLanguageError:
            there = []
        names = [NarrationName(article_id, voice.name) for voice in there if voice]
        tracks = [track for track in map(self.manifests.find, names) if track]
        tracks.sort(key=lambda track: track.track.basis.revision != edition.revision)
        found = next(iter(tracks), None)
        before = None if found else self.episodes.get(article_id)
        return self.manifests.find(NarrationName(article_id, before.voice)) if before else found


def _published_at(article: Article, narrated_at: float) -> float | None:
    """Return the time of publication of an article, in seconds since the epoch.

    A time without a time zone may be off by hours; it is limited to the time of the narration.
    """
    try:
        time = datetime.fromisoformat(article.published_at)
        seconds = time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if time.tzinfo else min(seconds, narrated_at)


def _task(article_id: str) -> Task:
    return Task("air", article_id)
