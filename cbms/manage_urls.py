"""The administrator's screens for CBMs and their focal points."""

app_name = "measures"
urlpatterns = []
