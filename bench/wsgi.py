"""The bare WSGI entry of the benchmark, for the settings the environment names."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
