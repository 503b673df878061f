"""Addresses of search, saved filters and open data."""

from django.urls import path

from hoaip.search import data_pages, filters, pages

app_name = "search"
urlpatterns = [
    path("search/", pages.search, name="search"),
    path("filters/", filters.filter_list, name="filter_list"),
    path("filters/new/", filters.filter_new, name="filter_new"),
    path("filters/<uuid:uid>/edit/", filters.filter_edit, name="filter_edit"),
    path("filters/<uuid:uid>/delete/", filters.filter_delete, name="filter_delete"),
    path("data/", data_pages.data_list, name="data_list"),
    path("data/<slug:name>.<data_format:kind>", data_pages.data_file, name="data_file"),
]
