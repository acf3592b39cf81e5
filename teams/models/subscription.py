"""Subscription: what a person decided about following a row; where nothing is decided, teams/following.py tells."""

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .membership import Membership
from .owned import TeamOwned, TeamQuerySet
from .subjects import about_seen_rows, stored_subject


class SubscriptionState(models.TextChoices):
    FOLLOWING = "following", _("Following")
    MUTED = "muted", _("Not following")


class SubscriptionQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """A person sees their own choices and nobody else's, about rows they may see."""
        return super().visible_to(membership).filter(about_seen_rows(membership), membership=membership)

    def about(self, row):
        return self.filter(subject_kind=row._meta.label_lower, subject_id=row.pk)


class Subscription(TeamOwned):
    """One person's choice to hear, or not to hear, of what is said about one row."""

    membership = models.ForeignKey("teams.Membership", models.PROTECT, related_name="+", editable=False)
    subject_kind = models.CharField(_("kind of row"), max_length=60, editable=False)
    subject_id = models.UUIDField(_("row"), editable=False)
    state = models.CharField(
        _("following"), max_length=9, choices=SubscriptionState, default=SubscriptionState.FOLLOWING
    )

    is_personal = True
    verbs = {
        "created": _("{who} chose whether to follow {row}"),
        "changed": _("{who} chose whether to follow {row}"),
    }
    verb_fields = {"created": "state", "changed": "state"}
    objects = SubscriptionQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [models.Index(fields=["subject_id"], name="subscription_of_subject")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["membership", "subject_kind", "subject_id"], name="subscription_once_per_subject"
            ),
        ]

    def __str__(self):
        return str(self.subject or self.subject_id)

    @cached_property
    def subject(self):
        """Return the row this is about, whoever may see it, or None once it is gone."""
        return stored_subject(self.team, self.subject_kind, self.subject_id)

    @classmethod
    @transaction.atomic
    def choose(cls, membership, row, state, *, by):
        """Follow a row, or stop; returns the choice. Harmless when repeated."""
        # Of the membership and nothing else: FOR UPDATE must not reach the nullable account.
        Membership.objects.select_for_update(of=("self",)).only("pk").get(pk=membership.pk)
        found = cls.objects.about(row).filter(membership=membership).first()
        if found is None:
            found = cls(membership=membership, subject_kind=row._meta.label_lower, subject_id=row.pk)
        found.team, found.state, found.subject = membership.team, state, row
        return found.store(by=by)
