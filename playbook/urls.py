from core.routing import routes_of

from . import library_views, views

app_name = "playbook"

urlpatterns = routes_of(views, library_views)
