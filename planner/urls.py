from core.routing import routes_of

from .views import (
    baselines,
    board,
    calendar,
    cascade,
    completion,
    dependencies,
    gates,
    goals,
    imports,
    milestones,
    projects,
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
    gates,
    tasks,
    board,
    slips,
    baselines,
    imports,
    calendar,
)
