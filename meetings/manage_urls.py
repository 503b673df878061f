"""The administrator's screens for roles in CBMs."""

from django.urls import path

from meetings.views import role_bulk, roles

app_name = "roles"
urlpatterns = [
    path("", roles.role_list, name="role_list"),
    path("table.<export:kind>", roles.role_export, name="role_export"),
    path("new/", roles.role_new, name="role_new"),
    path("bulk/", role_bulk.role_bulk, name="role_bulk"),
    path("<uuid:uid>/end/", roles.role_end, name="role_end"),
]
