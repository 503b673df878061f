"""Addresses of persons; none of them is public."""

from django.urls import path

from hoaip.persons import views

app_name = "persons"
urlpatterns = [
    path("persons/", views.person_list, name="person_list"),
    path("persons/table.<export:kind>", views.person_export, name="person_export"),
    path("persons/new/", views.person_new, name="person_new"),
    path("persons/<uuid:uid>/", views.person_detail, name="person_detail"),
    path("persons/<uuid:uid>/edit/", views.person_edit, name="person_edit"),
]
