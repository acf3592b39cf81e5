"""Chapter two: projects, goals, milestones that move and are reached, and their tasks."""

from planner.calendars.applying import put_days
from planner.calendars.found import FoundDay
from planner.keeping import keep_plan
from planner.linking import link
from planner.models import (
    FIGURES,
    Baseline,
    Dependency,
    GateCheck,
    Goal,
    KeyResult,
    Milestone,
    Project,
    ProjectState,
    Task,
    TaskState,
)

from .book import money

STARTED_LATELY = -3  # a task in hand was begun some days ago at most


def tell(book):
    """Say when the parts of the plan come up, move and are done."""
    boss = book.story["people"][0]["key"]
    book.on(book.story["projects"][0]["since"], _holidays, book, boss)
    for project in book.story["projects"]:
        book.on(project["since"], _project, book, project, boss)
        book.on(project["active"], _activate, book, project, boss)
    for goal in book.story["goals"]:
        book.on(goal["since"], _goal, book, goal)
        _tell_of_goal(book, goal)
        if "closed" in goal:
            book.on(goal["closed"]["day"], _close_goal, book, goal)
    for milestone in book.story["milestones"]:
        _tell_milestone(book, milestone)
    for each in book.story["baselines"]:
        book.on(each["day"], _keep, book, each)
    for each in book.story["links"]:
        book.on(each["since"], _link, book, each)


def _tell_of_goal(book, goal):
    """Say what a goal is measured by, what was found, what people reported, and which larger goal it leads to."""
    for place, figure in enumerate(goal.get("key_results", [])):
        name = ("key_result", goal["key"], place)
        book.on(figure["since"], _key_result, book, goal, figure, name)
        for day, value in figure["values"]:
            book.on(day, _measure_key_result, book, name, goal["owner"], day, value)
    for told in goal.get("checkins", []):
        book.on(told["day"], _check_in, book, goal, told)
    if "parent" in goal:
        book.on(goal["parent"]["since"], _lead_to, book, goal)


def _holidays(book, boss):
    found = [FoundDay(day, works=False, label=label) for day, label in book.holidays.items()]
    put_days(found, by=book.who(boss))


def _tell_milestone(book, milestone):
    name, owner = ("milestone", milestone["key"]), milestone["owner"]
    book.on(milestone["since"], _milestone, book, milestone)
    if "started" in milestone:
        book.on(milestone["started"], _start, book, name, owner, milestone["started"])
    if "estimate" in milestone:
        book.on(milestone["estimate"]["day"], _estimate, book, name, owner, milestone["estimate"])
    for move in milestone.get("moves", []):
        book.on(move["day"], _edit, book, name, owner, reason=move["reason"], due_on=book.day(move["due"]))
    if "blocked" in milestone:
        note = milestone["blocked"]["note"]
        book.on(milestone["blocked"]["day"], _edit, book, name, owner, blocked=True, blocked_note=note)
    for place, gate in enumerate(milestone.get("gates", [])):
        _tell_gate(book, milestone, gate, ("gate", milestone["key"], place))
    for place, task in enumerate(milestone["tasks"]):
        _tell_task(book, milestone, task, ("task", milestone["key"], place))
    for day, verb in (("done", "complete"), ("cancelled", "cancel")):
        if day in milestone:
            book.on(milestone[day], _verb, book, name, verb, owner)


def _tell_gate(book, milestone, gate, name):
    book.on(gate["since"], _gate, book, milestone, gate, name)
    for reading in gate.get("readings", []):
        book.on(reading["day"], _measure_gate, book, name, milestone["owner"], reading)


def _gate(book, milestone, gate, name):
    figures = {field: gate[field] for field in ("comparison", "threshold", "unit", "valid_days") if field in gate}
    book.new(
        GateCheck,
        by=book.who(gate["by"]),
        keep=name,
        milestone=book.row("milestone", milestone["key"]),
        title=gate["title"],
        kind=gate["kind"],
        approver=book.who(gate.get("approver")),
        **figures,
    )


def _measure_gate(book, name, who, reading):
    run = reading["run"]
    told = {"source": "evaluation", "run_id": run, "evidence_url": f"https://eval.ottilie.example/{run}"}
    book.do(name, "measure", by=book.who(who), value=reading["value"], measured_on=book.day(reading["day"]), **told)


def _start(book, name, who, day):
    book.do(name, "start", by=book.who(who), on=book.day(day))


def _estimate(book, name, who, estimate):
    days = {field: estimate.get(field) for field in FIGURES}
    _edit(book, name, who, **days, estimated_on=book.day(estimate["day"]))


def _link(book, each):
    before, after = (book.row("milestone", each[end]) for end in ("before", "after"))
    made = Dependency(team=book.team, predecessor=before, successor=after, kind=each["kind"], lag=each["lag"])
    link(made, by=book.who(each["by"]), follow=each["follow"])


def _tell_task(book, milestone, task, name):
    """A task comes up the day after its milestone, or after the person who does it has joined."""
    joined = {person["key"]: person["since"] for person in book.story["people"]}
    made = max(milestone["since"], joined[task["assignee"]]) + 1
    book.on(made, _task, book, milestone, task, name)
    if "state" in task:
        begun = max(made, STARTED_LATELY)
        book.on(begun, _edit, book, name, task["assignee"], state=TaskState(task["state"]))
    if "done" in task:
        book.on(task["done"], _verb, book, name, "complete", task["assignee"])


def _keep(book, each):
    baseline = Baseline(team=book.team, name=each["name"], is_reference=each["is_reference"])
    keep_plan(baseline, by=book.who(each["by"]), on=book.day(each["day"]))


def _edit(book, name, who, **values):
    book.edit(name, by=book.who(who), **values)


def _verb(book, name, verb, who):
    book.do(name, verb, by=book.who(who))


def _project(book, project, boss):
    positioning = {
        name: project[name]
        for figure in ("market_need", "feasibility", "prospects")
        for name in (figure, f"{figure}_why")
    }
    book.new(
        Project,
        by=book.who(boss),
        keep=("project", project["key"]),
        name=project["name"],
        summary=project["summary"],
        starts_on=book.day(project["starts"]),
        **positioning,
    )


def _activate(book, project, boss):
    book.do(("project", project["key"]), "change_state", ProjectState.ACTIVE, by=book.who(boss))


def _goal(book, goal):
    book.new(
        Goal,
        by=book.who(goal["owner"]),
        keep=("goal", goal["key"]),
        project=book.row("project", goal["project"]),
        title=goal["title"],
        description=goal["description"],
        horizon=goal["horizon"],
        target_on=book.day(goal["target"]),
        owner=book.who(goal["owner"]),
    )


def _key_result(book, goal, figure, name):
    known = {field: figure[field] for field in ("title", "metric", "unit", "currency", "weight") if field in figure}
    amounts = {field: money(figure[field]) for field in ("start", "target") if field in figure}
    by, row = book.who(goal["owner"]), book.row("goal", goal["key"])
    book.new(KeyResult, by=by, keep=name, goal=row, **known, **amounts)


def _measure_key_result(book, name, who, day, value):
    book.do(name, "measure", [(book.day(day), money(value))], by=book.who(who))


def _check_in(book, goal, told):
    texts = {field: told.get(field, "") for field in ("done", "next", "blockers")}
    by, day = book.who(goal["owner"]), book.day(told["day"])
    book.do(("goal", goal["key"]), "check_in", told["health"], by=by, on=day, **texts)


def _lead_to(book, goal):
    name, above = ("goal", goal["key"]), book.row("goal", goal["parent"]["key"])
    book.edit(name, by=book.who(goal["owner"]), parent=above)


def _close_goal(book, goal):
    closed = goal["closed"]
    by = book.who(goal["owner"])
    book.do(("goal", goal["key"]), "close", closed["outcome"], by=by, lesson=closed["lesson"])


def _milestone(book, milestone):
    book.new(
        Milestone,
        by=book.who(milestone["owner"]),
        keep=("milestone", milestone["key"]),
        links={"goals": [book.row("goal", key) for key in milestone["goals"]]},
        project=book.row("project", milestone["project"]),
        title=milestone["title"],
        criteria="\n".join(milestone["criteria"]),
        owner=book.who(milestone["owner"]),
        starts_on=book.day(milestone["starts"]),
        due_on=book.day(milestone["due"]),
    )


def _task(book, milestone, task, name):
    book.new(
        Task,
        by=book.who(milestone["owner"]),
        keep=name,
        milestone=book.row("milestone", milestone["key"]),
        title=task["title"],
        assignee=book.who(task["assignee"]),
        due_on=book.day(task["due"]),
        estimate=task.get("estimate"),
    )
