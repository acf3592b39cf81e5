from core.routing import routes_of

from .views import (
    board,
    bonuses,
    calendar,
    cascade,
    completion,
    dependencies,
    goals,
    imports,
    milestones,
    projects,
    responsibilities,
    staffing,
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
    bonuses,
    responsibilities,
    staffing,
    tasks,
    board,
    imports,
    calendar,
)
