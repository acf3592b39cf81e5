"""Keys to a team's data: a secret that is shown once and kept only as a keyed digest."""

import secrets

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core.logged import unlogged

from .owned import TeamQuerySet


class KeyedQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """A person sees their own and nobody else's."""
        return super().visible_to(membership).filter(membership=membership)

    def usable(self):
        return self.filter(revoked_at=None)

    def opened_by(self, key, secret):
        """Return the usable row that a key and its secret open, with its person and team, or None."""
        of_members = self.usable().filter(membership__ended_at=None, membership__user__is_active=True)
        row = of_members.select_related("membership__team", "membership__user").filter(key=key).first()
        return row if row is not None and row.holds(secret) else None


class Keyed(models.Model):
    """One person's row that is found by its `key`, opened by a secret, and ended by revoking it.

    `purpose` keeps secrets of one kind from another.
    """

    membership = models.ForeignKey("teams.Membership", models.CASCADE, related_name="+", editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    key = unlogged(models.CharField(max_length=12, unique=True, editable=False))
    digest = unlogged(models.CharField(max_length=64, editable=False))

    purpose = ""
    is_personal = True
    verbs = {"revoked": _("{who} revoked {row}")}

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

    @transaction.atomic
    def revoke(self, *, by):
        """End it; it opens nothing any more."""
        self.lock()
        if self.revoked_at:
            return
        self.revoked_at = timezone.now()
        self.write("revoked", by=by)
