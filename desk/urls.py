from core.routing import routes_of

from . import views
from .my_work import views as my_work

urlpatterns = routes_of(views, my_work)
