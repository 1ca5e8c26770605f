"""Public URLs of audio, streams and cues."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cache.narrations.record import Narration


@dataclass(frozen=True, slots=True)
class Addresses:
    """Builder of a narration's public URLs.

    Attributes:
        public_url: Scheme and host; empty for URLs relative to the page.
    """

    public_url: str

    def track(self, track_hash: str) -> str:
        """Return the URL of a finished MP3."""
        return f"{self.public_url}/audio/tracks/{track_hash}.mp3"

    def clip(self, slot_hash: str) -> str:
        """Return the URL of a slot."""
        return f"{self.public_url}/audio/clips/{slot_hash}.mp3"

    def sample(self, name: str) -> str:
        """Return the URL of a voice's sample."""
        return f"{self.public_url}/audio/samples/{name}.mp3"

    def segment(self, slot_hash: str, ticks: int, article_id: str, proof: str) -> str:
        """Return the URL of a slot as an HLS segment of an article.

        Args:
            slot_hash: Name of its frames.
            ticks: Start time, in 1/90,000 s.
            article_id: ID of the article.
            proof: Proof that the slot belongs to the article.
        """
        query = urlencode({"at": ticks, "article": article_id, "proof": proof}, safe=":")
        return f"{self.clip(slot_hash)}?{query}"

    def stream(self, narration: Narration, kind: str, *, named_by: str = "") -> str:
        """Return the URL of a narration's live stream.

        Args:
            narration: The current narration.
            kind: `mp3` or `m3u8`; a playlist URL names the run, since a playlist may only grow.
            named_by: Query parameter that names the voice: `voice` if the request named it, `heard`
                if another voice may replace it later; empty if the URL need not name it.
        """
        query = {named_by: narration.name.voice} if named_by else {}
        if kind == "m3u8" and narration.basis.revision:  # else another voice may take over
            query["run"] = str(narration.run)
        return self._about(narration.name.article_id, f"stream.{kind}", query)

    def cues(self, narration: Narration) -> str:
        """Return the URL of the live track's cues, or of the cues so far if there is no track."""
        query = {"voice": narration.name.voice}
        if narration.track:
            query["track"] = narration.track.hash
        return self._about(narration.name.article_id, "cues.json", query)

    def captions(self, article_id: str, track_hash: str) -> str:
        """Return the URL of a track's cues as WebVTT."""
        return self._about(article_id, "cues.vtt", {"track": track_hash})

    def chapters(self, article_id: str, track_hash: str) -> str:
        """Return the URL of a track's chapters."""
        return self._about(article_id, "chapters.json", {"track": track_hash})

    def _about(self, article_id: str, what: str, query: Mapping[str, str]) -> str:
        path = f"/v1/articles/{article_id}/audio/{what}"
        return f"{self.public_url}{path}" + (f"?{urlencode(query)}" if query else "")
