"""Addresses of the register of commitments."""

app_name = "commitments"
urlpatterns = []
