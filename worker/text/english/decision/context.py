"""Evidence around a written form: its sentence, paragraph, article and locale."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from worker.text.english.decision.topics import Topic, count_evidence

_DAY_FIRST = frozenset("GB AU IE NZ ZA IN UK".split())
_PLAIN_END = re.compile(r"[a-z]{7}\.$")
_MOST_CHARS = 2_000
"""Length of a paragraph that is searched for topics; the rest of a longer one hardly adds any."""


class Surroundings:
    """Texts around a sentence, searched once for each topic.

    Args:
        paragraph: Paragraph that holds the sentence.
        headline: Title of the article.
        article: Text of the whole article, as surroundings of their own.
    """

    def __init__(
        self, paragraph: str = "", headline: str = "", article: "Surroundings | None" = None
    ) -> None:
        self.text = f"{paragraph[:_MOST_CHARS]} {headline[:_MOST_CHARS]}".strip()
        self._article = article
        self._known: dict[Topic, bool] = {}

    def mention(self, topic: Topic) -> bool:
        """Return whether a text around the sentence has words of a topic."""
        if topic not in self._known:
            self._known[topic] = bool(self.text) and count_evidence(topic, self.text) > 0
        return self._known[topic]

    def are_in_article_about(self, topic: Topic) -> bool:
        """Return whether these texts, or the beginning of the article, have words of a topic."""
        return self.mention(topic) or (self._article is not None and self._article.mention(topic))


def surroundings_of_article(texts: Iterable[str]) -> Surroundings:
    """Return the beginning of an article as surroundings, given its paragraphs."""
    parts: list[str] = []
    for text in texts:
        parts.append(text)
        if sum(map(len, parts)) > _MOST_CHARS:
            break
    return Surroundings("\n".join(parts))


@dataclass(slots=True)
class Context:
    """Evidence around a written form: its sentence, the texts around that, and the locale.

    Attributes:
        text: The sentence.
        language: BCP 47 tag of the article, such as "en-GB".
        surroundings: The paragraph that holds the sentence, and the title of the article.
        characters: Characters of the sentence that a written form may have.
    """

    text: str
    language: str = "en-US"
    surroundings: Surroundings = field(default_factory=Surroundings)
    characters: frozenset[str] = field(init=False)
    _known: dict[Topic, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note which characters the sentence has: finders ask before they search.

        A full stop after a long word ends the sentence, and does not belong to an abbreviation.
        """
        text = self.text[:-1] if _PLAIN_END.search(self.text) else self.text
        self.characters = frozenset(text)

    @property
    def region(self) -> str:
        """Return the region of the locale, such as "GB"; "US" if it has none."""
        return next((part for part in self.language.upper().split("-")[1:] if len(part) == 2), "US")

    @property
    def is_day_first(self) -> bool:
        """Return whether dates have the day before the month, as outside North America."""
        return self.region in _DAY_FIRST

    @property
    def is_american(self) -> bool:
        """Return whether the locale is that of the United States or Canada."""
        return self.region in ("US", "CA")

    @property
    def wider_text(self) -> str:
        """Return the sentence, with the paragraph and the title if they are known."""
        return self.surroundings.text or self.text

    def is_in_article_about(self, topic: Topic) -> bool:
        """Return whether the sentence or the article has words of a topic."""
        return self.about(topic) > 0 or self.surroundings.are_in_article_about(topic)

    def about(self, topic: Topic) -> int:
        """Return 2 if the sentence has words of a topic, 1 if its surroundings have, else 0."""
        if topic not in self._known:
            is_near = count_evidence(topic, self.text) > 0
            self._known[topic] = 2 if is_near else int(self.surroundings.mention(topic))
        return self._known[topic]
