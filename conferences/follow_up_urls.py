"""Addresses of actions, the trail and what has nothing behind it."""

app_name = "follow_up"
urlpatterns = []
