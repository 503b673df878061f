"""The administrator's screens for the register."""

app_name = "manage"
urlpatterns = []
