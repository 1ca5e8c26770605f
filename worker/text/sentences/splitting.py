"""Splitting of a paragraph into sentences."""

import re
from collections.abc import Iterable, Iterator

import sentencex

from worker.html.plain_text import is_readable
from worker.text.sentences.endings import Ending, Paragraph

Span = tuple[int, int]
"""Slice of a text: the index of its first character, and the index after its last."""

MOST_CHARS = 1_000
"""Longest sentence. A longer one is cut: the time to find its spoken form grows faster than its
length."""

_CLOSER = r"(?:[\"'”’»›«‹“‘)\]]|\[\d{1,3}\]|\s[»›](?=[\s,.;:)]|$))"
_CLOSERS = re.compile(rf"{_CLOSER}*")
_ENDINGS = re.compile(
    rf"[.!?…‽](?:[.!?…‽]|\s\.(?![\w.])|{_CLOSER})*+"
    r"|(?P<glued>(?<![\w.@/’'-])[a-zß-ÿ][a-zß-ÿ’']+[.!?][”)]?(?=[A-ZÀ-Þ][a-zß-ÿ]+(?![\w@/]|\.\w))"
    r"(?!(?:Com|Org|Net|Io|Js|Py|Md|Txt|Pdf|Html|Tv|Co|Uk|Ai|App|Dev)\b))"
    r"|(?P<wide>[。！？｡](?:[。！？｡…]|[」』”’》）])*+)"
)
"""Possible ends of a sentence: before white space, glued to the next one ("done.Then"), or wide."""

_READABLE = re.compile(r"[^\W_]")
_UNSEEN = re.compile(r"[\"“”„‟«»‹›「」『』《》()\[\]（）\ud800-\udfff]|(?<!\w)['’‘‚]|['’‘](?!\w)")
"""Quotes and brackets, in which sentencex ends no sentence, and characters it cannot read."""


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order, without white space at their edges.

    If `text` has a letter or a digit, every character except white space is in exactly one
    sentence. Quoted speech is split as well: "We won. We will win again." are two. One
    of more than `MOST_CHARS` is cut at white space, or where it has none for so long, anywhere.

    Args:
        text: One paragraph, white space folded.
        language: Language tag, as BCP 47. Empty means English; an unknown language is split by the
            rules that most languages share.
    """
    code = re.split(r"[-_]", language.lower(), maxsplit=1)[0] or "en"
    paragraph = Paragraph(text, code)
    spans = []
    start = 0
    word = _READABLE.search(text)
    for ending in _find_endings(text, code):
        if word and word.start() < ending.mark and paragraph.ends_at(ending, word.start()):
            spans.append((start, ending.behind))
            start = ending.behind
            word = _READABLE.search(text, start)
    spans.append((start, len(text)))
    return keep_readable(text, (part for span in spans for part in _cut_endless(text, *span)))


def _cut_endless(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of a sentence, none longer than `MOST_CHARS`."""
    while end - start > MOST_CHARS:
        most = start + MOST_CHARS
        at = text.rfind(" ", start, most) + 1
        at = at if at > start else most
        yield start, at
        start = at
    yield start, end


def _find_endings(text: str, code: str) -> list[Ending]:
    """Return the places where a sentence may end: those that sentencex suggests, and ours."""
    suggested = set(_suggest(text, code))
    endings = [
        _ending(match, suggested)
        for match in _ENDINGS.finditer(text)
        if match.lastgroup or text[match.end() : match.end() + 1].isspace()
    ]
    found = {ending.at for ending in endings}
    for at in suggested - found:
        if text[at - 1] not in ".!?":  # within a word, such as an address
            behind = _CLOSERS.match(text, at)
            endings.append(Ending(at - 1, at, behind.end() if behind else at, is_suggested=True))
    return sorted(endings, key=lambda ending: ending.at)


def _ending(match: re.Match[str], suggested: set[int]) -> Ending:
    marks = [match.start() + mark.start() for mark in re.finditer(r"[.!?…‽。！？｡]", match[0])]
    return Ending(marks[0], marks[-1] + 1, match.end(), is_suggested=marks[-1] + 1 in suggested)


def _suggest(text: str, code: str) -> Iterator[int]:
    """Yield the indexes after the punctuation marks at which sentencex ends a sentence."""
    seen = _UNSEEN.sub(" ", text)
    language = code if re.fullmatch(r"[a-z]{2,3}", code) else "en"
    for boundary in sentencex.get_sentence_boundaries(language, seen):
        start, end = strip(seen, boundary["start_index"], boundary["end_index"])
        if start < end < len(text):
            yield end


def keep_readable(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return `spans` without white space at their edges, each with something to speak.

    A sentence without letters and digits, such as a lone dash, becomes part of the previous one, or
    of the next one if it is the first.
    """
    kept: list[Span] = []
    pending: int | None = None
    for span in spans:
        start, end = strip(text, *span)
        if pending is not None:
            start, pending = pending, None
        if is_readable(text[start:end]):
            kept.append((start, end))
        elif kept and start < end:
            kept[-1] = (kept[-1][0], end)
        elif start < end:
            pending = start
    return kept


def strip(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its edges."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, max(start, start + len(part.strip()))
