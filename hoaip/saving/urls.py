"""Addresses of drafts and kept forms."""

from django.urls import path

from hoaip.saving import views

app_name = "saving"
urlpatterns = [
    path("drafts/<str:form_key>/", views.draft_save, name="draft_save"),
    path("drafts/<str:form_key>/discard/", views.draft_discard, name="draft_discard"),
    path("kept/", views.kept_detail, name="kept_detail"),
]
