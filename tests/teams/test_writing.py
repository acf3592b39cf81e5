"""One way to write: forms, verbs, sets of rows, imports and undo pass the same steps."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.logged import Logged, logged
from core.stale import GoneError
from funding.models import OpportunityEvent
from planner.models import Milestone, Project
from risks.models import Assessment
from teams.leaving import leave
from teams.models import Activity, add_rows, change, change_rows
from teams.models.values import loggable, restored_value
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = dt.date(2026, 5, 1), dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def opened(milestone):
    """Return a milestone changed as an import changes it: done before, under way now."""
    milestone.state, milestone.completed_at = "in_progress", None
    return milestone


def test_a_set_that_opens_rows_again_forgets_who_has_left(owner, member):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    milestone.complete(by=owner)
    leave(member, by=owner)

    change_rows([opened(Milestone.objects.get())], by=owner)

    assert Milestone.objects.get().owner is None


def test_new_rows_of_a_set_are_nobodys_when_their_person_has_left(owner, member):
    project = ProjectFactory(team=owner.team)
    rows = [Milestone(team=owner.team, project=project, title=f"M {n}", owner_id=member.pk) for n in range(2)]
    member.end(by=owner)

    add_rows(rows, by=owner)

    assert set(Milestone.objects.values_list("owner", flat=True)) == {None}


@pytest.mark.parametrize("count", [1, 2])
def test_a_set_is_judged_like_a_single_row(owner, count):
    project = ProjectFactory(team=owner.team)
    rows = [Milestone(team=owner.team, project=project, title="", due_on=MAY) for _ in range(count)]

    with pytest.raises(ValidationError) as refused:
        add_rows(rows, by=owner)

    assert set(refused.value.message_dict) == {"title"}
    assert not Milestone.objects.exists()


def test_a_constraint_that_one_of_many_breaks_is_told_by_its_rule(owner):
    ProjectFactory(team=owner.team, name="Beacon")

    with pytest.raises(ValidationError) as refused:
        add_rows([Project(team=owner.team, name=name) for name in ("Lighthouse", "Beacon")], by=owner)

    assert refused.value.messages == ["The team has a project of this name already."]
    assert (Project.objects.count(), Activity.objects.count()) == (1, 0)


def test_rows_that_break_a_constraint_among_themselves_are_refused(owner):
    with pytest.raises(ValidationError) as refused:
        add_rows([Project(team=owner.team, name="Beacon") for _ in range(2)], by=owner)

    assert refused.value.messages == ["Two of these rows would be the same where each must be different."]
    assert (Project.objects.count(), Activity.objects.count()) == (0, 0)


def test_what_a_verb_leaves_as_it_was_is_not_asked_again(owner):
    project = ProjectFactory(team=owner.team, state="planned")
    Project.objects.update(market_need=9)  # as it may stand there from before the rule

    project.change_state("active", by=owner)

    assert Project.objects.get().state == "active"


def test_the_reason_of_a_move_is_that_of_its_own_write(owner):
    milestone = MilestoneFactory(team=owner.team, due_on=MAY, first_due_on=MAY)

    for day, reason in ((JUNE, "funding"), (JULY, "")):
        milestone.due_on = day
        milestone.store(by=owner, reason=reason)

    assert [move.reason for move in milestone.moves.all()] == ["funding", ""]


def test_the_reason_an_opportunity_moved_is_kept_with_that_move_alone(owner):
    row = OpportunityFactory(team=owner.team)
    before = row.stage
    row.advance("passed", by=owner, reason="No answer")
    row.move_back(by=owner)

    events = OpportunityEvent.objects.filter(field="stage").order_by("created_at", "pk")
    assert [(event.new, event.reason) for event in events] == [("passed", "No answer"), (before, "")]


def test_a_verb_on_a_row_that_was_removed_meanwhile_says_so(owner):
    milestone = MilestoneFactory(team=owner.team, title="Beta")
    Milestone.objects.all().delete()

    with pytest.raises(GoneError) as gone:
        milestone.complete(by=owner)

    assert gone.value.message == f"{milestone} was removed by somebody else meanwhile."


def test_an_edit_of_a_row_that_was_removed_meanwhile_says_so(owner):
    milestone = MilestoneFactory(team=owner.team)
    Milestone.objects.all().delete()
    milestone.title = "Too late"

    with pytest.raises(GoneError):
        milestone.store(by=owner)


@pytest.fixture
def vanishing(monkeypatch):
    """Remove the milestone between the look at it and the lock, as somebody else may."""
    lock = Milestone.lock

    def remove_and_lock(row):
        Milestone.objects.filter(pk=row.pk).delete()
        lock(row)

    monkeypatch.setattr(Milestone, "lock", remove_and_lock)


@pytest.mark.usefixtures("vanishing")
def test_a_button_on_a_row_that_is_gone_leads_to_no_such_page(browse, member):
    milestone = MilestoneFactory(team=member.team)

    assert browse(member).post(f"/t/acme/milestones/{milestone.pk}/completion/").status_code == 404


@pytest.mark.usefixtures("vanishing")
def test_a_verb_of_the_api_on_a_row_that_is_gone_is_a_conflict(api, member):
    milestone = MilestoneFactory(team=member.team)

    answer = api(member).post(f"/api/v1/teams/acme/milestones/{milestone.pk}/completion/")

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (409, "gone")


def test_a_form_about_a_row_that_is_gone_keeps_what_was_typed(browse, member, monkeypatch):
    milestone = MilestoneFactory(team=member.team, title="Beta")
    client, store = browse(member), Milestone.store

    def remove_and_store(row, **given):
        Milestone.objects.filter(pk=row.pk).delete()
        return store(row, **given)

    monkeypatch.setattr(Milestone, "store", remove_and_store)
    values = {"title": "Gamma", "state": "planned", "version": 1}
    page = client.post(f"/t/acme/milestones/{milestone.pk}/edit/", values)

    text = page.content.decode()
    assert (page.status_code, "removed by somebody else" in text, 'value="Gamma"' in text) == (422, True, True)


def test_what_restricts_a_row_is_named_like_what_protects_it(owner):
    risk = RiskFactory(team=owner.team, title="Outage")
    risk.assess(3, 3, by=owner)

    with pytest.raises(ValidationError) as refused:
        Assessment.objects.get().discard(by=owner)

    assert (refused.value.error_list[0].code, str(risk) in refused.value.messages[0]) == ("in_use", True)


def test_undo_of_a_verb_takes_its_whole_act_back(owner):
    milestone, other = MilestoneFactory.create_batch(2, team=owner.team, state="planned")
    with change(owner, "Both") as act:
        milestone.complete(by=act)
        other.complete(by=act)

    milestone.undo_completion(by=owner)

    assert set(Milestone.objects.values_list("state", flat=True)) == {"planned"}


class Sealed:
    """Stands for a field that encrypts what it stores."""

    attname = name = "secret"

    @staticmethod
    def get_prep_value(value):
        return value[::-1]

    @staticmethod
    def from_db_value(value, _expression, _connection):
        return value[::-1]


class Kind:
    """Stands for a kind of row that has one such field."""

    class _meta:  # noqa: N801 - Django's name
        @staticmethod
        def get_field(_name):
            return Kind.field

    field = Sealed()


@pytest.mark.parametrize(
    ("how", "kept"),
    [
        (Logged.VALUE, {"secret": [None, "abc"]}),
        (Logged.CIPHERTEXT, {"secret": [None, "cba"]}),
        (Logged.CHANGE, {"secret": None}),
        (Logged.NOTHING, {}),
    ],
)
def test_a_field_says_what_the_history_keeps_of_it(how, kept):
    logged(Kind.field, how)

    assert loggable(Kind, {"secret": [None, "abc"]}) == kept


def test_a_ciphertext_is_opened_again_where_undo_puts_it_back():
    logged(Kind.field, Logged.CIPHERTEXT)

    assert restored_value(Kind.field, "cba") == "abc"


def test_undo_refuses_where_the_history_kept_no_value(owner, monkeypatch):
    monkeypatch.setattr(Project._meta.get_field("summary"), "logged", Logged.CHANGE, raising=False)
    project = ProjectFactory(team=owner.team, summary="Before")
    project.summary = "After"
    with change(owner, "Edit") as act:
        project.store(by=act)

    with pytest.raises(ValidationError, match="not kept"):
        act.undo(by=owner)

    assert Project.objects.get().summary == "After"


def test_of_many_rows_what_did_not_change_is_not_judged(owner):
    MilestoneFactory.create_batch(3, team=owner.team)
    Milestone.objects.update(title="")  # older than the rule
    rows = list(Milestone.objects.all())
    for row in rows:
        row.description = "New"

    change_rows(rows, by=owner)

    assert list(Milestone.objects.values_list("title", "description")) == [("", "New")] * 3
