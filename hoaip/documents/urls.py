"""Addresses of documents. The list stands on the floor of the CBMs, a new document on that of its parent."""

from django.urls import path

from hoaip.documents.views import changes, pages, publishing, removal

app_name = "documents"
urlpatterns = [
    path("documents/files/<uuid:uid>/", pages.document_file, name="document_file"),
    path("documents/<uuid:uid>/", pages.document_detail, name="document_detail"),
    path("documents/<uuid:uid>/edit/", changes.document_edit, name="document_edit"),
    path("documents/<uuid:uid>/replace/", changes.document_replace, name="document_replace"),
    path("documents/<uuid:uid>/visibility/", changes.document_visibility, name="document_visibility"),
    path("documents/<uuid:uid>/publish/", publishing.document_publish, name="document_publish"),
    path(
        "documents/<uuid:uid>/publish/withdraw/",
        publishing.document_publish_withdraw,
        name="document_publish_withdraw",
    ),
    path("documents/<uuid:uid>/delete/", removal.document_delete, name="document_delete"),
    path("documents/<uuid:uid>/restore/", removal.document_restore, name="document_restore"),
    path("documents/<uuid:uid>/order/", removal.document_order, name="document_order"),
    path("documents/<uuid:uid>/destroy/", removal.document_destroy, name="document_destroy"),
]
