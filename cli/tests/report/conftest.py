"""The browser of the tests of a page, opened once for each file of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from helpers.browsers import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()
