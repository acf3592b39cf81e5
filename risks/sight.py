"""Who sees a restricted risk, and what belongs to one: owners, the risk's owner, and the readers named for it."""

from django.db.models import Exists, OuterRef, Q

from teams.models import TeamQuerySet
from teams.roles import Role


class RiskSight(TeamQuerySet):
    """Some risks are seen by few. For owners, and while nothing is restricted, nothing more is asked."""

    seen_in = None  # the id of the team whose risks these are, where that is known

    def visible_to(self, membership):
        """Return the team's risks; of the restricted ones those that are the person's own or named for them to read."""
        # By their ids, which every index holds: lists and the search go on reading nothing but theirs.
        rows = super().visible_to(membership).exclude(pk__in=self.hidden_from(membership).order_by().values("pk"))
        rows.seen_in = membership.team_id
        return rows

    def with_any_of(self, rows, team="team_id"):
        """Return the risks that one of some rows belongs to, found from these rows: no other risk is looked at."""
        known = rows if self.seen_in is None else rows.filter(**{team: self.seen_in})
        return self.filter(pk__in=known.order_by().values("risk"))

    def _clone(self):
        rows = super()._clone()
        rows.seen_in = self.seen_in
        return rows

    def hidden_from(self, membership):
        """Return the restricted risks of the team that a person may not see; what follows them is hidden, too."""
        if membership.role == Role.OWNER:
            return self.none()
        return (
            self.model._default_manager.restricted().filter(team_id=membership.team_id).exclude(self._named(membership))
        )

    def restricted(self):
        return self.filter(is_restricted=True)

    def _named(self, membership):
        readers = self.model._meta.get_field("readers").related_model._base_manager.filter(reader=membership)
        return Q(owner=membership) | Q(pk__in=readers.values("risk"))


class OfRiskQuerySet(TeamQuerySet):
    """Rows that belong to a risk: who may not see the risk sees none of them."""

    risk_path = "risk"

    def visible_to(self, membership):
        """Return the rows of risks this person may see."""
        hidden = risk_model(self.model, self.risk_path)._default_manager.hidden_from(membership)
        # Few risks are hidden and most are not: leaving out is the shorter way.
        return super().visible_to(membership).exclude(**{f"{self.risk_path}__in": hidden.order_by().values("pk")})


def risk_model(model, path):
    """Return the model at the end of a path of foreign keys, such as "plan__risk"."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model
    return model


class ActionSight(TeamQuerySet):
    """An action is seen by who sees one of its risks."""

    def visible_to(self, membership):
        """Return the actions against a risk this person may see, or against none."""
        return super().visible_to(membership).exclude(pk__in=self.hidden_from(membership).order_by().values("pk"))

    def hidden_from(self, membership):
        """Return the actions whose risks this person may see none of."""
        if membership.role == Role.OWNER:
            return self.none()
        links = self.model._meta.get_field("risk_links").related_model._base_manager
        hidden = risk_model(links.model, "risk")._default_manager.hidden_from(membership).order_by().values("pk")
        of_hidden = links.filter(risk__in=hidden)
        others = links.filter(action=OuterRef("pk")).exclude(risk__in=hidden)
        rows = self.filter(team_id=membership.team_id, pk__in=of_hidden.values("action"))
        return rows.exclude(Exists(others))
