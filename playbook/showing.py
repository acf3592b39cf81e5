"""A dated template as a person reads it: words instead of codes, and who would get what."""

from itertools import groupby

from funding.states import Channel
from planner.models import rule_of
from risks.activation import holders_of
from risks.models import RiskMilestone
from risks.scoring import level_of
from risks.states import LEVEL_CHOICES, Category, Effect
from risks.telling import tell_effect
from teams.models import Circle, JobRole

from .applying import missing_roles

LEVELS = dict(LEVEL_CHOICES)


def shown(preview, team):
    """Return what the preview page lists: goals with milestones, risks, roles, financing steps."""
    today = team.today()
    holders = holders_of(set(JobRole.values), team=team, on=today)
    open_roles = missing_roles(preview, team, on=today)

    titles = {milestone.key: milestone.title for milestone in preview.milestones}

    def who(role):
        return {"role": JobRole(role).label, "person": holders.get(role)}

    return {
        "goals": [
            {
                "goal": goal,
                "who": who(goal.role),
                "milestones": [
                    {
                        "milestone": milestone,
                        "who": who(milestone.role),
                        "criteria": milestone.criteria.splitlines(),
                        "waits_for": [(titles[link.key], rule_of(link.kind, link.lag)) for link in milestone.waits_for],
                    }
                    for milestone in preview.milestones_of(goal)
                ],
            }
            for goal in preview.goals
        ],
        "risks": [
            {
                "risk": risk,
                "who": who(risk.role),
                "category": Category(risk.category).label,
                "level": (level := level_of(risk.probability, risk.impact)),
                "level_word": LEVELS[level],
                "effects": [(titles[key], _effect_words(figures)) for key, figures in risk.days.items()],
            }
            for risk in preview.risks
        ],
        "roles": [
            {"circle": Circle(circle).label, "roles": list(group)}
            for circle, group in groupby(open_roles, key=lambda role: role.circle)
        ],
        "financing": [
            {"step": step, "who": who(step.role), "channel": Channel(step.channel).label if step.channel else ""}
            for step in preview.financing
        ],
        "tasks": sum(len(milestone.tasks) for milestone in preview.milestones),
        "ends_on": max(goal.target_on for goal in preview.goals),
    }


def _effect_words(figures):
    least, likely, most = figures
    return tell_effect(RiskMilestone(effect=Effect.DAYS, effect_min=least, effect_likely=likely, effect_max=most))
