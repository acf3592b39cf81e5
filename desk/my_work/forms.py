"""What a row of my work asks for when it is put off or handed on; both are acts of their own, which can be undone."""

from django.db import transaction
from django.forms import modelform_factory
from django.utils.translation import gettext_noop

from planner.forms import MilestoneForm
from planner.models import Milestone
from planner.reasons import ReasonMixin
from teams.forms import TeamModelForm
from teams.models import change

from .kinds import KINDS


class ActForm(TeamModelForm):
    """A change of one field, in an act that says what it was for; `made` is the act, None where nothing changed."""

    act = None
    made = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.field].required = True

    @property
    def field(self):
        return self._meta.fields[0]

    def store(self, *, by):
        with change(by, self.act, row=self.instance) as act:
            row = super().store(by=act)
            if row is None or not self.has_changed():
                transaction.set_rollback(True)
            else:
                self.made = act
        return row


class Postponement(ActForm):
    """Another day."""

    act = gettext_noop("{who} moved the date of {row}")


class MilestonePostponement(ReasonMixin, Postponement):
    """Another day, and why: the move of a milestone is kept."""

    move_reason = MilestoneForm.declared_fields["move_reason"]


class Handover(ActForm):
    """Another person."""

    act = gettext_noop("{who} handed {row} on")


def _forms(base, name):
    """Return {key of a kind: its form of one field}, whose name the kind has under `name`."""
    asks_more = {Milestone: MilestonePostponement} if base is Postponement else {}
    return {
        kind.key: modelform_factory(kind.model, form=asks_more.get(kind.model, base), fields=[getattr(kind, name)])
        for kind in KINDS
        if kind.is_moved
    }


POSTPONEMENTS = _forms(Postponement, "day")
HANDOVERS = _forms(Handover, "person")
