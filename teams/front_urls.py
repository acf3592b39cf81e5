"""Addresses of people rather than of a team."""

from django.urls import path

from .views import front, invitations

urlpatterns = [
    path("teams/new/", front.TeamNew.as_view(), name="team-new"),
    path("invitations/<uuid:pk>/<str:token>/", invitations.InvitationPage.as_view(), name="invitation"),
    path("language/", front.LanguageChoice.as_view(), name="language"),
    path("profile/", front.Profile.as_view(), name="profile"),
]
