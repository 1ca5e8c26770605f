"""Lines of `--explain`: everything left out, and where trafilatura would keep another text."""

import re

import pytest

from worker.extraction import article_finder
from worker.extraction.evidence.trafilatura_modes import Votes
from worker.model.script import Omission
from worker.sources.page import read_page

PROSE = "<p>The mill ground {} sacks that week, more than in any week since the river rose.</p>"
PAGE = f"<article><h1>Mill</h1>{''.join(map(PROSE.format, range(9)))}</article>"


def omissions_of(page: str) -> list[Omission]:
    omissions: list[Omission] = []
    read_page(page, "a", note=omissions.append)
    return omissions


def test_a_page_on_which_all_agree_has_no_line_about_it() -> None:
    assert not [o for o in omissions_of(PAGE) if "trafilatura" in o.reason]


def test_much_that_trafilatura_alone_would_keep_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def vote(_root: object, paragraphs: list[object]) -> Votes:
        everything = frozenset(range(len(paragraphs)))
        return Votes(everything, everything)

    monkeypatch.setattr(article_finder, "collect_votes", vote)
    notice = "<p>By continuing to use this site you agree to its cookies and to others.</p>" * 5
    (found,) = [o for o in omissions_of(PAGE + notice) if "trafilatura" in o.reason]
    assert re.fullmatch(
        r"trafilatura alone keeps another text: \d\d% differ, first \(only there\)", found.reason
    )
    assert found.text.startswith("By continuing to use this site")


def test_a_line_that_trafilatura_keeps_far_from_the_article_has_a_reason_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def vote(_root: object, paragraphs: list[object]) -> Votes:
        everything = frozenset(range(len(paragraphs)))
        return Votes(everything, everything)

    monkeypatch.setattr(article_finder, "collect_votes", vote)
    page = f"<body>{PAGE}<footer><p>Post Views: 1,204</p></footer></body>"
    assert ("furniture of the page", "Post Views: 1,204") in [
        (o.reason, o.text) for o in omissions_of(page)
    ]
