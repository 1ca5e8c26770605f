"""Pages without an article: the error names their content."""

import pytest

from worker.errors import UnreadableSourceError
from worker.sources.page import read_page

TEASER = "<li><a href='/s/{0}'>Council weighs plan number {0} for the harbor and its sheds</a></li>"

PAGES = {
    "a list of links, 30 of them": "<html><head><title>Courier</title></head><body><main><ul>"
    + "".join(map(TEASER.format, range(30)))
    + "</ul></main></body></html>",
    "a login": "<html><head><title>Sign in</title></head><body><form><p>Welcome back</p>"
    "<input name=user><input type=password name=secret><button>Sign in</button></form>",
    "an empty shell that needs JavaScript": "<html><head><title>Courier</title></head><body>"
    "<div id=root></div><noscript>You need to enable JavaScript to run this app.</noscript>"
    "<script src=/main.js></script></body></html>",
    "the notice of a paywall": "<html><body><h1>Ferries</h1>"
    "<div>Subscribe to continue reading</div><div>Already a subscriber? Log in</div></body></html>",
    "a check for robots": "<html><head><title>Just a moment...</title></head><body>"
    "<p>Verifying you are human. This may take a few seconds.</p><script>x()</script>",
    "there is no such page": "<html><head><title>404</title></head><body><h1>Page not found</h1>"
    "</body></html>",
    "it has no text": "<html><body><img src=/a.jpg></body></html>",
}


@pytest.mark.parametrize("said", PAGES)
def test_the_error_names_what_a_page_holds_instead_of_an_article(said: str) -> None:
    with pytest.raises(UnreadableSourceError, match=said):
        read_page(PAGES[said], "a", "https://courier.example/")


def test_a_digest_with_a_link_in_each_paragraph_is_an_article() -> None:
    item = "<p>The <a href='/{0}'>harbor board</a> met for the {0}th time and put off its vote.</p>"
    page = f"<article><h1>Morning digest</h1>{''.join(map(item.format, range(12)))}</article>"
    assert read_page(page, "a").html.count("<p>") == 12
