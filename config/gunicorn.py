"""How gunicorn serves the product. `gunicorn --config config/gunicorn.py`; GUNICORN_CMD_ARGS overrides any line.

Embedded: one process, because login limits are counted in its memory. With Redis, WEB_CONCURRENCY processes.
"""

import os

from django.conf import settings

from config.env import ConfigurationError
from config.preflight import check_or_exit


def _processes_and_port():
    """Return how many web processes there are, and where they listen; a wrong setting ends the start with one line."""
    try:
        return settings.WEB_CONCURRENCY if settings.REDIS_URL else 1, settings.PORT
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None


workers, port = _processes_and_port()
wsgi_app = "config.wsgi"
# `make run` hands over a socket that listens already, so that nobody else takes the port meanwhile.
bind = [f"fd://{os.environ['WEB_SOCKET']}" if os.environ.get("WEB_SOCKET") else f"127.0.0.1:{port}"]
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
keepalive = 15
# What a client sends decides neither the path (SCRIPT_NAME, PATH_INFO) nor the scheme. gunicorn would believe such
# headers of whoever connects from this machine, and behind a proxy that is everybody. What a trusted proxy says
# (TRUSTED_PROXIES) is read by Django.
forwarder_headers = ""
secure_scheme_headers = {}
forwarded_allow_ips = ""
max_requests, max_requests_jitter = (10_000, 1_000) if workers > 1 else (0, 0)
# Loading once in the parent saves memory, and lets a wrong configuration end the start instead of repeating it.
preload_app = True
loglevel = "warning"
control_socket_disable = True


def on_starting(server):
    """Ask the database and Redis before the first worker is made."""
    check_or_exit()
