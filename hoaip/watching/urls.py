"""Addresses of what a person watches."""

from django.urls import path

from hoaip.watching import views

app_name = "watching"
urlpatterns = [
    path("watching/", views.watch_list, name="watch_list"),
    path("watching/start/", views.start, name="start"),
    path("watching/stop/", views.stop, name="stop"),
]
