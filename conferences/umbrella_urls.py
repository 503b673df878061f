"""Addresses of initiatives, proposed measures, programmes and who takes part in what."""

app_name = "umbrella"
urlpatterns = []
