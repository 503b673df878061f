"""Addresses of declarations, their paragraphs and the delegations to a conference."""

app_name = "declarations"
urlpatterns = []
