"""Markdown files: the parts that are read, and the ones left out."""

from pathlib import Path

import pytest

from worker.model.article import Article
from worker.model.script import Omission, Role
from worker.sources.files import read_file
from worker.text.html_blocks.reader import read_html

P, H, L, Q = Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE


def read(folder: Path, text: str) -> tuple[Article, list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the article of a Markdown file, its blocks, and what is left out."""
    file = folder / "pier.md"
    file.write_text(text)
    notes: list[Omission] = []
    article = read_file(file, notes.append)
    blocks = [(str(block.role), block.text) for block in read_html(article.html, notes.append)]
    return article, blocks, [(note.reason, note.text) for note in notes]


SYNTAX = [
    ("It is ~~old~~ new.", [(P, "It is new.")], [("struck out", "old")]),
    ("It is ~old words~ new.", [(P, "It is new.")], [("struck out", "old words")]),
    ("A ==marked *word*== here, ++added++.", [(P, "A marked word here, added.")], []),
    ("If a == b then c == d.", [(P, "If a == b then c == d.")], []),
    ("The 10^th^ of H~2~O, 5 m^2^.", [(P, "The 10th of H2O, 5 m².")], []),
    ("It costs $20 and $30.", [(P, "It costs $20 and $30.")], []),
    (
        "|Year|Visitors|\n|-|-:|\n|1986|12|\n",
        [(Role.TABLE, "Year Visitors"), (Role.TABLE, "1986 12")],
        [],
    ),
    (
        "A fact[^a] and^[Inline.] more.\n\n[^a]: The note.\n",
        [(P, "A fact and more."), (Role.FOOTNOTE, "The note."), (Role.FOOTNOTE, "Inline.")],
        [("mark of a footnote", mark) for mark in ("[1]", "[2]", "↩\ufe0e", "↩\ufe0e")],
    ),
    ("- [x] Paint\n- [ ] Hang\n", [(L, "Paint"), (L, "Hang")], []),
    ("Term\n: Meaning\n", [(L, "Term"), (L, "Meaning")], []),
    ('!!! note "For guests"\n    Bring a coat.\n', [(P, "For guests"), (P, "Bring a coat.")], []),
    ("!!! warning\n    Wet steps.\n", [(P, "Warning"), (P, "Wet steps.")], []),
    ("??? tip\n    Folded.\n", [(P, "Tip"), (P, "Folded.")], []),
    ("> [!NOTE]\n> Wet steps.\n", [(P, "Note"), (P, "Wet steps.")], []),
    ("> [!info]- By tram\n> Line 4.\n", [(P, "By tram"), (P, "Line 4.")], []),
    (":::tip Local advice\nCome early.\n:::\n", [(P, "Local advice"), (P, "Come early.")], []),
    ("::: {.box}\nIn a box.\n:::\n", [(P, "In a box.")], []),
    ("> Said.\n>\n> Twice.\n", [(Q, "Said."), (Q, "Twice.")], []),
    ("## Head {#id .c}\n\nText.\n{: .lead}\n", [(H, "Head"), (P, "Text.")],
     [("attributes", "{#id .c}"), ("attributes", "{: .lead}")]),
    ("[TOC]\n\nText.\n", [(P, "Text.")], [("table of contents", "[TOC]")]),
    ("[[_TOC_]]\n\nText.\n", [(P, "Text.")], [("table of contents", "[[_TOC_]]")]),
    ("See [[Guide|the guide]] and [[Map]].", [(P, "See the guide and Map.")], []),
    ("Text %%not this%% goes on.", [(P, "Text goes on.")], [("comment", "%%not this%%")]),
    ("So it is [@lee2020, p. 3].", [(P, "So it is.")], [("citation", "[@lee2020, p. 3]")]),
    ("The HTML.\n\n*[HTML]: Hyper Text\n", [(P, "The HTML.")],
     [("definition of an abbreviation", "*[HTML]: Hyper Text")]),
    ("import Box from './box'\n\nText.\n", [(P, "Text.")],
     [("import of a component", "import Box from './box'")]),
    ("Use `==x==` and:\n\n```\n[TOC]\n```\n",
     [(P, "Use ==x== and:"), (Role.CODE, "[TOC]")], []),
    ("One  \ntwo.\n<!-- more -->\n\nText.", [(P, "One two."), (P, "Text.")], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "blocks", "left_out"), SYNTAX)
def test_markdown_is_read_as_its_page_would_be(
    tmp_path: Path,
    text: str,
    blocks: list[tuple[str, str]],
    left_out: list[tuple[str, str]],
) -> None:
    article, read_blocks, notes = read(tmp_path, text)
    assert (article.title, read_blocks, notes) == ("", blocks, left_out)


FRONT = [
    "---\ntitle: The *Pier*\nsubtitle: Back again\nauthors: [Ada Lind, {name: Ben Okoro}]\n"
    "date: 2026-03-10 09:30:00\nlang: en-GB\ncategories: Harbour\ntags: [sea, pier]\n---\n",
    "+++\ntitle = 'The Pier'\ndescription = 'Back again'\nauthor = ['Ada Lind', 'Ben Okoro']\n"
    "date = 2026-03-10T09:30:00Z\nlanguage = 'en-GB'\nsection = 'Harbour'\n"
    "tags = ['sea', 'pier']\n+++\n",
    "---\nTitle: The Pier\nDek: Back again\nByline: Ada Lind, Ben Okoro\n"
    "Published-At: 2026-03-10T10:30:00+01:00\nLocale: en-GB\nSection: Harbour\n"
    "keywords: sea, pier\npublished: true\n...\n",
    "\ufeffTitle: The Pier\nStandfirst: Back again\nAuthor: Ada Lind, Ben Okoro\n"
    "Date: Tue, 10 Mar 2026 09:30:00 GMT\nLanguage: en-GB\nSection: Harbour\nTags: sea, pier\n",
]


@pytest.mark.parametrize("front", FRONT)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_front_matter_says_what_the_article_is(tmp_path: Path, front: str, ends: str) -> None:
    file = tmp_path / "pier.md"
    file.write_bytes(f"{front}\nThe text.\n".replace("\n", ends).encode())
    article = read_file(file)
    assert article == Article(
        id="pier",
        title="The Pier",
        dek="Back again",
        byline="Ada Lind, Ben Okoro",
        section="Harbour",
        language="en-GB",
        published_at="2026-03-10T09:30:00Z",
        html="<p>The text.</p>\n",
        tags=("sea", "pier"),
    )


def test_front_matter_with_a_colon_in_its_headline_is_read_line_by_line(tmp_path: Path) -> None:
    article, blocks, _ = read(tmp_path, "---\ntitle: Pier: the return\ntags:\n  - sea\n---\nText.")
    assert (article.title, article.tags, blocks) == ("Pier: the return", ("sea",), [(P, "Text.")])


def test_pandocs_title_block_is_front_matter(tmp_path: Path) -> None:
    article, blocks, _ = read(tmp_path, "% The Pier\n  again\n% Ada; Ben\n% 2026-03-10\n\nText.")
    assert (article.title, article.byline) == ("The Pier again", "Ada, Ben")
    assert (article.published_at, blocks) == ("2026-03-10T00:00:00Z", [(P, "Text.")])


@pytest.mark.parametrize(
    "text", ["---\n\nText between rules.\n\n---\n\nText.", "Note: this is text.\n\nText."]
)
def test_text_is_no_front_matter(tmp_path: Path, text: str) -> None:
    article, blocks, _ = read(tmp_path, text)
    assert article.title == ""
    assert blocks[-1] == (P, "Text.")
    assert len(blocks) == 2


def test_a_heading_of_the_text_stays_where_the_front_matter_has_a_title(tmp_path: Path) -> None:
    article, blocks, _ = read(tmp_path, "---\ntitle: The Pier\n---\n# A part\n\nText.")
    assert (article.title, blocks) == ("The Pier", [(H, "A part"), (P, "Text.")])


def test_a_dek_that_repeats_the_text_is_left_out(tmp_path: Path) -> None:
    article, _, _ = read(
        tmp_path, "---\ndescription: It was closed for\n---\nIt was closed for long."
    )
    assert article.dek == ""
