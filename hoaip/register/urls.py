"""Public addresses of countries and organizations."""

from django.urls import path

from hoaip.register import views

app_name = "register"
urlpatterns = [
    path("stakeholders/", views.stakeholder_list, name="stakeholder_list"),
    path("stakeholders/table.<export:kind>", views.stakeholder_export, name="stakeholder_export"),
    path("stakeholders/<slug:slug>/", views.stakeholder_detail, name="stakeholder_detail"),
    path("stakeholders/<slug:slug>/timeline/", views.stakeholder_timeline, name="stakeholder_timeline"),
]
