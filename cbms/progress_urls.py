"""Addresses of how plans are carried out: progress by period, and milestones."""

from django.urls import path

from cbms.views import milestones, progress

app_name = "progress"
urlpatterns = [
    path("plans/<uuid:uid>/progress/", progress.plan_progress, name="plan_progress"),
    path("plans/<uuid:uid>/progress/period/", progress.period_new, name="period_new"),
    path("progress/<uuid:uid>/", progress.period_detail, name="period_detail"),
    path("progress/<uuid:uid>/edit/", progress.period_edit, name="period_edit"),
    path("progress/<uuid:uid>/accept/", progress.period_accept, name="period_accept"),
    path("progress/<uuid:uid>/lock/", progress.period_lock, name="period_lock"),
    path("progress/<uuid:uid>/unlock/", progress.period_unlock, name="period_unlock"),
    path("progress/reports/<uuid:uid>/accept/", progress.report_accept, name="report_accept"),
    path("progress/reports/<uuid:uid>/return/", progress.report_return, name="report_return"),
    path("progress/reports/<uuid:uid>/evidence/", progress.report_evidence, name="report_evidence"),
    path("plans/<uuid:uid>/milestones/new/", milestones.milestone_new, name="milestone_new"),
    path("milestones/<uuid:uid>/", milestones.milestone_detail, name="milestone_detail"),
    path("milestones/<uuid:uid>/accept/", milestones.milestone_accept, name="milestone_accept"),
    path("milestones/<uuid:uid>/keep-day/", milestones.milestone_keep_day, name="milestone_keep_day"),
    path("milestones/<uuid:uid>/day/", milestones.milestone_day, name="milestone_day"),
    path("milestones/<uuid:uid>/achieve/", milestones.milestone_achieve, name="milestone_achieve"),
    path("milestones/<uuid:uid>/drop/", milestones.milestone_drop, name="milestone_drop"),
]
