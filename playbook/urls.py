from django.urls import path

from . import views

app_name = "playbook"

urlpatterns = [
    path("templates/", views.TemplateList.as_view(), name="templates"),
    path("templates/<slug:code>/", views.TemplatePreview.as_view(), name="template"),
    path("templates/<slug:code>/application/", views.TemplateApplication.as_view(), name="template-application"),
]
