"""Fixtures that several contract tests share."""

from collections.abc import Iterator

import pytest

from tests.contract.sites import SITES, open_site
from tests.upstreams.shelf import Shelf
from tests.upstreams.site import Site
from worker.sources.source_readers import Upstream


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf() as shelf:
        yield shelf


@pytest.fixture(params=list(SITES))
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with SITES[request.param]() as site:
        yield site


@pytest.fixture
def upstream(site: Site) -> Upstream:
    return open_site(site)
