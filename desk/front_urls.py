"""Addresses outside any team."""

from django.urls import path

from . import front
from .demo.entry import DemoEntry
from .feeds.door import calendar_feed

urlpatterns = [
    path("", front.Index.as_view(), name="index"),
    path("start/", front.Start.as_view(), name="start"),
    path("demo/", DemoEntry.as_view(), name="demo_entry"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("healthz", front.healthz, name="healthz"),
]
