"""The administrator's addresses of the texts of public pages."""

from django.urls import path

from hoaip.texts import views

app_name = "texts"
urlpatterns = [
    path("", views.text_list, name="text_list"),
    path("<slug:key>/", views.text_edit, name="text_edit"),
    path("<slug:key>/restore/", views.text_restore, name="text_restore"),
]
