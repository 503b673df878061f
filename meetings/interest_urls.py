"""Addresses of expressions of interest."""

from django.urls import path

from meetings.views import interests

app_name = "interests"
urlpatterns = [
    path("interests/", interests.interest_list, name="interest_list"),
    path("interests/table.<export:kind>", interests.interest_export, name="interest_export"),
    path("interests/new/", interests.interest_new, name="interest_new"),
    path("interests/<uuid:uid>/", interests.interest_detail, name="interest_detail"),
    path("interests/<uuid:uid>/bring/", interests.interest_bring, name="interest_bring"),
    path("interests/<uuid:uid>/decline/", interests.interest_decline, name="interest_decline"),
    path("interests/<uuid:uid>/withdraw/", interests.interest_withdraw, name="interest_withdraw"),
]
