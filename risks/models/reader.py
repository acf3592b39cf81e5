"""RiskReader: somebody who may see a restricted risk beside its owner and the team's owners."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risks.sight import OfRiskQuerySet
from teams.models import Membership, TeamOwned, add_rows
from teams.models.holding import hold
from teams.models.writing import remove_rows

READERS_AT_MOST = 100  # of one risk, whose page shows all of them


class RiskReaderQuerySet(OfRiskQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "risk", "reader")


class RiskReader(TeamOwned):
    """That one person may read one restricted risk and all that belongs to it."""

    risk = models.ForeignKey("risks.Risk", models.CASCADE, verbose_name=_("risk"), related_name="readers")
    # Not a WhoField: nobody takes over what somebody else was trusted with.
    reader = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=pgettext_lazy("of a risk", "reader"), related_name="+"
    )

    index, index_label = "risks:register", _("Risk register")
    named_by = "reader__name"
    named_through = ("risk", "reader")
    sight = "risk_id"
    ends_with = "reader"
    verbs = {"created": _("{who} named {row}")}
    objects = RiskReaderQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["created_at", "id"]
        verbose_name = _("reader of a risk")
        verbose_name_plural = _("readers of risks")
        indexes = [models.Index(fields=["reader"], name="riskreader_of_person")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["risk", "reader"],
                name="riskreader_once",
                violation_error_message=_("This person may read the risk already."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"reader": self.reader.name, "risk": self.risk.code}

    @classmethod
    def name_from(cls, facts):
        # Translators: somebody who may read a restricted risk, such as "Mia as a reader of R-12"
        return str(_("%(reader)s as a reader of %(risk)s") % facts)

    def get_absolute_url(self):
        return self.risk.get_absolute_url()

    def clean(self):
        super().clean()
        if self.risk_id is not None and not self.risk.is_restricted:
            raise ValidationError(_("Everybody in the team sees this risk. Restrict it first."), code="not_restricted")
        if self.reader_id is not None and not (self.reader.is_active and self.reader.has_perm("risks.view_risk")):
            message = _("Choose somebody who has an account and may see risks.")
            raise ValidationError({"reader": ValidationError(message, code="may_not_see")})

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None and type(self)._base_manager.filter(risk=self.risk_id).count() >= READERS_AT_MOST:
            message = _("A risk has at most %(most)d readers.")
            raise ValidationError(message, code="too_many", params={"most": READERS_AT_MOST})

    @transaction.atomic
    def store(self, *, by, **given):
        """Name a reader; raises PermissionDenied for who does not decide who sees the risk."""
        if self.risk_id is not None:
            self.risk.refuse_restriction(by)
        return super().store(by=by, **given)

    @transaction.atomic
    def discard(self, *, by):
        """Take a reader off, whatever work they have in the risk; raises PermissionDenied as `store` does."""
        self.risk.refuse_restriction(by)
        super().discard(by=by)

    @classmethod
    def undo_creation(cls, run, *, by):
        """Take those off again who were named by an act that is undone, whoever may undo it."""
        remove_rows(list(hold(cls, [activity.subject_id for activity in run]).values()), by=by)

    @classmethod
    def let_read(cls, pairs, *, by):
        """Let each (id of a risk, id of a membership) read, as far as the risk is restricted; in the caller's act.

        The risk's owner needs no row, and who has left or has no account gets none.
        """
        risks = cls._meta.get_field("risk").related_model.objects.restricted()
        held = risks.in_bulk({risk for risk, _person in pairs}) if pairs else {}
        if not held:
            return
        people = Membership.objects.active().in_bulk({person for risk, person in pairs if risk in held})
        present = set(cls._base_manager.filter(risk__in=held).values_list("risk", "reader"))
        rows = [
            cls(team_id=held[risk].team_id, risk=held[risk], reader=people[person])
            for risk, person in sorted(pairs - present)
            if risk in held and person in people and person != held[risk].owner_id
        ]
        add_rows([row for row in rows if row.reader.has_perm("risks.view_risk")], by=by)
