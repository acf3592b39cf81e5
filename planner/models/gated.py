"""Gated: what cannot be completed before its required quality gates are passed or waived."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, IntegerField, OuterRef, Subquery, Sum, Value, When
from django.utils.translation import gettext_lazy as _

from planner.gates import PASSED, WAIVED, Tally, standing, tally
from teams.models.naming import listed

NAMED = 10
MANY = 100  # more checks than a row may have
NOT_MET = _("This cannot be completed yet. Neither passed nor waived: %(checks)s.")


class GatedQuerySet(models.QuerySet):
    def with_gates(self, *, on):
        """Fetch how many checks each row has and how many are met on a day, as one number: one column, no statement."""
        checks = self.model._meta.get_field("gate_checks").related_model._default_manager.order_by()
        weight = Case(
            When(state=WAIVED, then=Value(1 + MANY)),
            When(state=PASSED, counts_until__lt=on, then=Value(1)),
            When(state=PASSED, then=Value(1 + MANY**2)),
            default=Value(1),
            output_field=IntegerField(),
        )
        of_row = checks.filter(milestone=OuterRef("pk")).values("milestone")
        return self.annotate(gate_counts=Subquery(of_row.annotate(packed=Sum(weight)).values("packed")))


def unpacked(number):
    """Return the tally that one number says: all checks, the waived, the passed, each below a hundred."""
    number, total = divmod(number or 0, MANY)
    passed, waived = divmod(number, MANY)
    return Tally(passed, waived, total)


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
        """Return how many checks there are and how many are met today; lists use `with_gates()`."""
        if (packed := self.__dict__.get("gate_counts", self)) is not self:
            return unpacked(packed)
        checks = self.gate_checks.order_by().values_list("state", "counts_until")
        return tally(standing(*check, self.team.today()) for check in checks)

    @property
    def unmet_gates(self):
        """Return the names of the required checks that stand in the way of completion."""
        return unmet_gates_of([self])


def unmet_gates_of(rows):
    """Return the names of the required checks of rows of one team that are neither passed nor waived today."""
    kind = type(rows[0])._meta.get_field("gate_checks").related_model
    checks = kind.objects.in_the_way(on=rows[0].team.today())
    return list(checks.filter(milestone__in=rows).values_list("title", flat=True))


def refuse_unmet(rows):
    """Raise a ValidationError where a required check of one of these rows is neither passed nor waived."""
    if rows and (names := unmet_gates_of(rows)):
        params = {"checks": listed(names[:NAMED], of=len(names))}
        raise ValidationError(NOT_MET, code="gates_unmet", params=params)
