"""Addresses of initiatives, proposed measures, programmes and who takes part in what."""

from django.urls import path

from conferences.umbrella import facts
from conferences.views import initiatives, measures, members, programmes

app_name = "umbrella"
urlpatterns = [
    path("initiatives/", initiatives.initiative_list, name="initiative_list"),
    path("initiatives/new/", initiatives.initiative_new, name="initiative_new"),
    path("initiatives/table.<export:kind>", initiatives.initiative_export, name="initiative_export"),
    path("initiatives/<slug:slug>/", initiatives.initiative_detail, name="initiative_detail"),
    path("initiatives/<slug:slug>/edit/", initiatives.initiative_edit, name="initiative_edit"),
    path("initiatives/<slug:slug>/contributions/new/", initiatives.contribution_new, name="contribution_new"),
    path("contributions/<uuid:uid>/arrived/", initiatives.contribution_arrive, name="contribution_arrive"),
    path("contributions/<uuid:uid>/edit/", initiatives.contribution_edit, name="contribution_edit"),
    path("meetings/<uuid:uid>/themes/", initiatives.meeting_themes, name="meeting_themes"),
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/new/", measures.measure_new, name="measure_new"),
    path("measures/table.<export:kind>", measures.measure_export, name="measure_export"),
    path("measures/<uuid:uid>/", measures.measure_detail, name="measure_detail"),
    path("measures/<uuid:uid>/edit/", measures.measure_edit, name="measure_edit"),
    *(
        path(f"measures/<uuid:uid>/{name}/", measures.step_view(name), name=f"measure_{name}")
        for name in measures.STEPS
    ),
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/map/", programmes.programme_map, name="programme_map"),
    path("programmes/table.<export:kind>", programmes.programme_export, name="programme_export"),
    path("programmes/<uuid:uid>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<uuid:uid>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<uuid:uid>/end/", programmes.programme_end, name="programme_end"),
    path("engagement/", members.engagement_table, name="engagement_table"),
    *(
        path(f"manage/facts/{kind}/<uuid:uid>/{step}/", view, name=f"{kind}_{step}")
        for kind, steps in facts.STEPS.items()
        for step, view in steps.items()
    ),
]
