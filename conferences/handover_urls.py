"""Addresses of handing over a CBM."""

from django.urls import path

from conferences.views import handover

app_name = "handover"
urlpatterns = [
    path("handover/", handover.handover_list, name="handover_list"),
    path("handover/new/", handover.handover_new, name="handover_new"),
    path("handover/<uuid:uid>/", handover.handover_detail, name="handover_detail"),
    path("handover/<uuid:uid>/confirm/", handover.handover_confirm, name="handover_confirm"),
    path("handover/<uuid:uid>/withdraw/", handover.handover_withdraw, name="handover_withdraw"),
    path("handover/items/<uuid:uid>/take/", handover.item_take, name="item_take"),
]
