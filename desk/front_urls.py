"""Addresses outside any team."""

from django.urls import path

from . import front

urlpatterns = [
    path("", front.Index.as_view(), name="index"),
    path("start/", front.Start.as_view(), name="start"),
    path("healthz", front.healthz, name="healthz"),
]
