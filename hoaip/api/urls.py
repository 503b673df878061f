"""Addresses for programs. Their first part carries the version: what a program relies on stays, or `v2` is opened."""

from django.urls import path

from hoaip.api import views

app_name = "api"
urlpatterns = [
    path("api/v1/", views.api_index, name="api_index"),
    path("api/v1/<slug:name>/", views.api_list, name="api_list"),
]
