"""Position: a job role in the team, filled by a member or open."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.text import search_form

from .owned import TeamOwned, TeamQuerySet
from .who import WhoField


class JobRole(models.TextChoices):
    """What somebody does in the startup."""

    PROJECT_MANAGER = "project_manager", _("Project manager")
    TECHNICAL_LEAD = "technical_lead", _("Technical lead")
    DATA_SCIENTIST = "data_scientist", _("Data scientist")
    PRODUCT_MANAGER = "product_manager", _("Product manager")
    ENGINEER = "engineer", _("Engineer")
    DESIGNER = "designer", _("Designer")
    MARKETING = "marketing", _("Marketing")
    OPERATIONS = "operations", _("Operations")
    ADVISER = "adviser", _("Adviser")
    OTHER = "other", _("Other")


class Circle(models.TextChoices):
    """Core team, or the wider circle of part-timers, contractors and advisers."""

    CORE = "core", _("Core team")
    EXTENDED = "extended", _("Extended team")


FILLED_AHEAD = timedelta(days=30)  # how long before it begins an open position wants somebody


class PositionQuerySet(TeamQuerySet):
    def open(self):
        """Return the positions nobody fills."""
        return self.filter(holder=None)

    def to_fill(self, *, on):
        """Return open positions that should be filled by now or within 30 days."""
        return self.open().current(on=on).filter(starts_on__lte=on + FILLED_AHEAD)

    def current(self, *, on):
        """Return the positions that are not over by a date."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def mentioning(self, word):
        """Return the condition that a word stands in the title or in the name of the job role, in English too."""
        roles = [role for role in JobRole if word in search_form(role.label, role.value.replace("_", " "))]
        return super().mentioning(word) | Q(job_role__in=roles)

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a position that has ended keeps its holder's name."""
        return self.current(on=on)


class Position(TeamOwned):
    """One job role, who holds it, from when to when."""

    job_role = models.CharField(_("job role"), max_length=20, choices=JobRole)
    title = LineField(_("title"), max_length=120, blank=True, help_text=_("As it would stand on a card."))
    circle = models.CharField(_("circle"), max_length=10, choices=Circle, default=Circle.CORE)
    holder = WhoField(_("held by"), help_text=_("Nobody means the position is open."))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    index, index_label = "teams:people", _("People")
    objects = PositionQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["circle", "job_role", "id"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="position_ends_after_start",
                violation_error_message=_("A position cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"title": self.title, "job_role": self.job_role}

    @classmethod
    def name_from(cls, facts):
        return facts["title"] or str(JobRole(facts["job_role"]).label)

    def get_absolute_url(self):
        return reverse("teams:position", args=[self.team.slug, self.pk])

    @property
    def is_closed(self):
        """Say whether this position is over; it keeps the name of who held it."""
        return self.ends_on is not None and self.ends_on < self.team.today()

    @property
    def is_filled(self):
        return self.holder_id is not None
