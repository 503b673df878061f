"""The administrator's addresses of holidays and weekends."""

from django.urls import path

from hoaip.holidays import views

app_name = "holidays"
urlpatterns = [
    path("", views.holiday_list, name="holiday_list"),
    path("new/", views.holiday_new, name="holiday_new"),
    path("weekend/<slug:slug>/", views.weekend_edit, name="weekend_edit"),
    path("<uuid:uid>/edit/", views.holiday_edit, name="holiday_edit"),
    path("<uuid:uid>/remove/", views.holiday_remove, name="holiday_remove"),
    path("<uuid:uid>/restore/", views.holiday_restore, name="holiday_restore"),
]
