"""The web application for any WSGI server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from .celery import app
from .env import ConfigurationError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    application = get_wsgi_application()
except ConfigurationError as error:
    sys.exit(str(error))

# A page must not wait for a broker that hangs; a worker may. Together with core.doorbell: less than a second.
app.conf.broker_transport_options.update(socket_connect_timeout=0.4, socket_timeout=0.4, max_retries=0)
