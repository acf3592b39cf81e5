"""Addresses of people rather than of a team."""

from django.urls import path

from . import views

urlpatterns = [
    path("teams/new/", views.TeamNew.as_view(), name="team-new"),
    path("invitations/<uuid:pk>/<str:token>/", views.InvitationPage.as_view(), name="invitation"),
    path("profile/", views.Profile.as_view(), name="profile"),
]
