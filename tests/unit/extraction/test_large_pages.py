"""Very large pages: trafilatura sees a sample, whose votes count for all like paragraphs."""

import pytest

from worker.extraction.evidence.large_page_sample import MOST_ELEMENTS, thin_out
from worker.html.parsing import parse_page
from worker.sources.page import read_page
from worker.text.html_blocks.reader import read_html

LINE = "<p>Line {} of the register.</p>"
SHAPES = {
    "flat": "{}",
    "each in a wrapper": "<div class=row>{}</div>",
    "each beside a rule": "{}<hr>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_of_a_very_long_article_is_lost(shape: str) -> None:
    body = "".join(SHAPES[shape].format(LINE.format(n)) for n in range(6_000))
    page = f"<nav>Home</nav><article><h1>T</h1>{body}</article><footer>Contact</footer>"
    texts = [block.text for block in read_html(read_page(page, "a").html)]
    assert len(texts) == 6_000
    assert texts[3_000] == "Line 3000 of the register."


SECTIONS = "".join(f"<section>{LINE.format(0) * 60}</section>" for _ in range(300))
DEEP = "<div>" * 900 + "".join(f"{LINE.format(n)}</div>" for n in range(900))


@pytest.mark.parametrize("body", [LINE.format(1) * 50_000, SECTIONS, DEEP * 12])
def test_trafilatura_never_sees_more_than_so_many_elements(body: str) -> None:
    root = parse_page(f"<html><head><title>T</title></head><body>{body}</body></html>")
    assert thin_out(root)
    assert sum(1 for _ in root.iter("*")) <= MOST_ELEMENTS + 10
    assert root.findtext(".//title") == "T"


def test_a_page_of_usual_length_is_not_touched() -> None:
    root = parse_page(f"<body>{LINE.format(1) * 1_000}</body>")
    assert not thin_out(root)
    assert len(root.findall(".//p")) == 1_000
