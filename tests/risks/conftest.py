"""What tests of the register have at hand."""

import pytest

from tests.edges import Walk


@pytest.fixture
def walk(browse, api, owner):
    """Go through model, page and API as an owner."""
    return Walk(browse, api, owner)
