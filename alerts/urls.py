from core.routing import routes_of

from .views import mails, mine, notices, outbox

app_name = "alerts"

urlpatterns = routes_of(mine, outbox, mails, notices)
