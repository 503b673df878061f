"""The administrator's screens for the register."""

from django.urls import path

from hoaip.register import manage

app_name = "manage"
urlpatterns = [
    path("", manage.index, name="index"),
]
