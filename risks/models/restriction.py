"""A restricted risk: owners, the risk's owner and named readers see it; to everybody else it is not there."""

from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from planner.models import Task
from teams.models import membership_of
from teams.roles import RANK, Role

from .reader import RiskReader


class Restricting(models.Model):
    """Who sees a risk, and who decides about that; mixed into Risk. What belongs to it follows it (risks/sight.py)."""

    is_restricted = models.BooleanField(
        _("restricted"),
        default=False,
        editable=False,
        help_text=_("Only owners, its own owner and the readers you name see it. For all others it does not exist."),
    )

    may_be_restricted = True
    sight = "pk"
    verbs = {
        "restricted": _("{who} restricted {row}"),
        "unrestricted": _("{who} opened {row} to everybody"),
    }

    class Meta:
        abstract = True

    def may_be_restricted_by(self, person):
        """Say whether somebody who sees this risk decides who else does: owners, managers and its own owner."""
        return person.has_perm("risks.restrict_risk") and (
            RANK[Role(person.role)] >= RANK[Role.MANAGER] or person.pk == self.owner_id
        )

    def refuse_restriction(self, by):
        """Raise PermissionDenied unless whoever acts decides who sees this risk; the system does."""
        person = membership_of(by)
        if person is not None and not self.may_be_restricted_by(person):
            raise PermissionDenied(_("Owners, managers and the risk's owner decide who sees it."))

    @transaction.atomic
    def restrict(self, *, by):
        """Hide this risk from all but owners, its owner and its readers: whoever has work in it, or does this, is one.

        Raises PermissionDenied.
        """
        self.lock()
        self.refuse_restriction(by)
        if self.is_restricted:
            return
        self.is_restricted = True
        self.write("restricted", by=by)

    @transaction.atomic
    def unrestrict(self, *, by):
        """Show this risk to everybody again, with all that belongs to it. Raises PermissionDenied."""
        self.lock()
        self.refuse_restriction(by)
        if not self.is_restricted:
            return
        self.is_restricted = False
        self.write("unrestricted", by=by)

    @classmethod
    def judge_removal(cls, rows, *, by):
        """A restricted risk stays: its traces would be anybody's once nothing says whose they are."""
        super().judge_removal(rows, by=by)
        if any(row.is_restricted for row in rows):
            message = _("A restricted risk is not removed: close or reject it, or open it to everybody first.")
            raise ValidationError(message, code="restricted")

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Let those read who have work in a risk restricted from now on, who did that, and who hands one on."""
        super().after_writing(rows, changes, by=by, reason=reason)
        restricted = [(row, told) for row, told in zip(rows, changes, strict=True) if row.is_restricted]
        if not restricted:
            return
        person, turned = membership_of(by), [row.pk for row, told in restricted if "is_restricted" in told]
        doing = {(pk, person.pk) for pk in turned} if person else set()
        former = {(row.pk, UUID(told["owner"][0])) for row, told in restricted if told.get("owner", [None])[0]}
        RiskReader.let_read(doing | former | (cls._at_work(turned) if turned else set()), by=by)

    @classmethod
    def let_read(cls, pairs, *, by):
        """Let each (id of a risk, id of a membership) read, as far as the risk is restricted."""
        RiskReader.let_read(pairs, by=by)

    @classmethod
    def _at_work(cls, ids):
        """Return (id of a risk, id of a membership) of those who have work in these risks."""
        kinds = (model for model in apps.get_models() if issubclass(model, LetsRead))
        found = [
            kind._base_manager.filter(**{f"{kind.read_through}__in": ids}).values_list(kind.read_through, kind.read_by)
            for kind in kinds
        ]
        found.append(Task._base_manager.filter(follows__in=ids).values_list("follows", "assignee"))
        return {pair for rows in found for pair in rows.order_by().distinct() if None not in pair}


class LetsRead(models.Model):
    """For work in a risk: whoever is put in charge of it reads the risk from then on, if that is restricted."""

    read_by = "owner"  # the field that names the person
    read_through = "risk"  # the path to the risk

    class Meta:
        abstract = True

    @classmethod
    def risks_of(cls, rows):
        """Return (row, id of a risk) of each risk that rows belong to."""
        return [(row, row.risk_id) for row in rows]

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        super().after_writing(rows, changes, by=by, reason=reason)
        attribute = cls._meta.get_field(cls.read_by).attname
        told = {cls.read_by, "risks"}
        named = [row for row, pairs in zip(rows, changes, strict=True) if told & pairs.keys()]
        named = [row for row in named if getattr(row, attribute) is not None]
        RiskReader.let_read({(risk, getattr(row, attribute)) for row, risk in cls.risks_of(named)}, by=by)
