"""SavedView: what somebody asks a list for again and again, under a name; for themselves or for the team."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import LineField
from core.logged import Logged, logged
from teams.named_lists import LISTS, lists_open_to

from .activity import membership_of
from .owned import TeamOwned, TeamQuerySet

OWN_AT_MOST = 50  # views a person keeps for themselves in a team, over all lists
SHARED_AT_MOST = 100  # views a team shares, over all lists
ASKED_AT_MOST = 30  # filters of a view
LONGEST_VALUE = 200  # characters of what one filter is asked for
TOO_LONG = _("A view keeps at most %(most)d filters of at most %(longest)d characters each.")
TOO_MANY_OWN = _("You can keep %(limit)d views of your own in a team. Remove one first.")
TOO_MANY_SHARED = _("A team can share %(limit)d views. Remove one first.")


class SavedViewQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return a person's own views and the team's, of the lists they may open."""
        rows = super().visible_to(membership).filter(list_name__in=lists_open_to(membership))
        return rows.filter(Q(maker=membership) | Q(is_shared=True))

    def beside(self, view):
        """Return the other views that count towards the same limit."""
        kept = Q(is_shared=True) if view.is_shared else Q(maker=view.maker_id, is_shared=False)
        return self.filter(kept, team=view.team_id).exclude(pk=view.pk)


class SavedView(TeamOwned):
    """Filters and order of one list, kept as the list's address says them, so that “me” is whoever opens the view."""

    maker = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=pgettext_lazy("saved view", "saved by"),
        editable=False,
        related_name="+",
    )
    list_name = models.CharField(_("list"), max_length=40, editable=False)
    name = LineField(_("name"), max_length=60, help_text=_("Such as “Mine, late”."))
    is_shared = models.BooleanField(
        _("for the whole team"), default=False, help_text=_("Everybody who may open the list finds it there.")
    )
    # It may name rows that some who read the history may not see.
    query = logged(models.JSONField(default=dict, blank=True, editable=False), Logged.CHANGE)

    index = "teams:view-list"
    verbs = {
        "created": _("{who} saved the view {row}"),
        "changed": _("{who} changed the view {row}"),
        "discarded": _("{who} removed the view {row}"),
    }
    objects = SavedViewQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["list_name", "name", "id"]
        indexes = [models.Index(fields=["team", "list_name"], name="savedview_of_list")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                "team",
                "list_name",
                Lower("name"),
                condition=Q(is_shared=True),
                name="savedview_name_once_per_team",
                violation_error_message=_("The team has a view of this name for this list already."),
            ),
            models.UniqueConstraint(
                "maker",
                "list_name",
                Lower("name"),
                condition=Q(is_shared=False),
                name="savedview_name_once_per_person",
                violation_error_message=_("You have a view of this name for this list already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("teams:view", args=[self.team.slug, self.pk])

    @property
    def list_label(self):
        return LISTS[self.list_name].label

    def may_be_changed_by(self, membership):
        """Say whether a person may rename, change or remove this: their own; what is shared, managers too."""
        if not membership.has_perm("teams.change_savedview"):
            return False
        is_own = membership.pk == self.maker_id
        if not self.is_shared:
            return is_own
        return membership.has_perm("teams.manage_savedview") or (
            is_own and membership.has_perm("teams.share_savedview")
        )

    # Making, editing, removing

    @transaction.atomic
    def store(self, *, by, version=None, links=None, reason=""):
        """Check and save this view, while nobody else in the team saves one: together they would pass the limit.

        Raises PermissionDenied for a view of somebody else, ValidationError where it may not be shared or taken back.
        """
        person = membership_of(by)
        stored = None if self._state.adding else type(self)._base_manager.get(pk=self.pk)
        if person is not None:
            if stored is not None and not stored.may_be_changed_by(person):
                raise PermissionDenied
            self._judge_sharing(person, stored)
        type(self.team)._base_manager.select_for_update(no_key=True).get(pk=self.team_id)
        return super().store(by=by, version=version, links=links, reason=reason)

    def _judge_sharing(self, person, stored):
        was_shared = stored is not None and stored.is_shared
        if self.is_shared and not was_shared and not person.has_perm("teams.share_savedview"):
            raise ValidationError({"is_shared": ValidationError(_("Your role does not share views."), code="share")})
        if was_shared and not self.is_shared and person.pk != self.maker_id:
            message = _("Only who saved this view can keep it for themselves. Remove it instead.")
            raise ValidationError({"is_shared": ValidationError(message, code="not_yours")})

    def discard(self, *, by):
        """Remove this view; raises PermissionDenied for a view of somebody else."""
        person = membership_of(by)
        if person is not None and not self.may_be_changed_by(person):
            raise PermissionDenied
        super().discard(by=by)

    def clean(self):
        super().clean()
        if self.list_name not in LISTS:
            raise ValidationError(_("There is no such list."), code="unknown_list")
        self._judge_query()
        limit = SHARED_AT_MOST if self.is_shared else OWN_AT_MOST
        if SavedView.objects.beside(self).count() >= limit:
            message = TOO_MANY_SHARED if self.is_shared else TOO_MANY_OWN
            raise ValidationError(message, code="too_many", params={"limit": limit})

    def _judge_query(self):
        """Refuse what is no address; whether the list understands it is asked beside the list (saved_queries.py)."""
        is_plain = isinstance(self.query, dict) and len(self.query) <= ASKED_AT_MOST
        if not is_plain or not all(
            isinstance(value, str) and len(name) <= LONGEST_VALUE and len(value) <= LONGEST_VALUE
            for name, value in self.query.items()
        ):
            params = {"most": ASKED_AT_MOST, "longest": LONGEST_VALUE}
            raise ValidationError(TOO_LONG, code="too_long", params=params)
