"""The pages of the library: what there is, what is suggested and why, and adding some, said with the way back."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from planner.models import calendar_of
from playbook.adopting import MOST, adopt
from playbook.applying import apply
from playbook.library import codes, entries
from playbook.standing import LIBRARY
from playbook.templates import preview
from risks.models import Risk, RiskMatrix
from risks.models.matrix import usual_matrix
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, RoundFactory
from tests.factories.risks import RiskFactory

LIST = "/t/acme/risk-library/"
PAGE = f"{LIST}compute_too_slow_or_dear/"
ADD = f"{LIST}adoption/"
SUGGESTIONS = f"{LIST}suggestions/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def text_of(answer):
    return " ".join(answer.content.decode().split())


def suggested(answer):
    """Return {code: why} of a page that suggests."""
    found = re.findall(r'risk-library/([a-z_]+)/">[^<]+</a><br><span class="soft small">([^<]+)<', text_of(answer))
    return dict(found)


def test_the_list_shows_every_entry_by_category(browse, viewer):
    page = text_of(browse(viewer).get(LIST))

    assert all(f'href="{LIST}{code}/"' in page for code in codes())
    assert "Technical · 7" in page
    assert "44 risks many AI start-ups share" in page


def test_the_list_is_narrowed_by_category_and_words(browse, viewer):
    page = text_of(browse(viewer).get(LIST, {"category": "cost_compute", "q": "quantise"}))

    assert re.findall(r'risk-library/([a-z_]+)/"', page) == ["compute_too_slow_or_dear"]


@pytest.mark.parametrize(("words", "count"), [("quantise", 1), ("quantise bakery", 0), ("bakery quantise", 0)])
def test_an_entry_holds_every_word_that_is_asked_for(browse, viewer, words, count):
    page = text_of(browse(viewer).get(LIST, {"category": "cost_compute", "q": words}))

    assert len(re.findall(r'risk-library/([a-z_]+)/"', page)) == count


def test_nothing_found_is_said(browse, viewer):
    assert "No risk of the library matches these filters." in text_of(browse(viewer).get(LIST, {"q": "bakery"}))


def test_a_category_nobody_knows_is_left_out(browse, viewer):
    assert "Technical · 7" in text_of(browse(viewer).get(LIST, {"category": "weather"}))


def test_htmx_gets_the_rows_alone(browse, viewer):
    answer = browse(viewer).get(LIST, headers={"HX-Request": "true", "HX-Target": "library-rows"})

    assert answer.content.decode().lstrip().startswith('<div id="library-rows"')


def test_the_library_speaks_the_readers_language(browse, viewer):
    viewer.user.language = "zh-hans"
    viewer.user.save()

    page = text_of(browse(viewer).get(PAGE))

    assert "训练或推理过慢或过贵" in page
    assert "对权重做量化" in page


def test_an_entry_shows_all_there_is(browse, viewer):
    page = text_of(browse(viewer).get(PAGE))
    entry = entries("en")["compute_too_slow_or_dear"]

    texts = [entry.title, entry.cause, entry.event, entry.effect, entry.plan.title, entry.plan.trigger]
    texts += [each.metric for each in entry.responses] + [step.title for step in entry.plan.steps]
    texts += [entry.indicator.name, *entry.references]
    assert [text for text in texts if text.replace("'", "&#x27;") not in page] == []
    assert "≥ 150" in page


def test_an_unknown_entry_is_not_found(browse, viewer):
    assert browse(viewer).get(f"{LIST}moon/").status_code == 404


def test_adding_some_says_how_many_and_its_toast_takes_them_back(browse, member):
    client = browse(member)

    answer = client.post(ADD, {"codes": ["burnout", "data_breach"], "next": LIST})
    page = text_of(client.get(answer["Location"]))
    undone = client.post(re.search(r'action="(/t/acme/changes/[^"]+/undo/)"', page)[1])

    assert (answer.status_code, answer["Location"], undone.status_code) == (303, LIST, 303)
    assert "2 risks were added to the register." in page
    assert Risk.objects.count() == 0


def test_adding_one_names_it_and_the_list_leads_to_it(browse, member):
    client = browse(member)

    client.post(ADD, {"codes": "burnout"})
    page = text_of(client.get(LIST))

    risk = Risk.objects.get()
    assert "R-1 Burnout was added to the register." in page
    assert f'href="/t/acme/risks/{risk.pk}/">R-1</a>' in page


def test_what_is_there_already_is_said_and_not_added_again(browse, member):
    client = browse(member)
    adopt(["burnout"], language="en", by=member)

    page = text_of(client.get(client.post(ADD, {"codes": ["burnout"]})["Location"]))

    assert "Already in the register: R-1" in page
    assert Risk.objects.count() == 1


def test_of_many_that_are_there_the_first_are_named(browse, member):
    client = browse(member)
    adopt(codes()[:7], language="en", by=member)

    page = text_of(client.get(client.post(ADD, {"codes": codes()[:7]})["Location"]))

    assert "Already in the register: R-1, R-2, R-3, R-4, R-5 and 2 more" in page


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([], "Tick at least one risk."),
        (["moon"], "Select a valid choice. moon is not one of the available choices."),
        (list(codes()[: MOST + 1]), "Add at most 40 risks at once."),
    ],
    ids=["none", "unknown", "too many"],
)
def test_a_wrong_choice_is_said_and_nothing_is_added(browse, member, chosen, said):
    client = browse(member)

    page = text_of(client.get(client.post(ADD, {"codes": chosen})["Location"]))

    assert said in page
    assert Risk.objects.count() == 0


def test_viewers_read_the_library_and_add_nothing(browse, viewer):
    client = browse(viewer)

    assert "Add to register" not in text_of(client.get(LIST)) + text_of(client.get(PAGE))
    assert client.post(ADD, {"codes": ["burnout"]}).status_code == 403
    assert Risk.objects.count() == 0


def test_a_newer_text_is_said_and_the_copy_stays(browse, member):
    RiskFactory(team=member.team, title="Ours", external_source=LIBRARY, external_id="burnout@0/0123456789ab")
    client = browse(member)

    assert "Newer text" in text_of(client.get(LIST))
    assert "The library has a newer text. Your copy stays as it is." in text_of(client.get(f"{LIST}burnout/"))
    assert Risk.objects.get().title == "Ours"


def test_an_empty_register_shows_what_is_suggested_by_its_address(browse, member):
    client = browse(member)

    for page in ("/t/acme/risks/", "/t/acme/risks/board/"):
        assert f'hx-get="{SUGGESTIONS}"' in text_of(client.get(page))
    RiskFactory(team=member.team)
    assert SUGGESTIONS not in text_of(client.get("/t/acme/risks/"))


def test_suggestions_name_the_category_that_is_empty(browse, member):
    RiskFactory(team=member.team, category="funding")

    found = suggested(browse(member).get(SUGGESTIONS))

    assert found["no_market_need"] == "No open risk in the category “Market”."
    assert "cash_runs_out" not in found


def test_a_risk_one_does_not_see_fills_no_category(browse, member, owner):
    RiskFactory(team=member.team, category="market", is_restricted=True)

    found = [suggested(browse(each).get(SUGGESTIONS)) for each in (member, owner)]

    assert ["no_market_need" in each for each in found] == [True, False]


def test_what_has_ended_and_what_would_be_good_fill_no_category(browse, member):
    RiskFactory(team=member.team, category="market", kind="opportunity")
    RiskFactory(
        team=member.team, category="funding", status="rejected", closure_reason="duplicate", closed_at=timezone.now()
    )
    RoundFactory(team=member.team, state="abandoned", ended_at=timezone.now())

    found = suggested(browse(member).get(SUGGESTIONS))

    assert found["no_market_need"] == "No open risk in the category “Market”."
    assert found["cash_runs_out"] == "No open risk in the category “Funding”."
    assert "round_slips" not in found


def test_a_plan_from_a_template_is_a_reason_until_it_is_undone(browse, manager):
    team = manager.team
    made = preview("ai_product", start=team.today(), language="zh-hans", calendar=calendar_of(team))
    act, _project = apply(made, team=team, name="Ours", by=manager)
    client = browse(manager)

    before = suggested(client.get(SUGGESTIONS))
    act.undo(by=manager)
    after = suggested(client.get(SUGGESTIONS))

    assert before["tenant_leak"] == "Fits your plan, made from the template “AI product”."
    assert "made_up_answers" not in before, "the template has brought this risk along"
    assert "template" not in str(after)


def test_short_money_is_a_reason_for_whoever_may_know_it(browse, manager, member):
    CashPositionFactory(
        team=manager.team,
        balance_on=dt.date(2026, 3, 1),
        balance=60_000,
        monthly_income=0,
        monthly_expense=20_000,
        floor=0,
    )

    told = suggested(browse(manager).get(SUGGESTIONS))
    untold = suggested(browse(member).get(SUGGESTIONS))

    assert next(iter(told.items())) == (
        "cash_runs_out",
        "The money lasts until 1 Jun 2026, and no open risk is about funding.",
    )
    assert untold["cash_runs_out"] == "No open risk in the category “Funding”."


def test_an_open_round_is_a_reason(browse, member):
    RoundFactory(team=member.team)

    found = suggested(browse(member).get(SUGGESTIONS))

    assert found["round_slips"] == "A round is planned or under way, and no open risk is about funding."


def test_the_library_suggests_on_its_own_page_too_while_nothing_narrows_it(browse, member):
    client = browse(member)

    assert "Suggested for you" in text_of(client.get(LIST))
    assert "Suggested for you" not in text_of(client.get(LIST, {"q": "data"}))


def test_a_register_that_covers_everything_is_said_so(browse, member):
    adopt(codes()[:40], language="en", by=member)
    adopt(codes()[40:], language="en", by=member)

    assert "The register covers what the library would suggest." in text_of(browse(member).get(SUGGESTIONS))


@pytest.mark.parametrize("some", [1, 30])
def test_the_page_costs_the_same_for_more_copies(browse, manager, queries, some):
    CashPositionFactory(team=manager.team)
    client = browse(manager)
    adopt(codes()[:some], language="en", by=manager)
    client.get(LIST)

    with queries(11):
        client.get(LIST)


def test_the_page_of_a_copy_asks_for_what_the_library_says(browse, viewer, member):
    copy = adopt(["burnout"], language="en", by=member).added[0].risk
    own = RiskFactory(team=member.team)
    client = browse(viewer)

    assert f'hx-get="/t/acme/risks/{copy.pk}/library/"' in text_of(client.get(copy.get_absolute_url()))
    assert f"/t/acme/risks/{own.pk}/library/" not in text_of(client.get(own.get_absolute_url()))


def test_what_became_of_a_copy_stands_beside_the_newer_text(browse, viewer):
    mark = "burnout@0/0123456789ab"
    risk = RiskFactory(team=viewer.team, title="Ours", cause="", external_source=LIBRARY, external_id=mark)
    url = f"/t/acme/risks/{risk.pk}/library/"
    client = browse(viewer)

    page = text_of(client.get(url))
    part = text_of(client.get(url, headers={"HX-Request": "true", "HX-Target": "risk-library"}))

    assert "<td>Ours</td><td>Burnout</td>" in page
    assert f"<td>–</td><td>{entries('en')['burnout'].cause}</td>" in page
    assert part.startswith('<p id="risk-library"')
    assert "The library has a newer text. Your copy stays as it is." in part


def test_a_copy_as_it_was_is_the_same_and_not_behind(browse, member):
    copy = adopt(["burnout"], language="en", by=member).added[0].risk

    page = text_of(browse(member).get(f"/t/acme/risks/{copy.pk}/library/"))

    assert page.count('<span class="soft">the same</span>') == 4
    assert "newer text" not in page


@pytest.mark.parametrize("mark", ["", "moon@1/0123456789ab", "no mark of ours"])
def test_a_risk_without_an_entry_is_said_so(browse, viewer, mark):
    risk = RiskFactory(team=viewer.team, external_source=LIBRARY, external_id=mark)

    page = text_of(browse(viewer).get(f"/t/acme/risks/{risk.pk}/library/"))

    assert "The risk library has no such entry." in page


def test_the_risk_of_another_team_has_no_such_page(browse, viewer, stranger):
    risk = adopt(["burnout"], language="en", by=stranger).added[0].risk

    assert browse(viewer).get(f"/t/acme/risks/{risk.pk}/library/").status_code == 404


def test_a_risk_that_says_the_same_without_being_a_copy_is_named_and_keeps_nobody_from_adding(browse, member):
    starter = RiskFactory(team=member.team, title="Text from outside takes over the assistant")
    RiskFactory(team=member.team, title="Prompt injection takes over the assistant")
    client = browse(member)

    entry = text_of(client.get(f"{LIST}prompt_injection/"))

    assert f'<a class="number" href="/t/acme/risks/{starter.pk}/">{starter.code}</a>' in text_of(client.get(LIST))
    assert "A risk of the register says the same:" in entry
    assert "Add to register" in entry


def test_the_level_is_that_of_the_teams_own_matrix(browse, member):
    values = usual_matrix()
    values["grid"][1] = ["low", "moderate", "high", "critical", "critical"]
    values["grid"][2:] = [["moderate", "high", "critical", "critical", "critical"]] * 3
    values["impacts"][3]["word"] = "Ruinous"
    RiskMatrix(team=member.team, **values).store(by=member)

    page = text_of(browse(member).get(f"{LIST}burnout/"))
    other = text_of(browse(member).get(f"{LIST}data_source_lost/"))
    costly = text_of(browse(member).get(PAGE))

    assert all('<span class="level" data-level="critical">' in each for each in (page, other, costly))
    assert "4 · Ruinous" in costly
