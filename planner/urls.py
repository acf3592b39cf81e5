from core.routing import routes_of

from .views import (
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
    tasks,
)

app_name = "planner"

urlpatterns = routes_of(
    projects, goals, milestones, completion, cascade, dependencies, gates, tasks, board, imports, calendar
)
