import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import UnreadableSourceError
from worker.stages import Role
from worker.text.html import Block, fold, read_html, read_text

P, H, L, Q = Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE

TABLE = [
    ("<p>One.</p><p>Two.</p>", [(P, "One."), (P, "Two.")]),
    ("Loose <b>text</b> here", [(P, "Loose text here")]),
    ("<h2>Head</h2><p>Body</p>", [(H, "Head"), (P, "Body")]),
    ("<ul><li>A</li><li>B <i>b</i></li></ul>", [(L, "A"), (L, "B b")]),
    ("<ul><li>A<ul><li>inner</li></ul>tail</li></ul>", [(L, "A"), (L, "inner"), (L, "tail")]),
    ("<blockquote><p>Said.</p></blockquote><p>After</p>", [(Q, "Said."), (P, "After")]),
    ("<div>First<p>Second</p>Third</div>", [(P, "First"), (P, "Second"), (P, "Third")]),
    ("<p>One<br>line</p>", [(P, "One line")]),
    ("<p>One<br><br>Two<br> <br/>Three</p>", [(P, "One"), (P, "Two"), (P, "Three")]),
    ("<p>Ta\u00adble\u200b top\u00a0here</p>", [(P, "Table top here")]),
    ("<p>Unclosed <b>bold<p>Next", [(P, "Unclosed bold"), (P, "Next")]),
    ("<p>Kept</p><script>var a = 'dropped'</script>", [(P, "Kept")]),
    ("<style>p {}</style><p>Kept</p>", [(P, "Kept")]),
    ("<figure><figcaption>Dropped</figcaption></figure><p>Kept</p>", [(P, "Kept")]),
    ("<p hidden>No</p><p aria-hidden=true>No</p><p>Yes</p>", [(P, "Yes")]),
    ("<p style='color: red; display: none'>No</p><p style='color: red'>Yes</p>", [(P, "Yes")]),
    ("<p>Yes</p><div data-listen=skip><p>No</p></div>", [(P, "Yes")]),
    ("<p>a</p><!-- comment --><p>b</p>", [(P, "a"), (P, "b")]),
    ("<p>* * *</p><p>—</p><p>&nbsp;</p>", []),
    ("", []),
    ("   ", []),
    ("<p></p>", []),
    ("<p>5 &lt; 6 &amp; 7</p>", [(P, "5 < 6 & 7")]),
    ("<p>مرحبا بالعالم</p>", [(P, "مرحبا بالعالم")]),
    ("<?xml version='1.0' encoding='utf-16'?><p>é</p>", [(P, "é")]),
    ("<p>nul\x00byte</p>", [(P, "nulbyte")]),
    ("<p>A<sub>2</sub>B</p>", [(P, "A2B")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "blocks"), TABLE)
def test_html_becomes_blocks(html: str, blocks: list[tuple[Role, str]]) -> None:
    assert read_html(html) == [Block(role, text) for role, text in blocks]


def test_deeply_nested_markup_is_read() -> None:
    html = "<div>" * 2_000 + "deep" + "</div>" * 2_000
    assert [block.text for block in read_html(html)] == ["deep"]


def test_markup_too_deep_to_be_read_whole_is_refused() -> None:
    html = "<p>before</p>" + "<div>" * 5_000 + "deep" + "</div>" * 5_000
    with pytest.raises(UnreadableSourceError, match="within one another"):
        read_html(html)


def test_a_page_of_a_megabyte_is_read_whole() -> None:
    blocks = read_html("<p>One sentence of many here.</p>" * 35_000)
    assert len(blocks) == 35_000


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for block in read_html(f"<p>{text}</p>"):
        assert block.text == fold(block.text) != ""


def test_plain_text_has_paragraphs_where_lines_are_blank() -> None:
    blocks = read_text("One\nline.\r\n\r\nTwo.\n\n\n---\n\nThree.")
    assert [block.text for block in blocks] == ["One line.", "Two.", "Three."]
