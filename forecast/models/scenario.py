"""Scenario: changes tried beside the plan as it stands, under a name, and applied in one act if somebody wants so."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from core.fetching import fetched
from core.fields import LineField, ProseField
from core.templatetags.ui import percents
from forecast.change_kinds import SUBJECTS, WITH_DAY, WITH_NUMBER, WRITTEN, ChangeKind, candidates
from forecast.scenario_querysets import ScenarioChangeQuerySet, ScenarioQuerySet
from forecast.what_if import WhatIf
from teams.models import Membership, Team, TeamOwned, change, membership_of

SCENARIOS_AT_MOST = 20  # of one team: the forecast shows all of them beside the base
CHANGES_AT_MOST = 20  # of one scenario
MOST_DAYS = 250  # working days: a year
LEAST_PERCENT, MOST_PERCENT = -100, 300
MINUS = "\N{MINUS SIGN}"
REMOVED = gettext_noop("{who} removed {row} with its changes")

# What a history calls a change: without the name of the row it is about, which not everybody may see.
WORDS = {
    ChangeKind.DUE: _("A milestone due on %(day)s"),
    ChangeKind.SOONER: _("A milestone %(days)s"),
    ChangeKind.WON: _("A deal won"),
    ChangeKind.LOST: _("A deal lost"),
    ChangeKind.PLAN: _("A contingency plan activated"),
    ChangeKind.READY: _("A contingency plan made ready"),
    ChangeKind.RISK: _("A risk ruled out"),
    ChangeKind.EXPENSE: _("Monthly expenses %(percent)s"),
}
SHORTER = ngettext_lazy("%(number)s working day shorter", "%(number)s working days shorter", "number")
LONGER = ngettext_lazy("%(number)s working day longer", "%(number)s working days longer", "number")


class Scenario(TeamOwned):
    """A name for what might be otherwise. Nothing changes until it is applied (forecast/applying.py)."""

    name = LineField(_("name"), max_length=120)
    note = ProseField(_("note"))
    application = models.ForeignKey(
        "teams.Change", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    index, index_label = "forecast:scenario-list", _("What if")
    verbs = {"applied": _("{who} applied {row}")}
    objects = ScenarioQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["created_at", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forecast:scenario", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_applied(self):
        """Say whether what this says was written, and not taken back."""
        return self.application is not None and self.application.undone_at is None

    @property
    def applied_on(self):
        """Return the team's day on which this was applied, or None."""
        return self.team.today(self.application.at) if self.is_applied else None

    @property
    def parts(self):
        """Return the changes in the order they were added, as far as they were fetched."""
        return fetched(self, "changes")

    # Making and removing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Refuse more scenarios than the forecast shows, holding the team so that two people make no two last ones."""
        super().fill_new(rows, by=by)
        team = rows[0].team_id
        Team._base_manager.select_for_update().get(pk=team)
        if cls._base_manager.filter(team=team).count() + len(rows) > SCENARIOS_AT_MOST:
            message = _("A team has at most %(most)d scenarios. Remove one that has served its purpose first.")
            raise ValidationError(message, code="too_many", params={"most": SCENARIOS_AT_MOST})

    @transaction.atomic
    def discard(self, *, by):
        """Remove this with its changes, in one act; return the act."""
        self.lock()
        if not isinstance(by, Membership):
            return self._leave(by)
        with change(by, REMOVED, row=self) as act:
            return self._leave(act)

    def _leave(self, act):
        for part in self.changes.all():
            part.leave_with_scenario(by=act)
        super().discard(by=act)
        return act

    # Verbs

    @transaction.atomic
    def apply_with(self, act, *, by):
        """Note the act that wrote what this scenario says."""
        self.application = act
        self.write("applied", by=by)


class ScenarioChange(TeamOwned):
    """One thing that is otherwise in a scenario.

    `subject` is the id of a row and no foreign key: a scenario outlives nothing, and stands in nobody's way.
    """

    scenario = models.ForeignKey(Scenario, models.PROTECT, verbose_name=_("scenario"), related_name="changes")
    kind = models.CharField(_("change"), max_length=8, choices=ChangeKind)
    subject = models.UUIDField(_("about"), null=True, blank=True)
    day = models.DateField(_("due then"), null=True, blank=True)
    number = models.SmallIntegerField(_("number"), null=True, blank=True)

    index, index_label = "forecast:scenario-list", _("What if")
    named_by = "scenario__name"
    objects = ScenarioChangeQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("change of a scenario")
        verbose_name_plural = _("changes of a scenario")
        ordering = ["created_at", "id"]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["scenario", "kind", "subject"],
                name="scenario_change_once",
                violation_error_message=_("The scenario changes this already. Edit that change instead."),
            ),
            models.UniqueConstraint(
                fields=["scenario", "kind"],
                condition=Q(subject=None),
                name="scenario_expense_once",
                violation_error_message=_("The scenario changes expenses already. Edit that change instead."),
            ),
            models.UniqueConstraint(
                fields=["scenario", "subject"],
                condition=Q(kind__in=(ChangeKind.WON, ChangeKind.LOST)),
                name="scenario_deal_ends_once",
                violation_error_message=_("A deal is won or lost in a scenario, not both."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=tuple(SUBJECTS), subject__isnull=False)
                | ~Q(kind__in=tuple(SUBJECTS)) & Q(subject=None),
                name="scenario_change_has_subject",
                violation_error_message=_("Say what the change is about; expenses are about nothing else."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITH_DAY, day__isnull=False) | ~Q(kind__in=WITH_DAY) & Q(day=None),
                name="scenario_change_has_day",
                violation_error_message=_("A moved date takes the new day, and nothing else takes one."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITH_NUMBER, number__isnull=False) | ~Q(kind__in=WITH_NUMBER) & Q(number=None),
                name="scenario_change_has_number",
                violation_error_message=_(
                    "Work takes a number of working days, expenses a percentage, and nothing else."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(number=0),
                name="scenario_change_not_zero",
                violation_error_message=_("Zero changes nothing."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.SOONER) | Q(number=None) | Q(number__range=(-MOST_DAYS, MOST_DAYS)),
                name="scenario_days_in_range",
                violation_error_message=_("Work becomes shorter or longer by 250 working days at most."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.EXPENSE) | Q(number=None) | Q(number__range=(LEAST_PERCENT, MOST_PERCENT)),
                name="scenario_percent_in_range",
                violation_error_message=_("Expenses change by -100%% to +300%%."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"kind": self.kind, "day": self.day and self.day.isoformat(), "number": self.number}

    @classmethod
    def name_from(cls, facts):
        words = WORDS.get(facts["kind"], "")
        day = parse_date(facts["day"]) if facts["day"] else None
        number = facts["number"] or 0
        told = {"day": day and date_format(day), "days": days_in_words(number), "percent": percent_in_words(number)}
        return str(words) % told

    @classmethod
    def in_words(cls, name, value):
        """Say nothing of the row a change is about: its id is no word, and its name not for everybody."""
        return "…" if name == "subject" else None

    def get_absolute_url(self):
        return self.scenario.get_absolute_url()

    @property
    def is_written(self):
        """Say whether applying writes this; what is not written is for people to do."""
        return self.kind in WRITTEN

    @property
    def what_if(self):
        """Return this as the simulation takes it."""
        return WhatIf(str(self.pk), str(self.kind), str(self.subject or ""), self.day, self.number)

    # Making, editing, removing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Refuse more changes than a scenario has, which is held so that two people add no two last ones."""
        super().fill_new(rows, by=by)
        for scenario in {row.scenario_id for row in rows}:
            Scenario._base_manager.select_for_update().filter(pk=scenario).first()
            new = sum(row.scenario_id == scenario for row in rows)
            if cls._base_manager.filter(scenario=scenario).count() + new > CHANGES_AT_MOST:
                message = _("A scenario has at most %(most)d changes.")
                raise ValidationError(message, code="too_many", params={"most": CHANGES_AT_MOST})

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; a new change is about a row that whoever makes it may see, and that it can still happen to."""
        self._open_scenario()
        if self._state.adding:
            self._refuse_unseen(membership_of(by))
        return super().store(by=by, **given)

    @transaction.atomic
    def discard(self, *, by):
        self._open_scenario()
        super().discard(by=by)

    def leave_with_scenario(self, *, by):
        """Go with a scenario that is removed, applied or not."""
        super().discard(by=by)

    def _open_scenario(self):
        """Hold the scenario and refuse once it is applied, so that it goes on saying what was applied."""
        if self.scenario_id is None:
            return
        self.scenario.lock()
        if self.scenario.is_applied:
            message = _("This scenario was applied and stays as it was. Undo that first, or make another one.")
            raise ValidationError(message, code="scenario_applied")

    def _refuse_unseen(self, person):
        if person is None or self.subject is None or self.kind not in SUBJECTS:
            return
        try:
            known = candidates(self.kind, person).filter(pk=self.subject).exists()
        except ValidationError:
            known = False
        if not known:
            message = _("Choose one of those that this can still happen to.")
            raise ValidationError({"subject": ValidationError(message, code="invalid_choice")})


def days_in_words(number):
    """Write by how many working days work becomes shorter, or longer where that is negative."""
    return str((SHORTER if number >= 0 else LONGER) % {"number": abs(number)})


def percent_in_words(number):
    """Write a change in per cent with its sign."""
    return f"{'+' if number > 0 else MINUS}{percents(abs(number))}"
