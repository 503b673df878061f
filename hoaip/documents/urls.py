"""Addresses of documents. The list stands on the floor of the CBMs, a new document on that of its parent."""

from django.urls import path

from hoaip.documents.views import pages, steps

app_name = "documents"
urlpatterns = [
    path("documents/files/<uuid:uid>/", pages.document_file, name="document_file"),
    path("documents/<uuid:uid>/", pages.document_detail, name="document_detail"),
    path("documents/<uuid:uid>/edit/", steps.document_edit, name="document_edit"),
    path("documents/<uuid:uid>/replace/", steps.document_replace, name="document_replace"),
    path("documents/<uuid:uid>/visibility/", steps.document_visibility, name="document_visibility"),
    path("documents/<uuid:uid>/delete/", steps.document_delete, name="document_delete"),
    path("documents/<uuid:uid>/restore/", steps.document_restore, name="document_restore"),
    path("documents/<uuid:uid>/order/", steps.document_order, name="document_order"),
    path("documents/<uuid:uid>/destroy/", steps.document_destroy, name="document_destroy"),
]
