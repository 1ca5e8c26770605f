"""Turns of an interview: the speaker of each line, found by labels, names or bold questions."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from worker.model.script import Line, Role

QUESTION = "question"
ANSWER = "answer"

_SPOKEN = frozenset({Role.PARAGRAPH, Role.LIST_ITEM, Role.QUOTE, Role.VERSE})
"""Roles of lines that belong to a turn. Lines with other roles, such as captions, do not end it."""

_LABELS: Mapping[str, str] = {
    **dict.fromkeys(
        "q question frage pregunta pergunta domanda vraag interviewer".split(), QUESTION
    ),
    **dict.fromkeys(
        "a answer antwort respuesta resposta réponse risposta antwoord".split(), ANSWER
    ),
}
"""Labels that stand for a question or an answer in any article."""

_PAIRS = ({"f": QUESTION, "a": ANSWER}, {"p": QUESTION, "r": ANSWER}, {"d": QUESTION, "r": ANSWER})
"""Letters that stand for a question and an answer if both are in the article."""

_LABEL = re.compile(r"(?P<label>[^\W\d_]{1,12})\s?[:.]\s?(?=\S)")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*"
_NAME = re.compile(rf"{_WORD}(?: (?:{_WORD}|de|da|di|van|von|der|den|al|el|bin|la|le|of)){{0,4}}")
_NAME_AND_COLON = re.compile(rf"(?P<label>{_NAME.pattern})\s?:\s?(?=\S)")
_NAME_CHARS = 40
_LEAST_TURNS = 2
"""Minimum number of turns of a speaker whose name the publisher does not know, and of questions."""


def find_turns(lines: Sequence[Line], names: Collection[str]) -> list[str]:
    """Return the speaker of each line: `question`, `answer`, one of `names`, or "" for none.

    A speaker is found by a label at the beginning of a paragraph ("Q:", "Jane Doe:", or a name in
    bold). Without labels, paragraphs in bold and headings that are questions count as questions,
    and the paragraphs after them as answers. A turn lasts until the next one, or until a heading.

    Args:
        lines: Lines of the script, in order.
        names: Names of speakers that the publisher expects, in lower case.
    """
    starts = _find_labels(lines) or _find_names(lines, names) or _find_questions(lines)
    turns, speaker = [], ""
    for index, line in enumerate(lines):
        if line.role is Role.HEADING:
            speaker = ""
        speaker = starts.get(index, speaker)
        turns.append(speaker if line.role in _SPOKEN or index in starts else "")
    return turns


def _find_labels(lines: Sequence[Line]) -> dict[int, str]:
    """Return the lines that begin with labels such as "Q:" and "A:"; none unless both occur."""
    found = {i: match["label"].casefold() for i, match in _matches(lines, _LABEL).items()}
    for labels in (_LABELS, *_PAIRS):
        turns = {i: labels[label] for i, label in found.items() if label in labels}
        if {QUESTION, ANSWER} <= set(turns.values()):
            return turns
    return {}


def _find_names(lines: Sequence[Line], names: Collection[str]) -> dict[int, str]:
    """Return the lines that begin with the name of a speaker, or with its initials.

    The first speaker without a name in `names` asks, all others answer. The own voice of the
    narration reads the turn of a name that is neither known nor frequent.
    """
    found = {i: match["label"] for i, match in _matches(lines, _NAME_AND_COLON).items()}
    for i, line in enumerate(lines):
        bold = line.written[: min(line.bold_chars, _NAME_CHARS + 3)].rstrip(" :")
        is_beginning = line.role in _SPOKEN and line.bold_chars < len(line.written)
        if is_beginning and len(bold) <= _NAME_CHARS and _NAME.fullmatch(bold):
            found[i] = bold
    full_names = {_initials(name): name.casefold() for name in found.values() if " " in name}
    speakers = {
        i: full_names.get(label.replace(".", "").replace(" ", ""), label.casefold())
        for i, label in found.items()
    }
    counts = Counter(speakers.values())
    known = {name for name in counts if name in names}
    often = [name for name, count in counts.items() if count >= _LEAST_TURNS and name not in known]
    if not known and len(often) < _LEAST_TURNS:
        return {}
    parts = {**dict.fromkeys(often, ANSWER), **{name: name for name in known}}
    if often:
        parts[often[0]] = QUESTION
    return {i: parts.get(name, "") for i, name in speakers.items()}


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _find_questions(lines: Sequence[Line]) -> dict[int, str]:
    """Return the questions of an interview without labels, and the first line of each answer.

    There are none if there is only one question.
    """
    bold = [i for i, line in enumerate(lines) if _is_bold(line)]
    asking = [i for i in bold if _is_question(lines[i])]
    questions = set(bold) if 2 * len(asking) >= len(bold) else set(asking)
    questions |= {
        i for i, line in enumerate(lines) if line.role is Role.HEADING and _is_question(line)
    }
    if len(questions) < _LEAST_TURNS:
        return {}
    spoken = [i for i, line in enumerate(lines) if line.role in {*_SPOKEN, Role.HEADING}]
    following = {i: j for i, j in pairwise(spoken) if i in questions}
    answers = {j for j in following.values() if lines[j].role in _SPOKEN}
    return {**dict.fromkeys(answers, ANSWER), **dict.fromkeys(questions, QUESTION)}


def _is_bold(line: Line) -> bool:
    return line.role is Role.PARAGRAPH and line.bold_chars >= len(line.written)


def _is_question(line: Line) -> bool:
    return line.written.rstrip("\"'”’») ").endswith(("?", "？", "؟"))


def _matches(lines: Sequence[Line], pattern: re.Pattern[str]) -> dict[int, re.Match[str]]:
    """Return the matches of a label at the beginning of each line that may be a turn."""
    found = {
        i: pattern.match(line.written[: _NAME_CHARS + 3])
        for i, line in enumerate(lines)
        if line.role in _SPOKEN
    }
    return {i: match for i, match in found.items() if match and len(match["label"]) <= _NAME_CHARS}
