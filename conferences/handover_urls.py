"""Addresses of handing over a CBM."""

app_name = "handover"
urlpatterns = []
