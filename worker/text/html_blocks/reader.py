"""Blocks of text of an article, read from its HTML, each with its role."""

import re
from dataclasses import replace

from lxml import etree

from cache.languages import read_tag
from worker.html import roles
from worker.html.elements import CONTROL_TAGS, UNSEEN_TAGS, is_wrapper, measure
from worker.html.hidden import hide_by_style_sheets
from worker.html.omissions import Note, note_nothing
from worker.html.parsing import parse_html
from worker.html.plain_text import (
    BEGINNING_CHARS,
    INVISIBLE,
    beginning,
    fold,
    text_beginning,
)
from worker.html.shortcodes import expand_shortcodes
from worker.html.vocabulary import Kind
from worker.model.script import Omission, Replacement, Role
from worker.text.formulas.markup import split_formulas
from worker.text.formulas.mathml import Said
from worker.text.html_blocks import footnotes
from worker.text.html_blocks.announced_sections import sort_announced
from worker.text.html_blocks.block import Block
from worker.text.html_blocks.folded_text import FoldedText
from worker.text.html_blocks.list_numbers import Numbering
from worker.text.html_blocks.marked_voices import name_voices
from worker.text.html_blocks.speaker_and_verse_pauses import replacements_with_pauses
from worker.text.html_blocks.whole_elements import Whole, read_whole, read_whole_formula

_LINKED_SHARE = 0.9
_LISTING = frozenset({Role.PARAGRAPH, Role.LIST_ITEM})
"""Roles of blocks whose lines may be a list."""

_BREAKS = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINE = re.compile("\n")
_QUOTES = ("“”", "‘’")
_BRACKETS = str.maketrans("[]", "()")
"""Replacement of square brackets: an engine would read words in them as phonemes."""


def read_html(
    html: str, note: Note = note_nothing, *, keeps_marks: bool = False, language: str = "en"
) -> list[Block]:
    """Return the blocks of an HTML fragment or page, in order, whatever their role.

    Broken markup is mended. Hidden text, struck-out text, scripts, styles, comments and parts that
    do not belong to the article are left out. The time is proportional to the length.

    Args:
        html: HTML of an article.
        note: Called with each part that is left out.
        keeps_marks: True if marks of footnotes stay in the text.
        language: Language of the article, as BCP 47.

    Raises:
        UnreadableSourceError: Elements are nested too deep, and what is below would be lost.
    """
    root = parse_html(expand_shortcodes(html, note))
    if root is None:
        return []
    hide_by_style_sheets(root)
    sizes = measure(root)
    reader = _Reader(note, sizes[root], keeps_marks=keeps_marks, language=language)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reader.close(element)
        elif not reader.open(element, sizes[element]):
            walk.skip_subtree()
    reader.end_block()
    return list(sort_announced(reader.blocks))


def read_text(
    text: str, note: Note = note_nothing, *, keeps_marks: bool = False, language: str = "en"
) -> list[Block]:
    """Return the paragraphs of plain text that blank lines separate.

    Args:
        text: Plain text of an article.
        note: Called with each part that is left out.
        keeps_marks: True if marks of footnotes stay in the text.
        language: Language of the article, as BCP 47.
    """
    reader = _Reader(note, len(text), keeps_marks=keeps_marks, language=language)
    for paragraph in _BREAKS.split("\n".join(text.splitlines())):
        reader.add(paragraph)
        reader.end_block()
    return list(sort_announced(reader.blocks))


class _Reader:
    """Collector of the text between the borders of blocks; the elements around it give the role."""

    def __init__(self, note: Note, total_chars: int, *, keeps_marks: bool, language: str) -> None:
        self._language = _primary(language)
        self._languages = [""]
        self._voices: list[tuple[str, ...]] = [()]
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
        self._links = self._preformatted = self._quotes = self._rows = self._boxes = 0

    def open(self, element: etree._Element, size: int) -> bool:
        """Begin an element, and return whether its content is read."""
        is_large = is_wrapper(size, self._total_chars)
        outer = self._roles[-1]
        own = roles.own_role(element, is_large=is_large)
        role = roles.given_role(element) or roles.role_within(outer, own)
        if role is not outer or roles.ends_block(element, role):
            self.end_block()
            self._boxes += role is not outer
        elif element.tag in CONTROL_TAGS:
            self._text.has_space = True
        self._roles.append(role)
        self._languages.append(self._language_of(element, is_large=is_large))
        self._voices.append(name_voices(element, self._voices[-1]))
        self._text.voices = self._voices[-1]
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
        if role is not self._roles[-2] or roles.ends_block(element, role):
            self.end_block()
        self._roles.pop()
        self._languages.pop()
        self._voices.pop()
        self._text.voices = self._voices[-1]
        if element.tag in ("ol", "ul"):
            self._numbering.close_list()
        elif element.tag == "li":
            self._numbers = [(item, number) for item, number in self._numbers if item != element]
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        """Add text to the block."""
        if not text:
            return
        if self._roles[-1] is Role.CODE:
            self._add_words(text)
            return
        if self._preformatted:
            self._add_parted(text, _LINE if self._roles[-1] is Role.VERSE else _BREAKS)
            return
        self._add_text(text)

    def _add_text(self, text: str) -> None:
        for part in split_formulas(text, self._language):
            if isinstance(part, Said):
                self._add_said(part)
            else:
                self._add_words(part)

    def _add_parted(self, text: str, border: re.Pattern[str]) -> None:
        """Add preformatted text, each part of which is a block."""
        first, *others = border.split(text)
        self._add_text(first)
        for part in others:
            self.end_block()
            self._add_text(part)

    def _add_said(self, said: Said) -> None:
        """Add text that is spoken differently from how it is written."""
        if self._aliased is None and said.spoken != said.written:
            self._text.alias = said.spoken.translate(_BRACKETS)
        if said.written:
            self._text.add(said.written)
        if self._aliased is None:
            self._text.close_alias()

    def _add_words(self, text: str) -> None:
        text = INVISIBLE.sub("", text)
        said = " ".join(text.split())
        if text[:1].isspace():
            self._text.has_space = True
        if said and not self._keeps_marks:
            said = self._marks.without(said, self._text.ending())
            self._text.has_space |= said[:1] == " "
            said = " ".join(said.split())  # a mark may have stood between two spaces
        if said:
            self._text.add(said, is_link=self._links > 0, language=self._languages[-1])
        if text[-1:].isspace():
            self._text.has_space = True

    def end_block(self) -> None:
        """Make a block of the text since the last border, if there is anything to read."""
        if self._rows or self._aliased is not None:
            self._text.has_space = True
            return
        text, self._text = self._text, FoldedText(voices=self._voices[-1])
        self._marks.reset()
        role = self._roles[-1]
        box = self._boxes if role in roles.BOXES else 0
        is_link = text.linked_chars >= _LINKED_SHARE * text.chars
        spoken = replacements_with_pauses(text, role)
        block = Block(
            role, str(text), spoken, box, tuple(text.foreign), is_link,
            tuple(text.marked), text.bold_chars,
        )  # fmt: skip
        entries = text.entries() if role in _LISTING else []
        if entries:
            for span in entries:
                entry = block.part(*span)
                self.blocks.append(
                    self._numbered(replace(entry, role=self._role_of_block(entry, text)))
                )
        elif block.is_readable:
            block = replace(block, role=self._role_of_block(block, text))
            self.blocks.append(self._numbered(block))
        elif block.text:
            self._note(Omission("no letter and no digit", block.text[:BEGINNING_CHARS]))

    def _enter(self, element: etree._Element) -> None:
        tag, text = element.tag, self._text
        if tag == "br":
            if text.has_break or self._roles[-1] is Role.VERSE:
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
        elif element.tag in ("b", "strong"):
            self._text.mark_bold(begins=by > 0)
        elif element.tag == "pre":
            self._preformatted += by
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
        if block.role in (Role.ASIDE, Role.CAPTION, Role.EMBED, Role.POST):
            return block
        number = " ".join(number for _, number in self._numbers)
        self._numbers.clear()
        if not number or block.text.startswith((number, f"{number[:-1]})")):
            return block
        return replace(block, replacements=(Replacement(0, 0, number), *block.replacements))

    def _role_of_block(self, block: Block, text: FoldedText) -> Role:
        if text.is_footnote or footnotes.leading_label(block.text) in self._labels:
            return roles.role_within(block.role, Role.FOOTNOTE)
        return roles.role_of_line(block.text, block.role, is_link=block.is_link)

    def _language_of(self, element: etree._Element, *, is_large: bool) -> str:
        """Return the language of an element's content; empty if it is the article's.

        An element that holds the article itself counts as being in the article's language.
        """
        marked = "" if is_large else read_tag(element.get("lang") or "")
        if not marked:
            return self._languages[-1]
        return "" if _primary(marked) == self._language else marked

    def _skips(self, element: etree._Element, outer: Role, *, is_large: bool) -> bool:
        is_formula = self._adds(read_whole_formula(element, self._language))
        if is_formula or element.tag in UNSEEN_TAGS:
            return True
        reason = roles.reason_to_skip(element, outer, is_large=is_large)
        kind = None if reason or is_large else roles.kind_within_text(element)
        if reason or kind:
            self._note_element(element, reason or kind)
            return True
        if not self._keeps_marks and footnotes.is_mark(element, self._text.ending()):
            self._note_mark(text_beginning(element, 30), is_first=not self._text.chars)
            return True
        return self._adds(read_whole(element, self._text.ending(), self._language))

    def _adds(self, whole: Whole | None) -> bool:
        """Add an element that is read as a whole, and return whether there is one."""
        if whole is None:
            return False
        self._text.has_space |= whole.is_parted
        self._add_said(whole.said)
        if whole.omission:
            self._note(whole.omission)
        return True

    def _note_mark(self, mark: str, *, is_first: bool) -> None:
        label = footnotes.label_of(mark)
        self._text.is_footnote |= is_first and label in self._labels
        self._labels.update(footnotes.labels_in(label))
        self._note(Omission("mark of a footnote", mark, "read_footnote_mark"))

    def _note_element(self, element: etree._Element, why: str | Kind | None) -> None:
        text = beginning(element) or fold(element.get("title") or element.get("src") or "")
        setting = f"read_{why.role}" if isinstance(why, Kind) and why.role else ""
        if text:
            reason = why.name if isinstance(why, Kind) else why
            self._note(Omission(str(reason), text[:BEGINNING_CHARS], setting))


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
