"""Addresses of the register of commitments."""

from django.urls import path

from conferences.views import (
    commitment_answers,
    commitment_many,
    commitment_moments,
    commitment_rule,
    commitment_steps,
    commitment_table,
    commitments,
)

app_name = "commitments"
ONE = "commitments/<uuid:uid>/"
STEPS = ("register", "begin", "claim", "complete", "return", "reopen", "withdraw", "merge", "confirm", "owner", "show")
urlpatterns = [
    path("commitments/", commitments.commitment_list, name="commitment_list"),
    path("commitments/table.<export:kind>", commitments.commitment_export, name="commitment_export"),
    path("manage/commitments/", commitment_rule.rule_edit, name="rule_edit"),
    path("commitments/import/", commitment_table.commitment_import, name="commitment_import"),
    path("commitments/many/", commitment_many.commitment_many, name="commitment_many"),
    path("commitments/new/", commitments.commitment_new, name="commitment_new"),
    path(ONE, commitments.commitment_detail, name="commitment_detail"),
    path(f"{ONE}edit/", commitments.commitment_edit, name="commitment_edit"),
    path(f"{ONE}answer/", commitment_answers.commitment_answer, name="commitment_answer"),
    path(f"{ONE}answer/confirm/", commitment_answers.commitment_answer_confirm, name="commitment_answer_confirm"),
    path(f"{ONE}behalf/<slug:slug>/", commitment_answers.commitment_behalf, name="commitment_behalf"),
    *(path(f"{ONE}{name}/", commitment_steps.step_view(name), name=f"commitment_{name}") for name in STEPS),
    path(f"{ONE}schedule/", commitment_moments.commitment_schedule, name="commitment_schedule"),
    path(f"{ONE}unschedule/", commitment_moments.commitment_unschedule, name="commitment_unschedule"),
    path(f"{ONE}settle/<slug:slug>/", commitment_answers.commitment_settle, name="commitment_settle"),
]
