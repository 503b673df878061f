"""Public addresses of the CBMs."""

app_name = "cbms"
urlpatterns = []
