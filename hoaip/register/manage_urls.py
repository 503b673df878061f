"""The administrator's screens for the register."""

from django.urls import path

from hoaip.register import manage, untranslated

app_name = "manage"
urlpatterns = [
    path("", manage.index, name="index"),
    path("untranslated/", untranslated.untranslated, name="untranslated"),
    path("stakeholders/", manage.stakeholder_list, name="stakeholder_list"),
    path("stakeholders/table.<export:kind>", manage.stakeholder_export, name="stakeholder_export"),
    path("stakeholders/new/", manage.stakeholder_new, name="stakeholder_new"),
    path("stakeholders/<slug:slug>/edit/", manage.stakeholder_edit, name="stakeholder_edit"),
    path("stakeholders/<slug:slug>/delete/", manage.stakeholder_delete, name="stakeholder_delete"),
    path("memberships/new/", manage.membership_new, name="membership_new"),
    path("memberships/<uuid:uid>/end/", manage.membership_end, name="membership_end"),
]
