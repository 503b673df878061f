"""Addresses of meetings and of the board."""

app_name = "meetings"
urlpatterns = []
