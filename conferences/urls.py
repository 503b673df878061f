"""Addresses of ministerial conferences and of processes."""

from django.urls import path

from conferences.views import conferences as views
from conferences.views import members

app_name = "conferences"
urlpatterns = [
    path("conferences/", views.conference_list, name="conference_list"),
    path("conferences/table.<export:kind>", views.conference_export, name="conference_export"),
    path("conferences/<int:ordinal>/", views.conference_detail, name="conference_detail"),
    path("processes/members/", members.process_members, name="process_members"),
    path("processes/members.csv", members.process_members_csv, name="process_members_csv"),
    path("processes/<slug:slug>/", views.process_detail, name="process_detail"),
    path("processes/<slug:slug>/timeline/", views.process_timeline, name="process_timeline"),
]
