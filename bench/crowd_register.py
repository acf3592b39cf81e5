"""The register of a crowd: as many risks as milestones."""

from planner.models import Milestone
from risks.models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from risks.scoring import level_of

CHUNK = 500


def add_register(crowd):
    """Add risks, how they were judged, what answers them."""
    milestones = crowd.rows[Milestone]
    risks = crowd.add(
        Risk,
        crowd.size,
        lambda n: {
            "title": crowd.title(n),
            "category": "technical",
            "owner": crowd.person(n) if n % 3 else None,
            "next_review_on": crowd.day(n),
            "status": "identified",
        },
    )
    judged = crowd.add(Assessment, crowd.size, lambda n: _judgement(crowd, risks, n))
    for risk, assessment in zip(risks, judged, strict=True):
        if assessment.risk_id == risk.pk and risk.pk.int % 10:
            risk.current = assessment
    Risk.objects.bulk_update(risks, ["current"], batch_size=CHUNK)
    links = Risk.milestones.through
    crowd.add(links, crowd.size, lambda n: {"risk": risks[n], "milestone": crowd.heavy(milestones, n)})
    crowd.add(
        ResponseAction,
        crowd.share(10),
        lambda n: {"title": crowd.title(n), "owner": crowd.person(n), "due_on": crowd.day(n)},
    )
    actions = crowd.rows[ResponseAction]
    answers = ResponseAction.risks.through
    crowd.add(answers, len(actions), lambda n: {"action": actions[n], "risk": crowd.heavy(risks, n)})
    plans = crowd.add(
        ContingencyPlan,
        crowd.share(10),
        lambda n: {
            "risk": crowd.heavy(risks, n),
            "title": crowd.title(n),
            "owner": crowd.person(n),
            "currency": "EUR",
        },
    )
    crowd.add(
        ContingencyStep,
        crowd.share(10),
        lambda n: {"plan": plans[0 if n < 20 else n % len(plans)], "title": crowd.title(n), "position": n % 20 + 1},
    )


def _judgement(crowd, risks, n):
    figures = (4, 4) if n % 2 else (n // 2 % 5 + 1, n // 10 % 5 + 1)
    risk = risks[0] if n % 10 == 9 else risks[n]
    return {
        "risk": risk,
        "probability": figures[0],
        "impact": figures[1],
        "level": level_of(*figures),
        "author": crowd.owner,
        "at": crowd.at(n),
    }
