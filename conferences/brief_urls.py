"""Addresses of briefs and of the engagement of states."""

app_name = "brief"
urlpatterns = []
