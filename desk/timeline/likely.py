"""When the rows of a timeline are likely reached by the last run, and when the money is out, for who may read it."""

from forecast.outcome import Outcome
from forecast.sight import run_about

PICKED_AT_MOST = 90  # paths a database picks at once; of more rows everything about milestones is read


def answers_about(membership, ids, *, money):
    """Return the Outcome of the last run about these milestones, or None where there is no run."""
    paths = [("milestones", each) for each in ids] if len(ids) <= PICKED_AT_MOST else [("milestones",)]
    run = run_about(membership, plan=[("at",), *paths], money=[("cash_out",)] if money else ())
    return None if run is None else Outcome(run)


def likely_of(answers, identity):
    """Return (P10, P50, P80) of a milestone, or None where the run does not know it."""
    found = None if answers is None else answers.milestone(identity)
    return None if found is None else (found.p10, found.p50, found.p80)
