"""Addresses of agendas and their items."""

from django.urls import path

from meetings.views import agenda

app_name = "agenda"
urlpatterns = [
    path("meetings/<uuid:uid>/agenda/", agenda.agenda_detail, name="agenda_detail"),
    path("meetings/<uuid:uid>/agenda/new/", agenda.item_new, name="item_new"),
    path("agenda/<uuid:uid>/edit/", agenda.item_edit, name="item_edit"),
    path("agenda/<uuid:uid>/remove/", agenda.item_remove, name="item_remove"),
    path("agenda/<uuid:uid>/move/", agenda.item_move, name="item_move"),
]
