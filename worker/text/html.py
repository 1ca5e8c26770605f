"""From an article's HTML to its blocks of text, each with what it is to a reader."""

import re
from dataclasses import dataclass, field

from lxml import etree

from worker.errors import UnreadableSourceError
from worker.stages import Role

SKIPPED_TAGS = frozenset(
    "aside audio button canvas dialog embed fieldset figcaption figure footer form head iframe "
    "input label math menu nav noscript object script select style svg table template textarea "
    "title video".split()
)
"""Elements that are about the article, or cannot be read aloud."""

BLOCK_TAGS = frozenset(
    "address article blockquote body center dd details div dl dt h1 h2 h3 h4 h5 h6 header hgroup "
    "hr html li main ol p pre section summary ul".split()
)
"""Elements that end the text before them and begin a new one."""

_ROLES = {"li": Role.LIST_ITEM, "blockquote": Role.QUOTE} | {
    f"h{level}": Role.HEADING for level in range(1, 7)
}

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1b]")
_BREAKS = re.compile(r"\n(?:[^\S\n]*\n)+")
_HIDDEN_STYLE = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or quote.

    Attributes:
        role: Which of these it is.
        text: What it says, white space folded; never empty.
    """

    role: Role
    text: str


def fold(text: str) -> str:
    """Return `text` without invisible characters, each run of white space one space."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_readable(text: str) -> bool:
    """Return whether `text` has a letter or a digit, without which nothing can be spoken."""
    return any(map(str.isalnum, text))


def read_html(html: str) -> list[Block]:
    """Return the blocks of an HTML fragment or page that are for reading, in order.

    Broken markup is mended. Scripts, captions, forms, tables and hidden elements are left out.

    Raises:
        UnreadableSourceError: Elements are nested too deep, and what is below would be lost.
    """
    root = _parse(html)
    if root is None:
        return []
    reader = _Reader()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if _is_skipped(element):
                walk.skip_subtree()
            else:
                reader.open(element.tag, element.text)
        else:
            reader.close(element.tag, element.tail)
    reader.flush()
    return reader.blocks


def read_text(text: str) -> list[Block]:
    """Return the paragraphs of plain text that blank lines part."""
    paragraphs = map(fold, _BREAKS.split("\n".join(text.splitlines())))
    return [Block(Role.PARAGRAPH, p) for p in paragraphs if is_readable(p)]


def _parse(html: str) -> etree._Element | None:
    data = html.replace("\x00", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableSourceError("its HTML has more than 2,048 elements within one another")
    return root


def _is_skipped(element: etree._Element) -> bool:
    return (
        element.tag in SKIPPED_TAGS
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or element.get("data-listen") == "skip"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


@dataclass
class _Reader:
    """Collects text between the borders of blocks, under the role of what surrounds it."""

    blocks: list[Block] = field(default_factory=list)
    _roles: list[Role] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _skipping: int = 0

    def open(self, tag: str, text: str | None) -> None:
        if tag in BLOCK_TAGS:
            self.flush()
        if tag in _ROLES:
            self._roles.append(_ROLES[tag])
        if tag == "br":
            self._pieces.append("\n")
        self._add(text)

    def close(self, tag: str, tail: str | None) -> None:
        if tag in BLOCK_TAGS:
            self.flush()
        if tag in _ROLES and self._roles:
            self._roles.pop()
        self._add(tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text.replace("\n", " ").replace("\r", " "))

    def flush(self) -> None:
        text = "".join(self._pieces)
        self._pieces.clear()
        role = self._roles[-1] if self._roles else Role.PARAGRAPH
        for part in map(fold, _BREAKS.split(text)):
            if is_readable(part):
                self.blocks.append(Block(role, part))
