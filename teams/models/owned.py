"""Rows of one team, and who may see them."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fetching import CompletingQuerySet
from core.lookups import Holds

from .amounts import refuse_finer_amounts
from .links import refuse_foreign
from .naming import name_field
from .rows import StoredRow

EXTERNAL_ONCE = "_external_once"


class TeamQuerySet(CompletingQuerySet):
    """Rows of teams; `visible_to` is the only way to them in pages, API, forms, search, exports and mail."""

    def visible_to(self, membership):
        """Return the rows this person may see: those of the team, if the role may view this kind at all."""
        if not membership.has_perm(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"):
            return self.none()
        return self.filter(team_id=membership.team_id).completed_by(partial(share_team, membership))

    @classmethod
    def is_narrowed(cls):
        """Say whether more than the role decides which of the team's rows a person may see."""
        return cls.visible_to is not TeamQuerySet.visible_to

    def containing(self, word):
        """Return rows in which a word in search form stands: in what is searched, else in the name."""
        return self.filter(self.mentioning(word))

    def mentioning(self, word):
        """Return the condition that a word in search form stands in a row itself."""
        if any(field.name == "search_text" for field in self.model._meta.concrete_fields):
            return models.Q(**{f"search_text__{Holds.lookup_name}": word})
        return models.Q(**{f"{name_field(self.model)}__icontains": word})


def share_team(membership, rows):
    """Let rows of a member's team hold the member's own copy of it, and so what was asked about the team before."""
    if "team" in membership._state.fields_cache:
        for row in rows:
            row.team = membership.team


class TeamOwned(StoredRow):
    """A row that belongs to one team for ever."""

    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+", editable=False)
    external_source = models.CharField(max_length=40, blank=True, default="", editable=False)
    external_id = models.CharField(max_length=200, blank=True, default="", editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["team", "external_source", "external_id"],
                condition=~models.Q(external_id=""),
                name=f"%(app_label)s_%(class)s{EXTERNAL_ONCE}",
                violation_error_message=_("This row of the other system is here already."),
            )
        ]

    def get_constraints(self):
        """Leave out what tells the rows of other systems apart where this row is not one of them."""
        known = super().get_constraints()
        if self.external_id:
            return known
        return [
            (model, [each for each in constraints if not each.name.endswith(EXTERNAL_ONCE)])
            for model, constraints in known
        ]

    def currency_of_amounts(self):
        """Return the currency the amounts of this row are in: its own, of none the team's."""
        return getattr(self, "currency", "") or self.team.currency

    def rows_in_its_currency(self):
        """Return the other rows whose amounts are in this one's currency."""
        return ()

    def clean_fields(self, exclude=None):
        """Refuse a link to a row of another team, and amounts finer than their currency, too."""
        errors = {}
        for ask in (super().clean_fields, self._refuse_foreign, self._refuse_finer_amounts):
            try:
                ask({*(exclude or ()), *errors})
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _refuse_foreign(self, exclude):
        refuse_foreign(self, but=exclude)

    def _refuse_finer_amounts(self, exclude):
        refuse_finer_amounts(self, but=exclude)
