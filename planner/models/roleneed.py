"""RoleNeed: a milestone cannot begin before a position is filled."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Position, TeamOwned, TeamQuerySet

MOST_ROLES = 20  # of one milestone, whose page shows all of them


class RoleNeedQuerySet(TeamQuerySet):
    def unfilled(self):
        """Return what open milestones need and nobody holds yet."""
        milestones = self.model._meta.get_field("milestone").related_model.objects
        return self.filter(position__holder=None, milestone__in=milestones.open())

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related(
            "team", "milestone__project", "milestone__team", "position__holder", "position__team"
        )


class RoleNeed(TeamOwned):
    """A position that a milestone needs somebody in."""

    milestone = models.ForeignKey(
        "planner.Milestone", models.PROTECT, verbose_name=_("milestone"), related_name="role_needs"
    )
    position = models.ForeignKey("teams.Position", models.PROTECT, verbose_name=_("position"), related_name="+")

    index, index_label = "planner:staffing", _("Workload")
    named_by = "milestone__title"
    named_through = ("milestone", "position")
    objects = RoleNeedQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("needed role")
        verbose_name_plural = _("needed roles")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["milestone", "position"],
                name="roleneed_once",
                violation_error_message=_("The milestone needs this position already."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        """Return what the name is made of, in the language of whoever reads it."""
        return {"milestone": self.milestone.code} | self.position.facts

    @classmethod
    def name_from(cls, facts):
        return f"{facts['milestone']} ← {Position.name_from(facts)}"

    @property
    def is_open(self):
        """Say whether a milestone that is still to be reached waits for somebody."""
        return not self.position.is_filled and not self.milestone.is_closed

    def get_absolute_url(self):
        return self.milestone.get_absolute_url()

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None and type(self)._base_manager.filter(milestone=self.milestone_id).count() >= MOST_ROLES:
            message = _("A milestone needs at most %(most)d roles.")
            raise ValidationError(message, code="too_many", params={"most": MOST_ROLES})
