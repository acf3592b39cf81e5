"""What only the person at the machine may do: address, Host and BASE_URL are loopback and no proxy spoke."""

import pytest

from core.loopback import is_local_request


@pytest.mark.parametrize(
    ("base_url", "extra", "expected"),
    [
        ("http://127.0.0.1:8000", {}, True),
        ("http://localhost:8000", {"HTTP_HOST": "localhost"}, True),
        ("http://[::1]:8000", {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1"}, True),
        ("https://plan.example.com", {}, False),
        ("http://127.0.0.1:8000", {"REMOTE_ADDR": "192.0.2.1"}, False),
        ("http://127.0.0.1:8000", {"HTTP_HOST": "plan.example.com"}, False),
        ("http://127.0.0.1:8000", {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, False),
        ("http://127.0.0.1:8000", {"HTTP_X_FORWARDED_PROTO": "https"}, False),
        ("http://127.0.0.1:8000", {"HTTP_FORWARDED": "for=192.0.2.1"}, False),
        ("http://127.0.0.1:8000", {"HTTP_VIA": "1.1 proxy"}, False),
        ("http://127.0.0.1:8000", {"HTTP_X_REAL_IP": "192.0.2.1"}, False),
        ("http://127.0.0.1:8000", {"SERVER_PROTOCOL": "HTTP/1.0"}, False),
    ],
)
def test_only_the_machine_itself_is_local(rf, settings, base_url, extra, expected):
    settings.BASE_URL, settings.ALLOWED_HOSTS = base_url, ["*"]

    request = rf.get("/", **({"HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1"} | extra))

    assert is_local_request(request) is expected
