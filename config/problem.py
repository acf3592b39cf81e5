"""How to say that the installation is set up wrongly: one line with the variable and a right example."""

from typing import NoReturn

EXAMPLES = {
    "DATABASE_URL": "postgres://landfall:password@db.example.com:5432/landfall",
    "REDIS_URL": "redis://redis.example.com:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "DATA_DIR": "/srv/landfall",
    "BASE_URL": "https://landfall.example.com",
    "ALLOWED_HOSTS": "landfall.example.com,landfall.internal",
    "DEFAULT_FROM_EMAIL": "Landfall <landfall@example.com>",
    "TIME_ZONE": "Europe/Berlin",
    "PORT": "8000",
    "SECRET_KEY": "$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')",
    "FIELD_KEYS": "k1:$(openssl rand -base64 32)",
    "INDEX_KEY": "$(openssl rand -base64 32)",
}


class ConfigurationError(Exception):
    """The installation is set up wrongly; the message is one line for whoever runs it."""


def refuse(name, problem, *, example=None) -> NoReturn:
    """Stop because the variable `name` has the problem described."""
    line = " ".join(f"{name}: {problem} Example: {name}={example or EXAMPLES[name]}".split())
    raise ConfigurationError(line)
