"""Addresses outside any team."""

from django.urls import path

from . import front
from .demo.entry import DemoEntry

urlpatterns = [
    path("", front.Index.as_view(), name="index"),
    path("start/", front.Start.as_view(), name="start"),
    path("demo/", DemoEntry.as_view(), name="demo_entry"),
    path("healthz", front.healthz, name="healthz"),
]
