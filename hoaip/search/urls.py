"""Addresses of search, saved filters and open data."""

from django.urls import path

from hoaip.search import pages

app_name = "search"
urlpatterns = [
    path("search/", pages.search, name="search"),
]
