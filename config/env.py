"""What the environment says, checked. A wrong value ends the start with one line that shows a right one.

Every variable of README's table is read here and nowhere else. Nothing here imports Django, so that the
start can complain before Django is loaded. An empty value means the same as an unset one. No message repeats
a value that may hold a password.
"""

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.addresses import wire_address
from core.headers import mailbox
from core.hosts import bracketed, is_address, is_loopback

from .keys import Secrets, read_keys
from .problem import ConfigurationError, refuse

__all__ = [
    "ConfigurationError",
    "Secrets",
    "is_embedded",
    "make_folder",
    "read_base_url",
    "read_choice",
    "read_count",
    "read_data_dir",
    "read_database",
    "read_email",
    "read_flag",
    "read_hosts",
    "read_list",
    "read_port",
    "read_redis",
    "read_secrets",
    "read_sender",
    "read_zone",
]

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
POSTGRES_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "target_session_attrs",
                    "application_name", "connect_timeout")  # fmt: skip
POSTGRES_LIMITS = "-c lock_timeout=5000 -c statement_timeout=30000"
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
MAIL_SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}
SENDER = re.compile(r"(?P<name>[^<>@\r\n]*)<(?P<address>[^<>@\s]+@[^<>@\s]+)>|(?P<bare>[^<>@\s]+@[^<>@\s]+)")
LAST_PORT = 65535
HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9a-fA-F:.]+")


def is_embedded(environ):
    """Say whether the product keeps its data in DATA_DIR, because no DATABASE_URL is set."""
    return not environ.get("DATABASE_URL", "").strip()


def read_database(environ, data_dir):
    """Return Django's DATABASES["default"]: PostgreSQL by DATABASE_URL, else SQLite under `data_dir`."""
    if is_embedded(environ):
        return _sqlite(Path(data_dir) / "landfall.sqlite3")
    url = _split("DATABASE_URL", environ["DATABASE_URL"].strip())
    if url.scheme == "sqlite":
        return _sqlite(_sqlite_path(url))
    if url.scheme not in ("postgres", "postgresql"):
        refuse("DATABASE_URL", "must start with postgres:// (or sqlite:///).")
    return _postgres(url)


def read_redis(environ):
    """Return the URL of Redis, or None when the embedded broker serves."""
    text = environ.get("REDIS_URL", "").strip()
    if not text:
        return None
    url = _split("REDIS_URL", text)
    if url.scheme not in ("redis", "rediss"):
        refuse("REDIS_URL", "must start with redis:// or rediss://.")
    _require_host("REDIS_URL", url)
    if not re.fullmatch(r"/?[0-9]{0,3}", url.path):
        refuse("REDIS_URL", "must end with the number of a database.")
    return text


def read_email(environ):
    """Return host, port, user, password, use_tls and use_ssl; empty when mail stays in the outbox."""
    text = environ.get("EMAIL_URL", "").strip()
    if not text:
        return {}
    url = _split("EMAIL_URL", text)
    if url.scheme not in MAIL_SCHEMES:
        refuse("EMAIL_URL", "must start with smtp://, smtps:// or smtp+tls://.")
    _require_host("EMAIL_URL", url)
    if url.path not in ("", "/") or url.query or url.fragment:
        refuse("EMAIL_URL", "must end after the port; write / ? and # in a password as %2F, %3F and %23.")
    port, use_tls, use_ssl = MAIL_SCHEMES[url.scheme]
    return {
        "host": url.hostname,
        "port": url.port or port,
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "use_tls": use_tls,
        "use_ssl": use_ssl,
    }


def read_data_dir(environ, base):
    """Return the folder of everything that must be kept, made for its owner only and proved writable."""
    folder = Path(base, Path(environ.get("DATA_DIR", "").strip() or "var").expanduser()).resolve()
    try:
        is_ours = not folder.exists() or not any(folder.iterdir()) or (folder / "secrets.json").exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A folder that holds other things may be somebody's home: its rights are not ours to change.
        if is_ours and folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        _refuse_folder(folder, error)
    return folder


def make_folder(folder, mode=0o700):
    """Return a folder below DATA_DIR, made when it is not there yet."""
    try:
        folder.mkdir(mode=mode, exist_ok=True)
    except OSError as error:
        _refuse_folder(folder, error)
    return folder


def read_base_url(environ):
    """Return the origin people type into the browser, without a trailing slash."""
    text = environ.get("BASE_URL", "").strip()
    if not text:
        return "http://127.0.0.1:8000"
    url = _split("BASE_URL", text)
    if url.scheme not in ("http", "https"):
        refuse("BASE_URL", "must start with http:// or https://.")
    _require_host("BASE_URL", url)
    if url.username is not None or url.path not in ("", "/") or url.query or url.fragment:
        refuse("BASE_URL", "must be scheme, host and port only.")
    return f"{url.scheme}://{bracketed(url.hostname)}" + (f":{url.port}" if url.port else "")


def read_flag(environ, name, default):
    """Return True or False as the variable says."""
    text = environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in YES + NO:
        refuse(name, f"{text!r} is neither yes nor no.", example="1")
    return text in YES


def read_choice(environ, name, choices, default):
    """Return one of `choices`."""
    text = environ.get(name, "").strip().lower()
    if not text:
        return default
    if text not in choices:
        refuse(name, f"{text!r} is not one of {', '.join(choices)}.", example=choices[0])
    return text


def read_count(environ, name, default):
    """Return a whole number from 1 to 999."""
    text = environ.get(name, "").strip()
    if not re.fullmatch(r"([1-9][0-9]{0,2})?", text):
        refuse(name, f"{text!r} is not a number from 1 to 999.", example=default)
    return int(text or default)


def read_port(environ):
    """Return the port the web server listens on."""
    text = environ.get("PORT", "").strip() or "8000"
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text) or int(text) > LAST_PORT:
        refuse("PORT", f"{text!r} is not a port from 1 to {LAST_PORT}.")
    return int(text)


def read_list(environ, name, default):
    """Return the values between the commas."""
    values = [value.strip() for value in environ.get(name, "").split(",")]
    return [value for value in values if value] or default


def read_hosts(environ, default):
    """Return ALLOWED_HOSTS: the host names the server answers to."""
    hosts = read_list(environ, "ALLOWED_HOSTS", default)
    for host in hosts:
        if not HOST.fullmatch(host.strip("[]").removeprefix(".")):
            refuse("ALLOWED_HOSTS", f"{host!r} is not the name of one host.")
    return hosts


def read_sender(environ, base_url):
    """Return the From line of mail: one address, the host's when none is given; a name before it is read literally."""
    text = environ.get("DEFAULT_FROM_EMAIL", "").strip()
    text = text or f"Landfall <landfall@{_mail_domain(environ, urlsplit(base_url).hostname)}>"
    found = SENDER.fullmatch(text)
    address = wire_address(found["address"] or found["bare"]) if found else ""
    if not found or not address.isascii():
        refuse("DEFAULT_FROM_EMAIL", f"{text!r} is not one mail address.")
    return mailbox((found["name"] or "").strip(' "'), address)


def read_zone(environ):
    """Return the IANA name of the installation's time zone."""
    name = environ.get("TIME_ZONE", "").strip() or "UTC"
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse("TIME_ZONE", f"{name!r} is not a time zone of the IANA list.")


def read_secrets(environ, data_dir, embedded):
    """Return the installation's keys: made once in `data_dir` when embedded, else they must be given."""
    return read_keys(environ, Path(data_dir) / "secrets.json" if embedded or is_embedded(environ) else None)


def _split(name, text):
    """Split a URL; reading its port now finds a bad one before anybody uses it."""
    if re.search(r"[\s\x00-\x1f]", text):
        refuse(name, "must not hold blanks or control characters.")
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        refuse(name, "is not a URL: check host, port and the percent-encoding of @ : / ? # in a password.")
    return url


def _require_host(name, url):
    if not HOST.fullmatch(unquote(url.hostname or "")):
        refuse(name, "names no valid host.")


def _refuse_folder(folder, error):
    refuse("DATA_DIR", f"{str(folder)!r} cannot be written to ({getattr(error, 'strerror', None) or error}).")


def _mail_domain(environ, host):
    if not is_address(host):
        return host
    if not is_loopback(host) and environ.get("EMAIL_URL", "").strip():
        refuse("DEFAULT_FROM_EMAIL", "is required, because BASE_URL names an address and no domain.")
    return "localhost"


def _sqlite_path(url):
    path = unquote(url.path)
    if url.netloc or len(path) < 2 or url.query:
        refuse("DATABASE_URL", "must hold an absolute path.", example="sqlite:////srv/landfall/landfall.sqlite3")
    return Path("/" + path.lstrip("/"))


def _sqlite(path):
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_START},
    }


def _postgres(url):
    given = dict(parse_qsl(url.query, keep_blank_values=True))
    host = given.pop("host", None) or unquote(url.hostname or "")
    name = unquote(url.path[1:])
    if not name or "/" in name or url.fragment:
        refuse("DATABASE_URL", "must end with the name of one database.")
    if host and not host.startswith("/") and not HOST.fullmatch(host):
        refuse("DATABASE_URL", "names no valid host.")
    for option in given:
        if option not in POSTGRES_OPTIONS:
            refuse("DATABASE_URL", f"has an unknown option {option!r}; known: {', '.join(POSTGRES_OPTIONS)}.")
    if given.get("sslmode", "prefer") not in SSL_MODES:
        refuse("DATABASE_URL", f"sslmode must be one of {', '.join(SSL_MODES)}.")
    if not re.fullmatch(r"[1-9][0-9]{0,2}", given.get("connect_timeout", "5")):
        refuse("DATABASE_URL", "connect_timeout must be a number of seconds.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": host,
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": given | {"connect_timeout": int(given.get("connect_timeout", 5)), "options": POSTGRES_LIMITS},
    }
