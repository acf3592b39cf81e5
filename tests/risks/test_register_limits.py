"""Limits of imports of risks, the worker's share, and what happened since the preview."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.budget import Budget
from planner.imports import uploading
from planner.imports.uploading import apply
from risks import tasks
from risks.imports import applying, reading
from risks.imports.applying import apply_register
from risks.imports.cells import read_actions, read_milestones, read_plans
from risks.imports.flow import REGISTER
from risks.models import RegisterImport, Risk, registerimport
from tests.factories.risks import RiskFactory

from .register_files import brought, uploaded, verdicts

pytestmark = pytest.mark.django_db


def risks(count):
    return ("title,category,id\n" + "".join(f"Risk {n},market,{n}\n" for n in range(count))).encode()


def test_a_file_of_json_holds_no_more_risks_than_a_table(owner, monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    content = json.dumps({"format": "landfall.risks", "version": 1, "risks": [{"title": "A"}] * 3}).encode()

    received = uploading.receive(content, flow=REGISTER)

    assert (received.error.code, dict(received.error.params)) == ("too_many_rows", {"limit": 2})


def test_a_large_file_is_read_and_applied_by_the_worker(owner, monkeypatch):
    monkeypatch.setattr(uploading, "READ_AT_ONCE", 100)
    monkeypatch.setattr(registerimport, "APPLIED_AT_ONCE", 5)
    monkeypatch.setattr(applying, "AT_ONCE", 4)
    fileimport = uploaded(owner, risks(10))
    begun = (fileimport.is_busy, fileimport.state)

    tasks.stage_import(str(fileimport.job_id))
    fileimport = RegisterImport.objects.get()
    apply(fileimport, by=owner, flow=REGISTER)
    waiting = (fileimport.is_busy, Risk.objects.count())
    tasks.apply_import(str(fileimport.job_id))

    assert (begun, waiting) == ((True, "uploaded"), (True, 0))
    assert (RegisterImport.objects.get().outcome["made"], Risk.objects.count()) == (10, 10)


def test_a_worker_that_dies_halfway_leaves_nothing_and_the_next_one_does_it_all(owner, monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 4)
    fileimport = uploaded(owner, risks(10))

    def die(done):
        if done > 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_register(fileimport, by=owner, report=die)
    left = Risk.objects.count()
    fileimport.refresh_from_db()
    apply_register(fileimport, by=owner)

    assert (left, fileimport.state, Risk.objects.count()) == (0, "applied", 10)


def test_out_of_time_nothing_is_imported(owner):
    fileimport = uploaded(owner, risks(3))

    with pytest.raises(ValidationError, match="takes too long"):
        apply_register(fileimport, by=owner, budget=Budget(-1))

    assert not Risk.objects.exists()


def test_applying_twice_makes_nothing_twice(owner):
    fileimport = brought(owner, risks(3))

    apply_register(fileimport, by=owner)

    assert Risk.objects.count() == 3


def test_risks_changed_or_made_since_the_preview_are_left_alone_and_named(owner):
    risk = RiskFactory(team=owner.team, title="Here")
    content = f"code,title,category,external_source,external_id\n{risk.code},Here,market,,\n,New,market,x,1\n".encode()
    fileimport = uploaded(owner, content)
    risk.cause = "typed meanwhile"
    risk.store(by=owner)
    RiskFactory(team=owner.team, title="New", external_source="x", external_id="1")

    apply_register(fileimport, by=owner)

    assert [entry["code"] for entry in fileimport.skipped] == ["made_meanwhile", "changed_meanwhile"]
    assert (fileimport.outcome["made"], fileimport.outcome["changed"]) == (0, 0)


def test_reading_and_applying_cost_the_same_for_more_risks(owner):
    def statements(first, count):
        lines = "title,category,probability,impact,id,actions\n"
        lines += "".join(f"R {n},market,2,3,{n},Do {n} [todo | | ]\n" for n in range(first, first + count))
        with CaptureQueriesContext(connection) as found:
            brought(owner, lines.encode())
        return len(found)

    statements(0, 1)  # what is asked once for a copy of a team is known from here on

    assert statements(10, 2) == statements(20, 5)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_imports_cost_the_same_for_more_imports_and_more_risks(rows, browse, owner):
    counts = []
    client = browse(owner)
    for _ in range(rows):
        fileimport = uploaded(owner, risks(rows))
    for url in (f"/t/{owner.team.slug}/risks/import/", fileimport.get_absolute_url()):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))

    assert counts == [6, 8]


def test_the_same_risk_twice_in_a_file_is_taken_once(owner):
    fileimport = brought(owner, b"title,category,id\nA,market,1\nB,market,1\n")

    assert verdicts(fileimport) == {"A": ("create", []), "B": ("bad", ["row_repeated"])}


def test_nobody_keeps_more_files_waiting_than_a_team_may(owner, monkeypatch):
    for _ in range(20):
        uploaded(owner, risks(1))

    with pytest.raises(ValidationError) as refused:
        uploaded(owner, risks(1))

    assert refused.value.code == "too_many_waiting"


def test_what_nobody_touches_is_discarded_with_its_bytes(owner, settings):
    settings.IMPORT_RETENTION_DAYS = -1
    fileimport = uploaded(owner, risks(1))

    tasks.discard_imports()

    fileimport.refresh_from_db()
    assert (fileimport.state, fileimport.contents.exists(), fileimport.rows.exists()) == ("discarded", False, False)


@pytest.mark.parametrize("read", [read_milestones, read_actions, read_plans])
def test_a_cell_of_nothing_but_signs_is_read_in_little_time(read):
    for sign in (";", "[", "]", "\\", "|", " when: ", "M-1 "):
        assert len(read(sign * 5_000)) <= 100
