"""The address of the history's head."""

from django.urls import path

from hoaip import history_pages

app_name = "hoaip"
urlpatterns = [path("head/", history_pages.audit_head, name="audit_head")]
