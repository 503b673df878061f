"""Addresses of notes verbales, and of their templates."""

from django.urls import path

from meetings.views import note_templates, notes

app_name = "notes"
urlpatterns = [
    path("meetings/<uuid:uid>/notes/new/", notes.note_new, name="note_new"),
    path("meetings/<uuid:uid>/notes/<uuid:batch>.pdf", notes.note_print, name="note_print"),
    path("notes/<uuid:uid>/delivered/", notes.note_deliver, name="note_deliver"),
    path("manage/notes/", note_templates.note_template_list, name="note_template_list"),
    path("manage/notes/new/", note_templates.note_template_new, name="note_template_new"),
    path("manage/notes/<slug:key>/", note_templates.note_template_edit, name="note_template_edit"),
    path("manage/notes/<slug:key>/restore/", note_templates.note_template_restore, name="note_template_restore"),
    path("manage/notes/<slug:key>/retire/", note_templates.note_template_retire, name="note_template_retire"),
]
