"""Gated: what cannot be completed before its required quality gates are passed or waived."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from planner.gates import standing, tally
from teams.models.naming import listed

NAMED = 10
NOT_MET = _("Neither passed nor waived: %(checks)s.")


class Gated(models.Model):
    """For rows with `gate_checks`, whose state says when they are done."""

    class Meta:
        abstract = True

    @classmethod
    def follow_changes(cls, rows, before):
        """Refuse to complete what a required check stands in the way of, however it is written."""
        super().follow_changes(rows, before)
        ended = [row for row in rows if row.is_done and row.pk in before and before[row.pk]["state"] != row.state]
        refuse_unmet(ended)

    @property
    def gate_tally(self):
        """Return how many checks there are and how many are met; lists use `for_lists()`."""
        if "fetched_tally" not in self.__dict__:
            self.add_gate_tallies([self])
        return self.fetched_tally

    @staticmethod
    def add_gate_tallies(rows):
        """Count the checks of several rows of one team at once, as they stand today, and keep the tally with each."""
        checks = rows[0].gate_checks.model.objects.filter(milestone__in=rows).order_by()
        found, today = defaultdict(list), rows[0].team.today()
        for row, state, until in checks.values_list("milestone_id", "state", "counts_until"):
            found[row].append(standing(state, until, today))
        for row in rows:
            row.fetched_tally = tally(found[row.pk])

    def refuse_unmet(self):
        """Raise the ValidationError that a completion would."""
        refuse_unmet([self])


def refuse_unmet(rows):
    """Raise a ValidationError naming the required checks of rows of one team that are neither passed nor waived."""
    if not rows:
        return
    kind = type(rows[0])._meta.get_field("gate_checks").related_model
    checks = kind.objects.in_the_way(on=rows[0].team.today())
    names = list(checks.filter(milestone__in=rows).values_list("title", flat=True))
    if names:
        params = {"checks": listed(names[:NAMED], of=len(names))}
        raise ValidationError(NOT_MET, code="gates_unmet", params=params)
