"""A Google of the test's own, and gspread connected to it."""

import pytest

from tests.google.client import connected
from tests.google.server import GoogleServer


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self, now=1_790_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def google(clock):
    with GoogleServer(clock=clock) as server:
        yield server


@pytest.fixture
def client(google):
    with connected(google) as client:
        yield client
