"""Addresses of agendas and their items."""

from django.urls import path

from meetings.views import agenda, agenda_clone, agenda_decisions

app_name = "agenda"
urlpatterns = [
    path("meetings/<uuid:uid>/agenda/", agenda.agenda_detail, name="agenda_detail"),
    path("meetings/<uuid:uid>/agenda/new/", agenda.item_new, name="item_new"),
    path("meetings/<uuid:uid>/agenda/discussed/", agenda_decisions.rest_discussed, name="rest_discussed"),
    path("meetings/<uuid:uid>/agenda/take/", agenda_decisions.item_take, name="item_take"),
    path("meetings/<uuid:uid>/next/", agenda_clone.plan_next, name="plan_next"),
    path("agenda/<uuid:uid>/edit/", agenda.item_edit, name="item_edit"),
    path("agenda/<uuid:uid>/remove/", agenda.item_remove, name="item_remove"),
    path("agenda/<uuid:uid>/move/", agenda.item_move, name="item_move"),
    path("agenda/<uuid:uid>/discussed/", agenda_decisions.item_discussed, name="item_discussed"),
    path("agenda/<uuid:uid>/carry/", agenda_decisions.item_carry, name="item_carry"),
    path("agenda/<uuid:uid>/drop/", agenda_decisions.item_drop, name="item_drop"),
    path("agenda/<uuid:uid>/reconsider/", agenda_decisions.item_reconsider, name="item_reconsider"),
]
