"""The picture of home: which milestones it shows, what their marks say, how large it is and what it costs."""

import re
from itertools import pairwise

import pytest
from django.utils import translation

from forecast.models import Settings
from forecast.running import begin
from tests.factories.funding import NextActionFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

from .homes import HOME, TODAY, day, picture_of, whole_run

pytestmark = pytest.mark.django_db


def test_the_picture_names_each_milestone_with_its_days(forecast, browse, owner):
    answer = browse(owner).get(HOME)

    titles = [found.strip() for found in re.findall(r"<title>(.*?)</title>", picture_of(answer), re.DOTALL)]
    outcome = answer.context["forecast"].answer
    assert len(titles) == 1
    assert titles[0].startswith("M-")
    days = [f"{each.day} {each:%b %Y}" for each in (outcome.due_on, outcome.p50, outcome.p80)]
    assert titles[0].endswith(f"Public beta. Due {days[0]}; half of the runs by {days[1]}, 80% by {days[2]}.")


def chain(team, rows, *, title="Step", days=150, work=40):
    """Store so many milestones one after another, and let the forecast speak of the last but one: `work` in all."""
    project = ProjectFactory(team=team)
    made = [
        MilestoneFactory(
            team=team,
            project=project,
            title=f"{title} {n}",
            starts_on=TODAY,
            due_on=day(days + n),
            days_likely=work // (rows - 1),
        )
        for n in range(rows)
    ]
    for before, after in pairwise(made):
        DependencyFactory(team=team, predecessor=before, successor=after)
    Settings.objects.update_or_create(team=team, defaults={"headline": made[-2]})
    return made


def test_the_picture_shows_what_the_milestone_waits_for_and_the_next_after(plan, browse, owner):
    made = chain(plan.team, 6)
    for other in made[:3]:
        DependencyFactory(team=plan.team, predecessor=other, successor=made[4])
    begin(plan.team, by=owner)

    answer = browse(owner).get(HOME)

    assert [row.title for _line, row, _outcome in answer.context["forecast"].marks] == [f"Step {n}" for n in range(6)]


def test_the_picture_shows_six_milestones_at_most(plan, browse, owner):
    made = chain(plan.team, 9)
    for other in made[:6]:
        DependencyFactory(team=plan.team, predecessor=other, successor=made[7])
    begin(plan.team, by=owner)

    titles = [row.title for _line, row, _outcome in browse(owner).get(HOME).context["forecast"].marks]

    assert (len(titles), titles[-2:]) == (6, ["Step 7", "Step 8"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_picture_stays_below_ten_kilobytes_with_six_rows_and_36_months(plan, browse, owner, language):
    owner.user.language = language
    owner.user.save()
    made = chain(plan.team, 6, title="“公开测试”版本已经发布给所有诊所" * 6, days=1040)
    for other in made[:3]:
        DependencyFactory(team=plan.team, predecessor=other, successor=made[4])
    begin(plan.team, by=owner)

    with translation.override(language):
        answer = browse(owner).get(HOME)

    picture = picture_of(answer)
    said = answer.context["forecast"].picture
    assert (len(said.lines), (said.axis.last - said.axis.first).days > 36 * 30) == (6, True)
    assert len(picture.encode()) <= 10_000


@pytest.mark.parametrize("rows", [2, 3])
def test_home_with_a_forecast_costs_the_same_for_more_rows(plan, browse, owner, queries, rows):
    chain(plan.team, rows, days=400, work=180)
    RiskFactory.create_batch(rows, team=plan.team, score=(5, 5))
    NextActionFactory.create_batch(rows, team=plan.team, due_on=day(2), owner=owner)
    whole_run(plan.team, owner)
    client = browse(owner)
    client.get(HOME)

    with queries(19):
        answer = client.get(HOME)

    assert [change.note for change in answer.context["forecast"].helping] == ["Won for certain"]
