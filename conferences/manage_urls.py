"""The administrator's screens for conferences and chairs."""

from django.urls import path

from conferences import manage

app_name = "managed_conferences"
urlpatterns = [
    path("conferences/", manage.conference_list, name="conference_list"),
    path("conferences/new/", manage.conference_new, name="conference_new"),
    path("conferences/<uuid:uid>/edit/", manage.conference_edit, name="conference_edit"),
    path("chairs/new/", manage.chair_new, name="chair_new"),
    path("chairs/<uuid:uid>/edit/", manage.chair_edit, name="chair_edit"),
]
