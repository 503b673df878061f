"""The administrator's screens for CBMs, their focal points and institutions."""

from django.urls import path

from cbms.views import facts, focal_points

app_name = "measures"
urlpatterns = [
    path("focal-points/", focal_points.focal_point_list, name="focal_point_list"),
    path("focal-points/new/", focal_points.focal_point_new, name="focal_point_new"),
    path("focal-points/<uuid:uid>/end/", focal_points.focal_point_end, name="focal_point_end"),
    path("institutions/", focal_points.institution_list, name="institution_list"),
    path("institutions/new/", focal_points.institution_new, name="institution_new"),
    path("institutions/<uuid:uid>/edit/", focal_points.institution_edit, name="institution_edit"),
    path("institutions/<uuid:uid>/end/", focal_points.institution_end, name="institution_end"),
    path("facts/", facts.fact_list, name="fact_list"),
    path("facts/table.<export:kind>", facts.fact_export, name="fact_export"),
    *(
        path(f"facts/{kind}/<uuid:uid>/{step}/", view, name=f"{kind}_{step}")
        for kind, steps in facts.STEPS.items()
        for step, view in steps.items()
    ),
    path("cbms/<slug:code>/", focal_points.cbm_edit, name="cbm_edit"),
]
