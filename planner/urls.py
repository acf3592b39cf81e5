from core.routing import routes_of

from .views import (
    baselines,
    board,
    bonuses,
    calendar,
    cascade,
    checkins,
    completion,
    dependencies,
    gates,
    goals,
    imports,
    key_results,
    milestones,
    projects,
    responsibilities,
    settings,
    slips,
    staffing,
    tasks,
    weights,
)

app_name = "planner"

urlpatterns = routes_of(
    projects,
    goals,
    key_results,
    checkins,
    weights,
    milestones,
    completion,
    cascade,
    dependencies,
    gates,
    bonuses,
    responsibilities,
    staffing,
    tasks,
    board,
    slips,
    baselines,
    imports,
    calendar,
    settings,
)
