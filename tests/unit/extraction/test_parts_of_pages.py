"""Parts of the HTML of publishing systems, on whole pages: treated as in the HTML of a CMS."""

import pytest

from tests.unit.extraction.test_kinds_of_sites import H1, RULES, A, B, C, D, E, P, site
from tests.unit.text.test_cms_html import FURNITURE, ROLES
from worker.sources.page import read_page
from worker.text.script import write_script


@pytest.mark.parametrize("html", [*FURNITURE, *(html for html, _ in ROLES)])
def test_what_is_left_out_of_a_post_is_left_out_of_a_page(html: str) -> None:
    page = site(f"<article>{H1}{A}{B}{html}{C}{D}{E}</article>")
    lines = [line.written for line in write_script(read_page(page, "a"), RULES).lines]
    assert [line for line in lines if line != "A fact."] == ["Board votes to rebuild the pier", *P]
