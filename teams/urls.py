from django.urls import path

from . import views

app_name = "teams"

urlpatterns = [
    path("onboarding/", views.Onboarding.as_view(), name="onboarding"),
    path("people/", views.People.as_view(), name="people"),
    path("people/recipients/new/", views.RecipientCreate.as_view(), name="recipient-new"),
    path("people/<uuid:pk>/", views.MemberDetail.as_view(), name="member"),
    path("people/<uuid:pk>/edit/", views.RecipientUpdate.as_view(), name="recipient-edit"),
    path("people/<uuid:pk>/role/", views.RoleChange.as_view(), name="member-role"),
    path("people/<uuid:pk>/money-reading/", views.MoneyReading.as_view(), name="member-money-reading"),
    path("people/<uuid:pk>/money-reading/undo/", views.MoneyReadingUndo.as_view(), name="member-money-reading-undo"),
    path("people/<uuid:pk>/ending/", views.Ending.as_view(), name="member-ending"),
    path("invitations/new/", views.InvitationCreate.as_view(), name="invitation-new"),
    path("invitations/<uuid:pk>/renewal/", views.InvitationRenewal.as_view(), name="invitation-renewal"),
    path("invitations/<uuid:pk>/revocation/", views.InvitationRevocation.as_view(), name="invitation-revocation"),
    path("positions/new/", views.PositionCreate.as_view(), name="position-new"),
    path("positions/<uuid:pk>/", views.PositionDetail.as_view(), name="position"),
    path("positions/<uuid:pk>/edit/", views.PositionUpdate.as_view(), name="position-edit"),
    path("positions/<uuid:pk>/discard/", views.PositionDiscard.as_view(), name="position-discard"),
    path("settings/", views.TeamSettings.as_view(), name="settings"),
    path("activity/", views.ActivityList.as_view(), name="activity"),
    path("rows/<str:kind>/<uuid:pk>/", views.Subject.as_view(), name="subject"),
    path("changes/<uuid:pk>/undo/", views.ChangeUndo.as_view(), name="change-undo"),
    path("tokens/", views.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:pk>/revocation/", views.TokenRevocation.as_view(), name="token-revocation"),
]
