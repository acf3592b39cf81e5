"""Comments: who may say, change and remove what, whom a comment calls, and that it goes where its row goes."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from planner.models import Milestone
from teams.activity_formatter import history_of
from teams.following import following_of
from teams.leaving import leave
from teams.models import Activity, Comment, Mention, Subscription, change
from teams.models.comment import LONGEST, MENTIONS_AT_MOST
from teams.models.subjects import discussed_kinds
from teams.roles import Role
from tests.factories.funding import OpportunityFactory, PlanStepFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory
from tests.factories.talk import said
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db
MAKERS = {
    "planner.milestone": MilestoneFactory,
    "planner.gatecheck": GateCheckFactory,
    "planner.task": TaskFactory,
    "planner.goal": GoalFactory,
    "risks.risk": RiskFactory,
    "risks.contingencyplan": ContingencyPlanFactory,
    "funding.opportunity": OpportunityFactory,
}


@pytest.fixture
def row(team):
    return MilestoneFactory(team=team, title="Beta", number=1)


def names(people):
    return sorted(person.name for person in people)


def verbs(row):
    return list(Activity.objects.about(row).order_by("at", "pk").values_list("verb", flat=True))


def test_seven_kinds_of_rows_are_talked_about():
    assert set(discussed_kinds()) == set(MAKERS)


@pytest.mark.parametrize("kind", MAKERS)
def test_a_comment_is_about_its_row_and_stands_in_its_history_without_its_text(kind, team, owner):
    row = MAKERS[kind](team=team)

    comment = said(row, owner, "Our secret plan")

    entry = history_of(owner, row)[0]
    assert (comment.author, str(comment.subject), list(Comment.objects.about(row))) == (owner, str(row), [comment])
    assert f"commented on {row}" in entry["sentence"].replace("&#x27;", "'")
    assert "secret" not in str(entry["sentence"]) + str(entry["details"]) + str(
        list(Activity.objects.values_list("subject_label", "changes"))
    )


def test_what_happens_to_a_comment_is_told_of_its_row_alone(row, owner):
    comment = said(row, owner)
    comment.body = "Better"
    comment.store(by=owner)
    comment.discard(by=owner)

    assert verbs(row) == ["commented", "comment_edited", "comment_removed"]
    assert not Activity.objects.filter(subject_kind="teams.comment").exists()


def test_an_edit_is_dated_and_one_that_changes_nothing_is_none(row, member):
    comment = said(row, member, "One")
    first = comment.edited_at
    comment.store(by=member)
    second, version = comment.edited_at, comment.version
    comment.body = "Two"
    comment.store(by=member)

    assert (first, second, version, comment.version) == (None, None, 1, 2)
    assert comment.edited_at <= timezone.now()


def test_nobody_changes_what_somebody_else_wrote(row, owner, member):
    comment = said(row, member)
    comment.body = "Other words"

    with pytest.raises(PermissionDenied):
        comment.store(by=owner)

    assert Comment.objects.get().body == "Looks good to me."


def test_owners_remove_what_others_wrote_and_nobody_else_does(row, owner, manager, member, viewer):
    comment = said(row, member)
    for person in (manager, viewer):
        with pytest.raises(PermissionDenied):
            comment.discard(by=person)
    before = Comment.objects.count()

    comment.discard(by=owner)

    assert (before, Comment.objects.count()) == (1, 0)


def test_one_removes_what_one_wrote_with_whom_it_called(row, member, viewer):
    comment = said(row, member, "@Vic Viewer")

    comment.discard(by=member)

    assert (Comment.objects.count(), Mention.objects.count()) == (0, 0)


def test_who_became_a_viewer_changes_nothing_of_what_they_wrote(row, owner, member):
    comment = said(row, member)
    member.change_role(Role.VIEWER, by=owner)

    with pytest.raises(PermissionDenied):
        comment.discard(by=member)


# Limits


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "blank"), (" \n ", "blank"), ("x" * (LONGEST + 1), "max_length"), ("a\x00", "control_characters")],
)
def test_a_text_that_is_none_or_too_long_is_refused(row, member, body, code):
    with pytest.raises(ValidationError) as refused:
        said(row, member, body)

    assert [error.code for error in refused.value.error_dict["body"]] == [code]


def test_the_longest_text_is_kept(row, member):
    assert len(said(row, member, "x" * LONGEST).body) == LONGEST


def test_a_row_of_a_kind_nobody_talks_about_is_refused(team, owner):
    with pytest.raises(ValidationError, match="no such row"):
        said(PlanStepFactory(team=team), owner)


def test_a_row_one_may_not_see_is_refused(team, member):
    with pytest.raises(ValidationError, match="no such row"):
        said(OpportunityFactory(team=team), member)


def test_a_row_of_another_team_is_refused(row, stranger):
    with pytest.raises(ValidationError):
        Comment.on(row, body="Hello").store(by=stranger)

    assert Comment.objects.count() == 0


def test_at_most_twenty_are_mentioned(row, member):
    people = MembershipFactory.create_batch(MENTIONS_AT_MOST + 1, team=row.team)
    said(row, member, mentioned=people[1:])

    with pytest.raises(ValidationError) as refused:
        said(row, member, mentioned=people)

    assert [error.code for error in refused.value.error_dict["mentioned"]] == ["too_many"]
    assert Mention.objects.count() == MENTIONS_AT_MOST


# Mentions


def test_names_in_the_text_are_mentioned_beside_those_chosen(row, owner, manager, member, viewer):
    comment = said(row, member, "@Max Manager, and nobody@Olga Owner", mentioned=[viewer])

    assert names(comment.mentioned.all()) == ["Max Manager", "Vic Viewer"]


def test_of_two_names_the_longer_is_meant_and_of_one_name_all(row, member):
    for name in ("Ada", "Ada Lovelace", "Ada Lovelace"):
        MembershipFactory(team=row.team, name=name)

    comment = said(row, member, "@Ada Lovelace")

    assert names(comment.mentioned.all()) == ["Ada Lovelace", "Ada Lovelace"]


def test_nobody_mentions_themselves(row, member):
    assert said(row, member, "@Mia Member", mentioned=[member]).mentioned.count() == 0


@pytest.mark.parametrize("how", ["text", "choice"])
def test_who_may_not_see_the_row_cannot_be_mentioned(team, manager, member, how):
    row = OpportunityFactory(team=team)

    with pytest.raises(ValidationError) as refused:
        said(row, manager, "@Mia Member" if how == "text" else "Hm", mentioned=[] if how == "text" else [member])

    assert refused.value.messages == ["Mia Member may not see this, so a mention would lead nowhere. Take it out."]
    assert Comment.objects.count() == 0


def test_who_reads_the_money_can_be_mentioned_beside_it(team, manager, viewer, owner):
    viewer.show_money(by=owner)

    comment = said(OpportunityFactory(team=team), manager, "@Vic Viewer")

    assert names(comment.mentioned.all()) == ["Vic Viewer"]


def test_recipients_and_strangers_cannot_be_mentioned(row, member, stranger):
    recipient = MembershipFactory(team=row.team, user=None, role=Role.RECIPIENT, name="Rita", email="rita@example.org")

    for person in (recipient, stranger):
        with pytest.raises(ValidationError):
            said(row, member, mentioned=[person])

    assert said(row, member, "@Rita @Sam Stranger").mentioned.count() == 0


def test_who_has_left_stays_the_author_and_is_mentioned_no_more(row, owner, member, manager):
    mine = said(row, member)
    theirs = said(row, manager, "@Mia Member")
    leave(member, by=owner)

    theirs.body = "@Mia Member again"
    theirs.store(by=manager)
    later = said(row, manager, "@Mia Member")

    mine.refresh_from_db()
    assert (mine.author.name, names(theirs.mentioned.all()), later.mentioned.count()) == (
        "Mia Member",
        ["Mia Member"],
        0,
    )


def test_a_mention_that_stands_does_not_keep_one_from_editing(team, row, owner, manager, viewer):
    deal = OpportunityFactory(team=team)
    viewer.show_money(by=owner)
    comment = said(deal, manager, "@Vic Viewer")
    viewer.hide_money(by=owner)

    comment.body = "@Vic Viewer, sorry"
    comment.store(by=manager)

    assert Comment.objects.get().body == "@Vic Viewer, sorry"


# Where the row goes


def test_comments_follow_the_rights_to_their_rows(team, owner, manager, member, viewer, row, stranger):
    deal = OpportunityFactory(team=team)
    said(deal, manager, "Deal")
    said(row, manager, "Row")

    seen = {
        person.name: sorted(Comment.objects.visible_to(person).values_list("body", flat=True))
        for person in (owner, member, viewer, stranger)
    }

    assert seen == {
        "Olga Owner": ["Deal", "Row"],
        "Mia Member": ["Row"],
        "Vic Viewer": ["Row"],
        "Sam Stranger": [],
    }


@pytest.fixture
def milestones_of_their_own(monkeypatch):
    """Let everybody see the milestones they own alone, as a restricted kind of row may."""

    class OwnMilestones(type(Milestone.objects.all())):
        def visible_to(self, membership):
            return super().visible_to(membership).filter(owner=membership)

    monkeypatch.setattr(Milestone._default_manager, "_queryset_class", OwnMilestones)


@pytest.mark.usefixtures("milestones_of_their_own")
def test_comments_on_a_restricted_row_follow_it(team, owner, member, viewer, browse, api):
    milestone = MilestoneFactory(team=team, owner=member)
    comment = said(milestone, member, "Between us")

    seen = [Comment.objects.visible_to(person).count() for person in (member, owner, viewer)]
    told = [Activity.objects.visible_to(person).filter(verb="commented").count() for person in (member, owner, viewer)]
    pages = [browse(owner).get(path).status_code for path in (comment.get_absolute_url(), talk(milestone))]
    with pytest.raises(ValidationError, match="may not see this"):
        said(milestone, member, "@Olga Owner")

    assert (seen, told, pages) == ([1, 0, 0], [1, 0, 0], [404, 404])
    assert api(owner).get("/api/v1/teams/acme/comments/").data["count"] == 0
    assert api(owner).get(f"/api/v1/teams/acme/comments/{comment.pk}/").status_code == 404


def talk(row):
    return f"/t/acme/comments/{row._meta.label_lower}/{row.pk}/"


def test_comments_on_a_removed_row_are_hidden_and_come_back_with_it(row, owner):
    said(row, owner)
    with change(owner, "Clear") as act:
        row.discard(by=act)
    hidden = Comment.objects.visible_to(owner).count()

    act.undo(by=owner)

    assert (hidden, Comment.objects.visible_to(owner).count()) == (0, 1)


def test_a_completion_can_be_taken_back_though_somebody_commented_since(row, member):
    row.complete(by=member)
    said(row, member, "Well done")

    row.undo_completion(by=member)

    assert Milestone.objects.get(pk=row.pk).completed_at is None


# Following


def test_who_is_in_charge_wrote_or_was_mentioned_follows(row, owner, manager, member, viewer):
    row.owner = owner
    row.store(by=owner)
    said(row, member, "@Vic Viewer")

    assert [following_of(person, row).is_on for person in (owner, member, viewer, manager)] == [True, True, True, False]


def test_a_decision_holds_whatever_happens_until_the_next(row, member, manager):
    Subscription.choose(member, row, "muted", by=member)
    said(row, member)
    muted = following_of(member, row)
    Subscription.choose(member, row, "following", by=member)

    now = following_of(member, row)
    assert [(each.is_on, each.is_decided) for each in (muted, now)] == [(False, True), (True, True)]
    assert Subscription.objects.count() == 1


def test_what_somebody_follows_is_their_own_affair(row, member, owner):
    Subscription.choose(member, row, "following", by=member)

    assert [Subscription.objects.visible_to(person).count() for person in (member, owner)] == [1, 0]
    assert [
        Activity.objects.visible_to(each).filter(subject_kind="teams.subscription").count() for each in (member, owner)
    ] == [1, 0]


def test_what_somebody_follows_tells_nothing_of_a_row_they_may_no_longer_see(team, owner, member, api):
    member.reads_money = True
    member.save()
    deal = OpportunityFactory(team=team)
    Subscription.choose(member, deal, "following", by=member)
    member.hide_money(by=owner)

    told = Activity.objects.visible_to(member).filter(subject_kind="teams.subscription")
    assert (list(told), list(Subscription.objects.visible_to(member))) == ([], [])
    assert api(member).get("/api/v1/teams/acme/subscriptions/").data["count"] == 0


def test_choosing_again_is_harmless(row, member):
    first = Subscription.choose(member, row, "muted", by=member)

    again = Subscription.choose(member, row, "muted", by=member)

    assert (again.pk, again.version) == (first.pk, 1)
