"""Project: what the startup builds, and whether it is worth building."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.tones import toned
from teams.models import NumberedRow, TeamQuerySet, take_back


@toned(active=["active"], warn=["paused"], good=["finished"], closed=["discontinued"])
class ProjectState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    FINISHED = "finished", _("Finished")
    DISCONTINUED = "discontinued", _("Discontinued")


NEXT_STATES = {
    ProjectState.PLANNED: {ProjectState.ACTIVE, ProjectState.DISCONTINUED},
    ProjectState.ACTIVE: {ProjectState.PAUSED, ProjectState.FINISHED, ProjectState.DISCONTINUED},
    ProjectState.PAUSED: {ProjectState.ACTIVE, ProjectState.DISCONTINUED},
    ProjectState.FINISHED: {ProjectState.ACTIVE},
    ProjectState.DISCONTINUED: {ProjectState.ACTIVE},
}
CLOSED_STATES = (ProjectState.FINISHED, ProjectState.DISCONTINUED)


class ScoreField(models.PositiveSmallIntegerField):
    """A judgement from 1 (weak) to 5 (strong); empty means not judged."""

    def __init__(self, *args, **kwargs):
        kwargs = {"null": True, "blank": True} | kwargs
        super().__init__(*args, **kwargs)

    @property
    def validators(self):
        return [MinValueValidator(1), MaxValueValidator(5)]


class ProjectQuerySet(TeamQuerySet):
    def open(self):
        return self.exclude(state__in=CLOSED_STATES)

    def discontinued(self):
        return self.filter(state=ProjectState.DISCONTINUED)


class Project(NumberedRow):
    """A product or venture of the team; goals, milestones and tasks belong to one."""

    name = LineField(_("name"), max_length=120)
    summary = ProseField(_("summary"))
    state = models.CharField(
        _("state"), max_length=12, choices=ProjectState, default=ProjectState.PLANNED, editable=False
    )
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    market_need = ScoreField(_("market need"), help_text=_("1 weak to 5 strong: do people need this?"))
    market_need_why = LineField(_("why"), max_length=300, blank=True)
    feasibility = ScoreField(_("technical feasibility"), help_text=_("1 weak to 5 strong: can we build it?"))
    feasibility_why = LineField(_("why"), max_length=300, blank=True)
    prospects = ScoreField(_("commercial prospects"), help_text=_("1 weak to 5 strong: can it pay?"))
    prospects_why = LineField(_("why"), max_length=300, blank=True)

    index = "planner:project-list"
    prefix = "P"
    in_use = _("%(row)s is still used by %(users)s. Change those first, or discontinue it instead of removing it.")
    searched = ("name", "summary")
    verbs = {"state_changed": _("{who} changed the state of {row}")}
    verb_fields = {"state_changed": "state"}
    objects = ProjectQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["number"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            *NumberedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "name"],
                name="project_name_once_per_team",
                violation_error_message=_("The team has a project of this name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("planner:project", args=[self.team.slug, self.pk])

    @property
    def is_open(self):
        return self.state not in CLOSED_STATES

    @property
    def is_discontinued(self):
        return self.state == ProjectState.DISCONTINUED

    @property
    def next_states(self):
        """Return the states this project may enter now, in the order of their definition."""
        return [state for state in ProjectState if state in NEXT_STATES[ProjectState(self.state)]]

    @transaction.atomic
    def change_state(self, state, *, by):
        """Enter another state; raises ValidationError when it cannot be reached from here."""
        self.lock()
        if self.state == state:
            return
        if state not in self.next_states:
            raise ValidationError(_("A project cannot go from this state to that one."), code="unreachable_state")
        self.state = state
        self.write("state_changed", by=by)

    @transaction.atomic
    def undo_state(self, *, by):
        """Take the last change of state back, if nothing has happened to this project since."""
        self.lock()
        take_back(self, "state_changed", by=by)
