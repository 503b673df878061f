"""The administrator's screen for the two-a-year rule."""

from django.urls import path

from meetings.views import rule

app_name = "rule"
urlpatterns = [
    path("", rule.rule_edit, name="rule_edit"),
    path("blackouts/new/", rule.blackout_new, name="blackout_new"),
    path("blackouts/<uuid:uid>/remove/", rule.blackout_remove, name="blackout_remove"),
]
