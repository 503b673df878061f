"""The administrator's screens for conferences, chairs and the texts of processes; facts that staff confirm."""

from django.urls import path

from conferences import facts
from conferences.commitments import facts as commitment_facts
from conferences.views import manage

app_name = "managed_conferences"
FACTS = facts.STEPS | commitment_facts.STEPS
urlpatterns = [
    path("conferences/", manage.conference_list, name="conference_list"),
    path("conferences/new/", manage.conference_new, name="conference_new"),
    path("conferences/<uuid:uid>/edit/", manage.conference_edit, name="conference_edit"),
    path("chairs/new/", manage.chair_new, name="chair_new"),
    path("chairs/<uuid:uid>/edit/", manage.chair_edit, name="chair_edit"),
    path("processes/<slug:slug>/", manage.process_edit, name="process_edit"),
    *(
        path(f"facts/{kind}/<uuid:uid>/{step}/", view, name=f"{kind}_{step}")
        for kind, steps in FACTS.items()
        for step, view in steps.items()
    ),
]
