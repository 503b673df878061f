"""Public addresses of countries and organizations."""

app_name = "register"
urlpatterns = []
