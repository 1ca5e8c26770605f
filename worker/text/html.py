"""From an article's HTML to its blocks of text, each with what it is to a reader."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from worker.crowded import refuse_crowded
from worker.errors import UnreadableSourceError
from worker.stages import Omission, Replacement, Role
from worker.text import footnotes, markup
from worker.text.folded import FoldedText
from worker.text.numbering import Numbering

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_NO_BREAK = re.compile(r"<wbr\s{0,9}/?>", re.IGNORECASE)
_BREAKS = re.compile(r"\n(?:[^\S\n]*\n)+")
_BEGINNING_CHARS = 80
_QUOTES = ("“”", "‘’")
_BRACKETS = str.maketrans("[]", "()")
"""In square brackets, an engine would take an alias for phonemes."""

Note = Callable[[Omission], object]
"""What is called with each part of an article that is not read."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, row of a table.

    Attributes:
        role: What it is.
        text: What it says, white space folded; never empty.
        replacements: What is spoken otherwise than it is written; in order, without overlap.
        box: Number of the box it stands in, as a pull quote; 0 for the text itself.
    """

    role: Role
    text: str
    replacements: tuple[Replacement, ...] = ()
    box: int = field(default=0, compare=False)

    @property
    def is_readable(self) -> bool:
        """Whether anything of it can be spoken."""
        at, said = 0, ""
        for each in self.replacements:
            said += self.text[at : each.start] + each.spoken
            at = each.end
        return is_readable(said + self.text[at:])


def fold(text: str) -> str:
    """Return `text` without invisible characters, each run of white space one space."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_readable(text: str) -> bool:
    """Return whether `text` has a letter or a digit, without which nothing can be spoken."""
    return any(map(str.isalnum, text))


def note_nothing(_omission: Omission) -> None:
    """Take no note of what is not read."""


def read_html(html: str, note: Note = note_nothing, *, keeps_marks: bool = False) -> list[Block]:
    """Return the blocks of an HTML fragment or page, in order, whatever their role.

    Broken markup is mended. What is hidden, struck out, no text or no part of the article is left
    out, as are scripts, styles and comments, which no reader of a page sees either. Takes time in
    proportion to the length.

    Args:
        html: Of an article.
        note: Called with what is left out.
        keeps_marks: Whether marks of footnotes stay in the text.

    Raises:
        UnreadableSourceError: Elements are nested too deep, and what is below would be lost.
    """
    root = _parse(html)
    if root is None:
        return []
    sizes = _measure(root)
    reader = _Reader(note, sizes[root], keeps_marks=keeps_marks)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.close(element)
        elif not reader.open(element, sizes[element]):
            walk.skip_subtree()
    reader.end_block()
    return reader.blocks


def read_text(text: str, note: Note = note_nothing, *, keeps_marks: bool = False) -> list[Block]:
    """Return the paragraphs of plain text that blank lines part.

    Args:
        text: Of an article.
        note: Called with what is left out.
        keeps_marks: Whether marks of footnotes stay in the text.
    """
    reader = _Reader(note, len(text), keeps_marks=keeps_marks)
    for paragraph in _BREAKS.split("\n".join(text.splitlines())):
        reader.add(paragraph)
        reader.end_block()
    return reader.blocks


def _parse(html: str) -> etree._Element | None:
    html = _NO_BREAK.sub("", html.replace("\x00", ""))
    if "<![CDATA[" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    data = html.encode("utf-8", "ignore")
    if not data.strip():
        return None
    refuse_crowded(data)
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(data, parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableSourceError("its HTML has more than 2,048 elements within one another")
    return root


def _measure(root: etree._Element) -> dict[etree._Element, int]:
    """Return how many characters there are in each element."""
    sizes = {
        element: 0 if element.tag in markup.UNSEEN_TAGS else len(element.text or "")
        for element in root.iter()
    }
    for element in reversed(sizes):
        parent = element.getparent()
        if parent is not None:
            sizes[parent] += sizes[element] + len(element.tail or "")
    return sizes


class _Reader:
    """Collects text between the borders of blocks, under the role of what surrounds it."""

    def __init__(self, note: Note, total_chars: int, *, keeps_marks: bool) -> None:
        self.blocks: list[Block] = []
        self._note = note
        self._keeps_marks = keeps_marks
        self._total_chars = total_chars
        self._roles = [Role.PARAGRAPH]
        self._skipped: etree._Element | None = None
        self._numbering = Numbering()
        self._numbers: list[tuple[etree._Element, str]] = []
        self._text = FoldedText()
        self._marks = footnotes.TextMarks(self._note_mark)
        self._labels: set[str] = set()
        self._aliased: etree._Element | None = None
        self._links = self._raised = self._quotes = self._rows = self._boxes = 0
        self._announces_links = False

    def open(self, element: etree._Element, size: int) -> bool:
        """Begin an element, and return whether what is in it is read."""
        is_large = markup.is_wrapper(size, self._total_chars)
        outer = self._roles[-1]
        own = markup.own_role(element, is_large=is_large)
        role = markup.given_role(element) or markup.role_within(outer, own)
        if role is not outer or markup.ends_block(element, role):
            self.end_block()
            self._boxes += role is not outer
        elif element.tag in markup.CONTROL_TAGS:
            self._text.has_space = True
        self._roles.append(role)
        self._number(element)
        if self._skips(element, outer, is_large=is_large):
            self._skipped = element
            return False
        spoken = element.get("data-listen-alias")
        if spoken is not None and self._aliased is None:
            self._aliased = element
            self._text.alias = fold(spoken).translate(_BRACKETS)
        self._enter(element)
        self.add(element.text)
        return True

    def close(self, element: etree._Element) -> None:
        """End an element, whether it was read or not."""
        if element is not self._skipped:
            self._leave(element)
        if element is self._aliased:
            self._aliased = None
            self._text.close_alias()
        role = self._roles[-1]
        if role is not self._roles[-2] or markup.ends_block(element, role):
            self.end_block()
        self._roles.pop()
        if element.tag in ("ol", "ul"):
            self._numbering.close_list()
        elif element.tag == "li":
            self._numbers = [(item, number) for item, number in self._numbers if item != element]
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        """Add text to the block."""
        if not text:
            return
        text = _INVISIBLE.sub("", text)
        said = " ".join(text.split())
        if text[:1].isspace():
            self._text.has_space = True
        if said and not self._keeps_marks:
            said = self._marks.without(said, self._text.ending())
            self._text.has_space |= said[:1] == " "
            said = " ".join(said.split())  # a mark may have stood between two spaces
        if self._raised and footnotes.is_exponent(said):
            said = said.translate(footnotes.SUPERSCRIPTS)
        if said:
            self._text.add(said, is_link=self._links > 0)
        if text[-1:].isspace():
            self._text.has_space = True

    def end_block(self) -> None:
        """Make a block of the text since the last border, if there is anything to read."""
        if self._rows or self._aliased is not None:
            self._text.has_space = True
            return
        text, self._text = self._text, FoldedText()
        self._marks.reset()
        role = self._roles[-1]
        box = self._boxes if role in markup.BOXES else 0
        block = Block(role, str(text), tuple(text.replacements), box)
        if block.is_readable:
            block = replace(block, role=self._role_of_block(block, text))
            self.blocks.append(self._numbered(block))
        elif block.text:
            self._note(Omission("no letter and no digit", block.text[:_BEGINNING_CHARS]))

    def _enter(self, element: etree._Element) -> None:
        tag, text = element.tag, self._text
        if tag == "br":
            if text.has_break:
                self.end_block()
            self._text.has_break = self._text.has_space = True
        elif tag == "q":
            self._text.add(_QUOTES[self._quotes % 2][0])
            self._quotes += 1
        elif tag in ("td", "th") and self._rows:
            self._text.starts_cell = True
        self._count(element, 1)

    def _leave(self, element: etree._Element) -> None:
        self._count(element, -1)
        if element.tag == "q":
            self._quotes -= 1
            self._text.has_space = False
            self._text.add(_QUOTES[self._quotes % 2][1])

    def _count(self, element: etree._Element, by: int) -> None:
        if element.tag == "a":
            self._links += by
        elif element.tag == "sup":
            self._raised += by
        elif element.tag == "tr" and self._roles[-1] is Role.TABLE:
            self._rows += by
            self._text.starts_cell = False

    def _number(self, element: etree._Element) -> None:
        if element.tag in ("ol", "ul"):
            self._numbering.open_list(element)
        elif element.tag == "li":
            number = self._numbering.count(element)
            if number and not self._rows and self._aliased is None:
                self._numbers.append((element, number))

    def _numbered(self, block: Block) -> Block:
        """Return a block with the number of its list item, if it is the item's first."""
        if block.role in (Role.ASIDE, Role.CAPTION, Role.EMBED):
            return block
        number = " ".join(number for _, number in self._numbers)
        self._numbers.clear()
        if not number or block.text.startswith((number, f"{number[:-1]})")):
            return block
        return replace(block, replacements=(Replacement(0, 0, number), *block.replacements))

    def _role_of_block(self, block: Block, text: FoldedText) -> Role:
        if text.is_footnote or footnotes.leading_label(block.text) in self._labels:
            return markup.role_within(block.role, Role.FOOTNOTE)
        is_link = text.linked_chars >= 0.9 * text.chars
        role = markup.role_of_line(block.text, block.role)
        if self._announces_links and is_link:
            role = Role.RELATED
        else:
            self._announces_links = markup.is_related_heading(block.text)
        return role

    def _skips(self, element: etree._Element, outer: Role, *, is_large: bool) -> bool:
        if element.tag in markup.UNSEEN_TAGS:
            return True
        reason = markup.reason_to_skip(element, outer, is_large=is_large)
        if reason:
            self._note_element(element, reason)
        elif not self._keeps_marks and footnotes.is_mark(element, self._text.ending()):
            self._note_mark(footnotes.beginning(element, 30), is_first=not self._text.chars)
            return True
        return bool(reason)

    def _note_mark(self, mark: str, *, is_first: bool) -> None:
        label = footnotes.label_of(mark)
        self._text.is_footnote |= is_first and label in self._labels
        self._labels.add(label)
        self._note(Omission("mark of a footnote", mark, "read_footnote_mark"))

    def _note_element(self, element: etree._Element, reason: str) -> None:
        text = _beginning(element) or fold(element.get("title") or element.get("src") or "")
        if text:
            self._note(Omission(reason, text[:_BEGINNING_CHARS]))


def _beginning(element: etree._Element) -> str:
    return fold(footnotes.beginning(element, 1000, " "))[:_BEGINNING_CHARS]
