"""Chapter three: risks, how they were judged, what is done about them, and contingency plans at work."""

from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import (
    ContingencyPlan,
    ContingencyStep,
    Meeting,
    MoneyTrigger,
    ResponseAction,
    Risk,
    RiskMilestone,
    Trigger,
)
from risks.models.effect import FIGURES
from risks.states import ActionState, Effect, PlanState, Score, Status
from risks.trigger_states import TriggerKind
from teams.models import Activity

from .book import money

# The way to a status, and how many days after the first judgement each step was taken.
WAY = ((Status.RESPONSE_PLANNED, 2), (Status.IN_TREATMENT, 6), (Status.MONITORING, 15))
LENGTH = {
    Status.RESPONSE_PLANNED: 1,
    Status.IN_TREATMENT: 2,
    Status.MONITORING: 3,
    Status.OCCURRED: 3,
}
TAKEN_UP_LATELY = -6  # an action in hand was begun some days ago at most


def tell(book):
    """Say when risks are raised, judged, treated, and come true."""
    since = {milestone["key"]: milestone["since"] for milestone in book.story["milestones"]}
    for place, risk in enumerate(book.story["risks"]):
        name = ("risk", place)
        book.on(risk["since"], _risk, book, risk, name)
        later = [since[key] for key in risk["milestones"] if since[key] > risk["since"]]
        if later:
            book.on(max(later), _link, book, risk, name)
        judged = [score["day"] for score in risk["scores"] if "kind" not in score]
        estimated = min(max([*judged, *later, risk["since"]]) + 1, -1)
        book.on(estimated, _estimate, book, risk, name, estimated)
        _tell_scores(book, risk, name)
        _tell_status(book, risk, name)
        for number, action in enumerate(risk["actions"]):
            _tell_action(book, risk, action, ("action", place, number))
        if "plan" in risk:
            _tell_plan(book, risk, ("plan", place))
    book.on(book.story["meeting"]["day"], _meet, book, book.story["meeting"])


def _tell_scores(book, risk, name):
    current = [score for score in risk["scores"] if "kind" not in score]
    for score in risk["scores"]:
        review = book.day(risk.get("review")) if current and score is current[-1] else None
        book.on(score["day"], _assess, book, risk, name, score, review)


def _tell_status(book, risk, name):
    if not risk["scores"]:
        return
    judged = min(score["day"] for score in risk["scores"])
    for status, days in WAY[: LENGTH.get(risk["status"], 0)]:
        book.on(min(judged + days, -1), _verb, book, name, "change_status", risk["owner"], status)
    if "occurred" in risk:
        reason = risk["occurred"]["reason"]
        book.on(risk["occurred"]["day"], _verb, book, name, "occur", risk["owner"], reason=reason)
    if "closed" in risk:
        book.on(risk["closed"]["day"], _verb, book, name, "close", risk["owner"], risk["closed"]["reason"])


def _tell_action(book, risk, action, name):
    book.on(risk["since"] + 1, _action, book, risk, action, name)
    if "state" in action:
        day = max(risk["since"] + 2, TAKEN_UP_LATELY)
        book.on(day, _take_up, book, name, action)
    if "done" in action:
        book.on(action["done"], _verb, book, name, "complete", action["owner"])
    if "took" in action:
        book.on(action["done"] + 1, _took_off, book, name, action)
    if "verified" in action:
        book.on(action["verified"]["day"], _verb, book, name, "verify", action["verified"]["by"])


def _tell_plan(book, risk, name):
    plan = risk["plan"]
    book.on(plan["since"], _plan, book, plan, name, ("risk", name[1]))
    if "ready" in plan:
        book.on(plan["ready"], _verb, book, name, "make_ready", plan["owner"])
    if "rehearsed" in plan:
        book.on(plan["rehearsed"], _rehearse, book, plan, name)
    if "activated" in plan:
        book.on(plan["activated"], _activate, book, plan, name)
    for number in plan.get("tasks_done", []):
        offset = plan["steps"][number - 1]["offset_days"]
        book.on(plan["activated"] + offset, _finish_step, book, plan, name, number)
    if "completed" in plan:
        ended = plan["completed"]
        book.on(
            ended["day"], _verb, book, name, "complete", plan["owner"], outcome=ended["outcome"], effect=ended["effect"]
        )


def _meet(book, meeting):
    """Hold a meeting on the risks: some are looked at, and of some something is decided."""
    leader = book.who(meeting["led_by"])
    held = Meeting.start(by=leader, on=book.day(meeting["day"]))
    for place in meeting["looked_at"]:
        held.review(book.row("risk", place), by=leader)
    for decision in meeting["decisions"]:
        held.review(book.row("risk", decision["risk"]), by=book.who(decision["by"]), note=decision["note"])
    held.end(by=leader)


def _verb(book, name, verb, who, *args, **kwargs):
    book.do(name, verb, *args, by=book.who(who), **kwargs)


def _risk(book, risk, name):
    book.new(
        Risk,
        by=book.who(risk["owner"]),
        keep=name,
        links={"milestones": _milestones(book, risk)},
        title=risk["title"],
        cause=risk["cause"],
        event=risk["event"],
        effect=risk["effect"],
        category=risk["category"],
        kind=risk.get("kind", "threat"),
        strategy=risk["strategy"],
        strategy_detail=risk.get("strategy_detail", ""),
        owner=book.who(risk["owner"]),
        next_review_on=None if risk["scores"] else book.day(risk["review"]),
    )


def _milestones(book, risk):
    """Return the milestones the risk concerns, as far as they exist by then."""
    names = [("milestone", key) for key in risk["milestones"]]
    return [book.row(*name) for name in names if name in book.rows]


def _link(book, risk, name):
    book.edit(name, by=book.who(risk["owner"]), links={"milestones": _milestones(book, risk)})


def _estimate(book, risk, name, day):
    """Say what the risk would cost, as far as the story does."""
    owner = book.who(risk["owner"])
    figures = dict(zip(("money_min", "money_likely", "money_max"), map(money, risk.get("money", ())), strict=False))
    book.edit(name, by=owner, probability_percent=risk.get("percent"), **figures)
    for link in RiskMilestone.objects.filter(risk=book.row(*name).pk).select_related("risk__team", "milestone"):
        link.team = book.team
        key = next(key for key in risk["milestones"] if book.row("milestone", key).pk == link.milestone_id)
        for effect in Effect:
            if key in risk.get(effect.value, ()):
                link.effect, link.estimated_on = effect, book.day(day)
                for field, figure in zip(FIGURES, risk[effect.value][key], strict=True):
                    setattr(link, field, figure)
        link.store(by=owner)


def _assess(book, risk, name, score, review):
    book.do(
        name,
        "assess",
        score["p"],
        score["i"],
        by=book.who(risk["owner"]),
        kind=score.get("kind", Score.CURRENT),
        reason=score["reason"],
        next_review_on=review,
    )


def _action(book, risk, action, name):
    book.new(
        ResponseAction,
        by=book.who(risk["owner"]),
        keep=name,
        links={"risks": [book.row("risk", name[1])]},
        title=action["title"],
        owner=book.who(action["owner"]),
        due_on=book.day(action["due"]),
        days_off_planned=action.get("off"),
        money_off_planned=money(action.get("off_money")),
        cost=money(action.get("cost")),
    )


def _take_up(book, name, action):
    book.edit(name, by=book.who(action["owner"]), state=ActionState(action["state"]))


def _took_off(book, name, action):
    book.edit(name, by=book.who(action["owner"]), days_off_actual=action["took"])


def _plan(book, plan, name, risk):
    owner = book.who(plan["owner"])
    made = book.new(
        ContingencyPlan,
        by=owner,
        keep=name,
        risk=book.row(*risk),
        title=plan["title"],
        owner=owner,
        reserve=money(plan.get("reserve")),
        days_saved=plan.get("days_saved"),
        money_saved=money(plan.get("money_saved")),
        own_cost=money(plan.get("own_cost")),
        lead_time_days=plan.get("lead_time_days"),
    )
    _arm(book, plan, name, made, owner)
    for place, step in enumerate(plan["steps"], start=1):
        book.new(
            ContingencyStep,
            by=owner,
            keep=(*name, place),
            plan=made,
            title=step["title"],
            offset_days=step["offset_days"],
            responsible=book.who(step.get("responsible")),
            job_role=step.get("job_role", ""),
        )


def _arm(book, plan, name, made, owner):
    """Say what the plan waits for: in words, and what the product watches."""
    keep = (*name, "trigger")
    book.new(Trigger, by=owner, keep=keep, plan=made, kind=TriggerKind.MANUAL, text=plan["trigger"])
    for place, trigger in enumerate(plan.get("triggers", ()), start=1):
        given = {**trigger, "milestone": book.row("milestone", trigger["milestone"])}
        book.new(Trigger, by=owner, keep=(*keep, place), plan=made, **given)
    for place, trigger in enumerate(plan.get("money_triggers", ()), start=1):
        given = {**trigger, "amount": money(trigger.get("amount")), "by_on": book.day(trigger.get("by_on"))}
        book.new(MoneyTrigger, by=owner, keep=(*keep, "money", place), plan=made, **given)


def _activate(book, plan, name):
    """Activate, and date the tasks from that day instead of from today."""
    book.do(name, "activate", by=book.who(plan["owner"]))
    began = book.day(plan["activated"])
    row = book.row(*name)
    for task in _tasks(row):
        step = row.steps.get(pk=task.origin_id)
        due = step.due_after(began)
        Task.objects.filter(pk=task.pk).update(due_on=due)
        made = Activity.objects.about(task).get(verb="created")
        made.changes["due_on"] = [None, due.isoformat()]
        made.save(update_fields=["changes"])


def _rehearse(book, plan, name):
    """Rehearse, and date it from that day instead of today."""
    book.do(name, "rehearse", by=book.who(plan["owner"]))
    ContingencyPlan.objects.filter(pk=book.row(*name).pk).update(rehearsed_on=book.day(plan["rehearsed"]))


def _finish_step(book, plan, name, number):
    """Complete the task a step of the plan became."""
    step = book.row(*name, number)
    task = _tasks(book.row(*name)).get(origin_id=step.pk)
    task.complete(by=task.assignee or book.who(plan["owner"]))


def _tasks(plan):
    if plan.state not in (PlanState.ACTIVATED, PlanState.COMPLETED):
        raise ValueError(f"{plan} is not at work")
    steps = plan.steps.values("pk")
    return Task.objects.filter(team_id=plan.team_id, origin_kind=STEP_ORIGIN, origin_id__in=steps)
