"""Keys to a team's data: a secret that is shown once and kept only as a keyed digest."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from core.logged import unlogged


class Keyed(models.Model):
    """A row that is found by its `key` and opened by a secret; `purpose` keeps secrets of one kind from another."""

    key = unlogged(models.CharField(max_length=12, unique=True, editable=False))
    digest = unlogged(models.CharField(max_length=64, editable=False))

    purpose = ""

    class Meta:
        abstract = True

    def turn_key(self):
        """Give this row a new key and return its text, `<key>_<secret>`; it cannot be shown again."""
        self.key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        self.digest = self._digest_of(secret, settings.SECRET_KEY)
        return f"{self.key}_{secret}"

    def holds(self, secret):
        """Compare in constant time, by the present secret key and the ones it replaced."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(secrets.compare_digest(self.digest, self._digest_of(secret, key)) for key in keys)

    def _digest_of(self, secret, key):
        return salted_hmac(self.purpose, secret, secret=key, algorithm="sha256").hexdigest()
