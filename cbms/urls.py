"""Public addresses of the CBMs."""

from django.urls import path

from cbms import views
from cbms.views import documents

app_name = "cbms"
urlpatterns = [
    path("cbms/", views.cbm_list, name="cbm_list"),
    path("cbms/table/", views.table, name="table"),
    path("cbms/table.csv", views.table_csv, name="table_csv"),
    path("cbms/<slug:code>/", views.cbm_detail, name="cbm_detail"),
    path("cbms/<slug:code>/history/", views.cbm_history, name="cbm_history"),
    path("cbms/<slug:code>/documents/new/", documents.document_new, name="document_new"),
    path("documents/", documents.document_list, name="document_list"),
    path("documents/table.<export:kind>", documents.document_export, name="document_export"),
    path("cbms/<slug:code>/timeline/", views.cbm_timeline, name="cbm_timeline"),
]
