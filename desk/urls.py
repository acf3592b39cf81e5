from core.routing import routes_of

from . import first_week, views

urlpatterns = routes_of(views, first_week)
