"""Addresses of viewing as somebody else."""

app_name = "viewing"
urlpatterns = []
