"""A risk meeting: its agenda, what is noted and rated in it, and what changed since the one before."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.http import QueryDict

from core.stale import StaleError
from risks.changes import Changed, changes_of
from risks.models import Assessment, Meeting, Review, Risk
from risks.models.meeting import AGENDA_AT_MOST
from risks.review_form import ReviewForm
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.risks import MeetingFactory, ResponseActionFactory, ReviewFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
HOUR = dt.timedelta(hours=1)


def titles(meeting):
    names = dict(Risk.objects.values_list("pk", "title"))
    return [names[pk] for pk in meeting.way_of(meeting.started_by)]


def held(team, *, ago=24, **values):
    """Store a meeting that ended so many hours ago."""
    ended = NOW - ago * HOUR
    return MeetingFactory(team=team, started_at=ended - HOUR, ended_at=ended, held_on=ended.date(), **values)


def old(team, **values):
    """Store a risk that was there before any meeting of these tests."""
    risk = RiskFactory(team=team, **values)
    long_ago = NOW - 999 * HOUR
    Risk.objects.filter(pk=risk.pk).update(created_at=long_ago)
    Assessment.objects.filter(risk=risk).update(at=long_ago)
    return risk


def test_the_agenda_holds_open_risks_the_highest_first_then_what_changed_and_opportunities_last(member):
    team = member.team
    old(team, title="Chance", kind="opportunity", score=(5, 5))
    old(team, title="Unrated")
    old(team, title="High, as before", score=(4, 4))
    old(team, title="High, an action was done", score=(4, 4))
    old(team, title="Grave", score=(5, 5))
    old(team, title="Closed", score=(5, 5), status="closed", closure_reason="avoided", closed_at=NOW - 99 * HOUR)
    held(team)
    answered = Risk.objects.get(title="High, an action was done")
    ResponseActionFactory(team=team, risks=[answered], state="done", completed_at=NOW - HOUR)

    meeting = Meeting.start(by=member)

    assert titles(meeting) == ["Grave", "High, an action was done", "High, as before", "Unrated", "Chance"]
    assert meeting.since == NOW - 24 * HOUR


def test_the_agenda_keeps_its_order_while_risks_are_rated(member):
    first, second = RiskFactory(team=member.team, score=(5, 5)), RiskFactory(team=member.team, score=(3, 3))
    meeting = Meeting.start(by=member)

    meeting.review(first, by=member, rating=(1, 1, "It has passed"))

    assert meeting.way_of(member) == {first.pk: True, second.pk: False}


def test_the_agenda_holds_a_hundred_risks_at_most(member):
    rows = [RiskFactory.build(team=member.team, number=n, title="R") for n in range(1, AGENDA_AT_MOST + 2)]
    Risk.objects.bulk_create(rows)

    assert len(Meeting.start(by=member).agenda) == AGENDA_AT_MOST == 100


def test_the_agenda_is_of_risks_that_whoever_starts_it_sees(member, owner):
    shown, hidden = RiskFactory(team=member.team), RiskFactory(team=member.team, is_restricted=True)

    first = Meeting.start(by=member)
    first.end(by=member)
    second = Meeting.start(by=owner)

    assert [first.agenda, second.agenda] == [[str(shown.pk)], [str(shown.pk), str(hidden.pk)]]
    assert list(second.way_of(member)) == [shown.pk]


def test_who_starts_second_joins_the_meeting_that_runs(member, owner):
    first = Meeting.start(by=member)

    assert Meeting.start(by=owner) == first
    assert Meeting.objects.count() == 1
    assert first.started_by == member


def test_every_team_has_its_own_meeting(member, stranger):
    RiskFactory(team=stranger.team)

    assert Meeting.start(by=member) != Meeting.start(by=stranger)
    assert Meeting.objects.get(team=member.team).agenda == []


def test_a_look_is_noted_once_and_plans_the_next_review(member, owner):
    risk = RiskFactory(team=member.team, score=(4, 4), next_review_on=NOW.date())
    meeting = Meeting.start(by=member)

    first = meeting.review(risk, by=member)
    second = meeting.review(risk, by=owner)

    risk.refresh_from_db()
    assert first == second
    assert (first.note, first.assessment, first.is_decision) == ("", None, False)
    assert risk.next_review_on == dt.date(2026, 4, 1)  # high: 30 days
    assert [entry.verb for entry in Activity.objects.about(risk)] == ["reviewed"]


def test_a_look_does_not_outdate_a_copy_of_the_risk_it_leaves_as_it_is(member):
    risk = RiskFactory(team=member.team)
    opened = Risk.objects.get(pk=risk.pk)
    Meeting.start(by=member).review(risk, by=member, note="Wait")

    opened.title = "Another title"
    opened.store(by=member)

    assert Risk.objects.get(pk=risk.pk).title == "Another title"


def test_two_people_note_at_once_and_both_notes_stand(member, owner):
    risk = RiskFactory(team=member.team, score=(4, 4))
    meeting = Meeting.start(by=member)

    meeting.review(risk, by=member, note="Ask the vendor")
    Meeting.objects.get().review(Risk.objects.get(), by=owner, note="Ask a second one")

    assert set(Review.objects.values_list("author__name", "note")) == {
        (member.name, "Ask the vendor"),
        (owner.name, "Ask a second one"),
    }


def test_a_rating_in_the_meeting_is_an_assessment_with_a_reason(member):
    risk = RiskFactory(team=member.team, score=(4, 4))
    meeting = Meeting.start(by=member)

    review = meeting.review(risk, by=member, note="Go on", rating=(2, 2, "A second vendor signed"))

    risk.refresh_from_db()
    assert review.assessment == risk.current
    assert (risk.current.level, risk.current.reason, risk.current.author) == ("low", "A second vendor signed", member)
    with pytest.raises(ValidationError) as refused:
        meeting.review(risk, by=member, rating=(5, 5, " "))
    assert refused.value.message_dict == {"reason": ["Say why you are changing the rating."]}
    assert Review.objects.count() == 1


def test_one_undo_takes_note_and_rating_back(member):
    risk = RiskFactory(team=member.team, score=(4, 4))
    review = Meeting.start(by=member).review(risk, by=member, note="Go on", rating=(2, 2, "It shrank"))

    Change.objects.get(activities__subject_id=review.pk).undo(by=member)

    risk.refresh_from_db()
    assert (risk.level, Review.objects.count(), Assessment.objects.count()) == ("high", 0, 1)


def test_an_ended_meeting_takes_no_more_notes_until_it_is_resumed(member):
    risk = RiskFactory(team=member.team)
    meeting = Meeting.start(by=member)
    meeting.end(by=member)
    meeting.end(by=member)

    with pytest.raises(ValidationError) as refused:
        meeting.review(risk, by=member, note="Too late")
    assert refused.value.code == "meeting_over"
    assert (meeting.ended_at, meeting.ended_by) == (NOW, member)
    meeting.resume(by=member)
    assert meeting.review(risk, by=member, note="In time").note == "In time"


def test_a_meeting_is_not_resumed_while_another_runs(member):
    first = Meeting.start(by=member)
    first.end(by=member)
    Meeting.start(by=member)

    with pytest.raises(ValidationError) as refused:
        first.resume(by=member)
    assert refused.value.messages == ["Another risk meeting is running. End it first."]


def test_what_changed_is_told_from_one_moment_to_the_next(member):
    team, since = member.team, NOW - 24 * HOUR
    higher, lower, gone, first = (old(team, score=(3, 3)) for _ in range(4))
    for risk, figures in ((higher, (5, 5)), (lower, (1, 1)), (gone, (None, None))):
        risk.assess(*figures, by=member, reason="News")
    unrated, new, same = old(team), RiskFactory(team=team, score=(2, 2)), old(team, score=(2, 2))
    unrated.assess(2, 3, by=member)
    first.occur(by=member)
    ResponseActionFactory(team=team, risks=[same], state="done", completed_at=NOW - HOUR)
    ResponseActionFactory(team=team, risks=[same], state="done", completed_at=since - HOUR)

    told = changes_of(Risk.objects.with_scores(), since=since)

    assert told == {
        higher.pk: Changed(False, "moderate", "critical", "", 0),
        lower.pk: Changed(False, "moderate", "very_low", "", 0),
        gone.pk: Changed(False, "moderate", None, "", 0),
        first.pk: Changed(False, "moderate", "moderate", "occurred", 0),
        unrated.pk: Changed(False, None, "moderate", "", 0),
        new.pk: Changed(True, None, "low", "", 0),
        same.pk: Changed(False, "low", "low", "", 1),
    }
    assert [told[risk.pk].marks for risk in (higher, lower, gone, first, unrated, new, same)] == [
        [("rated higher: Moderate → Critical", "bad")],
        [("rated lower: Moderate → Very low", "good")],
        [("no longer rated, was Moderate", "warn")],
        [("Occurred", "bad")],
        [("rated for the first time: Moderate", "accent")],
        [("new", "accent")],
        [("1 action done", "good")],
    ]
    assert set(Risk.objects.changed_between(since)) == set(Risk.objects.all())
    assert not Risk.objects.changed_between(since - 2 * HOUR, since - 1.5 * HOUR).exists()


def test_what_changed_later_is_left_out(member):
    risk, closed = old(member.team, score=(3, 3)), old(member.team, score=(3, 3), status="monitoring")
    since, until = NOW - 24 * HOUR, NOW - HOUR
    risk.assess(5, 5, by=member, reason="News")
    risk.occur(by=member)
    closed.close("avoided", by=member)
    ResponseActionFactory(team=member.team, risks=[risk], state="done", completed_at=NOW)

    told = changes_of(Risk.objects.with_scores(), since=since, until=until)
    by_now = changes_of([closed], since=since)
    long_ago = changes_of([closed], since=NOW + HOUR)

    assert told == {each.pk: Changed(False, "moderate", "moderate", "", 0) for each in (risk, closed)}
    assert list(Risk.objects.changed_between(since, until)) == []
    assert by_now[closed.pk].marks == [("Closed", "")]
    assert long_ago[closed.pk].marks == []


def test_a_meeting_is_named_by_its_day_and_a_review_by_its_risk(member):
    risk = RiskFactory(team=member.team, number=7)
    meeting = Meeting.start(by=member)
    review = ReviewFactory(team=member.team, meeting=meeting, risk=risk)

    assert (str(meeting), str(review)) == ("Risk meeting of 2 Mar 2026", "Review of R-7")


@pytest.mark.django_db(transaction=True)
def test_two_who_start_and_note_at_once_meet_in_one_meeting_and_both_notes_stand(member, owner):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has no two connections")
    risk = RiskFactory(team=member.team, score=(4, 4))
    together, failed = threading.Barrier(2), []

    def take_part(person):
        try:
            together.wait(timeout=10)
            meeting = Meeting.start(by=person)
            together.wait(timeout=10)
            meeting.review(Risk.objects.get(pk=risk.pk), by=person, note=f"By {person.name}")
        except Exception as error:  # noqa: BLE001 - what a thread raises is lost otherwise
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take_part, args=[person]) for person in (member, owner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert Meeting.objects.count() == 1
    assert {review.note for review in Review.objects.all()} == {f"By {person.name}" for person in (member, owner)}


def test_of_two_who_rate_what_they_both_read_the_second_is_told(member, owner):
    risk, meeting = RiskFactory(team=member.team, score=(4, 4)), Meeting.start(by=member)
    mine, theirs = (Risk.objects.get(pk=risk.pk) for _person in range(2))
    meeting.review(mine, by=member, rating=(2, 2, "It shrank"))

    with pytest.raises(StaleError):
        meeting.review(theirs, by=owner, rating=(5, 5, "It grew"))

    meeting.review(mine, by=member, rating=(1, 2, "Smaller still"))
    risk.refresh_from_db()
    assert (risk.current.probability, risk.current.impact) == (1, 2)
    assert Review.objects.count() == 2


def test_whose_rating_came_second_may_save_it_again(member, owner):
    risk, meeting = RiskFactory(team=member.team, score=(4, 4)), Meeting.start(by=member)

    def form(data, by):
        row = Review(team=by.team, meeting=meeting, risk=Risk.objects.get(pk=risk.pk))
        return ReviewForm(data, membership=by, instance=row)

    sent = {"reason": "Seen together", "shown": "4-4"}
    mine = form({"probability": 2, "impact": 2} | sent, member)
    theirs = QueryDict(mutable=True)
    theirs.update({"probability": 5, "impact": 5} | sent)
    theirs = form(theirs, owner)
    assert mine.is_valid()
    assert theirs.is_valid()

    stored = [mine.store(by=member), theirs.store(by=owner)]

    assert (stored[1], theirs.errors.as_data()["__all__"][0].code) == (None, "rated_meanwhile")
    again = form(theirs.data, owner)
    assert again.is_valid()
    assert again.store(by=owner).assessment.probability == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_who_rate_at_once_one_is_told(member, owner):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has no two connections")
    risk, meeting = RiskFactory(team=member.team, score=(4, 4)), Meeting.start(by=member)
    together, told = threading.Barrier(2), []

    def rate(person):
        try:
            mine, here = Risk.objects.get(pk=risk.pk), Meeting.objects.get(pk=meeting.pk)
            together.wait(timeout=10)
            here.review(mine, by=person, rating=(2, 3, "Seen"))
            told.append("kept")
        except Exception as error:  # noqa: BLE001 - what a thread raises is lost otherwise
            told.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=rate, args=[person]) for person in (member, owner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["StaleError", "kept"]
    assert Review.objects.count() == 1
