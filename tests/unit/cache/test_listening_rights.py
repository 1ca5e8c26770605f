"""The decision if a caller may hear an article."""

from itertools import product

import pytest

from cache.access.listening_rights import (
    NOBODY,
    TOLD_BEFORE_S,
    Rights,
    Shown,
    decide,
    is_open_to_all,
)
from cache.articles.edition import Edition, Standing

NOW = 1_800_000_000.0
KEY = Rights(may_read=True)
ALL_RIGHTS = [Rights(may_read, shown) for may_read, shown in product((False, True), Shown)]


def edition(
    standing: Standing = Standing.OPEN, *, signed: bool = False, opens_in: float = 0.0
) -> Edition:
    return Edition(
        "r1", "en", 60, standing=standing, is_signed=signed, opens_at=int(NOW + opens_in)
    )


@pytest.mark.parametrize("rights", ALL_RIGHTS)
def test_what_nobody_may_hear_no_right_opens(rights: Rights) -> None:
    assert decide(None, rights, NOW).code == "article-not-found"
    assert decide(edition(Standing.WITHDRAWN), rights, NOW).code == "article-withdrawn"
    assert decide(edition(Standing.NEVER), rights, NOW).code == "not-narrated"
    assert decide(edition(Standing.UNREAD), rights, NOW).code == "not-fetched-yet"
    assert decide(edition(Standing.OPEN), rights, NOW).is_open


@pytest.mark.parametrize("rights", ALL_RIGHTS)
def test_an_embargo_is_over_at_its_second_and_only_a_key_is_before(rights: Rights) -> None:
    early = edition(opens_in=3_600)
    assert decide(early, rights, NOW).is_open == rights.may_read
    assert decide(early, rights, NOW + 3_599.9).is_open == rights.may_read
    assert decide(early, rights, NOW + 3_600).is_open


def test_an_article_before_its_time_does_not_exist_until_shortly_before() -> None:
    early = edition(opens_in=600)
    assert decide(early, NOBODY, NOW) == decide(None, NOBODY, NOW)
    told = decide(early, NOBODY, NOW + 600 - TOLD_BEFORE_S)
    assert (told.code, told.opens_in_s) == ("not-published-yet", 30)
    assert decide(early, NOBODY, NOW + 599.99).opens_in_s == 1


@pytest.mark.parametrize("standing", [Standing.NEVER, Standing.OPEN])
def test_nothing_is_told_of_an_article_before_its_time(standing: Standing) -> None:
    for signed in (False, True):
        early = edition(standing, signed=signed, opens_in=600)
        assert decide(early, NOBODY, NOW).code == "article-not-found"


def test_a_subscribers_article_wants_a_signature_or_a_key_before_and_after_it_is_fetched() -> None:
    for standing in (Standing.OPEN, Standing.UNREAD):
        paid = edition(standing, signed=True)
        for shown in (Shown.NONE, Shown.EXPIRED, Shown.WRONG):
            code = decide(paid, Rights(signature=shown), NOW).code
            assert code == f"signature-{'needed' if shown is Shown.NONE else shown}"
        for rights in (KEY, Rights(signature=Shown.GOOD)):
            code = decide(paid, rights, NOW).code
            assert code == ("" if standing is Standing.OPEN else "not-fetched-yet")


def test_lists_name_only_what_everybody_may_hear() -> None:
    assert is_open_to_all(edition(), NOW)
    assert not is_open_to_all(edition(signed=True), NOW)
    assert not is_open_to_all(edition(opens_in=1), NOW)
    assert not is_open_to_all(edition(Standing.UNREAD), NOW)
    assert not is_open_to_all(None, NOW)


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("opens_in", [-NOW, 0, 77])
@pytest.mark.parametrize("standing", list(Standing))
def test_an_edition_comes_back_from_redis_as_it_was(
    standing: Standing, opens_in: float, signed: bool
) -> None:
    noted = edition(standing, signed=signed, opens_in=opens_in)
    assert Edition.parse(str(noted)) == noted
