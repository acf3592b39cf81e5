"""When each open milestone is likely reached, and what each round is likely to sign: the tables below the pictures."""

from django.urls import reverse

from core.fetching import part_of
from funding.models import Opportunity, Round
from planner.models import Milestone

from .criticality import critical_word
from .sight import rows_named

SHOWN = 12
DEAL = Opportunity._meta.label_lower


def likely_table(answers, membership, project=None):
    """Return {part, rows, headline}: the first open milestones by their due day, each with its MilestoneOutcome.

    The third of each row says how often a delay of it delays the headline; nothing for the headline itself.
    """
    rows = Milestone.objects.visible_to(membership).open().select_related("team", "owner")
    if project is not None:
        rows = rows.filter(project=project)
    part = part_of(
        rows.order_by("due_on", "number"), reverse("planner:milestone-list", args=[membership.team.slug]), limit=SHOWN
    )
    headline = _headline(answers, membership, part)
    told = [(row, answers.milestone(row.pk)) for row in part]
    words = ["" if answer is None or row == headline else critical_word(answer.criticality) for row, answer in told]
    return {
        "part": part,
        "rows": [(*pair, word) for pair, word in zip(told, words, strict=True)],
        "headline": headline,
    }


def _headline(answers, membership, part):
    """Return the milestone of the part about the plan, or None; most often it is in the table."""
    wanted = answers.plan["target"]
    if wanted is None:
        return None
    found = next((row for row in part if str(row.pk) == wanted), None)
    return found or rows_named(membership, Milestone, [wanted]).get(wanted)


def deals_of(answers):
    """Return the (kind, id) of the deals that rounds hang on, for who reads the money."""
    raises = answers.money["raises"].values() if answers.money else ()
    return [(DEAL, time["deal"]) for time in raises if time["deal"]][:SHOWN]


def rounds_table(answers, names, *, today):
    """Return {part, rows, usual}: rounds that have not ended, for who reads the money.

    A row is {round, outcome, start, time, deal}; `usual` is the same of no round in particular, where there is none.
    `names` knows the deals_of the run.
    """
    rounds = Round.objects.visible_to(names.membership).open().select_related("team")
    url = reverse("funding:round-list", args=[names.team.slug])
    part = part_of(rounds.order_by("expected_close_on", "number"), url, limit=SHOWN)
    rows = [_round_row(answers, names, row.pk, today) | {"round": row} for row in part]
    return {"part": part, "rows": rows, "usual": None if rows else _round_row(answers, names, None, today)}


def _round_row(answers, names, identity, today):
    time = answers.raise_time(identity)
    return {
        "outcome": None if identity is None else answers.round(identity),
        "start": answers.start_by(identity, today=today),
        "time": time,
        "deal": names.row(DEAL, time["deal"]) if time else None,
    }
