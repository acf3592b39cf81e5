"""Dismissal: what a page offers of itself and a person does not want to see any more."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .owned import TeamOwned, TeamQuerySet


class Hint(models.TextChoices):
    """What can be put away."""

    FIRST_WEEK = "first_week", _("First-week list")


class DismissalQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """A person sees what they put away themselves."""
        return super().visible_to(membership).filter(membership=membership)


class Dismissal(TeamOwned):
    """One person has put a hint away; without this row it is shown again."""

    membership = models.ForeignKey("teams.Membership", models.CASCADE, related_name="+", editable=False)
    hint = models.CharField(max_length=20, choices=Hint, editable=False)

    is_personal = True
    verbs = {"created": _("{who} put away: {row}"), "discarded": _("{who} brought back: {row}")}
    objects = DismissalQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("hint put away")
        verbose_name_plural = _("hints put away")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["membership", "hint"],
                name="dismissal_once_per_hint",
                violation_error_message=_("This has been put away already."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"hint": self.hint}

    @classmethod
    def name_from(cls, facts):
        return str(Hint(facts["hint"]).label)

    def get_absolute_url(self):
        return self.team.get_absolute_url()

    @classmethod
    @transaction.atomic
    def put_away(cls, hint, *, by):
        """Show a person a hint no more; harmless when repeated."""
        if cls._of(hint, by) is None:
            cls(team=by.team, membership=by, hint=hint).store(by=by)

    @classmethod
    @transaction.atomic
    def bring_back(cls, hint, *, by):
        """Show it again."""
        if (row := cls._of(hint, by)) is not None:
            row.discard(by=by)

    @classmethod
    def _of(cls, hint, membership):
        """Return the row if there is one; the person is held, so that nobody makes two of them."""
        type(membership).objects.select_for_update().get(pk=membership.pk)
        return cls.objects.filter(membership=membership, hint=hint).first()
