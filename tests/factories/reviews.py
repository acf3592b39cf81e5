"""Weekly reviews for tests."""

import datetime as dt

import factory

from planner.models import Milestone, WeeklyDecision, WeeklyReview

from .teams import TeamFactory


class WeeklyReviewFactory(factory.django.DjangoModelFactory):
    """One under way; `ended_at` makes it one of before."""

    class Meta:
        model = WeeklyReview

    team = factory.SubFactory(TeamFactory)
    on = dt.date(2026, 3, 2)


class WeeklyDecisionFactory(factory.django.DjangoModelFactory):
    """A milestone left as it is, unless told otherwise by `subject`."""

    class Meta:
        model = WeeklyDecision
        exclude = ["subject"]

    team = factory.SubFactory(TeamFactory)
    review = factory.SubFactory(WeeklyReviewFactory, team=factory.SelfAttribute("..team"))
    subject_kind = factory.LazyAttribute(lambda decision: decision.subject._meta.label_lower)
    subject_id = factory.LazyAttribute(lambda decision: decision.subject.pk)
    subject = factory.LazyAttribute(lambda decision: Milestone.objects.filter(team=decision.team).first())
    decision = "kept"


def one_of_each(team, people):
    """Return a review under way with a decision about a milestone, for tests that visit every address."""
    review = WeeklyReviewFactory(team=team, by=people["O"])
    return [review, WeeklyDecisionFactory(team=team, review=review, by=people["O"])]
