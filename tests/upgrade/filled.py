"""What a migration had to find out about the rows there were, held against what the snapshot says."""

from core.text import search_form

# The kinds of rows whose traces follow a risk.
FOLLOWING = ("risks.risk", "risks.riskmilestone", "risks.assessment", "risks.contingencyplan", "risks.contingencystep")


def table(rows, label):
    """Return {id: {field: value}} of a kind of row."""
    return {values[0]: dict(zip(rows[label]["fields"], values, strict=True)) for values in rows[label]["rows"]}


def links_without_their_team(now):
    """Return the links of risks and milestones that are not of their risk's team, or not as old as the risk."""
    risks = table(now, "risks.Risk")
    return [
        pk
        for pk, link in table(now, "risks.RiskMilestone").items()
        if any(link[name] != risks[link["risk_id"]][name] for name in ("team_id", "created_at", "updated_at"))
    ]


def days_of_what_occurred(now):
    """Return {risk: the instant} kept of the risks that have occurred."""
    return {pk: risk["occurred_at"] for pk, risk in table(now, "risks.Risk").items() if risk["status"] == "occurred"}


def days_told(kept):
    """Return {risk: the instant of its last activity "occurred"} of the risks that have occurred by a snapshot."""
    told = sorted(
        (activity["at"], activity["subject_id"])
        for activity in table(kept, "teams.Activity").values()
        if (activity["subject_kind"], activity["verb"]) == ("risks.risk", "occurred")
    )
    happened = {risk: at for at, risk in told}
    return {pk: happened[pk] for pk, risk in table(kept, "risks.Risk").items() if risk["status"] == "occurred"}


def opportunities_not_searched_by_their_source(now):
    """Return the opportunities in which what is searched does not go on from the number with the source's name."""
    sources = table(now, "funding.Source")
    return [
        pk
        for pk, row in table(now, "funding.Opportunity").items()
        if not row["search_text"].startswith(search_form(f"O-{row['number']}", sources[row["source_id"]]["name"]))
    ]


def moves_not_filled(now):
    """Return the moves that are not of their milestone's team, or lack their working days between two dates."""
    milestones = table(now, "planner.Milestone")
    return [
        pk
        for pk, move in table(now, "planner.Move").items()
        if move["team_id"] != milestones[move["milestone_id"]]["team_id"]
        or (move["days"] is None) != (None in (move["old_due_on"], move["new_due_on"]))
    ]


def words_of_plans(kept):
    """Return {contingency plan: what it waited for in words} by a snapshot."""
    return {pk: plan["trigger"] for pk, plan in table(kept, "risks.ContingencyPlan").items() if plan["trigger"].strip()}


def words_waited_for(now):
    """Return {contingency plan: the words of what somebody has to see for it}."""
    rows = table(now, "risks.Trigger").values()
    return {row["plan_id"]: row["text"] for row in rows if (row["kind"], row["state"]) == ("manual", "armed")}


def what_follows_no_risk(now):
    """Return the tasks a contingency plan called for, and the traces of risks, that do not follow a risk there is."""
    risks = table(now, "risks.Risk").keys()
    tasks = [row for row in table(now, "planner.Task").values() if row["origin_kind"] == "risks.contingencystep"]
    told = [row for row in table(now, "teams.Activity").values() if row["subject_kind"] in FOLLOWING]
    return [row["id"] for row in [*tasks, *told] if row["follows"] not in risks]
