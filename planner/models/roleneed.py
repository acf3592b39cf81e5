"""RoleNeed: a milestone cannot begin before a position is filled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Position, TeamOwned, TeamQuerySet


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

    def get_absolute_url(self):
        return self.milestone.get_absolute_url()
