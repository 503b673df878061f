"""Addresses of ministerial conferences and of processes."""

from django.urls import path

from conferences.views import conferences as views

app_name = "conferences"
urlpatterns = [
    path("conferences/", views.conference_list, name="conference_list"),
    path("conferences/table.<export:kind>", views.conference_export, name="conference_export"),
    path("conferences/<int:ordinal>/", views.conference_detail, name="conference_detail"),
    path("processes/<slug:slug>/", views.process_detail, name="process_detail"),
    path("processes/<slug:slug>/timeline/", views.process_timeline, name="process_timeline"),
]
