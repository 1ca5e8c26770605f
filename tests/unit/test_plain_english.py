"""The mechanical part of plain English: first words, and phrases with an established term."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeGuard

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("audio_service", "worker", "cache")

NOT_YET_CLEAN: tuple[str, ...] = ()
"""Folders that still break the rules. This list only shrinks, and ends empty."""

SPOKEN_SAMPLES = ("worker/narration/calibration.py", "worker/narration/voice_samples.py")
"""Modules whose strings are sentences for an engine, not messages."""

FORBIDDEN_FIRST_WORDS = frozenset(
    {
        "after", "from which", "how", "since", "under which", "what", "when", "where", "whether",
        "which", "who", "whom", "whose", "why",
    }
)  # fmt: skip
"""First words of a description that do not name the thing described."""

METAPHORS = (
    "airing", "anybody", "beneath flask", "errand", "errands", "heed", "heeded", "heeds", "hush",
    "http face", "in hand", "in its hands", "in their hands", "is told", "keyring", "lookout",
    "newsroom", "nobody", "sign of life", "signs of life", "somebody", "the desk", "the face",
    "untold", "was told", "were told", "who asks", "whoever", "whom",
)  # fmt: skip
"""Phrases with an established term, such as lease, heartbeat, task or web process."""

_METAPHOR = re.compile(rf"\b({'|'.join(map(re.escape, METAPHORS))})\b", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`|^ *\w+: ", re.MULTILINE)
_FIRST = re.compile(
    rf"\W*({'|'.join(sorted(FORBIDDEN_FIRST_WORDS, key=len, reverse=True))})\b", re.IGNORECASE
)
_ENTRY = re.compile(r"(?:\*{0,2}\w+|`[^`]+`)(?: \([^)]*\))?: (.*)")
_SECTIONS = ("Args:", "Attributes:", "Raises:")
_SINGLE_SECTIONS = ("Returns:", "Yields:")
NOT_BLOCKS = (ast.Lambda, ast.IfExp)
DESCRIBING = ("description", "help", "summary", "short_help", "epilog")
MESSAGE_WORDS = 4
"""A string of at least this many words is taken for a message to a person."""


class Sentence(NamedTuple):
    """A text that a person reads, and its place.

    Attributes:
        line: Line number in the module.
        text: The text itself.
        describes: True if it describes a thing, so that its first word is checked.
    """

    line: int
    text: str
    describes: bool


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if "node_modules" not in path.parts)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_clean(path: Path) -> bool:
    name = _name(path)
    return not any(name == entry or name.startswith(f"{entry}/") for entry in NOT_YET_CLEAN)


def sentences_of(source: str) -> Iterator[Sentence]:
    """Yield every docstring, description of a constant, option help, message and comment."""
    tree = ast.parse(source)
    described = {*_docstrings(tree), *_descriptions(tree)}
    for text in described:
        yield from _split_docstring(text.lineno, str(text.value))
    for node in ast.walk(tree):
        if _is_text(node) and node not in described:
            message = Sentence(node.lineno, str(node.value), describes=False)
            if len(message.text.split()) >= MESSAGE_WORDS:
                yield message
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Sentence(token.start[0], token.string, describes=False)


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        for child in getattr(node, "body", ()) if not isinstance(node, NOT_BLOCKS) else ():
            if isinstance(child, ast.Expr) and _is_text(child.value):
                yield child.value


def _descriptions(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in DESCRIBING and _is_text(node.value):
            yield node.value


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _split_docstring(line: int, text: str) -> Iterator[Sentence]:
    """Yield the summary of a docstring, and each entry of its sections."""
    yield Sentence(line, text, describes=True)
    section = ""
    for number, row in enumerate(text.splitlines()):
        entry = _ENTRY.fullmatch(row.strip())
        if row.strip() in (*_SECTIONS, *_SINGLE_SECTIONS):
            section = row.strip()
        elif section in _SINGLE_SECTIONS and row.strip():
            yield Sentence(line + number, row.strip(), describes=True)
            section = ""
        elif section in _SECTIONS and entry:
            yield Sentence(line + number, entry[1], describes=True)


def faults_of(source: str, *, has_messages: bool = True) -> Iterator[str]:
    for sentence in sentences_of(source):
        if not (has_messages or sentence.describes):
            continue
        shown = " ".join(sentence.text.split())[:100]
        if sentence.describes and _FIRST.match(sentence.text):
            yield f"line {sentence.line} begins with a forbidden word: {shown}"
        metaphor = _METAPHOR.search(_CODE.sub("", sentence.text))
        if metaphor:
            yield f"line {sentence.line} says {metaphor[0]!r}: {shown}"


@pytest.mark.parametrize("path", [*filter(is_clean, modules())], ids=_name)
def test_every_text_for_people_is_plain_english(path: Path) -> None:
    faults = faults_of(path.read_text("utf-8"), has_messages=_name(path) not in SPOKEN_SAMPLES)
    assert list(faults) == []


def test_every_folder_on_the_list_still_exists() -> None:
    assert [entry for entry in NOT_YET_CLEAN if not (ROOT / entry).exists()] == []


@pytest.mark.parametrize(
    "source",
    [
        '"""What the workers say."""',
        'class A:\n    """Whether it works."""',
        'def f(x):\n    """Return x.\n\n    Args:\n        x: Which one.\n    """',
        'def f():\n    """Do it.\n\n    Returns:\n        Whether it was done.\n    """',
        'LIMIT_S = 1\n"""How long it waits."""',
        'x = Field(1, description="From which level on.")',
        "x = 1  # the HTTP face needs it",
        'raise ValueError("the job is in hand already")',
    ],
)
def test_a_fault_is_found_wherever_it_stands(source: str) -> None:
    assert list(faults_of(source))


def test_a_plain_description_passes() -> None:
    source = '"""Rate limits, counted in Redis."""\nLIMIT = 3\n"""Requests a minute."""\n'
    assert not list(faults_of(source))
