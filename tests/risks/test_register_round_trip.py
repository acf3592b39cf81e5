"""A register leaves as a file and comes back, into another team or the same, without loss."""

import pytest

from core.tabular.workbook import xlsx_file
from risks.imports.columns import OWN_HEADER
from risks.imports.exporting import register_json, register_rows
from risks.models import Assessment, ResponseAction, Risk
from tests.factories.risks import RiskFactory

from .register_files import brought, exported, register, table, twin, uploaded, verdicts

pytestmark = pytest.mark.django_db


def files(by):
    return {
        "risks.csv": exported(by),
        "risks.xlsx": xlsx_file("Risks", OWN_HEADER, register_rows(by)).read(),
        "risks.json": "".join(register_json(by)).encode(),
    }


@pytest.mark.parametrize("name", ["risks.csv", "risks.xlsx", "risks.json"])
def test_an_exported_register_is_the_same_in_another_team_column_by_column(name, owner, other_team):
    register(owner)
    person = twin(other_team, owner)

    fileimport = brought(person, files(owner)[name], name=name)

    told, found = table(exported(owner)), table(exported(person))
    for column in OWN_HEADER:
        if column not in ("code", "owner_email"):  # a number is given anew, and so is an address of the tests
            assert [row[column] for row in found] == [row[column] for row in told], column
    assert [problems for _verdict, problems in verdicts(fileimport).values()] == [[], []]


@pytest.mark.parametrize("name", ["risks.csv", "risks.xlsx", "risks.json"])
def test_an_exported_register_changes_nothing_where_it_came_from(name, owner):
    register(owner)

    fileimport = uploaded(owner, files(owner)[name], name=name)

    assert {verdict for verdict, _codes in verdicts(fileimport).values()} == {"same"}
    assert fileimport.may_be_applied is False


def test_a_file_brought_twice_makes_nothing_twice(owner, other_team):
    register(owner)
    person, content = twin(other_team, owner), exported(owner)
    brought(person, content)

    again = uploaded(person, content)

    assert {verdict for verdict, _codes in verdicts(again).values()} == {"same"}
    assert [model.objects.filter(team=other_team).count() for model in (Risk, ResponseAction)] == [2, 1]


def test_one_undo_takes_a_whole_import_back(owner, other_team):
    register(owner)
    person = twin(other_team, owner)
    fileimport = brought(person, files(owner)["risks.json"], name="risks.json")

    fileimport.change.undo(by=person)

    kinds = (Risk, ResponseAction, Assessment)
    assert [model.objects.filter(team=other_team).count() for model in kinds] == [0, 0, 0]


def test_who_raised_a_risk_that_is_here_stays_whoever_a_file_names(owner, member):
    risk = RiskFactory(team=owner.team, raised_by=owner, title="Fire")
    content = exported(owner).replace(b"Olga Owner", b"Mia Member").replace(b'"Fire"', b'"Fire in the rack"')

    brought(owner, content)

    risk.refresh_from_db()
    assert (risk.title, risk.raised_by) == ("Fire in the rack", owner)


def test_another_strategy_takes_along_what_was_said_about_the_one_before(owner):
    risk = RiskFactory(team=owner.team, title="Quota cut", strategy="transfer", strategy_detail="The insurer")
    header = "code,title,category,strategy,strategy_detail,external_id\n"

    silent = uploaded(owner, f"{header}{risk.code},Quota cut,technical,share,,\n".encode())
    brought(owner, f"{header}{risk.code},Quota cut,technical,share,With the\tpartner,\n".encode())

    data = silent.rows.get().data["values"]
    risk.refresh_from_db()
    assert (data["strategy"], data["strategy_detail"]) == ("share", "")
    assert (risk.strategy, risk.strategy_detail) == ("share", "With the partner")


def test_a_list_in_chinese_says_to_whom_a_risk_is_transferred(owner):
    brought(owner, "标题,类别,应对策略,转移给谁\n配额被削减,market,转移,保险公司\n".encode())

    risk = Risk.objects.get()
    assert (risk.strategy, risk.strategy_detail, risk.strategy_gap) == ("transfer", "保险公司", "")
