"""Addresses of what bodies did with Implementation Plans."""

from django.urls import path

from meetings.views import plans

app_name = "decisions"
urlpatterns = [
    path("plans/<uuid:uid>/decisions/new/", plans.decision_new, name="decision_new"),
    path("plans/<uuid:uid>/adopt/", plans.adoption_new, name="adoption_new"),
]
