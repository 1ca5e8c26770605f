import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.errors import UnreadableSourceError
from worker.html.plain_text import fold
from worker.model.script import Omission, Replacement, Role
from worker.text.html_blocks.block import Block
from worker.text.html_blocks.reader import read_html, read_text

P, H, L, Q = Role.PARAGRAPH, Role.HEADING, Role.LIST_ITEM, Role.QUOTE

CROWDED = "<p>It began.</p><p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">It ended.</p>"

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


ODD = [
    ("<p>One<wbr>two so&shy;ft&nbsp;x \u2068\u05e9\u2069</p>", [(P, "Onetwo soft x \u05e9")]),
    ("<p>a<![CDATA[b <i>c</i>]]> d</p>", [(P, "ab c d")]),
    ("<template><p>no</p></template><noscript>no</noscript><p>yes</p>", [(P, "yes")]),
    ("<details><summary>S</summary>body</details>", [(P, "S"), (P, "body")]),
    ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>", [(P, "漢")]),
    ("<p>It is <del>old</del> <s>bad</s> <ins>new</ins></p>", [(P, "It is new")]),
    ("<p>He: <q>so <q>it</q> is</q>.</p>", [(P, "He: “so ‘it’ is”.")]),
    ("<p><abbr title='World Health'>WHO</abbr> <time>today</time></p>", [(P, "WHO today")]),
    ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", [(L, "Term"), (L, "Meaning")]),
    ("<p>one<button>Share</button>two</p>", [(P, "one two")]),
    ("<blockquote><p>Said.</p><footer>She</footer></blockquote>", [(Q, "Said."), (Q, "She")]),
    ("<p>a<aside>x</aside>b</p>", [(P, "a"), (Role.ASIDE, "x"), (P, "b")]),
    ("<blockquote>a<blockquote hidden>b</blockquote>c</blockquote>", [(Q, "a"), (Q, "c")]),
    ("<p>abc <b>אבג</b> где 漢字</p>", [(P, "abc אבג где 漢字")]),
    ("<p>a\ud800b</p>", [(P, "ab")]),
    ("<form><p>field</p></form><p>Text</p>", [(P, "Text")]),
    ("<!DOCTYPE html><p>a</p></div></b><p>b", [(P, "a"), (P, "b")]),
]


@pytest.mark.parametrize(("html", "blocks"), ODD)
def test_odd_markup_is_read_as_it_is_seen(html: str, blocks: list[tuple[Role, str]]) -> None:
    assert [(block.role, block.text) for block in read_html(html)] == blocks


ROLES = [
    ("<figure><figcaption>Cap</figcaption></figure>", [("caption", "Cap")]),
    ("<figure><pre>a = 1</pre><figcaption>Cap</figcaption></figure>",
     [("code", "a = 1"), ("caption", "Cap")]),
    ("<figure><blockquote>Said</blockquote></figure>", [("quote", "Said")]),
    ("<figure class='x-pullquote'><blockquote><p>Said</p><cite>She</cite></blockquote></figure>",
     [("pull-quote", "Said"), ("pull-quote", "She")]),
    ("<aside class='pull-quote'><p>Said</p></aside>", [("pull-quote", "Said")]),
    ("<aside><h3>Box</h3><ul><li>item</li></ul></aside>", [("aside", "Box"), ("aside", "item")]),
    ("<blockquote class='twitter-tweet'><p>Tweet</p>She</blockquote>",
     [("post", "Tweet"), ("post", "She")]),
    ("<div class='newsletter-signup'><h3>News</h3><p>Daily</p></div>",
     [("newsletter", "News"), ("newsletter", "Daily")]),
    ("<p>Sign up for our newsletter.</p>", [("newsletter", "Sign up for our newsletter.")]),
    ("<p>Read more: <a href=x>This</a></p>", [("related", "Read more: This")]),
    ("<p>RELATED STORY | That</p>", [("related", "RELATED STORY | That")]),
    ("<p>Related work is hard to find.</p>", [("paragraph", "Related work is hard to find.")]),
    ("<h3>Related</h3><ul><li><a>A</a></li><li><a>B</a></li></ul><p>Text</p>",
     [("related", "Related"), ("related", "A"), ("related", "B"), ("paragraph", "Text")]),
    ("<p>The <a class='related-link'>mayor</a> said.</p>", [("paragraph", "The mayor said.")]),
    ("<p class='byline'>By Ann</p>", [("byline", "By Ann")]),
    ("<ol class='footnotes'><li>Note</li></ol>", [("footnote", "Note")]),
    ("<ol><li id='fn1'>Note</li></ol>", [("footnote", "Note")]),
    ("<p data-listen='aside'>Box</p>", [("aside", "Box")]),
    ("<p data-listen='intro'>One</p><p data-listen='outro'>Two</p>", [(P, "One"), (P, "Two")]),
    ("<aside><p data-listen='paragraph'>Text</p></aside>", [("paragraph", "Text")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "blocks"), ROLES)
def test_everything_has_its_role(html: str, blocks: list[tuple[str, str]]) -> None:
    assert [(block.role, block.text) for block in read_html(html)] == blocks


def test_the_wrapper_of_an_article_is_no_box_whatever_it_is_called() -> None:
    html = "<div class='newsletter'>" + "<p>One sentence of many here.</p>" * 50 + "</div>"
    assert {block.role for block in read_html(html)} == {Role.PARAGRAPH}


NUMBERS = [
    ("<ol><li>x<li>y</ol>", ["1.", "2."]),
    ("<ul><li>x<li>y</ul>", ["", ""]),
    ("<ol start=5><li>x<li value=9>y<li>z</ol>", ["5.", "9.", "10."]),
    ("<ol reversed><li>x<li>y</ol>", ["2.", "1."]),
    ("<ol reversed start=10><li>x<li>y</ol>", ["10.", "9."]),
    ("<ol type=a><li>x<li>y</ol>", ["a.", "b."]),
    ("<ol type=A start=27><li>x</ol>", ["AA."]),
    ("<ol type=a start=0><li>x</ol>", ["0."]),
    ("<ol type=i start=4><li>x</ol>", ["4."]),
    ("<ol style='list-style-type: lower-alpha'><li>x</ol>", ["a."]),
    ("<ol style='list-style: none'><li>x</ol>", [""]),
    ("<ol start=many><li value=''>x</ol>", ["1."]),
    ("<ol><li>x<ol><li>in</ol><li>y</ol>", ["1.", "1.", "2."]),
    ("<ol><li>x<ul><li>in</ul><li>y</ol>", ["1.", "", "2."]),
    ("<ol><li><p>x</p><p>more</p><li>y</ol>", ["1.", "", "2."]),
    ("<ol><li><ol><li>x</ol></ol>", ["1. 1."]),
    ("<ol><li><img><li>y</ol><p>after</p>", ["2.", ""]),
    ("<ol><li data-listen=skip>x<li>y</ol>", ["2."]),
    ("<ol><li>1. x</ol>", [""]),
    ("<ol><li><figure><figcaption>c</figcaption></figure>x</ol>", ["", "1."]),
]


@pytest.mark.parametrize(("html", "numbers"), NUMBERS)
def test_items_of_ordered_lists_have_their_numbers(html: str, numbers: list[str]) -> None:
    firsts = [next(iter(block.replacements), Replacement(0, 0, "")) for block in read_html(html)]
    assert firsts == [Replacement(0, 0, number) for number in numbers]


MARKS = [
    ("So<sup><a href='#fn1'>1</a></sup> it is.<a href='#n2'><sup>2</sup></a>", "So it is.", 2),
    ("So<a href='#fn1'>[1]</a> it is.<sup>2</sup>", "So it is.", 2),
    ("So<sup class='footnote'>a</sup><sup>*</sup> it† is.", "So it is.", 3),
    ("So[1][12] it is [3]. Yes [4, 5].", "So it is. Yes.", 4),
    ("The treaty¹ ended.²", "The treaty ended.", 2),
    ("It is 5 m<sup>2</sup>, 3 km², 10<sup>6</sup> and 10<sup>-3</sup>.",
     "It is 5 m², 3 km², 10⁶ and 10⁻³.", 0),
    ("The 19<sup>th</sup>, 1<sup>er</sup>, <sup>14</sup>C, E=mc<sup>2</sup>, CO<sub>2</sub>.",
     "The 19th, 1er, ¹⁴C, E=mc², CO2.", 0),
    ("“I was [18] then.” In [2024] too.", "“I was [18] then.” In [2024] too.", 0),
    ("See <a href='#p'>page 3</a> or <a href='/x'>12</a>.", "See page 3 or 12.", 0),
]  # fmt: skip


@pytest.mark.parametrize(("html", "text", "count"), MARKS)
def test_marks_of_footnotes_are_not_read(html: str, text: str, count: int) -> None:
    left_out: list[Omission] = []
    assert [block.text for block in read_html(f"<p>{html}</p>", left_out.append)] == [text]
    assert [o.setting for o in left_out] == ["read_footnote_mark"] * count


def test_marks_of_footnotes_stay_if_wanted() -> None:
    html = "<p>So[1] it<sup><a href='#fn2'>2</a></sup> is.</p>"
    assert [block.text for block in read_html(html, keeps_marks=True)] == ["So[1] it² is."]


def test_a_paragraph_that_begins_with_a_mark_seen_before_is_a_footnote() -> None:
    html = "<p>So[1] it†<sup>2</sup> is.</p><p>[1] One.</p><p><sup>2</sup> Two.</p><p>† Three.</p>"
    assert [block.role for block in read_html(html)[1:]] == [Role.FOOTNOTE] * 3
    assert [block.role for block in read_text("So[1] it is.\n\n[1] One.\n\n[7] Two.")] == [
        Role.PARAGRAPH, Role.FOOTNOTE, Role.PARAGRAPH,
    ]  # fmt: skip


def test_a_table_is_read_row_by_row() -> None:
    html = (
        "<table><caption>Cap</caption><thead><tr><th>Town<th>Boats</thead>"
        "<tr><th>Gull<td><p>5.</p><p>six</p><td><td>x<br><br>y</table>"
    )
    assert read_html(html) == [
        Block(Role.CAPTION, "Cap"),
        Block(Role.TABLE, "Town Boats", (Replacement(4, 4, ","),)),
        Block(Role.TABLE, "Gull 5. six x y", (Replacement(4, 4, ","), Replacement(11, 11, ","))),
    ]


def test_a_table_that_only_puts_text_in_its_place_is_no_table() -> None:
    html = "<table><tr><td><h2>H</h2><p>a</p></td></tr><tr><td><p>b</p></td></tr></table>"
    assert read_html(html) == [Block(H, "H"), Block(P, "a"), Block(P, "b")]


ALIASES = [
    ("<p>The <b data-listen-alias='see  ay'>CIA</b> met</p>", "The CIA met", [(4, 7, "see ay")]),
    ("<p>A<i data-listen-alias=x> b </i>c <i data-listen-alias=y>d</i></p>", "A b c d",
     [(2, 3, "x"), (6, 7, "y")]),
    ("<p data-listen-alias=x>A b. C d.</p>", "A b. C d.", [(0, 9, "x")]),
    ("<div data-listen-alias=x><p>A</p><p>B</p></div>", "A B", [(0, 3, "x")]),
    ("<div data-listen-alias=x><p>A <b data-listen-alias=y>B</b></div>", "A B", [(0, 3, "x")]),
    ("<table data-listen-alias=x><tr><td>A<td>B</table>", "A B", [(0, 3, "x")]),
    ("<ol><li data-listen-alias=x>A</ol>", "A", [(0, 0, "1."), (0, 1, "x")]),
    ("<p data-listen-alias=break>* * *</p>", "* * *", [(0, 5, "break")]),
    ("<p>See<img data-listen-alias='a map'>here</p>", "See a map here", []),
    ("<p>A <i data-listen-alias=''>b</i></p>", "A b", [(2, 3, "")]),
    ("<p>A <i data-listen-alias='[[b]]'>b</i></p>", "A b", [(2, 3, "((b))")]),
    ("<p><math data-listen-alias=squared><mi>x</mi></math></p>", "x", [(0, 1, "squared")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "text", "replacements"), ALIASES)
def test_an_alias_is_spoken_in_place_of_what_is_written(
    html: str, text: str, replacements: list[tuple[int, int, str]]
) -> None:
    (block,) = read_html(html)
    assert block.text == text
    assert list(block.replacements) == [Replacement(*each) for each in replacements]


def test_a_hidden_alias_and_one_in_a_box_are_what_the_box_is() -> None:
    html = "<p hidden data-listen-alias=x>A</p><aside><p data-listen-alias=x>B</p></aside>"
    assert [(b.role, b.text) for b in read_html(html)] == [("aside", "B")]


LEFT_OUT = [
    ("<p data-listen=skip>x <b>y</b></p>", "data-listen=skip", "x y"),
    ("<p hidden>x</p>", "hidden", "x"),
    ("<p aria-hidden=true>x</p>", "hidden", "x"),
    ("<p style='display:none'>x</p>", "hidden", "x"),
    ("<del>x</del>", "struck out", "x"),
    ("<ruby>a<rt>x</rt></ruby>", "ruby annotation", "x"),
    ("<button>x</button>", "part of the page", "x"),
    ("<iframe src='x'></iframe>", "not text", "x"),
    ("<svg><title>x</title></svg>", "not text", "x"),
    ("<p>***</p>", "no letter and no digit", "***"),
    ("<p data-listen-alias=''>x</p>", "no letter and no digit", "x"),
]


@pytest.mark.parametrize(("html", "reason", "text"), LEFT_OUT)
def test_what_is_left_out_is_noted(html: str, reason: str, text: str) -> None:
    left_out: list[Omission] = []
    read_html(html, left_out.append)
    assert left_out == [Omission(reason, text)]


def test_deeply_nested_markup_is_read() -> None:
    html = "<div>" * 2_000 + "deep" + "</div>" * 2_000
    assert [block.text for block in read_html(html)] == ["deep"]


def test_markup_too_deep_to_be_read_whole_is_refused() -> None:
    html = "<p>before</p>" + "<div>" * 5_000 + "deep" + "</div>" * 5_000
    with pytest.raises(UnreadableSourceError, match="nested elements"):
        read_html(html)


def test_a_page_of_a_megabyte_is_read_whole() -> None:
    blocks = read_html("<p>One sentence of many here.</p>" * 35_000)
    assert len(blocks) == 35_000


LARGE = {
    "open brackets": "<" * 1_000_000,
    "white space": "<p>a" + " \n" * 500_000 + "b</p>",
    "square brackets": "<p>" + "[" * 1_000_000,
    "CDATA": "<![CDATA[" * 100_000 + "x",
    "one paragraph": "<p>" + "Word. " * 160_000,
    "boxes": "<div class=newsletter>x</div>" * 30_000,
    "boxes in boxes": "<div class=newsletter>" * 1_500 + "<b>x </b>" * 50_000,
    "marks": "<p>" + "word<sup>1</sup> [2] " * 30_000,
    "quotation marks": "<p>" + "“x[1] " * 100_000,
}


@pytest.mark.parametrize("html", LARGE.values(), ids=LARGE.keys())
def test_nothing_of_a_megabyte_hangs_the_reader(html: str) -> None:
    for block in read_html(html):
        assert block.text == fold(block.text) != ""


TAGS = st.sampled_from(
    "a article aside b blockquote br button cite code dd del div dl dt figcaption figure footer "
    "form h2 iframe img li math nav ol p pre q rt ruby script section span sub sup svg table tbody "
    "td template th tr ul wbr".split()
)
ATTRIBUTES = st.sampled_from(
    [
        "", " hidden", " data-listen=skip", " data-listen=quote", " data-listen=''",
        " data-listen-alias='said so'", " data-listen-alias=''", " class='pullquote'",
        " class=newsletter", " class=footnote", " reversed", " start=-3", " value=7", " type=a",
        " role=presentation", " href='#fn1'", " style='display:none",
    ]
)  # fmt: skip
MARKUP = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
    st.builds("</{}>".format, TAGS),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "&nbsp;", "&", "<", "[1]", "1", "†", "²"]),
    st.text(max_size=8),
)


@example("<math>0\x7f")
@example("0\r²&nbsp;-->")
@given(st.lists(MARKUP, max_size=60).map("".join))
def test_no_markup_breaks_the_reader(html: str) -> None:
    for block in read_html(html):
        assert block.text == fold(block.text) != ""
        assert block.is_readable
        ends = [0]
        for each in block.replacements:
            assert ends[-1] <= each.start <= each.end <= len(block.text)
            ends.append(each.end)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for block in read_html(f"<p>{text}</p>"):
        assert block.text == fold(block.text) != ""


def test_plain_text_has_paragraphs_where_lines_are_blank() -> None:
    blocks = read_text("One\nline.\r\n\r\nTwo.\n\n\n---\n\nThree.")
    assert [block.text for block in blocks] == ["One line.", "Two.", "Three."]


def test_an_element_of_very_many_attributes_is_refused_at_once() -> None:
    with pytest.raises(UnreadableSourceError, match="300000 attributes"):
        read_html(CROWDED)


def test_many_attributes_of_many_elements_are_read() -> None:
    crowd = " ".join(f"a{n}=1" for n in range(1_000))
    assert len(read_html(f"<p {crowd}>One.</p>" * 9)) == 9
