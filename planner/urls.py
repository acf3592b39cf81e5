from core.routing import routes_of

from .views import dependencies, goals, imports, milestones, projects, tasks

app_name = "planner"

urlpatterns = routes_of(projects, goals, milestones, dependencies, tasks, imports)
