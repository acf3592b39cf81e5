"""What the host of a URL says about it."""

import pytest

from core.hosts import bracketed, is_address, is_loopback


@pytest.mark.parametrize(
    ("value", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("https://[::1]:8443", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost:8000", True),
        ("https://landfall.example.com", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("", False),
        (None, False),
        ("http://[::1", False),
    ],
)
def test_loopback_is_this_machine_only(value, loopback):
    assert is_loopback(value) is loopback


def test_an_address_is_told_from_a_name():
    assert [is_address(host) for host in ("192.0.2.1", "2001:db8::1", "localhost", "192.0.2.1.example.com")] == [
        True,
        True,
        False,
        False,
    ]


def test_an_ipv6_address_stands_in_brackets():
    assert [bracketed(host) for host in ("2001:db8::1", "[::1]", "localhost:8000", "192.0.2.1")] == [
        "[2001:db8::1]",
        "[::1]",
        "localhost:8000",
        "192.0.2.1",
    ]
