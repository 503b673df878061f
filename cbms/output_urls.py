"""Addresses of what a plan is taken along as, and of the plan in force."""

from django.urls import path

from cbms.views import outputs

app_name = "outputs"
urlpatterns = [
    path("cbms/<slug:code>/plan/", outputs.plan_in_force, name="plan_in_force"),
    path("plans/<uuid:uid>/print/", outputs.plan_print, name="plan_print"),
    path("plans/<uuid:uid>/plan.pdf", outputs.plan_pdf, name="plan_pdf"),
    path("plans/<uuid:uid>/plan.docx", outputs.plan_word, name="plan_word"),
    path("plans/<uuid:uid>/activities.<export:kind>", outputs.plan_activities, name="plan_activities"),
    path("plans/<uuid:uid>/seal/", outputs.plan_seal, name="plan_seal"),
]
