"""Restricted risks neither leave with nor are told by a file: of one that is hidden an import says nothing."""

import pytest
from django.core.exceptions import ValidationError

from planner.imports import uploading
from planner.imports.one_act import undo_import
from planner.models.fileimport import MOST_OPEN
from risks import tasks
from risks.imports.applying import apply_register
from risks.imports.flow import REGISTER
from risks.models import RegisterImport, ResponseAction, Risk, registerimport
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import ContingencyStepFactory, ResponseActionFactory, RiskFactory, prepared_plan

from .register_files import brought, exported, table, uploaded, verdicts

pytestmark = pytest.mark.django_db
LINE = "external_source,external_id,title,category,current_p,current_i\ntracker,7,{title},market,2,3\n"


def line(title):
    return LINE.format(title=title).encode()


@pytest.fixture
def hidden(owner):
    """Return a restricted risk that came from another program under the id 7."""
    return RiskFactory(
        team=owner.team, title="Secret", owner=owner, is_restricted=True, external_source="tracker", external_id="7"
    )


def test_a_restricted_risk_leaves_only_with_who_sees_it(hidden, owner, member):
    assert ([row["title"] for row in table(exported(owner))], table(exported(member))) == (["Secret"], [])


@pytest.mark.parametrize("door", ["risks/register.csv", "risks/register.json", "api"])
def test_addresses_leave_with_who_keeps_the_list_of_people_alone(browse, api, owner, manager, member, viewer, door):
    risk = RiskFactory(team=owner.team, owner=manager, raised_by=manager, is_restricted=False, score=(3, 3))
    risk.assess(4, 4, by=manager)
    ResponseActionFactory(team=owner.team, risks=[risk], owner=manager)
    ContingencyStepFactory(team=owner.team, plan=prepared_plan(risk, manager), responsible=manager)
    IndicatorFactory(team=owner.team, risk=risk, owner=manager)

    def told(person):
        answer = (
            api(person).get("/api/v1/teams/acme/risks/export/")
            if door == "api"
            else browse(person).get(f"/t/acme/{door}")
        )
        return b"".join(answer.streaming_content).decode()

    texts = {person: told(person) for person in (owner, member, viewer)}
    assert [manager.name in text for text in texts.values()] == [True, True, True]
    assert [text.count(manager.user.email) > 0 for text in texts.values()] == [True, False, False]
    assert ["@" in texts[person] for person in (member, viewer)] == [False, False]


def said(fileimport):
    rows = fileimport.rows.values_list("title", "verdict", "problems", "target_version")
    return list(rows), fileimport.counts, fileimport.outcome


def test_an_import_under_the_id_of_a_hidden_risk_reads_and_ends_as_if_it_were_not_there(hidden, owner, member):
    with_hidden = brought(member, line("Mine"))
    seen = said(with_hidden)
    row = table(exported(member))[0]
    undo_import(with_hidden, by=member)
    Risk.objects.filter(pk=hidden.pk).delete()
    without = brought(member, line("Mine"))

    assert seen == said(without)
    other = table(exported(member))[0]
    assert {name: cell for name, cell in row.items() if name != "code"} == {
        name: cell for name, cell in other.items() if name != "code"
    }
    assert (row["external_source"], row["external_id"]) == ("tracker", "7")


def test_a_hidden_risk_is_not_changed_and_the_file_finds_its_own_risk_again(hidden, member):
    brought(member, line("Mine"))

    again = uploaded(member, line("Mine"))

    hidden.refresh_from_db()
    assert (hidden.title, hidden.current) == ("Secret", None)
    assert verdicts(again) == {"Mine": ("same", [])}
    assert Risk.objects.filter(title="Mine").count() == 1


def test_an_action_under_the_id_of_a_hidden_one_is_made_without_a_word(hidden, owner, member):
    mark = "landfall:0123456789abcdef0123"
    action = ResponseAction(team=owner.team, title="Hush", external_source=mark, external_id="A-3")
    action.store(by=owner, links={"risks": [hidden]})
    content = f"title,category,actions,external_source,external_id\nMine,market,A-3 Hush [todo | | ],{mark},R-9\n"

    fileimport = brought(member, content.encode())

    assert verdicts(fileimport) == {"Mine": ("create", [])}
    assert [each.title for each in ResponseAction.objects.visible_to(member)] == ["Hush"]
    assert list(action.risks.all()) == [hidden]


def test_two_people_bring_the_same_id_each_for_themselves(hidden, owner, member):
    brought(member, line("Mine"))

    of_owner = uploaded(owner, line("Secret"))

    assert of_owner.rows.get().target_id == hidden.pk


def test_the_number_of_a_hidden_risk_means_nothing_to_a_file(hidden, member):
    content = f"code,title,category\n{hidden.code},Guess,market\n".encode()

    fileimport = uploaded(member, content)

    assert verdicts(fileimport) == {"Guess": ("create", [])}


def test_a_risk_hidden_since_the_preview_is_left_alone_like_one_that_was_changed(owner, member):
    risk = RiskFactory(team=owner.team, title="Open", owner=owner)
    fileimport = uploaded(member, f"code,title,category\n{risk.code},Open,market\n".encode())
    Risk.objects.filter(pk=risk.pk).update(is_restricted=True)

    apply_register(fileimport, by=member)

    risk.refresh_from_db()
    assert (risk.category, fileimport.outcome["changed"]) == ("technical", 0)
    assert [entry["code"] for entry in fileimport.skipped] == ["changed_meanwhile"]


def test_who_sees_a_risk_is_said_for_a_new_one_and_kept_for_one_that_is_here(owner, member):
    risk = RiskFactory(team=owner.team, title="Open")
    content = f"code,title,category,restricted\n{risk.code},Open,technical,true\n,New,market,true\n".encode()

    fileimport = brought(member, content)

    assert dict(Risk.objects.values_list("title", "is_restricted")) == {"Open": False, "New": True}
    assert verdicts(fileimport)["Open"] == ("same", ["restriction_kept"])
    assert member in [each.reader for each in Risk.objects.get(title="New").readers.all()]


def test_the_work_on_a_file_is_told_to_who_brought_it_and_to_owners(api, owner, manager, member, monkeypatch):
    monkeypatch.setattr(uploading, "READ_AT_ONCE", 10)
    monkeypatch.setattr(registerimport, "APPLIED_AT_ONCE", 0)
    fileimport = uploaded(manager, line("Secret"))
    tasks.stage_import(str(fileimport.job_id))
    uploading.apply(RegisterImport.objects.get(), by=manager, flow=REGISTER)

    told = [api(person).get("/api/v1/teams/acme/jobs/").data["count"] for person in (owner, manager, member)]

    assert told == [2, 2, 0]


def test_a_file_that_waits_is_named_to_nobody_who_may_not_see_it(owner, member):
    for _ in range(MOST_OPEN):
        uploaded(owner, line("Secret"), name="Lawsuit.csv")

    with pytest.raises(ValidationError) as refused:
        uploaded(member, line("Mine"))

    assert ("Lawsuit" in refused.value.messages[0], refused.value.code) == (False, "too_many_waiting")
