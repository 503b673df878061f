"""Addresses of merging what stands twice."""

from django.urls import path

from hoaip.merging import views

app_name = "merging"
urlpatterns = [
    path("persons/", views.person_merge, name="person_merge"),
    path("organizations/", views.organization_merge, name="organization_merge"),
]
