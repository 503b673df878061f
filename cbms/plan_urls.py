"""Addresses of Implementation Plans."""

from django.urls import path

from cbms.plans.steps import STEPS
from cbms.views import plan_imports, plan_steps, plan_writing, plans

app_name = "plans"
urlpatterns = [
    path("cbms/<slug:code>/plan/new/", plan_writing.plan_new, name="plan_new"),
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/table.<export:kind>", plans.plan_export, name="plan_export"),
    path("plans/<uuid:uid>/", plans.plan_detail, name="plan_detail"),
    path("plans/<uuid:uid>/versions/<int:number>/", plans.plan_version, name="plan_version"),
    path("plans/<uuid:uid>/compare/", plans.plan_compare, name="plan_compare"),
    path("plans/<uuid:uid>/edit/", plan_writing.plan_edit, name="plan_edit"),
    path("plans/<uuid:uid>/import/", plan_imports.plan_import, name="plan_import"),
    *(path(f"plans/<uuid:uid>/{name}/", plan_steps.step_view(name), name=f"plan_{name}") for name in STEPS),
]
