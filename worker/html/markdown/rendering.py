"""Markdown as HTML, with the extensions that writers use.

GitHub's tables, strikethrough, task lists and alerts; footnotes; definition lists; admonitions of
MkDocs, Docusaurus, Pandoc and Obsidian; formulas; highlights; links and comments of wikis.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from worker.html.markdown.spans import add_spans
from worker.html.omissions import Note
from worker.html.plain_text import BEGINNING_CHARS, fold
from worker.model.script import Omission

_LEFT_OUT = {
    "comment": r"%%(?s:.)*?%%",
    "table of contents": r"^(?i:\[\[?_?toc_?\]?\]|\{:toc\})$",
    "definition of an abbreviation": r"^\*\[[^\]\n]+\]:[^\n]*$",
    "attributes": r"(?<=\S)\s*\{:?\s*[#.][^{}\n]{0,200}\}(?=\s*$)|\{:[^{}\n]{0,200}\}",
    "citation": r"\s?\[-?@[\w:.-]+[^\[\]\n]{0,200}\]",
    "import of a component": r"^(?:import\s[^\n]*\sfrom\s+['\"]|export\s+const\s)[^\n]*$",
}
"""Part that is left out -> pattern of its notation."""

_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_CALLOUT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*([^\n]*)\n?")


def render_line(text: str) -> str:
    """Return one line of Markdown, such as a headline, as HTML."""
    return str(MarkdownIt("commonmark").renderInline(text))


class MarkdownText:
    """A Markdown text, parsed.

    Args:
        text: Markdown text without its front matter.
        note: Called with each part that is left out.
    """

    def __init__(self, text: str, note: Note) -> None:
        self._parser = _open_parser(note)
        self._notes: dict[str, Any] = {}  # markdown-it keeps footnotes here
        self._tokens: Sequence[Token] = self._parser.parse(text, self._notes)

    def take_title(self) -> str:
        """Return the first heading if it is of the first level, and take it out of the text."""
        first = next((i for i, token in enumerate(self._tokens) if token.nesting == 1), 0)
        opening = self._tokens[first : first + 2]
        if len(opening) < 2 or opening[0].type != "heading_open" or opening[0].tag != "h1":
            return ""
        self._tokens = [*self._tokens[:first], *self._tokens[first + 3 :]]
        return fold("".join(map(_content, opening[1].children or [])))

    def to_html(self) -> str:
        """Return the text as HTML."""
        return str(self._parser.renderer.render(self._tokens, self._parser.options, self._notes))


def _content(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _open_parser(note: Note) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"tasklists": True, "strikethrough_single_tilde": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin).use(admon_plugin)
    parser.use(container_plugin, name="box", validate=_names_box, render=_render_box)
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_render_formula)
    add_spans(parser)
    parser.core.ruler.before("inline", "listen_left_out", _leaving_out(note))
    parser.core.ruler.before("inline", "listen_callouts", _mark_callouts)
    return parser


def _leaving_out(note: Note) -> Callable[[StateCore], None]:
    """Return a rule of markdown-it that removes notation that is not text, except in code."""

    def leave_out(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                token.content = _WIKI_LINK.sub(_render_link, _without(token.content, note))

    return leave_out


def _without(text: str, note: Note) -> str:
    for reason, pattern in _LEFT_OUT.items():
        for match in re.finditer(pattern, text, re.MULTILINE):
            note(Omission(reason, fold(match[0])[:BEGINNING_CHARS]))
        text = re.sub(pattern, "", text, flags=re.MULTILINE)
    return text


def _render_link(match: re.Match[str]) -> str:
    """Return the text of a wiki link; empty for a link that embeds another page."""
    is_shown, page, words = match.groups()
    return "" if is_shown else (words or page.partition("#")[0] or page.lstrip("#"))


def _mark_callouts(state: StateCore) -> None:
    """Make a box of a block quote that begins with `[!NOTE]`, with its title as a paragraph."""
    tokens = state.tokens
    at = 0
    while at + 2 < len(tokens):
        match = _CALLOUT.match(tokens[at + 2].content) if _opens_quote(tokens, at) else None
        if match:
            _rename_quote(tokens, at)
            text = tokens[at + 2]
            text.content = text.content[match.end() :]
            tokens[at + 1 : at + 1] = _title_tokens(match[2] or match[1].capitalize(), text)
        at += 1


def _opens_quote(tokens: Sequence[Token], at: int) -> bool:
    types = [token.type for token in tokens[at : at + 3]]
    return types == ["blockquote_open", "paragraph_open", "inline"]


def _rename_quote(tokens: Sequence[Token], at: int) -> None:
    for token in tokens[at + 1 :]:
        if token.type == "blockquote_close" and token.level == tokens[at].level:
            tokens[at].tag = token.tag = "div"
            return


def _title_tokens(title: str, text: Token) -> list[Token]:
    level = text.level
    return [
        Token("paragraph_open", "p", 1, block=True, level=level),
        Token("inline", "", 0, content=title, children=[], block=True, level=level),
        Token("paragraph_close", "p", -1, block=True, level=level),
    ]


def _names_box(params: str, *_: object) -> bool:
    """Return whether what follows `:::` names a box: a word, a title, attributes; or nothing."""
    return params.strip() != ""


def _render_box(_renderer: object, tokens: Sequence[Token], at: int, *_: object) -> str:
    """Return the start or end tag of a box; the words after its name are its title."""
    if tokens[at].nesting < 0:
        return "</div>\n"
    words = re.sub(r"\{[^{}]*\}|[\[\]]", " ", tokens[at].info).split()
    title = " ".join(words[1:])
    return f"<div>{f'<p>{escapeHtml(title)}</p>' if title else ''}\n"


def _render_formula(latex: str, _options: dict[str, Any]) -> str:
    return f'<math alttext="{escapeHtml(latex)}"></math>'
