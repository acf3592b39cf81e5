from core.routing import routes_of

from . import views

app_name = "feeds"

urlpatterns = routes_of(views)
