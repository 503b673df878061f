"""Addresses of a person's own letters."""

from django.urls import path

from hoaip.post import choices, own

app_name = "letters"
urlpatterns = [
    path("letters/", own.letter_list, name="letter_list"),
    path("letters/read/", own.letters_read, name="letters_read"),
    path("letters/choices/", choices.choices, name="choices"),
    path("letters/<uuid:uid>/", own.letter_open, name="letter_open"),
    path("letters/<uuid:uid>/read/", own.letter_read, name="letter_read"),
]
