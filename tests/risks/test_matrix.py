"""A team's own matrix: what may be stored, what it does to the open risks, by page and API, and undone."""

import copy
import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from forecast.inputs import read_inputs
from planner.estimates import SUGGESTED
from risks.models import Assessment, RiskMatrix, matrix_of
from risks.models.matrix import EDITIONS_AT_MOST, forget_matrices, usual_matrix
from risks.rereading import adopt
from risks.states import Dimension, Kind
from teams.models import Activity, Change
from tests.factories.acceptances import accepted
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db

PAGE, NEW, PREVIEW = "/t/acme/risks/matrix/", "/t/acme/risks/matrix/new/", "/t/acme/risks/matrix/preview/"
API = "/api/v1/teams/acme/risk-matrices/"


def own(**given):
    """Return the usual matrix with some of its values changed: percents={5: (90, 100)}, grid={(4, 4): "critical"}."""
    values = copy.deepcopy(usual_matrix())
    for figure, (low, high) in given.get("percents", {}).items():
        values["probabilities"][figure - 1] |= {"low": low, "high": high}
    for figure, meaning in given.get("impacts", {}).items():
        values["impacts"][figure - 1] |= meaning
    for (p, i), level in given.get("grid", {}).items():
        values["grid"][p - 1][i - 1] = level
    return values | {"currency": "EUR", "by_dimension": given.get("by_dimension", False)}


def form_of(values):
    """Return what a browser sends of such values."""
    sent = {"currency": values["currency"]} | ({"by_dimension": "on"} if values["by_dimension"] else {})
    for name in ("probabilities", "impacts"):
        for figure, row in enumerate(values[name], start=1):
            sent |= {f"{name}-{figure}-{part}": "" if value is None else value for part, value in row.items()}
    for p, row in enumerate(values["grid"], start=1):
        sent |= {f"grid-{p}-{i}": level for i, level in enumerate(row, start=1)}
    return sent


def adopted(manager, **given):
    row = adopt(RiskMatrix(team=manager.team, **own(**given)), by=manager)
    forget_matrices(manager.team)
    return row


def rated(member, probability, impact, **given):
    risk = RiskFactory(team=member.team, **given)
    risk.assess(probability, impact, by=member)
    risk.refresh_from_db()
    return risk


# What may be stored


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("probabilities", lambda v: v["probabilities"].pop()),
        ("probabilities", lambda v: v["probabilities"][0].update(low=None)),
        ("probabilities", lambda v: v["probabilities"][0].update(high=None, low=None)),
        ("probabilities", lambda v: v["probabilities"][4].update(high=101)),
        ("probabilities", lambda v: v["probabilities"][0].update(low=-1)),
        ("probabilities", lambda v: v["probabilities"][0].update(low=True)),
        ("probabilities", lambda v: v["probabilities"][0].update(word="x" * 41)),
        ("probabilities", lambda v: v["probabilities"][0].update(word="a\nb")),
        ("probabilities", lambda v: v["probabilities"][0].update(more=1)),
        ("impacts", lambda v: v["impacts"][0].update(days_low=1)),
        ("impacts", lambda v: v["impacts"][0].update(days_low=1, days_high=2_501)),
        ("impacts", lambda v: v["impacts"][0].update(money_low="1", money_high="NaN")),
        ("impacts", lambda v: v["impacts"][0].update(money_low="1", money_high="1e13")),
        ("impacts", lambda v: v["impacts"][0].update(money_low=1, money_high=2)),
        ("impacts", lambda v: v.update(impacts={})),
        ("grid", lambda v: v["grid"][0].pop()),
        ("grid", lambda v: v["grid"][0].__setitem__(0, "huge")),
        ("grid", lambda v: v.update(grid="nothing")),
        ("grid", lambda v: v["grid"][4].__setitem__(4, "low")),
        ("probabilities", lambda v: v["probabilities"][4].update(low=1, high=2)),
    ],
)
def test_what_is_no_matrix_is_refused_in_the_same_words_by_form_and_api(browse, api, manager, part, change):
    values = own()
    change(values)

    with pytest.raises(ValidationError) as refused:
        RiskMatrix(team=manager.team, **values).store(by=manager)
    by_api = api(manager).post(API, values)

    assert set(refused.value.message_dict) == {part}
    assert by_api.status_code == 400
    assert {error["field"] for error in by_api.json()["errors"]} == {part}
    assert [error["message"] for error in by_api.json()["errors"]] == refused.value.message_dict[part]
    assert RiskMatrix.objects.exists() is False


def test_the_form_says_what_is_wrong_with_what_was_typed(browse, manager):
    sent = form_of(own()) | {"probabilities-3-low": "some", "grid-5-5": "low"}

    answer = browse(manager).post(NEW, sent)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["probabilities"]
    assert 'value="some"' in answer.content.decode()
    assert RiskMatrix.objects.exists() is False


def test_a_team_changes_its_matrix_at_most_99_times(manager):
    RiskMatrix.objects.bulk_create([RiskMatrix(team=manager.team, edition=EDITIONS_AT_MOST, **own())])

    with pytest.raises(ValidationError, match="at most 99 times"):
        RiskMatrix(team=manager.team, **own()).store(by=manager)


# What it does


def test_open_risks_are_read_by_the_new_matrix_and_their_history_stays(member, manager):
    high, closed, low = rated(member, 4, 4), rated(member, 4, 4), rated(member, 1, 1)
    closed.reject("duplicate", by=member)
    old = high.current

    adopted(manager, grid={(4, 4): "critical"})

    for risk in (high, closed, low):
        risk.refresh_from_db()
    assert (high.level, high.current.matrix_version, high.current.author) == ("critical", 2, manager)
    assert (closed.level, closed.current.matrix_version) == ("high", 1)
    assert (low.level, low.current.matrix_version) == ("very_low", 1)  # nothing it means has changed
    old.refresh_from_db()
    assert (old.level, old.matrix_version) == ("high", 1)
    assert Assessment.objects.filter(risk=high).count() == 2


def test_each_score_of_a_risk_is_read_anew(member, manager):
    risk = rated(member, 4, 4)
    for kind in ("inherent", "residual", "target"):
        risk.assess(4, 4, by=member, kind=kind)

    adopted(manager, grid={(4, 4): "critical"})

    risk.refresh_from_db()
    assert [score.level for _kind, score in risk.scores] == ["critical"] * 4


def test_the_change_is_one_act_that_is_undone_at_once(member, manager):
    risk = rated(member, 4, 4)
    adopted(manager, grid={(4, 4): "critical"})

    Change.objects.latest("at").undo(by=manager)

    risk.refresh_from_db()
    forget_matrices(manager.team)
    assert (risk.level, risk.current.matrix_version) == ("high", 1)
    assert RiskMatrix.objects.exists() is False
    assert matrix_of(manager.team).version == 1
    assert Assessment.objects.filter(risk=risk).count() == 1


def test_it_stays_once_something_else_was_judged_by_it(member, manager):
    adopted(manager, grid={(4, 4): "critical"})
    risk = rated(member, 4, 4)

    with pytest.raises(ValidationError, match="judged by this matrix since"):
        Change.objects.filter(label__contains="matrix").get().undo(by=manager)

    risk.refresh_from_db()
    assert (risk.level, risk.current.matrix_version) == ("critical", 2)


def test_what_was_judged_before_keeps_its_words_and_its_meaning(member, manager):
    closed = rated(member, 5, 5, money_likely=100)
    closed.reject("duplicate", by=member)
    values = own(percents={5: (96, 100)}, impacts={5: {"word": "Fatal"}})
    values["probabilities"][4]["word"] = "A given"

    adopt(RiskMatrix(team=manager.team, **values), by=manager)
    forget_matrices(manager.team)

    old = Assessment.objects.get(risk=closed)
    closed.refresh_from_db()
    new = rated(member, 5, 5).current
    assert [old.probability_word, old.impact_word] == ["Almost certain", "Severe"]
    assert [new.probability_word, new.impact_word] == ["A given", "Fatal"]
    assert closed.chance.percent == 90.0


def test_what_is_read_anew_keeps_its_dimensions_and_whose_judgement_it_is(member, manager):
    adopted(manager, by_dimension=True)
    judged, suggested = RiskFactory.create_batch(2, team=member.team)
    judged.assess(4, None, by=member, impacts={"cost": 4, "legal": 2})
    suggested.assess(4, 4, by=member, source=SUGGESTED)

    adopted(manager, by_dimension=True, grid={(4, 4): "critical"})

    judged.refresh_from_db()
    suggested.refresh_from_db()
    assert {each.value: figure for each, figure in judged.current.by_dimension.items()} == {"cost": 4, "legal": 2}
    assert [judged.current.matrix_version, suggested.current.matrix_version] == [3, 3]
    assert [judged.current.external_source, suggested.current.external_source] == ["", SUGGESTED]


def test_an_acceptance_says_by_which_matrix_its_risk_was_judged(member, owner, manager):
    adopted(manager, percents={5: (96, 100)})
    row = accepted(rated(member, 5, 5), member, owner)

    adopted(manager, percents={5: (97, 100)})

    row.refresh_from_db()
    assert (row.level, row.matrix_version) == ("critical", 2)


def test_a_preview_tells_nobody_of_a_risk_they_do_not_see(browse, api, member, owner, manager):
    rated(member, 4, 4, title="Seen")
    rated(owner, 4, 4, title="Hidden from managers", owner=owner, is_restricted=True)
    values = own(grid={(4, 4): "critical"})

    pages = [browse(person).post(PREVIEW, form_of(values)).content.decode() for person in (manager, owner)]
    counts = [api(person).post(f"{API}preview/", values).json()[0]["count"] for person in (manager, owner)]

    assert ["Hidden from managers" in page for page in pages] == [False, True]
    assert counts == [1, 2]


def test_what_a_probability_stands_for_is_what_the_forecast_counts(member, manager):
    risk = rated(member, 5, 5, money_likely=100)

    before = risk.chance.percent
    adopted(manager, percents={5: (96, 100)})
    risk.refresh_from_db()

    assert (before, risk.chance.percent) == (90.0, 98.0)


def test_the_words_of_the_team_stand_where_risks_are_shown(browse, member, manager):
    rated(member, 5, 5)
    values = own(impacts={5: {"word": "Fatal"}})
    values["probabilities"][4]["word"] = "A given"
    adopt(RiskMatrix(team=manager.team, **values), by=manager)

    page = browse(member).get("/t/acme/risks/board/").content.decode()

    assert "A given" in page
    assert "Fatal" in page
    assert "Almost certain" not in page


def test_days_and_money_of_an_impact_count_where_nothing_is_estimated(member, manager):
    milestone = MilestoneFactory(team=member.team, due_on=member.team.today() + dt.timedelta(days=90))
    rated(member, 5, 4).milestone_links.create(team=member.team, milestone=milestone)
    adopted(manager, impacts={4: {"days_low": 10, "days_high": 30}, 5: {"days_low": 30, "days_high": 60}})

    inputs = read_inputs(member.team, today=member.team.today())

    (driver,) = inputs.model.drivers
    (effect,) = driver.effects
    assert (effect.size.low, effect.size.mode, effect.size.high) == (10, 20, 30)


def test_an_opportunity_of_that_impact_saves_those_days(member, manager):
    milestone = MilestoneFactory(team=member.team, due_on=member.team.today() + dt.timedelta(days=90))
    rated(member, 5, 4, kind=Kind.OPPORTUNITY).milestone_links.create(team=member.team, milestone=milestone)
    adopted(manager, impacts={4: {"days_low": 10, "days_high": 30}})

    (driver,) = read_inputs(member.team, today=member.team.today()).model.drivers

    assert (driver.effects[0].size.low, driver.effects[0].size.high) == (-30, -10)


# Dimensions


def test_the_worst_dimension_is_the_impact(browse, member, manager):
    adopted(manager, by_dimension=True)
    risk = RiskFactory(team=member.team)

    sent = {"kind": "current", "probability": "4", "impact_cost": "2", "impact_legal": "5", "reason": ""}
    answer = browse(member).post(f"/t/acme/risks/{risk.pk}/assessment/", sent)

    assert answer.status_code == 303
    judged = Assessment.objects.get()
    assert (judged.impact, judged.level) == (5, "critical")
    assert judged.by_dimension == {Dimension.COST: 2, Dimension.LEGAL: 5}


def test_a_square_is_an_impact_also_where_it_is_judged_by_dimension(browse, member, manager):
    adopted(manager, by_dimension=True)
    risk, client = RiskFactory(team=member.team), browse(member)

    beside = client.get(f"/t/acme/risks/board/?risk={risk.pk}&to=4-3").context["assessment_form"]
    put = client.post(
        f"/t/acme/risks/{risk.pk}/placing/", {"kind": "current", "probability": "4", "impact": "3", "reason": ""}
    )

    assert (beside["probability"].value(), beside["impact"].value()) == (4, 3)
    judged = Assessment.objects.get()
    assert (put.status_code, judged.probability, judged.impact, judged.by_dimension) == (303, 4, 3, {})


def test_what_was_judged_by_dimension_is_shown_and_stands_in_the_form_again(browse, member, manager):
    adopted(manager, by_dimension=True)
    risk, client = RiskFactory(team=member.team), browse(member)
    risk.assess(4, None, impacts={Dimension.COST: 2, Dimension.LEGAL: 5}, by=member)

    page = client.get(f"/t/acme/risks/{risk.pk}/").content.decode()
    form = client.get(f"/t/acme/risks/{risk.pk}/assessment/").context["form"]
    beside = client.get(f"/t/acme/risks/board/?risk={risk.pk}&to=1-1").context["assessment_form"]

    assert ("Cost: Minor" in page, "Legal: Severe" in page) == (True, True)
    assert [form[each.field].value() for each in Dimension] == [None, 2, None, None, 5]
    assert (beside["impact"].value(), {beside[each.field].value() for each in Dimension}) == (1, {None})


def test_the_worst_dimension_counts_instead_of_the_square(browse, member, manager):
    adopted(manager, by_dimension=True)
    risk = RiskFactory(team=member.team)
    sent = {"kind": "current", "probability": "4", "impact": "3", "impact_legal": "5", "reason": ""}

    browse(member).post(f"/t/acme/risks/{risk.pk}/placing/", sent)

    assert Assessment.objects.get().impact == 5


def test_a_dimension_stands_for_what_is_measured_in_it(browse, member, manager):
    meaning = {"days_low": 5, "days_high": 10, "money_low": "100", "money_high": "200"}
    adopted(manager, by_dimension=True, impacts={3: meaning})
    risk = RiskFactory(team=member.team)

    fields = browse(member).get(f"/t/acme/risks/{risk.pk}/assessment/").context["form"].fields

    told = {name: dict(field.choices)[3] for name, field in fields.items() if name.startswith("impact_")}
    assert told == {
        "impact_schedule": "3 · Noticeable · 5–10 working days",
        "impact_cost": "3 · Noticeable · 100\xa0EUR–200\xa0EUR",
        "impact_quality": "3 · Noticeable",
        "impact_reputation": "3 · Noticeable",
        "impact_legal": "3 · Noticeable",
    }


def test_the_api_judges_by_dimension_too(api, member):
    risk = RiskFactory(team=member.team)

    answer = api(member).post(
        "/api/v1/teams/acme/assessments/",
        {"risk": risk.pk, "probability": 4, "impact_schedule": 3, "impact_quality": 4},
    )

    assert answer.status_code == 201
    assert (answer.json()["impact"], answer.json()["level"]) == (4, "high")


# Page and API


def test_the_form_starts_with_the_present_matrix_and_makes_the_next(browse, manager):
    client = browse(manager)
    values = own(percents={5: (90, 100)}, impacts={5: {"money_low": "1,000", "money_high": "5000.50"}})

    opened = client.get(NEW)
    answer = client.post(NEW, form_of(values))

    assert opened.context["form"]["grid"].value() == usual_matrix()["grid"]
    assert (answer.status_code, answer.url) == (303, PAGE)
    row = RiskMatrix.objects.get()
    assert (row.edition, row.author, row.probabilities[4]["low"]) == (2, manager, 90)
    assert (row.impacts[4]["money_low"], row.impacts[4]["money_high"]) == ("1000", "5000.50")
    assert client.get(NEW).context["form"]["probabilities"].value()[4]["low"] == 90
    assert "Edition 2" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("amount", ["1E+999999999", "1E-999999999", "NaN", "-1", "1_0"])
def test_an_amount_is_written_out_and_never_grows_by_being_read(browse, api, manager, amount):
    values = own()
    values["impacts"][4] |= {"money_low": amount, "money_high": amount}

    by_page = browse(manager).post(PREVIEW, form_of(values))
    by_api = api(manager).post(f"{API}preview/", values)

    assert (by_page.status_code, by_api.status_code, len(by_page.content) < 100_000) == (422, 400, True)


@pytest.mark.parametrize("grid", [[[]], [[{}] * 5] * 5, [["low", [], 1, None, "high"]] * 5])
@pytest.mark.parametrize("way", ["", "preview/"])
def test_what_has_not_the_shape_of_a_matrix_is_refused_likewise_to_look_at_and_to_store(api, manager, way, grid):
    answer = api(manager).post(f"{API}{way}", {"grid": grid, "impacts": [1], "probabilities": [{}]})

    assert (answer.status_code, {each["message"] for each in answer.json()["errors"]}) == (
        400,
        {
            "Give five probabilities, each with a range in percent, from 0 to 100.",
            "Give five impacts; each range has both ends, in days from 0 to 2,500, or none.",
            "Give a level for each of the 25 squares.",
        },
    )


def test_a_preview_names_what_would_change_and_stores_nothing(browse, api, member, manager):
    rated(member, 4, 4, title="Certificate late")
    rated(member, 1, 1, title="Quiet one")
    values = own(grid={(4, 4): "critical"})

    by_page = browse(manager).post(PREVIEW, form_of(values))
    by_api = api(manager).post(f"{API}preview/", values)

    assert by_api.json() == [{"kind": "current", "before": "high", "after": "critical", "count": 1}]
    assert by_page.status_code == 200
    text = by_page.content.decode()
    assert ("Certificate late" in text, "Quiet one" in text) == (True, False)
    assert RiskMatrix.objects.exists() is False
    assert Activity.objects.filter(verb="reread").exists() is False


def test_a_preview_in_place_says_what_is_wrong(browse, manager):
    values = own(grid={(3, 4): "critical"})  # above what is more probable

    part = browse(manager).post(PREVIEW, form_of(values), headers={"HX-Request": "true", "HX-Target": "matrix-preview"})

    assert part.status_code == 422
    assert "Levels: In the row of probability 4 a level is milder" in part.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_board_in_the_team_s_own_words_costs_the_same_for_more_risks(browse, member, manager, rows, queries):
    for _n in range(rows):
        rated(member, 4, 4)
    adopted(manager, percents={4: (60, 80)})
    client = browse(member)
    client.get("/t/acme/risks/board/")

    with queries(19):
        client.get("/t/acme/risks/board/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_for_no_matrix(browse, member, manager, rows, queries):
    for _n in range(rows):
        rated(member, 4, 4)
    adopted(manager, percents={4: (60, 80)})
    client = browse(member)
    client.get("/t/acme/risks/")

    with queries(14):
        client.get("/t/acme/risks/")


def test_the_opportunities_have_words_and_a_side_of_their_own(browse, member):
    rated(member, 4, 5, kind=Kind.OPPORTUNITY, title="A partner sells it for us")

    page = browse(member).get("/t/acme/risks/board/", {"kind": "opportunity"}).content.decode()

    assert 'data-side="opportunity"' in page
    assert "Game-changing" in page
    assert "Severe" not in page
