from django.urls import path

from . import views

app_name = "alerts"

urlpatterns = [
    path("alerts/", views.Mine.as_view(), name="mine"),
    path("alerts/preference/", views.PreferenceChoice.as_view(), name="preference"),
    path("alerts/preference/links/revocation/", views.LinkRevocation.as_view(), name="link-revocation"),
    path("alerts/outbox/", views.Outbox.as_view(), name="outbox"),
    path("alerts/mails/<uuid:pk>/", views.MailDetail.as_view(), name="mail"),
    path("alerts/mails/<uuid:pk>/preview/", views.MailPreview.as_view(), name="mail-preview"),
    path("alerts/mails/<uuid:pk>/resending/", views.MailResending.as_view(), name="mail-resending"),
    path("alerts/notices/<uuid:pk>/", views.NoticeResult.as_view(), name="notice"),
    path("alerts/notices/<str:kind>/<uuid:pk>/", views.Notify.as_view(), name="notify"),
    path("alerts/of/<str:kind>/<uuid:pk>/", views.OfSubject.as_view(), name="of-subject"),
]
