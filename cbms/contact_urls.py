"""Addresses of the technical focal points."""

from django.urls import path

from cbms.views import contacts

app_name = "contacts"
urlpatterns = [
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/table.<export:kind>", contacts.contact_export, name="contact_export"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/<uuid:uid>/confirm/", contacts.contact_confirm, name="contact_confirm"),
    path("contacts/<uuid:uid>/end/", contacts.contact_end, name="contact_end"),
]
