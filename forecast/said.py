"""What one run says to one person, as the API and its file show it: rows by `visible_to`, money for who may read it."""

from decimal import Decimal, localcontext

from django.db.models import F

from core.fetching import part_of
from funding.models import Round
from planner.models import Milestone

from .outcome import Outcome
from .sight import hidden_ids, may_see_joint, open_joint, rows_named
from .staleness import is_stale
from .wording import KINDS, Names, assumed, changes, subjects_of

ROWS_IN_ANSWER = 200  # of milestones, which have a list of their own, and of assumptions
AT_A_TIME = 500
CENT = Decimal("0.01")
DIGITS = 320  # that any finite float has before and after the point, in cents
FAN = ("p10", "p25", "p50", "p75", "p90")


def said_to(membership, run):
    """Return {name: value} of what a run from `sight.runs_of` says to this person; its parts come with it."""
    answers = Outcome(run, hidden_ids(membership))
    rows = milestones_of(membership, answers)
    shown = part_of(rows, "", limit=ROWS_IN_ANSWER)
    target = rows.filter(pk=answers.target).first() if answers.target else None
    plan_notes, money_notes = answers.plan_notes, answers.money_notes
    gains = answers.gains() if answers.money else []
    names = Names(membership, [*_subjects(plan_notes), *_subjects(money_notes), *subjects_of(key for key, _ in gains)])
    return {
        "is_stale": is_stale(run, today=membership.team.today(), with_money=bool(answers.money)),
        "headline": target and milestone_said(answers, target),
        "joint": target and _joint(membership, answers, target),
        "milestones": [milestone_said(answers, row) for row in shown],
        "milestones_count": shown.count,
        **_notes(names, plan_notes),
        "money": answers.money and _money(membership, answers, names, gains) | _notes(names, money_notes),
    }


def milestones_of(membership, answers):
    """Return the milestones of which a run says when they are likely reached, as a queryset: the first due first."""
    rows = Milestone.objects.visible_to(membership).filter(pk__in=list(answers.plan["milestones"]))
    return rows.select_related("team").order_by(F("due_on").asc(nulls_last=True), "number", "pk")


def milestone_said(answers, row):
    """Return what a run says of one milestone; `money` is None for who may not read it."""
    answer, joint = answers.milestone(row.pk), answers.joint(row.pk)
    first, last = answer.p80_between
    return {
        "id": row.pk,
        "name": str(row),
        "due_on": answer.due_on,
        "percentiles": shares(answers.plan["at"], answers.days_of(row.pk)),
        "p80_from": first,
        "p80_until": last,
        "chance": answer.chance,
        "error": answer.error,
        "criticality": answer.criticality,
        "money": joint
        and {
            "joint": joint.joint,
            "error": joint.error,
            "lasts": joint.lasts,
            "reserve": _amount(joint.reserve),
        },
    }


def percentile_header(answers):
    """Return the columns of the file of percentiles: P1, P5 … P99 in the order of a run's shares."""
    return ("milestone", "name", "due", *(f"P{round(share * 100)}" for share in answers.plan["at"]), "by_due")


def percentile_rows(membership, answers):
    """Yield a row for each milestone this person may see: the days by which each share of the runs has it."""
    for row in milestones_of(membership, answers).iterator(AT_A_TIME):
        answer = answers.milestone(row.pk)
        yield (row.code, row.title, answer.due_on, *answers.days_of(row.pk), answer.chance)


def shares(at, days):
    """Return [{share, day}]; a day is None where it lies beyond the horizon of the forecast."""
    return [{"share": share, "day": day} for share, day in zip(at, days, strict=True)]


def _joint(membership, answers, target):
    """Return the joint chance for who reads the money, and for members under open books; else None."""
    if answers.money:
        found = answers.joint(target.pk)
        return found and found.joint
    return open_joint(membership, answers.run, target) if may_see_joint(membership) else None


def _money(membership, answers, names, gains):
    money = answers.money
    rounds = rows_named(membership, Round, money["rounds"])
    return {
        "currency": money["currency"],
        "balance": _amount(money["balance"]),
        "floor": _amount(money["floor"]),
        "runs_out": money["runs_out"],
        "cash_out": shares(money["at"], map(answers.day, money["cash_out"])),
        "fan": [
            {"day": answers.day(day)} | dict(zip(FAN, map(_amount, figures), strict=True))
            for day, figures in zip(money["fan"]["days"], money["fan"]["rows"], strict=True)
        ],
        "rounds": [
            {"id": rounds[pk].pk, "name": str(rounds[pk]), "chance": found["p"], "error": found["error"]}
            for pk, found in money["rounds"].items()
            if pk in rounds
        ],
        "gains": [_gain(names, *pair) for pair in zip(gains, changes(names, gains), strict=True)],
    }


def _gain(names, gain, change):
    key, figures = gain
    kind, _separator, pk = key.partition(":")
    return {
        "kind": kind,
        "id": _visible_id(names, kind, pk),
        "name": change.title,
        "change": change.note,
        "joint": figures["joint"],
        "error": figures["error"],
        "days": figures["days"],
        "days_error": figures["days_error"],
        "reserve": None if figures["reserve"] is None else _amount(figures["reserve"]),
        "joint_if_lost": figures["lost"],
        "is_measurable": change.is_measurable,
    }


def _notes(names, notes):
    return {"assumptions": [_note(names, note) for note in notes[:ROWS_IN_ANSWER]], "assumptions_count": len(notes)}


def _note(names, note):
    said = assumed(names, note)
    return {
        "code": note["key"],
        "kind": note["kind"] or "",
        "id": _visible_id(names, note["kind"], note["id"]),
        "name": said.subject,
        "sentence": said.sentence,
        "mend": said.mend,
        "counts": said.counts,
    }


def _visible_id(names, kind, pk):
    row = names.row(kind, pk)
    return row and row.pk


def _subjects(notes):
    return [(note["kind"], note["id"]) for note in notes[:ROWS_IN_ANSWER] if note["kind"] in KINDS]


def _amount(figure):
    with localcontext(prec=DIGITS):
        return Decimal(str(figure)).quantize(CENT)
