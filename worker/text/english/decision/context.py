"""Evidence around a written form: its sentence, paragraph, article and locale."""

from dataclasses import dataclass, field

from worker.text.english.decision.topics import Topic, count_evidence

_DAY_FIRST = frozenset("GB AU IE NZ ZA IN UK".split())


@dataclass(slots=True)
class Context:
    """Evidence around a written form: its sentence, its paragraph, the locale, the title.

    Attributes:
        text: The sentence.
        language: BCP 47 tag of the article, such as "en-GB".
        line: The paragraph that holds the sentence.
        headline: Title of the article, if it is known.
        characters: All characters of the sentence.
    """

    text: str
    language: str = "en-US"
    line: str = ""
    headline: str = ""
    characters: frozenset[str] = field(init=False)
    _known: dict[Topic, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note which characters the sentence has: finders ask before they search."""
        self.characters = frozenset(self.text)

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

    def about(self, topic: Topic) -> int:
        """Return 2 if the sentence has words of a topic, 1 if the line or title has, else 0."""
        if topic not in self._known:
            weaker = int(count_evidence(topic, f"{self.line} {self.headline}") > 0)
            self._known[topic] = 2 if count_evidence(topic, self.text) else weaker
        return self._known[topic]
