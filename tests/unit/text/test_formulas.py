"""Formulas, raised and lowered characters, and ruby: written once, spoken in words, never twice."""

import pytest

from worker.model.script import Omission
from worker.text.html_blocks.block import Block
from worker.text.html_blocks.reader import read_html
from worker.text.spoken_forms.spoken_form import speak_out

MATHML = "<mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>"
ANNOTATED = (
    f"<math><semantics>{MATHML}<annotation encoding='application/x-tex'>E=mc^2</annotation>"
    "</semantics></math>"
)


def spoken(block: Block, language: str = "en") -> str:
    form = speak_out(block.text, (0, len(block.text)), language, block.replacements)
    return " ".join(form.text.split())


def read(html: str, language: str = "en") -> tuple[list[str], list[str], list[str]]:
    """Return the written texts of paragraphs, their spoken texts, and the omissions."""
    notes: list[Omission] = []
    blocks = read_html(html, notes.append, language=language)
    said = [spoken(block, language) for block in blocks]
    return [block.text for block in blocks], said, [note.text for note in notes]


SHOWN = [
    f"<math>{MATHML}</math>",
    f"<math xmlns='http://www.w3.org/1998/Math/MathML' display='block'>{MATHML}</math>",
    r"<math alttext='{\displaystyle E=mc^{2}}'></math>",
    ANNOTATED,
    f"<span class='katex'><span class='katex-mathml'>{ANNOTATED}</span>"
    "<span class='katex-html' aria-hidden='true'><span class='base'>E=mc2</span></span></span>",
    f"<span class='katex-display'><span class='katex'><span class='katex-mathml'>{ANNOTATED}"
    "</span><span class='katex-html' aria-hidden='true'>E=mc2</span></span></span>",
    "<span class='MathJax_Preview'>E=mc2</span><span class='MathJax' id='j-1'><nobr>E=mc2</nobr>"
    f"<span class='MJX_Assistive_MathML'><math>{MATHML}</math></span></span>"
    "<script type='math/tex' id='j'>E=mc^2</script>",
    "<span class='MathJax_SVG'><svg><g/></svg></span><script type='math/tex'>E=mc^2</script>",
    "<span class='MathJax_CHTML' data-mathml='<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi>"
    "<mn>2</mn></msup></math>'>E=mc2</span><script type='math/tex'>E=mc^2</script>",
    f"<mjx-container class='MathJax'><mjx-math aria-hidden='true'>E=mc2</mjx-math>"
    f"<mjx-assistive-mml><math>{MATHML}</math></mjx-assistive-mml></mjx-container>",
    "<mjx-container aria-label='E equals m c squared'><svg></svg></mjx-container>",
    "<script type='math/tex; mode=display'>E=mc^2</script>",
    f"<script type='math/mml'><math>{MATHML}</math></script>",
    r"<span class='mwe-math-element'><span style='display: none'><math alttext='E=mc^2'>"
    f"{MATHML}</math></span><img class='mwe-math-fallback-image-inline' alt='E=mc^2'></span>",
    "<img src='https://s0.wp.com/latex.php?latex=E%3Dmc%5E2' alt='E=mc^2' class='latex'>",
    r"\(E=mc^2\)",
    r"\[E = mc^2\]",
    "$$E=mc^{2}$$",
    "$latex E=mc^2$",
    "[latex]E=mc^2[/latex]",
]


@pytest.mark.parametrize("shown", SHOWN)
def test_a_formula_is_read_once_however_it_is_shown(shown: str) -> None:
    written, said, _ = read(f"<p>So {shown} holds.</p>")
    assert " ".join(said) == "So E equals m c squared holds."
    assert " ".join(written) in ("So E = mc² holds.", "So E equals m c squared holds.")


def test_words_in_alttext_are_read_as_they_are() -> None:
    written, said, notes = read("<p><math alttext='the energy of rest'><mi>E</mi></math>.</p>")
    assert (written, said, notes) == (["the energy of rest."], ["the energy of rest."], [])


def test_a_formula_without_text_has_a_line_of_its_own_in_what_is_left_out() -> None:
    _, said, notes = read("<p>It <math><mspace/><mphantom><mi>x</mi></mphantom></math> is.</p>")
    assert (said, notes) == (["It is."], ["x"])


WORDS = [
    (r"\frac{-b\pm\sqrt{b^2-4c}}{2d}",
     "minus b plus or minus the square root of b squared minus 4 c, over 2 d"),
    (r"\frac{1}{2}", "one half"),
    (r"\frac{x}{y}", "x over y"),
    (r"x^3", "x cubed"),
    (r"10^{-3}", "10 to the power of minus 3"),
    (r"\sqrt[3]{x}", "the cube root of x"),
    (r"\sum_{i=1}^{n} i", "the sum from i equals 1 to n of i"),
    (r"\int_0^\infty f(x)\,dx", "the integral from 0 to infinity of f of x d x"),
    (r"\lim_{x\to 0} x", "the limit as x goes to 0 of x"),
    (r"x_1 \le y", "x sub 1 is at most y"),
    (r"\alpha \approx \pi", "alpha is approximately pi"),
    (r"\sin x", "sine x"),
    (r"\vec{F}", "F vector"),
    (r"f'(x)", "f prime of x"),
    (r"90^\circ", "90 degrees"),
    (r"\ce{H2O}", "H 2 O"),
    (r"\log_2 8", "log base 2 8"),
    (r"\text{speed} = 5", "speed equals 5"),
    (r"\frac{1", "one"),
    (r"x^2^3", "x hat 2 hat 3"),
    (r"\begin{pmatrix} p & q \\ r & s \end{pmatrix}", "p, q; r, s"),
]  # fmt: skip


@pytest.mark.parametrize(("latex", "words"), WORDS)
def test_formulas_are_read_as_a_teacher_reads_them(latex: str, words: str) -> None:
    _, said, _ = read(f"<p>\\({latex}\\)</p>")
    assert said == [words]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de-DE", "x zum Quadrat, durch 2 gleich y"),
        ("fr", "x au carré, sur 2 égale y"),
        ("es", "x al cuadrado, sobre 2 igual a y"),
        ("nl", "x kwadraat, gedeeld door 2 is gelijk aan y"),
        ("fi", "x²/2 = y"),
    ],
)
def test_formulas_are_read_in_the_language_of_the_article(language: str, words: str) -> None:
    fraction = "<mfrac><msup><mi>x</mi><mn>2</mn></msup><mn>2</mn></mfrac>"
    html = f"<math>{fraction}<mo>=</mo><mi>y</mi></math>"
    written, said, _ = read(html, language)
    assert (written, said) == (["x²/2 = y"], [words])


def test_code_and_money_are_no_formulas() -> None:
    html = r"<p>It costs $20 and $30.</p><pre>\(x\) $$y$$</pre>"
    written, _, _ = read(html)
    assert written == ["It costs $20 and $30.", r"\(x\) $$y$$"]


SHIFTED = [
    ("x<sup>2</sup> grows", "x² grows", "x squared grows"),
    ("10<sup>6</sup> of them", "10⁶ of them", "ten to the power of six of them"),
    ("10<sup>−3</sup> of it", "10⁻³ of it", "ten to the power of minus three of it"),
    ("2<sup>n</sup> ways", "2ⁿ ways", "two to the power of n ways"),
    ("2<sup>n+1</sup> ways", "2ⁿ⁺¹ ways", "two to the power of n plus 1 ways"),
    ("5 m<sup>2</sup> of land", "5 m² of land", "five square meters of land"),
    ("the 20<sup>th</sup> and 1<sup>st</sup>", "the 20th and 1st", "the twentieth and first"),
    ("Brand<sup>TM</sup> and Other<sup>®</sup>", "Brand™ and Other®", "Brand and Other"),
    ("CO<sub>2</sub> and H<sub>2</sub>O", "CO2 and H2O", "CO two and H two O"),
    ("Ca<sup>2+</sup> ions", "Ca²⁺ ions", "Ca two plus ions"),
    ("SO<sub>4</sub><sup>2−</sup> ions", "SO₄²⁻ ions", "SO four two minus ions"),
    ("a <sup>14</sup>C date", "a ¹⁴C date", "a fourteen C date"),
    ("x<sub>i</sub> and x<sub>max</sub>", "x_i and x_max", "x sub i and x sub max"),
    ("mc² and 10⁻³ and Ca²⁺", "mc² and 10⁻³ and Ca²⁺",
     "mc squared and ten to the power of minus three and Ca two plus"),
    ("<sup>This is a sentence in small print.</sup>", "This is a sentence in small print.",
     "This is a sentence in small print."),
]  # fmt: skip


@pytest.mark.parametrize(("html", "written", "said"), SHIFTED)
def test_raised_and_lowered_words_are_read_by_what_stands_around_them(
    html: str, written: str, said: str
) -> None:
    assert read(f"<p>{html}</p>") == ([written], [said], [])


def test_endings_of_french_words_are_no_powers() -> None:
    html = "Au XIX<sup>e</sup>, M<sup>me</sup> Curie, le 1<sup>er</sup>, n<sup>o</sup> 5."
    assert read(html, "fr")[0] == ["Au XIXe, Mme Curie, le 1er, no 5."]


MARKS = [
    ("A claim<sup>1</sup> it is", "A claim it is", ["1"]),
    ("A claim<sup>1,2</sup> it is", "A claim it is", ["1,2"]),
    ("A claim<sup>3–5</sup> it is", "A claim it is", ["3–5"]),
    ("A claim<sup>[3]</sup> it is", "A claim it is", ["[3]"]),
    ("A claim<sup>b</sup> it is", "A claim it is", ["b"]),
    ("A claim.<sup>*</sup> It is", "A claim. It is", ["*"]),
    ("In 1990<sup>3</sup> it was", "In 1990 it was", ["3"]),
    ("It cost $500<sup>2</sup> then", "It cost $500 then", ["2"]),
    ("All 1,200<sup>2</sup> then", "All 1,200 then", ["2"]),
    ("All 500<sup>1</sup> then", "All 500 then", ["1"]),
]


@pytest.mark.parametrize(("html", "written", "marks"), MARKS)
def test_marks_of_footnotes_are_left_out_with_a_line(
    html: str, written: str, marks: list[str]
) -> None:
    found, _, notes = read(f"<p>{html}</p>")
    assert (found, notes) == ([written], marks)


RUBY = [
    ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", "ja", "漢字", "かんじ", []),
    ("<ruby>漢字<rp>（</rp><rt>かんじ</rt></ruby>。", "ja", "漢字。", "かんじ。", []),
    ("<ruby><rb>漢</rb><rb>字</rb><rt>かん</rt><rt>じ</rt></ruby>", "ja", "漢字", "かんじ", []),
    ("<ruby>振<rt>ふ</rt>り<rt></rt>仮<rt>が</rt></ruby>", "ja", "振り仮", "ふりが", []),
    ("<ruby>北京<rt>Běijīng</rt></ruby>。", "zh", "北京。", "北京。", ["Běijīng"]),
    ("In <ruby>北京<rt>Běijīng</rt></ruby> they", "en", "In 北京 they", "In Běijīng they", []),
    ("A <ruby>word<rt>meaning</rt></ruby> here", "en", "A word here", "A word here", ["meaning"]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "language", "written", "said", "notes"), RUBY)
def test_ruby_is_spoken_by_its_reading(
    html: str, language: str, written: str, said: str, notes: list[str]
) -> None:
    assert read(f"<p>{html}</p>", language) == ([written], [said], notes)
