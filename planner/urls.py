from core.routing import routes_of

from .views import (
    baselines,
    board,
    calendar,
    cascade,
    completion,
    dependencies,
    goals,
    imports,
    milestones,
    projects,
    settings,
    slips,
    tasks,
)

app_name = "planner"

urlpatterns = routes_of(
    projects,
    goals,
    milestones,
    completion,
    cascade,
    dependencies,
    tasks,
    board,
    slips,
    baselines,
    imports,
    calendar,
    settings,
)
