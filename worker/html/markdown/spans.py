"""Marked words within a Markdown sentence: highlights, insertions, raised and lowered characters.

`==marked==`, `++inserted++`, `x^2^`, `H~2~O`. Raised or lowered text adjoins a word and has
no space, so that `~struck out~` is still struck out.
"""

import re
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline


class _Span(NamedTuple):
    tag: str
    pattern: re.Pattern[str]
    is_glued: bool


_SPANS = {
    "=": _Span("mark", re.compile(r"==(?=[^\s=])(.*?[^\s=])==(?!=)", re.DOTALL), is_glued=False),
    "+": _Span(
        "ins", re.compile(r"\+\+(?=[^\s+])(.*?[^\s+])\+\+(?!\+)", re.DOTALL), is_glued=False
    ),
    "^": _Span("sup", re.compile(r"\^([^\s^\[\]~]{1,20})\^"), is_glued=True),
    "~": _Span("sub", re.compile(r"~([^\s^\[\]~]{1,20})~(?!~)"), is_glued=True),
}
_MOST_CHARS = 2_000


def add_spans(parser: MarkdownIt) -> None:
    """Add the rule for these spans to a Markdown parser."""
    parser.inline.ruler.before("strikethrough", "listen_spans", _read_span)


def _read_span(state: StateInline, silent: bool) -> bool:
    """Read the span that begins at the current position, if any; a rule of markdown-it."""
    span = _SPANS.get(state.src[state.pos])
    if span is None or (span.is_glued and not _is_glued(state)):
        return False
    end = min(state.posMax, state.pos + _MOST_CHARS)
    match = span.pattern.match(state.src, state.pos, end)
    if match is None:
        return False
    behind = match.end()
    if not silent:
        whole = state.posMax
        state.push(f"{span.tag}_open", span.tag, 1)
        state.pos, state.posMax = match.span(1)
        state.md.inline.tokenize(state)
        state.posMax = whole
        state.push(f"{span.tag}_close", span.tag, -1)
    state.pos = behind
    return True


def _is_glued(state: StateInline) -> bool:
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    return before.isalnum() or (before != "" and before in ")]}”’\"'")
