from core.routing import routes_of

from . import first_week, views
from .my_work import views as my_work
from .search import views as search
from .timeline import views as timeline
from .weekly import report_views as weekly_report_views
from .weekly import views as weekly_views

urlpatterns = routes_of(views, my_work, first_week, search, timeline, weekly_views, weekly_report_views)
