"""Addresses of actions, the trail and what has nothing behind it."""

from django.urls import path

from conferences.views import action_steps as steps
from conferences.views import actions, consultation, trail

app_name = "follow_up"
urlpatterns = [
    path("actions/", actions.action_list, name="action_list"),
    path("actions/table.<export:kind>", actions.action_export, name="action_export"),
    path("actions/new/", actions.action_new, name="action_new"),
    path("actions/<uuid:uid>/", actions.action_detail, name="action_detail"),
    path("actions/<uuid:uid>/edit/", actions.action_edit, name="action_edit"),
    path("actions/<uuid:uid>/reassign/", actions.action_reassign, name="action_reassign"),
    path("actions/<uuid:uid>/evidence/", actions.action_evidence, name="action_evidence"),
    *(path(f"actions/<uuid:uid>/{name}/", steps.step_view(name), name=f"action_{name}") for name in steps.STEPS),
    path("trail/declarations/<slug:slug>/", trail.declaration_trail, name="declaration_trail"),
    path("processes/<slug:slug>/consultation/", consultation.process_consultation, name="process_consultation"),
    path("trail/orphans/", trail.orphan_list, name="orphan_list"),
]
