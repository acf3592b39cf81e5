"""CalendarFeed: the secret address from which a calendar program fetches the dates of one person, or of one subject."""

import re

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.links import absolute

from .activity import model_of
from .keyed import Keyed, KeyedQuerySet
from .owned import TeamOwned

FEEDS_AT_MOST = 10  # of one person in one team that can be fetched
LONGEST_TEXT = 100  # characters of an address that are looked at
KEY = re.compile(r"[0-9a-f]{12}")


class CalendarFeed(Keyed, TeamOwned):
    """A named way to read dates as one person: their own, or those of a subject such as a project.

    What it shows is decided at each fetch by what that person may see then.
    """

    name = LineField(_("name"), max_length=80, help_text=_("Where you will use it, such as “my phone”."))
    subject_kind = models.CharField(max_length=60, blank=True, default="", editable=False)
    subject_id = models.UUIDField(null=True, blank=True, editable=False)

    purpose = "landfall.calendar_feed"
    index, index_label = "feeds:feed-list", _("Calendar feeds")
    objects = KeyedQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at"]
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(subject_kind="") ^ Q(subject_id__isnull=False),
                name="calendarfeed_subject_is_whole",
                violation_error_message=_("A feed is of one subject, or of a person's own dates."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("feeds:feed-list", args=[self.team.slug])

    @property
    def is_usable(self):
        return self.revoked_at is None

    @property
    def subject(self):
        """Return the row this feed is about if its person may see it now, else None."""
        return self.subject_id and self._subjects().first()

    @subject.setter
    def subject(self, row):
        self.subject_kind, self.subject_id = (row._meta.label_lower, row.pk) if row else ("", None)

    def _subjects(self):
        return model_of(self.subject_kind)._default_manager.visible_to(self.membership).filter(pk=self.subject_id)

    def clean(self):
        super().clean()
        if self._state.adding and CalendarFeed.objects.usable().filter(membership=self.membership_id).count() >= (
            FEEDS_AT_MOST
        ):
            message = _("You can have %(limit)d calendar feeds in a team. Revoke one first.")
            raise ValidationError(message, code="too_many", params={"limit": FEEDS_AT_MOST})

    @transaction.atomic
    def issue(self, *, by):
        """Store this feed and return its address, which cannot be shown again."""
        text = self.turn_key()
        type(self.membership).objects.select_for_update().get(pk=self.membership_id)  # two at once would pass the limit
        self.store(by=by)
        return absolute(reverse("calendar_feed", args=[text]))

    @classmethod
    def find(cls, text):
        """Return the feed a program asked for, with its person and team, or None; one that was revoked is unknown."""
        key, _separator, secret = text[:LONGEST_TEXT].partition("_")
        if not secret or not KEY.fullmatch(key):
            return None
        feed = cls.objects.opened_by(key, secret)
        if feed is None or not feed.membership.has_perm("teams.view_calendarfeed"):
            return None
        feed.team = feed.membership.team
        return feed
