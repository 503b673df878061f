"""Addresses of consultations with the capitals."""

from django.urls import path

from cbms.views import consultation_opening as opening
from cbms.views import consultation_rules as rules
from cbms.views import consultations

app_name = "consultations"
urlpatterns = [
    path("plans/<uuid:uid>/consultation/", opening.consultation_open, name="consultation_open"),
    path("consultations/<uuid:uid>/", consultations.consultation_detail, name="consultation_detail"),
    path("consultations/<uuid:uid>/answer/", consultations.consultation_answer, name="consultation_answer"),
    path("consultations/<uuid:uid>/confirm/", consultations.consultation_confirm, name="consultation_confirm"),
    path("consultations/<uuid:uid>/behalf/<slug:slug>/", consultations.consultation_behalf, name="consultation_behalf"),
    path("consultations/<uuid:uid>/remind/", consultations.consultation_remind, name="consultation_remind"),
    path("consultations/<uuid:uid>/extend/", consultations.consultation_extend, name="consultation_extend"),
    path("consultations/<uuid:uid>/withdraw/", consultations.consultation_withdraw, name="consultation_withdraw"),
    path("consultations/<uuid:uid>/judge/", consultations.consultation_judge, name="consultation_judge"),
    path(
        "consultations/<uuid:uid>/certificate/", consultations.consultation_certificate, name="consultation_certificate"
    ),
    path("consultations/<uuid:uid>/certificate.json", consultations.consultation_result, name="consultation_result"),
    path("manage/consultations/", rules.rule_list, name="rule_list"),
    path("manage/consultations/<slug:code>/", rules.rule_edit, name="rule_edit"),
]
