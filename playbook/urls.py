from core.routing import routes_of

from . import views

app_name = "playbook"

urlpatterns = routes_of(views)
