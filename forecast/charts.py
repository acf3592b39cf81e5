"""What the pictures of the forecast show, as plain figures: the script draws them, a table says the same."""

import datetime as dt
import json

MARKS = 9  # milestones that have room above the cash fan
BEYOND = dt.timedelta(days=120)  # what the cash fan shows after the milestone


def curve_of(answers, target, answer):
    """Return the S-curve of a milestone: {json, rows}; rows are (day, share of runs that have it by then)."""
    rows = answers.curve(target.pk)
    picture = {
        "points": [[day.isoformat(), round(share * 100, 2)] for day, share in rows],
        "due": _iso(answer.due_on),
        "today": answers.run.on.isoformat(),
        "p50": _iso(answer.p50),
        "p80": _iso(answer.p80),
        "by_due": None if answer.chance is None else round(answer.chance * 100, 1),
        "error": None if answer.error is None else round(answer.error * 196, 2),
    }
    return {"json": json.dumps(picture), "rows": rows}


def fan_of(answers, target, names):
    """Return the cash fan with milestones on it: {json, rows}; rows are (day, P10, P25, P50, P75, P90)."""
    rows, money = _fan_rows(answers, target), answers.money
    marks = [(pk, names.row("planner.milestone", pk)) for pk in marks_of(answers, target)]
    picture = {
        "days": [row[0].isoformat() for row in rows],
        **{name: [row[place] for row in rows] for place, name in enumerate(("p10", "p25", "p50", "p75", "p90"), 1)},
        "floor": money["floor"],
        "currency": money["currency"],
        "today": answers.run.on.isoformat(),
        "out": _iso(answers.cash_out(0.1)),
        "marks": [
            {"day": answers.milestone(pk).due_on.isoformat(), "code": row.code, "chosen": row.pk == target.pk}
            for pk, row in marks
            if row is not None
        ],
    }
    return {"json": json.dumps(picture), "rows": rows[:: max(len(rows) // 36, 1)]}


def marks_of(answers, target):
    """Return the ids of the milestones that have room above the fan by their due day, that of the target first."""
    last = _fan_rows(answers, target)[-1][0]
    due = {
        pk: answers.day(found["due"]) for pk, found in answers.plan["milestones"].items() if found["due"] is not None
    }
    room, kept = (last - answers.run.on) / MARKS, [str(target.pk)] if due[str(target.pk)] <= last else []
    for pk in sorted(due, key=lambda pk: (due[pk], pk)):
        taken = [answers.run.on, *(due[other] for other in kept)]
        if answers.run.on <= due[pk] <= last and all(abs(due[pk] - day) >= room for day in taken):
            kept.append(pk)
    return kept


def _fan_rows(answers, target):
    fan = answers.money["fan"]
    rows = [(answers.day(day), *figures) for day, figures in zip(fan["days"], fan["rows"], strict=True)]
    until = max(filter(None, (target.due_on, answers.milestone(target.pk).p90))) + BEYOND
    return [row for row in rows if row[0] <= until] or rows


def history_pictures(past, target, answer, joint, *, on):
    """Return how the 80 per cent day and the joint chance moved from week to week, up to now: {days, chances, rows}.

    Rows are (day said, P50, P80, joint chance or None). Without an earlier week there is nothing to draw: None.
    """
    rows = [(row.on, row.p50, row.p80, _joint_of(row)) for row in past if row.on < on]
    if not rows:
        return None
    rows.append((on, answer.p50, answer.p80, None if joint is None else joint.joint))
    days = [[day.isoformat(), p80.isoformat()] for day, _p50, p80, _chance in rows if p80 is not None]
    chances = [[day.isoformat(), round(chance * 100, 1)] for day, _p50, _p80, chance in rows if chance is not None]
    return {
        "days": json.dumps({"points": days, "due": _iso(target.due_on)}),
        "chances": json.dumps({"points": chances}) if joint is not None else None,
        "rows": rows,
    }


def _joint_of(prediction):
    """Return the joint chance said along with a prediction, None where there was none or the reader has no money."""
    money = prediction._state.fields_cache.get("money")
    return None if money is None else money.joint


def _iso(day):
    return None if day is None else day.isoformat()
