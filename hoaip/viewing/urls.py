"""Addresses of viewing as somebody else."""

from django.urls import path

from hoaip.viewing import views

app_name = "viewing"
urlpatterns = [
    path("view-as/", views.start, name="start"),
    path("view-as/stop/", views.stop, name="stop"),
]
