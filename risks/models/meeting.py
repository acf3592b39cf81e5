"""Meeting: a team goes through its risks together; Review: one risk looked at, there or by itself."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.fields import ProseField
from core.logged import unlogged
from risks.acceptance_states import ReviewOutcome
from risks.querysets import MeetingQuerySet, ReviewQuerySet
from teams.models import Team, TeamOwned, change, membership_of

from .reviewing import REVIEWED, rate_anew
from .risk import Risk

AGENDA_AT_MOST = 100  # risks one meeting goes through; the register has the rest


class Meeting(TeamOwned):
    """A walk through the open risks, the highest first, from its start to its end."""

    held_on = models.DateField(_("held on"), editable=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    started_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("started by"),
        null=True,
        editable=False,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("ended by"), null=True, editable=False, related_name="+"
    )
    since = models.DateTimeField(_("compared with"), null=True, editable=False)  # when the meeting before had ended
    # The ids of the risks in the order they are taken: it stays as it is while they are rated anew.
    agenda = unlogged(models.JSONField(default=list, editable=False))

    index, index_label = "risks:meeting-list", _("Risk meetings")
    named_by = "held_on"
    verbs = {"ended": _("{who} ended {row}"), "resumed": _("{who} resumed {row}")}
    objects = MeetingQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-started_at", "-id"]
        verbose_name = _("risk meeting")
        verbose_name_plural = _("risk meetings")
        indexes = [models.Index(fields=["team", "-started_at"], name="meeting_of_team")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(ended_at=None),
                name="meeting_one_running",
                violation_error_message=_("Another risk meeting is running. End it first."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"held_on": self.held_on.isoformat()}

    @classmethod
    def name_from(cls, facts):
        return str(_("Risk meeting of %(day)s") % {"day": date_format(dt.date.fromisoformat(facts["held_on"]))})

    def get_absolute_url(self):
        return reverse("risks:meeting-notes", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.ended_at is None

    def way_of(self, membership):
        """Return {id: whether it was looked at} of the risks this person may see, in the order of the agenda."""
        looked_at = Review.objects.filter(meeting=self, risk=OuterRef("pk"))
        risks = Risk.objects.visible_to(membership).filter(pk__in=self.agenda).annotate(is_seen=Exists(looked_at))
        seen = {str(pk): (pk, is_seen) for pk, is_seen in risks.values_list("pk", "is_seen")}
        return dict(seen[pk] for pk in self.agenda if pk in seen)

    # Verbs

    @classmethod
    @transaction.atomic
    def start(cls, *, by, on=None):
        """Begin a meeting, today unless told, or return the one that is running: who comes second joins it."""
        Team._base_manager.select_for_update().only("pk").get(pk=by.team_id)
        running = cls.objects.filter(team_id=by.team_id).running().first()
        if running is not None:
            return running
        person, now = membership_of(by), timezone.now()
        last = cls.objects.filter(team_id=by.team_id).ended_before(now).first()
        since = last and last.ended_at
        risks = Risk.objects.visible_to(person).open().for_meeting(since=since).values_list("pk", flat=True)
        return cls(
            team=by.team,
            held_on=on or by.team.today(now),
            started_at=now,
            started_by=person,
            since=since,
            agenda=[str(pk) for pk in risks[:AGENDA_AT_MOST]],
        ).store(by=by)

    @transaction.atomic
    def end(self, *, by):
        """End this meeting; its notes stay, and nothing is added to them."""
        self.lock()
        if not self.is_open:
            return
        self.ended_at, self.ended_by = timezone.now(), membership_of(by)
        self.write("ended", by=by)

    @transaction.atomic
    def resume(self, *, by):
        """Take the end back and go on."""
        self.lock()
        if self.is_open:
            return
        self.ended_at = self.ended_by = None
        self.write("resumed", by=by)

    @transaction.atomic
    def review(self, risk, *, by, note="", rating=None):
        """Note that a risk was looked at, and what was decided; returns the Review.

        `rating` is (probability, impact, reason) where it was judged anew, too: raises StaleError where somebody else
        rated the risk since it was read. With neither, a risk that was looked at already stays as it is.
        """
        self.lock()
        if not self.is_open:
            raise ValidationError(_("This meeting has ended. Resume it to go on."), code="meeting_over")
        present = self.reviews.filter(risk=risk).first()
        if present is not None and not note and rating is None:
            return present
        with change(by, REVIEWED, row=risk) as act:
            outcome = ReviewOutcome.RESCORED if rating else ReviewOutcome.UNCHANGED
            values = {
                "outcome": outcome,
                "note": note,
                "author": membership_of(by),
                "assessment": rating and rate_anew(risk, rating, by=act),
            }
            review = Review(team_id=self.team_id, meeting=self, risk=risk, **values).store(by=act)
            if rating is None:
                risk.plan_review(by=act)
            review.act = act
        return review


class Review(TeamOwned):
    """One risk looked at, in a meeting or by itself, by whom, and what was decided; append-only."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, verbose_name=_("risk meeting"), null=True, blank=True, related_name="reviews"
    )
    risk = models.ForeignKey(Risk, models.PROTECT, verbose_name=_("risk"), related_name="reviews")
    assessment = models.ForeignKey(
        "risks.Assessment",
        models.PROTECT,
        verbose_name=_("assessment"),
        null=True,
        editable=False,
        related_name="reviews",
    )
    outcome = models.CharField(
        _("outcome"), max_length=9, choices=ReviewOutcome, default=ReviewOutcome.UNCHANGED, editable=False
    )
    note = ProseField(_("decision"))
    author = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("author"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    act = None  # the Change in which it was noted just now, which can be undone
    named_by = "risk__title"
    named_through = ("risk",)
    sight = "risk_id"
    objects = ReviewQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["at", "id"]
        verbose_name = _("risk review")
        verbose_name_plural = _("risk reviews")
        indexes = [
            models.Index(fields=["risk", "-at"], name="review_of_risk"),
            models.Index(fields=["team", "risk"], name="review_escalated", condition=Q(outcome="escalate")),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | ~Q(note=""),
                name="review_alone_with_reason",
                violation_error_message=_("Say what you looked at, and why the risk stands as it does."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="rescored", assessment__isnull=False) | ~Q(outcome="rescored"),
                name="review_rescored_is_rated",
                violation_error_message=_("Give the new rating."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"risk": self.risk.code}

    @classmethod
    def name_from(cls, facts):
        return str(_("Review of %(risk)s") % facts)

    def get_absolute_url(self):
        return self.meeting.get_absolute_url() if self.meeting_id else self.risk.get_absolute_url()

    @property
    def is_decision(self):
        return bool(self.note or self.assessment_id)
