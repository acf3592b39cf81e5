"""The one address of alerts that opens without signing in."""

from django.urls import path

from .views.link import alerts_link

urlpatterns = [
    path("alerts/link/<uuid:pk>/<str:token>/", alerts_link, name="alerts_link"),
]
