"""Responsibility: who else has a part in a milestone; its owner is accountable (A) and stands nowhere else."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.models import TeamOwned, TeamQuerySet

MOST_PEOPLE = 30  # of one milestone, whose page shows all of them


class Letter(models.TextChoices):
    """The letters of RACI but A."""

    RESPONSIBLE = "R", pgettext_lazy("in a milestone", "Responsible")
    CONSULTED = "C", pgettext_lazy("in a milestone", "Consulted")
    INFORMED = "I", pgettext_lazy("in a milestone", "Informed")


class SharedQuerySet(models.QuerySet):
    """For milestones."""

    def done_by(self, person):
        """Return those a person is responsible for beside the owner."""
        return self.filter(Exists(self._shares().filter(milestone=OuterRef("pk"), letter="R", person=person)))

    def with_people(self):
        """Fetch whom else they concern, as `shares`."""
        shares = self._shares().select_related("person__user").order_by("created_at", "pk")
        return self.prefetch_related(Prefetch("responsibilities", shares, to_attr="shares"))

    def _shares(self):
        return self.model._meta.get_field("responsibilities").related_model._base_manager


class ResponsibilityQuerySet(TeamQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "person", "milestone")


class Responsibility(TeamOwned):
    """One person's part in a milestone: who does it, is asked before its date moves, or hears how it went."""

    milestone = models.ForeignKey(
        "planner.Milestone", models.PROTECT, verbose_name=_("milestone"), related_name="responsibilities"
    )
    # Not a WhoField: a part of somebody who left ends with them, and nobody takes it over unasked.
    person = models.ForeignKey("teams.Membership", models.PROTECT, verbose_name=_("person"), related_name="+")
    letter = models.CharField(
        pgettext_lazy("in a milestone", "part"), max_length=1, choices=Letter, default=Letter.RESPONSIBLE
    )

    index, index_label = "planner:milestone-list", _("Milestones")
    named_by = "milestone__title"
    named_through = ("milestone", "person")
    objects = ResponsibilityQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-letter", "created_at", "id"]  # R, I, C; pages group them by letter
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        indexes = [models.Index(fields=["person", "letter"], name="responsibility_of_person")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["milestone", "person"],
                name="responsibility_once_per_person",
                violation_error_message=_("This person has a part in the milestone already. Change that instead."),
            ),
        ]

    def __str__(self):
        return f"{self.letter} · {self.person} · {self.milestone.code}"

    def get_absolute_url(self):
        return self.milestone.get_absolute_url()

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None and type(self)._base_manager.filter(milestone=self.milestone_id).count() >= MOST_PEOPLE:
            message = _("A milestone has at most %(most)d people beside its owner.")
            raise ValidationError(message, code="too_many", params={"most": MOST_PEOPLE})
