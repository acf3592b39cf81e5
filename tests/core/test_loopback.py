"""What only the person at the machine may do: address, Host and BASE_URL are loopback and no proxy spoke."""

import pytest

from core.loopback import is_local_request

# What proxies and services in front of a server are known to add; the last two stand for those nobody knows.
PROXY_HEADERS = [
    "Forwarded", "Forwarded-For", "Via", "X-Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Original-Forwarded-For", "X-Real-IP",
    "X-Client-IP", "Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Ray", "CDN-Loop",
    "Fastly-Client-IP", "Fly-Client-IP", "X-Azure-ClientIP", "X-Appengine-User-IP", "X-Envoy-External-Address",
    "X-ProxyUser-Ip", "X-Remote-Addr", "X-Remote-IP", "X-Host", "X-Original-Host", "X-Original-URL",
    "X-Rewrite-URL", "X-Scheme", "X-Url-Scheme", "Front-End-Https", "Max-Forwards", "Proxy", "Proxy-Authorization",
    "Proxy-Connection", "X-Request-ID", "X-Varnish", "X-Amzn-Trace-Id", "X-Cloud-Trace-Context", "Traceparent",
    "Tailscale-User-Login", "Ngrok-Auth-User-Email", "Remote-User", "X-Anything", "Something-New",
]  # fmt: skip
BROWSERS = {
    "Chromium": {
        "Accept": "text/html", "Accept-Encoding": "gzip, br, zstd", "Accept-Language": "en", "Cache-Control": "x",
        "Connection": "keep-alive", "Cookie": "a=b", "DNT": "1", "Origin": "http://127.0.0.1:8000",
        "Pragma": "no-cache", "Referer": "http://127.0.0.1:8000/",
        "Sec-CH-UA": "x", "Sec-CH-UA-Mobile": "?0", "Sec-CH-UA-Platform": "x",
        "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin",
        "Sec-Fetch-User": "?1", "Upgrade-Insecure-Requests": "1", "User-Agent": "x", "If-None-Match": "x",
    },
    "Firefox": {
        "Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "en", "Connection": "keep-alive",
        "Priority": "u=0, i", "Sec-GPC": "1", "TE": "trailers", "User-Agent": "x", "If-Modified-Since": "x",
    },
    "htmx": {"HX-Request": "true", "HX-Target": "x", "HX-Current-URL": "x", "X-CSRFToken": "x"},
    "curl": {"Accept": "*/*", "User-Agent": "curl/8", "Authorization": "Bearer lf_x", "Idempotency-Key": "x"},
}  # fmt: skip


@pytest.mark.parametrize("name", PROXY_HEADERS)
def test_no_request_a_proxy_has_touched_is_local(rf, name):
    request = rf.get("/", headers={"host": "127.0.0.1:8000", name: "127.0.0.1"})

    assert not is_local_request(request)


@pytest.mark.parametrize("headers", BROWSERS.values(), ids=BROWSERS)
def test_what_a_browser_says_of_itself_is_no_proxy(rf, headers):
    assert is_local_request(rf.post("/", {"a": "b"}, headers=headers | {"Host": "127.0.0.1:8000"}))


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
