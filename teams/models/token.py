"""Token: lets a program act as one person in one team, as far as its scopes reach."""

import json
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.logged import unlogged

from .keyed import Keyed, KeyedQuerySet
from .owned import TeamOwned

MARK = "lf"
LAST_USED_STEP = timedelta(minutes=5)
KEPT = timedelta(days=1)


class Scope(models.TextChoices):
    """What a token may do; the rights of its person bound it from above."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
    READINGS = "readings", _("Send readings only")


class TokenQuerySet(KeyedQuerySet):
    def usable(self, now=None):
        return super().usable().filter(Q(expires_at=None) | Q(expires_at__gt=now or timezone.now()))


class Token(Keyed, TeamOwned):
    """A named key to the API; its secret is shown once and kept only as a keyed digest."""

    name = LineField(_("name"), max_length=80, help_text=_("What the token is for, such as “nightly export”."))
    scope = models.CharField(_("scope"), max_length=10, choices=Scope, default=Scope.READ)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = unlogged(models.DateTimeField(null=True, blank=True, editable=False))

    purpose = "landfall.token"
    objects = TokenQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:tokens", args=[self.team.slug])

    @property
    def is_usable(self):
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    def clean(self):
        super().clean()
        if self._state.adding and self.expires_at and self.expires_at <= timezone.now():
            raise ValidationError({"expires_at": ValidationError(_("Choose a moment in the future."), code="past")})

    def issue(self, *, by):
        """Store this token and return the text the program sends, `lf_<key>_<secret>`; it cannot be shown again."""
        text = self.turn_key()
        self.store(by=by)
        return f"{MARK}_{text}"

    @classmethod
    def find(cls, text):
        """Return the usable token a program sent, with its person and team, or None."""
        mark, _separator, rest = text.partition("_")
        key, _separator, secret = rest.partition("_")
        if mark != MARK or not secret:
            return None
        return cls.objects.opened_by(key, secret)

    def allows(self, method):
        """Say whether the scope covers an HTTP method."""
        return self.scope == Scope.WRITE or (self.scope == Scope.READ and method in ("GET", "HEAD", "OPTIONS"))

    def note_use(self, now):
        """Remember when the token was last used, to five minutes, so that reading does not write each time."""
        if self.last_used_at is None or now - self.last_used_at > LAST_USED_STEP:
            Token.objects.filter(pk=self.pk).update(last_used_at=now)


class IdempotentRequest(models.Model):
    """The answer to a POST that carried an Idempotency-Key, kept a day, so that a retry makes nothing twice."""

    membership = models.ForeignKey("teams.Membership", models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]  # pruned each minute

    def __str__(self):
        return self.key

    @classmethod
    def begin(cls, membership, key, fingerprint):
        """Note that a request is being answered; raises IntegrityError when one of this key was, a day ago at most."""
        cls.prune(membership=membership)
        return cls.objects.create(membership=membership, key=key, fingerprint=fingerprint)

    def answer(self, response):
        """Keep the answer for whoever repeats the request."""
        self.status, self.body = response.status_code, json.loads(json.dumps(response.data, default=str))
        self.save(update_fields=["status", "body"])

    @classmethod
    def prune(cls, now=None, **whose):
        """Drop what was kept for more than a day; a client that retries later starts anew."""
        cls.objects.filter(created_at__lt=(now or timezone.now()) - KEPT, **whose).delete()
