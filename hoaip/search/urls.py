"""Addresses of search, saved filters and open data."""

app_name = "search"
urlpatterns = []
