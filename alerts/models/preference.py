"""Preference: what one person wants to be mailed about by one team."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.states import Pace
from alerts.topics import OPTIONAL, PACED, TOPICS
from core.fields import AddressField
from core.links import new_nonce
from core.logged import unlogged
from teams.models import TeamOwned, TeamQuerySet


def check_topics(value):
    """Refuse anything but a list of different kinds of alert that can be switched off."""
    names = [str(name) for name in value] if isinstance(value, list) else [None]
    if len(set(names)) != len(names) or not set(names) <= set(OPTIONAL):
        raise ValidationError(_("Choose from the kinds of alert that can be switched off."), code="unknown_topic")


PACES = (Pace.SOON, Pace.DAILY)


def check_paces(value):
    """Refuse anything but a pace for each of some kinds of alert whose readers choose one."""
    pairs = value.items() if isinstance(value, dict) else [(None, None)]
    if any(name not in PACED or pace not in PACES for name, pace in pairs):
        raise ValidationError(_("Choose “soon” or “daily” for a kind of alert that has both."), code="unknown_pace")


class PreferenceQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """A person sees their own choice and nobody else's."""
        return super().visible_to(membership).filter(membership=membership)


class Preference(TeamOwned):
    """The kinds of alert a member, or a bare address, has switched off, or hears of at a pace of their own.

    With it goes the nonce of the links mailed to them.
    """

    membership = models.OneToOneField(
        "teams.Membership", models.PROTECT, null=True, blank=True, related_name="alert_preference", editable=False
    )
    address = AddressField(blank=True, default="", editable=False)
    muted = models.JSONField(_("switched off"), default=list, blank=True, validators=[check_topics])
    paces = models.JSONField(_("how soon"), default=dict, blank=True, validators=[check_paces])
    nonce = unlogged(models.CharField(max_length=32, default=new_nonce, editable=False))

    is_personal = True
    verbs = {
        "chosen": _("{who} changed {row}"),
        "unsubscribed": _("{who} unsubscribed, which changed {row}"),
        "links_revoked": _("{who} revoked the links in emails to them"),
    }
    objects = PreferenceQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("alert preference")
        verbose_name_plural = _("alert preferences")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(membership__isnull=False, address="") | Q(membership=None) & ~Q(address=""),
                name="preference_of_person_or_address",
            ),
            models.UniqueConstraint(
                fields=["team", "address"], condition=~Q(address=""), name="preference_once_per_address"
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {}

    @classmethod
    def name_from(cls, facts):
        return str(_("Alert preferences"))

    @classmethod
    def of(cls, membership):
        """Return the preference of a person, made when first asked for."""
        return cls.objects.get_or_create(membership=membership, defaults={"team_id": membership.team_id})[0]

    def wants(self, topic):
        return topic not in self.muted

    def pace_of(self, topic):
        """Return how soon this person hears of a kind of alert: as chosen, else as usual; None where nobody chooses."""
        return Pace(self.paces.get(topic, TOPICS[topic].default_pace)) if topic in PACED else None

    @transaction.atomic
    def choose(self, muted, *, by, paces=None):
        """Switch exactly these kinds off; `paces` says anew how soon to hear of some others, {kind: pace}."""
        self.lock()
        wanted, wanted_paces = sorted(set(muted)), self.paces if paces is None else paces
        if (wanted, wanted_paces) == (sorted(self.muted), self.paces):
            return
        self.muted, self.paces = wanted, wanted_paces
        self.write("chosen", by=by)

    @transaction.atomic
    def mute(self, topics, *, by):
        """Switch some kinds off, as the link in a mail does."""
        self.lock()
        wanted = sorted({*self.muted, *topics})
        if wanted == sorted(self.muted):
            return
        self.muted = wanted
        self.write("unsubscribed", by=by)

    @transaction.atomic
    def revoke_links(self, *, by):
        """Make every link mailed so far worthless."""
        self.lock()
        self.nonce = new_nonce()
        self.write("links_revoked", by=by)
