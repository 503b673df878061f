"""Addresses of conferences and processes."""

app_name = "conferences"
urlpatterns = []
