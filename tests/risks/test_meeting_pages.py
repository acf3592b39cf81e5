"""The pages of a risk meeting: the walk, the form on each card, the notes; and what its people may see."""

import datetime as dt

import pytest

from risks.minutes import NOTES_AT_MOST, RISKS_AT_MOST
from risks.models import Assessment, Meeting, Review, Risk
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.risks import MeetingFactory, ReviewFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
MEETING, BASE = "/t/acme/risks/meeting/", "/api/v1/teams/acme"


def review_url(risk):
    return f"/t/acme/risks/{risk.pk}/meeting/review/"


@pytest.fixture
def walk(member):
    """A meeting with three risks, from the highest to the lowest."""
    risks = [RiskFactory(team=member.team, title=f"Level {n}", score=(n, n)) for n in (5, 4, 1)]
    return Meeting.start(by=member), risks


def test_while_no_meeting_runs_the_page_offers_one_and_tells_what_changed(browse, member):
    MeetingFactory(team=member.team, ended_at=NOW - dt.timedelta(hours=1))
    RiskFactory(team=member.team, title="Just found")

    shown = browse(member).get(MEETING)

    assert [risk.title for risk in shown.context["changed"]] == ["Just found"]
    text = shown.content.decode()
    assert "Since the last meeting of 27 Feb 2026" in text
    assert "Start meeting" in text


def test_a_risk_rated_again_at_the_same_level_is_told_as_such(browse, member):
    risk = RiskFactory(team=member.team, score=(3, 3), created_at=NOW - dt.timedelta(days=9))
    Assessment.objects.update(at=NOW - dt.timedelta(days=9))
    MeetingFactory(team=member.team, ended_at=NOW - dt.timedelta(hours=1))
    risk.assess(3, 3, by=member, reason="As before")

    [changed] = browse(member).get(MEETING).context["changed"]

    assert changed.marks == [("rated again, same level", "")]


def test_a_meeting_is_started_walked_and_ended_by_plain_links_and_forms(browse, member):
    risks = [RiskFactory(team=member.team, title=f"Level {n}", score=(n, n)) for n in (5, 1)]
    client = browse(member)

    assert client.post("/t/acme/risks/meeting/start/").headers["Location"] == MEETING
    first = client.get(MEETING)
    second = client.get(first.context["walk"].after)
    end = second.context["walk"].after

    assert [first.context["risk"], second.context["risk"]] == risks
    assert (first.context["walk"].before, second.context["walk"].before) == (None, first.context["walk"].url)
    assert f'href="{second.context["walk"].url}" rel="next"' in first.content.decode()
    meeting = Meeting.objects.get()
    assert end == meeting.get_absolute_url()
    assert client.post(f"/t/acme/risks/meetings/{meeting.pk}/end/").status_code == 303
    assert Meeting.objects.get().ended_at == NOW


def test_the_walk_goes_on_with_the_first_risk_nobody_has_looked_at(browse, member, walk):
    meeting, (first, second, _third) = walk
    meeting.review(first, by=member)

    shown = browse(member).get(MEETING)

    assert shown.context["risk"] == second
    assert [stop.is_seen for stop in shown.context["walk"].stops] == [True, False, False]


def test_a_card_is_rated_and_noted_in_one_form_that_leads_to_the_next(browse, member, walk):
    _meeting, (first, second, _third) = walk
    fields = {"probability": 2, "impact": 2, "reason": "It shrank", "note": "Look again in May", "shown": "5-5"}
    client = browse(member)

    answer = client.post(review_url(first), fields)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MEETING}?risk={second.pk}")
    review, risk = Review.objects.get(), Risk.objects.get(pk=first.pk)
    assert (review.note, review.assessment.level, review.assessment.reason) == ("Look again in May", "low", "It shrank")
    assert risk.level == "low"
    undo = client.get(MEETING).content.decode()
    assert f"/t/acme/changes/{Activity.objects.about(review).get().change_id}/undo/" in undo


def test_a_second_look_offers_no_undo_of_the_first_one(browse, member, owner, walk):
    meeting, (first, *_rest) = walk
    meeting.review(first, by=owner)
    client = browse(member)

    client.post(review_url(first), {"probability": 5, "impact": 5, "shown": "5-5"})

    assert Review.objects.count() == 1
    assert "/changes/" not in client.get(MEETING).content.decode()


def test_the_same_figures_are_no_rating(browse, member, walk):
    _meeting, (first, *_rest) = walk

    browse(member).post(review_url(first), {"probability": 5, "impact": 5, "shown": "5-5"})

    assert Review.objects.get().assessment is None


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"probability": 2, "impact": 2, "shown": "5-5"}, "Say why you are changing the rating."),
        ({"probability": 2, "impact": "", "shown": "5-5"}, "Give both probability and impact, or neither."),
        ({"probability": 4, "impact": 4, "shown": "3-3", "reason": "Worse"}, "Someone else has rated this risk"),
    ],
)
def test_a_card_that_is_refused_keeps_what_was_typed(browse, member, walk, fields, error):
    _meeting, (first, *_rest) = walk

    answer = browse(member).post(review_url(first), fields | {"note": "My thoughts"})

    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert "My thoughts" in answer.content.decode()
    assert (Review.objects.count(), Risk.objects.get(pk=first.pk).level) == (0, "critical")


def test_a_rating_beside_a_newer_one_is_told_of_it_and_stands_when_sent_again(browse, member, owner, walk):
    meeting, (first, *_rest) = walk
    meeting.review(first, by=owner, rating=(1, 1, "It has passed"))
    fields = {"probability": 4, "impact": 4, "reason": "It is near", "shown": "5-5"}
    client = browse(member)

    refused = client.post(review_url(first), fields)
    shown = refused.context["form"]["shown"].value()
    stored = client.post(review_url(first), fields | {"shown": shown})

    assert (refused.status_code, shown, stored.status_code) == (422, "1-1", 303)
    assert Risk.objects.get(pk=first.pk).current.reason == "It is near"


def test_what_is_sent_after_the_end_is_refused_kept_and_can_be_sent_again(browse, member, owner, walk):
    meeting, (first, *_rest) = walk
    meeting.end(by=owner)
    fields = {"meeting": meeting.pk, "probability": 5, "impact": 5, "shown": "5-5", "note": "My thoughts"}
    client = browse(member)

    late = client.post(review_url(first), fields)
    meeting.resume(by=owner)
    again = client.post(review_url(first), fields)

    assert late.status_code == 422
    assert "This meeting has ended. Resume it to go on." in late.content.decode()
    assert "My thoughts" in late.content.decode()
    assert (again.status_code, Review.objects.get().note) == (303, "My thoughts")


def test_without_a_meeting_there_is_nothing_to_note_in(browse, member):
    assert browse(member).post(review_url(RiskFactory(team=member.team)), {}).status_code == 404


def test_a_viewer_reads_cards_and_notes_and_changes_nothing(browse, member, viewer, walk):
    meeting, (first, *_rest) = walk
    meeting.review(first, by=member, note="Look again in May")
    client = browse(viewer)

    card = client.get(f"{MEETING}?risk={first.pk}").content.decode()

    assert "Look again in May" in card
    assert "Save and next" not in card
    assert "End meeting" not in card
    assert "Look again in May" in client.get(meeting.get_absolute_url()).content.decode()
    assert client.post(review_url(first), {}).status_code == 403
    assert client.post("/t/acme/risks/meeting/start/").status_code == 403


def test_the_page_of_a_risk_leads_to_what_meetings_decided_the_latest_first(browse, member, walk):
    meeting, (first, *_rest) = walk
    for number in (1, 2, 3):
        at, note = NOW + number * dt.timedelta(minutes=1), f"Decision {number}"
        ReviewFactory(team=member.team, meeting=meeting, risk=first, note=note, at=at)
    ReviewFactory(team=member.team, meeting=meeting, risk=first)
    client, url = browse(member), f"/t/acme/risks/{first.pk}/decisions/"

    part = client.get(url, headers={"HX-Request": "true", "HX-Target": "risk-decisions"})

    assert f'hx-get="{url}"' in client.get(first.get_absolute_url()).content.decode()
    whole = client.get(url)
    assert [review.note for review in whole.context["decisions"]] == ["Decision 3", "Decision 2", "Decision 1"]
    assert ["<html" in answer.content.decode() for answer in (part, whole)] == [False, True]
    assert "Decision 3" in part.content.decode()


def test_the_notes_of_a_long_meeting_are_cut_and_say_so(browse, member, walk):
    meeting, (first, second, third) = walk
    ReviewFactory.create_batch(NOTES_AT_MOST, team=member.team, meeting=meeting, risk=first, note="Again")
    late = NOW + dt.timedelta(minutes=1)
    ReviewFactory(team=member.team, meeting=meeting, risk=second, note="Ask the vendor", at=late)
    ReviewFactory(team=member.team, meeting=meeting, risk=third, at=late)

    answer = browse(member).get(meeting.get_absolute_url())

    minutes = answer.context["minutes"]
    assert [(item.risk, len(item.decisions)) for item in minutes.decided] == [(first, NOTES_AT_MOST), (second, 0)]
    assert [[item.risk for item in items] for items in (minutes.unchanged, minutes.left)] == [[third], []]
    assert (minutes.looked_at, minutes.on_agenda) == (3, 3)
    assert "The first 200 of 201 notes. The API has them all." in answer.content.decode()


def test_the_notes_hold_decisions_by_risk_what_stays_and_what_is_left(browse, member, walk):
    meeting, (first, second, third) = walk
    Risk.objects.filter(pk=first.pk).update(number=900)  # the agenda decides the order, not the number
    last = RiskFactory(team=member.team, number=1)
    meeting.review(last, by=member, note="Raised in the meeting")
    meeting.review(second, by=member)
    meeting.review(first, by=member, note="Ask the vendor", rating=(2, 2, "It shrank"))

    minutes = browse(member).get(meeting.get_absolute_url()).context["minutes"]

    assert [(item.risk, [review.note for review in item.decisions]) for item in minutes.decided] == [
        (first, ["Ask the vendor"]),
        (last, ["Raised in the meeting"]),
    ]
    assert [[item.risk for item in items] for items in (minutes.unchanged, minutes.left)] == [[second], [third]]
    assert (minutes.looked_at, minutes.on_agenda, minutes.reviewers) == (3, 4, [member.name])


def test_the_notes_keep_the_levels_of_their_day(browse, member, walk):
    meeting, (first, *_rest) = walk
    review = meeting.review(first, by=member, rating=(2, 2, "It shrank"))
    Meeting.objects.update(ended_at=NOW + dt.timedelta(minutes=2), ended_by=member)
    later = first.assess(5, 5, by=member, reason="It is back")
    for assessment, minutes in ((review.assessment, 1), (later, 3)):
        Assessment.objects.filter(pk=assessment.pk).update(at=NOW + dt.timedelta(minutes=minutes))

    [item] = browse(member).get(meeting.get_absolute_url()).context["minutes"].decided

    assert (item.level, Risk.objects.get(pk=first.pk).level) == ("low", "critical")


def test_the_notes_say_what_had_changed_before_the_meeting_and_no_more(browse, member):
    since = NOW - dt.timedelta(days=7)
    MeetingFactory(team=member.team, started_at=since - dt.timedelta(hours=1), ended_at=since)
    RiskFactory(team=member.team, title="Found before", created_at=NOW - dt.timedelta(days=1))
    meeting = Meeting.start(by=member)
    RiskFactory(team=member.team, title="Found later", created_at=NOW + dt.timedelta(minutes=1))

    changed = browse(member).get(meeting.get_absolute_url()).context["minutes"].changed

    assert [item.risk.title for item in changed] == ["Found before"]
    assert RISKS_AT_MOST == 100


def test_the_list_counts_what_each_meeting_looked_at_and_decided(browse, member, walk):
    meeting, (first, second, _third) = walk
    meeting.review(first, by=member, note="One")
    meeting.review(first, by=member, note="Two")
    meeting.review(second, by=member)

    [row] = browse(member).get("/t/acme/risks/meetings/").context["object_list"]

    assert (row, row.looked_at, row.decisions) == (meeting, 2, 2)


def test_the_register_finds_what_changed_since_the_last_meeting(browse, member):
    MeetingFactory(team=member.team, ended_at=NOW - dt.timedelta(hours=1))
    old = RiskFactory(team=member.team, created_at=NOW - dt.timedelta(days=2))
    new = RiskFactory(team=member.team)

    listed = browse(member).get("/t/acme/risks/", {"attention": "changed"}).context["object_list"]

    assert (list(listed), Risk.objects.count()) == ([new], 2)
    assert old not in listed


def test_restricted_risks_are_walked_told_and_counted_for_who_sees_them(browse, api, member, viewer):
    mine, theirs = (RiskFactory(team=member.team, owner=who, is_restricted=True) for who in (viewer, member))
    meeting = MeetingFactory(team=member.team, agenda=[str(theirs.pk), str(mine.pk)])
    for risk in (mine, theirs):
        ReviewFactory(team=member.team, meeting=meeting, risk=risk, note=f"About {risk.title}", author=member)
    client = browse(viewer)

    card = client.get(f"{MEETING}?risk={theirs.pk}")
    notes = client.get(meeting.get_absolute_url())
    listed = client.get("/t/acme/risks/meetings/").context["object_list"]

    assert (card.context["risk"], card.context["walk"].ids) == (mine, [mine.pk])
    assert [item.risk for item in notes.context["minutes"].decided] == [mine]
    assert [(row.looked_at, row.decisions) for row in listed] == [(1, 1)]
    for shown in (card, notes):
        assert f"About {theirs.title}" not in shown.content.decode()
    assert [row["risk"] for row in api(viewer).get(f"{BASE}/risk-reviews/").data["results"]] == [mine.pk]
    assert api(viewer).get(f"{BASE}/risk-meetings/{meeting.pk}/").data["decisions"] == 1


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "expected"), [("card", 13), ("notes", 10), ("list", 5), ("start", 8), ("decisions", 6)]
)
def test_pages_of_a_meeting_cost_the_same_for_more_rows(browse, member, queries, rows, name, expected):
    team, day = member.team, dt.timedelta(days=1)
    MeetingFactory(team=team, started_at=NOW - 9 * day, ended_at=NOW - 9 * day)
    risks = [RiskFactory(team=team, owner=member, score=(4, 4)) for _ in range(rows)]
    values = {"agenda": [str(risk.pk) for risk in risks], "since": NOW - 9 * day, "started_by": member}
    ended = NOW - day if name == "start" else None
    meeting = MeetingFactory(team=team, started_at=NOW - 2 * day, ended_at=ended, **values)
    for risk in risks:
        ReviewFactory.create_batch(rows, team=team, meeting=meeting, risk=risk, author=member, note="Go on")
    url = {"card": MEETING, "notes": meeting.get_absolute_url(), "list": "/t/acme/risks/meetings/", "start": MEETING}
    url["decisions"] = f"/t/acme/risks/{risks[0].pk}/decisions/"
    client = browse(member)
    client.get(url[name])

    with queries(expected):
        assert client.get(url[name]).status_code == 200
