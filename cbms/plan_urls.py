"""Addresses of Implementation Plans."""

from django.urls import path

from cbms.views import plans

app_name = "plans"
urlpatterns = [
    path("plans/<uuid:uid>/", plans.plan_detail, name="plan_detail"),
]
