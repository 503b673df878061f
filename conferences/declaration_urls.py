"""Addresses of declarations, their paragraphs and the delegations to a conference."""

from django.urls import path

from conferences.views import declaration_writing as writing
from conferences.views import declarations as views
from conferences.views import delegations

app_name = "declarations"
urlpatterns = [
    path("declarations/", views.declaration_list, name="declaration_list"),
    path("declarations/table.<export:kind>", views.declaration_export, name="declaration_export"),
    path("declarations/new/", writing.declaration_new, name="declaration_new"),
    path("declarations/<slug:slug>/", views.declaration_detail, name="declaration_detail"),
    path("declarations/<slug:slug>/edit/", writing.declaration_edit, name="declaration_edit"),
    path("declarations/<slug:slug>/words/", writing.declaration_words, name="declaration_words"),
    path("declarations/<slug:slug>/seal/", writing.declaration_seal, name="declaration_seal"),
    path("declarations/<slug:slug>/para/<int:number>/", views.paragraph_detail, name="paragraph_detail"),
    path("declarations/<slug:slug>/para/<int:number>/tags/", writing.paragraph_tag, name="paragraph_tag"),
    path("conferences/<int:ordinal>/delegations/", delegations.delegation_list, name="delegation_list"),
    path(
        "conferences/<int:ordinal>/delegations/table.<export:kind>",
        delegations.delegation_export,
        name="delegation_export",
    ),
    path("conferences/<int:ordinal>/delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("delegations/<uuid:uid>/edit/", delegations.delegation_edit, name="delegation_edit"),
    path("delegations/<uuid:uid>/remove/", delegations.delegation_remove, name="delegation_remove"),
]
