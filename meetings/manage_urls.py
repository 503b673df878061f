"""The administrator's screens for roles in CBMs."""

app_name = "roles"
urlpatterns = []
